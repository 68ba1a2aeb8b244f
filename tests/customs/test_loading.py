"""The loading checklist of new-energy vehicles in containers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from customs.domain import (
    POINTS,
    Answer,
    Declaration,
    Goods,
    HeadCorrection,
    LineCorrection,
    Status,
    decide_correction,
    examine,
    points_for,
)
from tests.customs.given import ALONE, NOW, TODAY, VINS, began, decided, draft, line, said, submitted

RULES = ALONE.profiles["tianjin"]
CONTAINER = "MSKU6011672"
BY_WATER = {
    "soc_percent": "65",
    "battery_undamaged": "yes",
    "power_off": "yes",
    "fixed": "yes",
    "un_number": "UN3556",
    "dangerous_goods_declaration": "DG-2026-1",
}
BY_RAIL = {"soc_percent": "65", "no_spare_battery": "yes", "power_off": "yes", "fixed": "yes"}


def answers(given: dict[str, str]) -> tuple[Answer, ...]:
    return tuple(Answer(code, value) for code, value in given.items())


def electric(given: dict[str, str], *, mode: str, container: str | None = CONTAINER) -> Declaration:
    state = submitted(transport_mode=mode)
    goods = Goods(container_no=container, loading=answers(given))
    return replace(state, lines=(replace(state.lines[0], new_energy=True, goods=goods), state.lines[1]))


def faults(state: Declaration) -> list[str]:
    return [item.code for item in examine(state, on=TODAY, rules=RULES).all]


@pytest.mark.rule("CUS-LOADING")
@pytest.mark.parametrize(
    ("mode", "given"),
    [("2", BY_WATER), ("water", BY_WATER), ("4", BY_WATER), ("5", BY_WATER), ("3", BY_RAIL)],
)
def test_a_complete_checklist_lets_the_container_go(mode: str, given: dict[str, str]) -> None:
    assert {point.code for point in points_for(mode)} == set(given)
    assert faults(electric(given, mode=mode)) == []


@pytest.mark.rule("CUS-LOADING")
@pytest.mark.parametrize("code", BY_WATER)
def test_every_point_must_be_answered(code: str) -> None:
    given = {name: value for name, value in BY_WATER.items() if name != code}

    assert faults(electric(given, mode="2")) == ["loading_checklist_incomplete"]


@pytest.mark.rule("CUS-LOADING")
@pytest.mark.parametrize(
    ("code", "value", "good"),
    [
        ("soc_percent", "0", True),
        ("soc_percent", "65", True),
        ("soc_percent", "66", False),
        ("soc_percent", "-1", False),
        ("soc_percent", "sixty", False),
        ("fixed", "no", False),
        ("un_number", "UN3171", True),
        ("un_number", "UN1203", False),
        ("dangerous_goods_declaration", " ", False),
    ],
)
def test_an_answer_must_be_a_good_one(code: str, value: str, *, good: bool) -> None:
    found = faults(electric({**BY_WATER, code: value}, mode="2"))

    assert found == ([] if good else ["loading_checklist_incomplete"])


@pytest.mark.rule("CUS-LOADING")
def test_only_new_energy_vehicles_in_containers_need_one() -> None:
    petrol = submitted()
    boxed = replace(petrol.lines[0], goods=Goods(container_no=CONTAINER))

    assert faults(electric({}, mode="2", container=None)) == []
    assert faults(replace(petrol, lines=(boxed, petrol.lines[1]))) == []


def test_a_container_without_its_checklist_goes_back_and_passes_with_it() -> None:
    back = began(draft(line(0, new_energy=True, goods=Goods(container_no=CONTAINER)), line(1))).state
    checked = LineCorrection(VINS[0], loading=answers(BY_RAIL))

    answer = decided(decide_correction(back, HeadCorrection(), (checked,), None, now=NOW, policy=ALONE))

    assert back.status is Status.RETURNED_FOR_CORRECTION
    assert said(answer) == ["customs.resubmitted", "customs.accepted", "customs.released", "customs.cleared"]


def test_each_point_says_what_it_rests_on_and_whether_that_is_our_own_convention() -> None:
    assert all(point.article for point in POINTS)
    assert {point.own for point in POINTS if point.article.startswith("本系统约定")} == {True}
    assert {point.own for point in POINTS if not point.article.startswith("本系统约定")} == {False}
