"""Bonded zones, the register of lines, the loading checklist beside that of customs, and the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from customs.domain.loading import points_for as points_of_customs
from exportlane.contracts.decision import Decided
from exportlane.contracts.logistics import LineOpened, LineSupportDecided
from logistics.domain import lines, zones
from logistics.domain.calls import Carrying
from logistics.domain.lines import Line, SupportStatus
from logistics.domain.loading import points_for
from logistics.domain.movements import Movement
from logistics.domain.statistics import hours_to_load, new_energy_loaded, rolled_share, routes
from logistics.settings import LogisticsSettings, policy_from_settings, trade_modes
from tests.logistics.given import NOW, POLICY, a_cargo, refused

TODAY = date(2026, 11, 16)


def a_line(**changes: Any) -> Line:
    plain: dict[str, Any] = {
        "id": "LN-1", "name": "Tianjin–Vladivostok", "mode": Carrying.RORO, "carrier": "COSCO",
        "ports": ("CNTXG", "KRPUS", "RUVVO"), "opened_on": date(2026, 6, 1),
    }  # fmt: skip
    return Line(**{**plain, **changes})


@pytest.mark.rule("LOG-STAY")
def test_a_vehicle_is_in_one_zone_at_a_time_and_leaves_where_it_entered() -> None:
    entered = zones.enter(a_cargo(), "Dongjiang", on=TODAY, now=NOW)
    assert isinstance(entered, Decided)

    twice = zones.enter(entered.state, "TEDA", on=TODAY, now=NOW)
    left = zones.leave(entered.state, on=TODAY, now=NOW)

    assert refused(twice).slug == "zone_contradiction"
    assert isinstance(left, Decided)
    assert [fact.type for fact in (*entered.facts, *left.facts)] == ["zone.entered.v1", "zone.left.v1"]
    assert refused(zones.leave(left.state, on=TODAY, now=NOW)).slug == "zone_contradiction"
    assert isinstance(zones.enter(left.state, "TEDA", on=TODAY, now=NOW), Decided)


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2026, 11, 15)])
def test_nothing_enters_in_time_to_come_nor_before_it_left(day: date) -> None:
    before = zones.enter(a_cargo(), "Dongjiang", on=date(2026, 11, 16), now=NOW)
    assert isinstance(before, Decided)
    left = zones.leave(before.state, on=date(2026, 11, 16), now=NOW)
    assert isinstance(left, Decided)

    assert refused(zones.enter(left.state, "TEDA", on=day, now=NOW)).field == "/on"
    assert refused(zones.leave(before.state, on=day, now=NOW)).field == "/on"


@pytest.mark.rule("LOG-LINE")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ports": ("CNTXG", "RUVVO", "CNTXG")}, "line_inconsistent"),
        ({"opened_on": date(2026, 11, 17)}, "line_inconsistent"),
        ({"ports": ("CNTXG", "ruvvo")}, "locode_wrong"),
    ],
)
def test_a_line_has_its_ports_once_each_and_was_opened(changes: dict[str, Any], code: str) -> None:
    assert refused(lines.open_line(a_line(**changes), now=NOW)).slug == code


@pytest.mark.parametrize(
    ("ports", "through", "international"),
    [
        (("CNTXG", "RUVVO"), False, False),
        (("CNTXG", "CNSHA", "RUVVO"), True, False),
        (("CNTXG", "KRPUS", "RUVVO"), True, True),
    ],
)
def test_transhipment_is_international_where_a_third_country_lies_between(
    ports: tuple[str, ...], through: bool, international: bool
) -> None:
    opened = lines.open_line(a_line(ports=ports), now=NOW)

    assert isinstance(opened, Decided)
    assert (opened.state.transhipment, opened.state.international_transhipment) == (through, international)
    assert isinstance(opened.facts[0].data, LineOpened)


@pytest.mark.rule("LOG-NEW-LINE")
@pytest.mark.parametrize(("opened", "new"), [(date(2025, 11, 16), True), (date(2025, 11, 13), False)])
def test_support_is_for_lines_of_the_last_twelve_months(opened: date, new: bool) -> None:
    answer = lines.request_support(a_line(opened_on=opened), "New.", now=NOW, calendar=POLICY.calendar)

    assert isinstance(answer, Decided) is new
    if not new:
        assert refused(answer).slug == "line_not_new"


def test_a_refused_support_may_be_asked_for_anew() -> None:
    asked = lines.request_support(a_line(), "New.", now=NOW, calendar=POLICY.calendar)
    assert isinstance(asked, Decided)

    no = lines.decide_support(
        asked.state, verdict="refuse", reason="No plan.", by="transport/officer/li", now=NOW
    )
    assert isinstance(no, Decided)
    again = lines.request_support(no.state, "With a plan.", now=NOW, calendar=POLICY.calendar)

    assert isinstance(no.facts[0].data, LineSupportDecided)
    assert isinstance(again, Decided)
    assert again.state.support.status is SupportStatus.REQUESTED


def test_a_line_cannot_be_closed_before_it_was_opened() -> None:
    assert refused(lines.close_line(a_line(), "x", on=date(2026, 5, 31), now=NOW)).slug == "line_inconsistent"


@pytest.mark.parametrize(
    ("mode", "transport"),
    [(Carrying.CONTAINER, "2"), (Carrying.RORO, "2"), (Carrying.RAIL_CONTAINER, "3"), (Carrying.ROAD, "4")],
)
def test_the_points_of_loading_are_those_that_customs_ask(mode: Carrying, transport: str) -> None:
    ours = [(point.code, point.article, point.own) for point in points_for(mode)]
    theirs = [(point.code, point.article, point.own) for point in points_of_customs(transport)]

    assert [code for code, _, _ in ours] == [code for code, _, _ in theirs]
    assert [own for _, _, own in ours] == [own for _, _, own in theirs]


def moved(event: str, **changes: Any) -> Movement:
    plain: dict[str, Any] = {
        "day": TODAY, "event": event, "booking_no": "BK-1", "case_id": "c", "vin": "v", "mode": "rail_cage",
        "sailing_id": "SL-1", "pol": "CNDJG", "pod": "KZALA", "new_energy": False,
    }  # fmt: skip
    return Movement(**{**plain, **changes})


def test_routes_are_counted_by_month_mode_and_places() -> None:
    found = routes(
        [
            moved("departed"), moved("departed", vin="w"), moved("departed", sailing_id="SL-2", booking_no="BK-2"),
            moved("departed", day=date(2026, 10, 1)), moved("departed", pod="RUVYP"), moved("rolled"),
        ]
    )  # fmt: skip

    assert [(each.month, each.pod, each.vehicles, each.departures) for each in found] == [
        ("2026-10", "KZALA", 1, 1),
        ("2026-11", "KZALA", 3, 2),
        ("2026-11", "RUVYP", 1, 1),
    ]


@pytest.mark.parametrize(
    ("minutes", "median", "ninetieth"),
    [
        ([], None, None),
        ([90], Decimal("1.5"), Decimal("1.5")),
        ([60, 120], Decimal("1.5"), Decimal("2.0")),
        ([60 * n for n in range(1, 11)], Decimal("5.5"), Decimal("9.0")),
    ],
)
def test_hours_from_gate_to_ramp(
    minutes: list[int], median: Decimal | None, ninetieth: Decimal | None
) -> None:
    assert hours_to_load([moved("loaded", minutes=each) for each in minutes]) == (median, ninetieth)


def test_the_rolled_share_and_the_boxes_with_batteries() -> None:
    some = [
        moved("departed"), moved("departed"), moved("rolled"),
        moved("loaded", new_energy=True, container_no="CSQU3054383"),
        moved("loaded", new_energy=True, container_no="CSQU3054383"), moved("loaded", new_energy=True),
    ]  # fmt: skip

    assert rolled_share(some) == Decimal("0.3333")
    assert rolled_share([]) is None
    assert new_energy_loaded(some) == (3, 1)


def test_a_movement_is_read_as_it_was_written() -> None:
    one = replace(moved("loaded", minutes=7, new_energy=True), container_no="CSQU3054383")

    assert Movement.of(one.row()) == one


@pytest.mark.requirement("TJ-10.3")
def test_the_mode_of_declaration_differs_by_profile_as_data() -> None:
    modes = trade_modes()
    policy = policy_from_settings(LogisticsSettings())

    through = {name: of.get("train_bonded_zone") for name, of in modes.items()}

    assert through["national"] is None
    assert through["tianjin"] is not None
    assert through["taizhou"] is not None
    assert (through["tianjin"].declared_as, through["taizhou"].declared_as) == ("5034", "0110")
    assert (through["tianjin"].zone_before_rail, through["taizhou"].zone_before_rail) == (True, False)
    tianjin, taizhou = policy.rules("tianjin", "unknown"), policy.rules("taizhou", "unknown")
    assert [name for name, _ in tianjin.steps] == ["licence", "deregistration", "customs_release"]
    assert [name for name, _ in taizhou.steps] == ["licence", "customs_release"]
