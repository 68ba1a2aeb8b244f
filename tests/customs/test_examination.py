"""The examination by rule: when customs begins, what it lets pass, sends back and rejects."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from customs.domain import Annex, Declaration, Licence, Status, examine, hear_deregistered, hear_licence
from exportlane.contracts.customs import CustomsAccepted, CustomsCleared, CustomsRejected, CustomsReleased
from exportlane.law.checks import check_declaration_no
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    TODAY,
    VINS,
    annex,
    began,
    cleared,
    decided,
    draft,
    licence,
    line,
    policy,
    released,
    said,
    types,
)


def test_what_agrees_with_its_licence_is_accepted_released_and_cleared_for_every_vehicle() -> None:
    answer = began()

    assert answer.state.status is Status.CLEARED
    assert types(answer.facts) == [
        (case, f"customs.{what}") for what in ("accepted", "released", "cleared") for case in CASES
    ]
    accepted, released_, cleared_ = (answer.facts[number].data for number in (0, 2, 4))
    assert isinstance(accepted, CustomsAccepted)
    assert isinstance(released_, CustomsReleased)
    assert isinstance(cleared_, CustomsCleared)
    assert accepted.licence_no == released_.licence_no == cleared_.licence_no == "26-12-00A7K3"
    assert (released_.released_on, cleared_.cleared_on, cleared_.transport_mode) == (TODAY, TODAY, "rail")


def test_a_declaration_number_names_port_year_export_and_a_serial_of_its_own() -> None:
    numbers = {cleared(id=f"lot-{n}").declaration_no for n in range(200)}

    assert len(numbers) == 200
    assert all(number.startswith("020220260") and check_declaration_no(number).valid for number in numbers)


def test_the_year_of_a_declaration_is_that_of_the_day_in_shanghai() -> None:
    new_year = datetime(2026, 12, 31, 16, tzinfo=UTC)
    known = licence(valid_to=date(2027, 1, 1))

    answer = began(known=known, now=new_year)

    assert answer.state.declaration_no[4:8] == "2027"


def test_departure_is_confirmed_by_hand_where_the_profile_says_so() -> None:
    assert released().status is Status.RELEASED


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_tianjin_begins_when_licence_and_deregistration_are_there_in_whatever_order(
    order: tuple[int, ...],
) -> None:
    def hear(state: Declaration, step: int) -> tuple[Declaration, int]:
        case_id = CASES[step % 2]
        if step < 2:
            answer = decided(hear_licence(state, case_id, licence(), annex(step), now=NOW, policy=ALONE))
        else:
            answer = decided(hear_deregistered(state, case_id, now=NOW, policy=ALONE))
        return answer.state, len(answer.facts)

    state, announced = draft(), []
    for step in order:
        state, facts = hear(state, step)
        announced.append(facts)

    assert announced == [0, 0, 0, 6]
    assert state.status is Status.CLEARED


def test_elsewhere_customs_begins_with_the_licence_of_the_last_vehicle() -> None:
    state = draft(profile="national")

    first = decided(hear_licence(state, CASES[1], licence(), annex(1), now=NOW, policy=ALONE))
    last = decided(hear_licence(first.state, CASES[0], licence(), annex(0), now=NOW, policy=ALONE))

    assert first.facts == ()
    assert last.state.status is Status.CLEARED


RULES = ALONE.profiles["tianjin"]
MISMATCHES = [
    ({"exporter_uscc": "91310000MA1FL0000N"}, "exporter"),
    ({"customs_port": "0201"}, "customs port"),
    ({"destination_country": "UZB"}, "destination country"),
    ({"hs_code": "8703224990"}, "HS code"),
    ({"contract_no": "OTHER-1"}, "contract number"),
    ({"quantity": 3}, "quantity"),
    ({"vins": (VINS[0], "LGXC76C30P0123456")}, "VIN LGXC76C30P0123456 is not declared but on"),
    ({"vins": (VINS[0],), "quantity": 2}, f"VIN {VINS[1]} is declared but not on"),
]


@pytest.mark.parametrize(("changes", "field"), MISMATCHES, ids=[field for _, field in MISMATCHES])
def test_a_licence_that_does_not_cover_the_goods_rejects_all_of_them(
    changes: dict[str, object], field: str
) -> None:
    answer = began(known=licence(**changes))

    assert answer.state.status is Status.REJECTED
    assert types(answer.facts) == [(case, "customs.rejected") for case in CASES]
    fact = answer.facts[0].data
    assert isinstance(fact, CustomsRejected)
    assert (fact.code, fact.declaration_no) == ("licence_mismatch", None)
    assert field in fact.reason
    assert "海关法 第二十四条" in fact.article


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (annex(0, brand="奥迪"), "brand"),
        (annex(0, model_code="FV7201"), "model"),
        (annex(0, vin=VINS[1]), "VIN"),
    ],
)
def test_a_vehicle_must_be_the_one_in_the_annex(row: Annex, field: str) -> None:
    answer = began(rows=(row, annex(1)))

    assert answer.facts[0].data.code == "licence_mismatch"
    assert f"The {field} declared" in answer.facts[0].data.reason


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 31)])
def test_the_first_and_the_last_day_of_a_licence_are_valid(day: date) -> None:
    found = examine(replace(cleared(), accepted_on=None), on=day, rules=RULES)

    assert found.all == ()


def test_used_goods_are_named_used_or_the_papers_go_back() -> None:
    answer = began(draft(line(0, goods_name="大众1.6L轿车"), line(1)))

    assert answer.state.status is Status.RETURNED_FOR_CORRECTION
    assert types(answer.facts) == [(case, "customs.returned_for_correction") for case in CASES]
    fact = answer.facts[1].data
    assert (fact.by, [(item.code, item.vin) for item in fact.items]) == (
        "rule",
        [("goods_name_not_used", VINS[0])],
    )
    assert fact.items[0].article


@pytest.mark.rule("X06")
@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({"valid_to": date(2026, 11, 22)}, False),
        ({"valid_to": date(2026, 11, 23)}, True),
        ({"issued_on": date(2026, 11, 23)}, True),
        ({"issued_on": date(2026, 11, 24)}, False),
    ],
    ids=["the day after the last", "the last day", "the first day", "the day before the first"],
)
def test_a_licence_that_is_not_valid_on_the_day_of_acceptance_holds_the_goods_until_there_is_a_new_one(
    changes: dict[str, object], *, holds: bool
) -> None:
    answer = began(known=licence(**changes))

    assert answer.state.status is (Status.CLEARED if holds else Status.SUBMITTED)
    if not holds:
        assert said(answer) == ["customs.submitted", "customs.held"]
        assert [held.code for held in answer.state.holds] == ["licence_not_valid"]
        assert "validity" in answer.state.holds[0].reason


def test_what_can_never_be_released_is_rejected_without_asking_for_papers_first() -> None:
    answer = began(draft(line(0, goods_name="轿车"), line(1)), known=licence(customs_port="0201"))

    assert answer.state.status is Status.REJECTED
    assert "goods name" in answer.state.outcome.reason


def test_an_officer_sees_what_the_rules_found_when_he_decides_himself() -> None:
    answer = began(draft(line(0, goods_name="轿车"), line(1)), by=BY_HAND)

    assert (answer.state.status, types(answer.facts)) == (
        Status.SUBMITTED,
        [(case, "customs.submitted") for case in CASES],
    )
    assert [item.code for item in answer.state.found] == ["goods_name_not_used"]


def test_without_a_licence_nothing_is_released() -> None:
    assert [item.code for item in examine(draft(), on=TODAY, rules=RULES).refusing] == ["licence_missing"]
    assert [item.code for item in examine(draft(licence=licence()), on=TODAY, rules=RULES).refusing] == [
        "licence_mismatch"
    ] * 2


def test_a_reason_about_twenty_vehicles_still_fits_the_contract() -> None:
    many = tuple(
        line(0, case_id=f"case-{n}", vin=f"{VINS[0][:-2]}{n:02d}", brand="错" * 60, model_code="M" * 60)
        for n in range(20)
    )
    known: Licence = licence(vins=tuple(one.vin for one in many), quantity=20)

    state = draft(*many, profile="national")
    for one in many:
        answer = decided(
            hear_licence(state, one.case_id, known, annex(0, vin=one.vin), now=NOW, policy=policy())
        )
        state = answer.state

    assert len(answer.facts) == 20
    assert answer.facts[0].data.reason.endswith("findings)")
