"""The comparison of a declaration with its licence, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from customs.domain import Declaration, Licence, Particulars, Status, decide_vehicles, examine
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    TODAY,
    VINS,
    accepted,
    annex,
    asked,
    began,
    decided,
    draft,
    licence,
    line,
    refused,
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


def refusing(state: Declaration) -> None:
    """The examination must refuse, and with the article."""
    found = examine(state, on=TODAY, rules=RULES)

    assert {item.code for item in found.refusing} == {"licence_mismatch"}
    assert all("海关法 第二十四条" in str(item.article) for item in found.refusing)


def with_first(**changes: object) -> Declaration:
    state = submitted()
    return replace(state, lines=(replace(state.lines[0], **changes), state.lines[1]))


@pytest.mark.rule("X06-PORT")
@pytest.mark.parametrize(
    "changes", [{"customs_port": "0201"}, {"hs_code": "8703224990"}, {"contract_no": "X-1"}], ids=str
)
def test_port_code_and_contract_are_those_of_the_licence(changes: dict[str, str]) -> None:
    refusing(replace(submitted(), **changes))


@pytest.mark.rule("CUS-X13")
def test_the_destination_is_that_of_the_licence() -> None:
    refusing(replace(submitted(), destination_country="UZB"))


@pytest.mark.rule("CUS-X02")
@pytest.mark.parametrize(
    "changes", [{"exporter_uscc": OTHER}, {"particulars": Particulars(consignor_uscc=OTHER)}], ids=["a", "b"]
)
def test_the_consignor_is_the_exporter_on_the_licence(changes: dict[str, object]) -> None:
    refusing(replace(submitted(), **changes))


@pytest.mark.rule("X07")
@pytest.mark.parametrize("known", [licence(vins=(VINS[0],), quantity=1), licence(quantity=3)], ids=["a", "b"])
def test_every_vehicle_is_on_the_licence_and_the_licence_counts_as_many_as_it_names(known: Licence) -> None:
    refusing(replace(submitted(), licence=known))


@pytest.mark.rule("CUS-X01")
@pytest.mark.parametrize(
    "changes", [{"brand": "奥迪"}, {"model_code": "FV7201"}, {"annex": annex(1)}, {"annex": None}], ids=str
)
def test_each_vehicle_is_the_one_in_the_annex(changes: dict[str, object]) -> None:
    refusing(with_first(**changes))


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


@pytest.mark.rule("X07-FEWER")
def test_papers_that_were_sent_back_may_declare_fewer_vehicles() -> None:
    answer = decided(decide_vehicles(asked(), frozenset(VINS[1:]), now=NOW, policy=BY_HAND))

    assert said(answer) == ["customs.held"]
    assert answer.state.status is Status.RETURNED_FOR_CORRECTION


@pytest.mark.parametrize(
    ("state", "vins", "status"),
    [(accepted(), VINS, 409), (submitted(), ("X" * 17,), 422)],
    ids=["after acceptance", "a vehicle that is not there"],
)
def test_which_vehicles_are_declared_is_said_before_acceptance_and_of_those_on_the_papers(
    state: Declaration, vins: tuple[str, ...], status: int
) -> None:
    answer = refused(decide_vehicles(state, frozenset(vins), now=NOW, policy=BY_HAND))

    assert answer.status == status
    assert answer.article
