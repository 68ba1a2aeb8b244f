"""The comparison of a declaration with its licence, rule by rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from customs.domain import Declaration, Particulars, Status, decide_vehicles, examine
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    TODAY,
    VINS,
    accepted,
    annex,
    began,
    decided,
    draft,
    licence,
    line,
    said,
    submitted,
)

RULES = ALONE.profiles["tianjin"]
OTHER = "91310000MA1FL0000N"


def codes(state: Declaration, *, on: date = TODAY) -> set[str]:
    return {item.code for item in examine(state, on=on, rules=RULES).all}


@pytest.mark.rule("CUS-24")
def test_without_a_licence_nothing_is_released() -> None:
    assert codes(draft()) == {"licence_missing"}
    assert codes(submitted()) == set()


BROKEN: list[object] = [
    pytest.param(lambda s: replace(s, customs_port="0201"), marks=pytest.mark.rule("X06-PORT"), id="port"),
    pytest.param(
        lambda s: replace(s, hs_code="8703224990"), marks=pytest.mark.rule("X06-PORT"), id="HS code"
    ),
    pytest.param(lambda s: replace(s, contract_no="X-1"), marks=pytest.mark.rule("X06-PORT"), id="contract"),
    pytest.param(
        lambda s: replace(s, destination_country="UZB"), marks=pytest.mark.rule("CUS-X13"), id="destination"
    ),
    pytest.param(lambda s: replace(s, exporter_uscc=OTHER), marks=pytest.mark.rule("CUS-X02"), id="exporter"),
    pytest.param(
        lambda s: replace(s, particulars=Particulars(consignor_uscc=OTHER)),
        marks=pytest.mark.rule("CUS-X02"),
        id="consignor",
    ),
    pytest.param(
        lambda s: replace(s, licence=licence(vins=(VINS[0],), quantity=1)),
        marks=pytest.mark.rule("X07"),
        id="a vehicle that is not licensed",
    ),
    pytest.param(
        lambda s: replace(s, licence=licence(quantity=3)), marks=pytest.mark.rule("X07"), id="quantity"
    ),
    pytest.param(
        lambda s: replace(s, lines=(replace(s.lines[0], brand="奥迪"), s.lines[1])),
        marks=pytest.mark.rule("CUS-X01"),
        id="brand",
    ),
    pytest.param(
        lambda s: replace(s, lines=(replace(s.lines[0], annex=annex(1)), s.lines[1])),
        marks=pytest.mark.rule("CUS-X01"),
        id="VIN of the annex",
    ),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_differs_from_the_licence_is_refused_with_the_article(
    broken: Callable[[Declaration], Declaration],
) -> None:
    found = examine(broken(submitted()), on=TODAY, rules=RULES)

    assert {item.code for item in found.refusing} == {"licence_mismatch"}
    assert all("海关法 第二十四条" in str(item.article) for item in found.refusing)


@pytest.mark.rule("X06")
@pytest.mark.parametrize(
    ("today", "valid"),
    [(date(2026, 11, 23), True), (date(2026, 12, 31), True), (date(2027, 1, 1), True)],
)
def test_after_acceptance_the_day_of_acceptance_counts(today: date, *, valid: bool) -> None:
    state = accepted()

    assert (codes(state, on=today) == set()) is valid


@pytest.mark.rule("X06")
def test_a_licence_issued_after_the_acceptance_is_looked_at_on_its_own_day() -> None:
    later = replace(accepted(), licence=licence(issued_on=date(2026, 12, 1)))

    assert codes(later, on=date(2026, 12, 2)) == set()
    assert codes(later, on=date(2027, 1, 1)) == {"licence_not_valid"}


@pytest.mark.rule("X07-FEWER")
def test_fewer_vehicles_than_licensed_are_not_released_and_the_sentence_says_that_a_new_licence_is_needed() -> (
    None
):
    known = licence(vins=(*VINS, "LGXC76C30P0123456"), quantity=3)

    answer = began(known=known)

    assert answer.state.status is Status.SUBMITTED
    assert said(answer) == ["customs.submitted", "customs.held"]
    (held,) = answer.state.holds
    assert held.code == "fewer_than_licensed"
    assert "LGXC76C30P0123456" in held.reason
    assert "a new licence is needed" in held.reason


@pytest.mark.rule("X07-FEWER")
def test_who_declares_fewer_is_held_and_who_declares_all_again_goes_on() -> None:
    fewer = decided(decide_vehicles(submitted(), frozenset(VINS[:1]), now=NOW, policy=BY_HAND))

    all_again = decided(decide_vehicles(fewer.state, frozenset(VINS), now=NOW, policy=BY_HAND))

    assert [fact.type for fact in fewer.facts] == ["customs.held.v1"] * len(CASES)
    assert [fact.type for fact in all_again.facts] == ["customs.hold_lifted.v1"] * len(CASES)
    assert all_again.state.holds == ()


def test_a_draft_that_declares_fewer_says_nothing_before_customs_begins() -> None:
    answer = decided(decide_vehicles(draft(), frozenset(VINS[:1]), now=NOW, policy=ALONE))

    assert answer.facts == ()
    assert [one.withheld for one in answer.state.lines] == [False, True]
    assert began(answer.state).state.holds[0].code == "fewer_than_licensed"


def test_a_line_alone_passes_on_its_own_licence() -> None:
    one = draft(line(0))

    assert began(one, known=licence(vins=VINS[:1], quantity=1)).state.status is Status.CLEARED
