"""The declaration's own fields: names, terms of price, regime, the hours before loading, the ports of the scheme."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from customs.domain import Declaration, Goods, HeadCorrection, Particulars, Status, decide_correction, examine
from customs.domain.transport import MODES, mode_of
from tests.customs.given import ALONE, NOW, TODAY, began, decided, draft, line, said, submitted

RULES = ALONE.profiles["tianjin"]
LOADING = datetime(2026, 11, 24, 2, tzinfo=UTC)


def codes(state: Declaration) -> list[str]:
    return [item.code for item in examine(state, on=TODAY, rules=RULES).all]


def with_head(**particulars: object) -> Declaration:
    return replace(submitted(), particulars=Particulars(**particulars))


def named(name: str, displacement_ml: int | None, brand: str = "大众") -> Declaration:
    state = submitted()
    goods = Goods(displacement_ml=displacement_ml)
    first = replace(state.lines[0], goods_name=name, brand=brand, goods=goods)
    first = replace(first, annex=replace(first.annex, brand=brand))
    return replace(state, lines=(first, state.lines[1]))


@pytest.mark.rule("CUS-NAME")
@pytest.mark.rule("CUS-NAME-FULL")
@pytest.mark.parametrize(
    ("name", "displacement", "found"),
    [
        ("旧大众1.6L轿车", None, []),
        ("旧大众牌1.6L轿车", 1595, []),
        ("旧大众1595毫升乘用车", 1595, []),
        ("旧大众1595ml轿车", 1595, []),
        ("旧大众1.6升轿车", 1550, []),
        ("旧大众1.5L轿车", 1549, []),
        ("旧大众纯电动小客车", 0, []),
        ("大众1.6L轿车", 1595, ["goods_name_not_used"]),
        ("旧1.6L轿车", 1595, ["goods_name_incomplete"]),
        ("旧大众轿车", 1595, ["goods_name_incomplete"]),
        ("旧大众1.5L轿车", 1595, ["goods_name_incomplete"]),
        ("旧大众1.6L", 1595, ["goods_name_incomplete"]),
        ("旧大众牌", None, ["goods_name_incomplete"]),
    ],
)
def test_goods_are_named_used_with_brand_displacement_and_type(
    name: str, displacement: int | None, found: list[str]
) -> None:
    assert codes(named(name, displacement)) == found


@pytest.mark.rule("CUS-REGIME")
@pytest.mark.parametrize("wrong", [{"supervision_mode": "1300"}, {"levy_nature": "299"}])
def test_used_vehicles_leave_under_general_trade(wrong: dict[str, str]) -> None:
    assert codes(with_head(**wrong)) == ["regime_not_for_used_vehicles"]


@pytest.mark.rule("CUS-REGIME")
@pytest.mark.parametrize("wrong", [{"goods_condition": "新"}, {"unit": "台"}])
def test_a_line_is_a_used_vehicle_counted_by_piece(wrong: dict[str, str]) -> None:
    state = submitted()
    lines = (replace(state.lines[0], goods=Goods(**wrong)), state.lines[1])

    assert codes(replace(state, lines=lines)) == ["regime_not_for_used_vehicles"]


@pytest.mark.rule("CUS-TERMS")
@pytest.mark.parametrize(
    ("incoterm", "freight", "insurance", "wrong"),
    [
        (None, None, None, 0),
        (None, "10.00", None, 0),
        ("FOB", None, None, 0),
        ("FOB", "0.00", "0.00", 0),
        ("FOB", "10.00", None, 1),
        ("FOB", "10.00", "5.00", 2),
        ("CFR", "10.00", None, 0),
        ("CFR", None, None, 1),
        ("CFR", "10.00", "5.00", 1),
        ("CIF", "10.00", "5.00", 0),
        ("CIF", "10.00", None, 1),
        ("CIF", "0.00", "0.00", 2),
    ],
)
def test_freight_and_insurance_agree_with_the_terms_of_price(
    incoterm: str | None, freight: str | None, insurance: str | None, wrong: int
) -> None:
    state = with_head(
        incoterm=incoterm,
        freight=Decimal(freight) if freight else None,
        insurance=Decimal(insurance) if insurance else None,
    )

    assert codes(state) == ["price_terms_inconsistent"] * wrong


@pytest.mark.rule("CUS-24-ARRIVED")
@pytest.mark.parametrize(
    ("arrived", "loading", "found"),
    [
        (None, None, []),
        (date(2026, 11, 23), None, []),
        (date(2026, 11, 22), None, []),
        (date(2026, 11, 24), None, ["not_arrived"]),
        (None, LOADING, ["not_arrived"]),
    ],
)
def test_goods_are_declared_once_they_have_arrived_in_the_supervised_area(
    arrived: date | None, loading: datetime | None, found: list[str]
) -> None:
    assert codes(with_head(arrived_on=arrived, loading_at=loading)) == found


@pytest.mark.rule("CUS-24-HOURS")
@pytest.mark.parametrize(
    ("before", "in_time"),
    [
        (timedelta(hours=23, minutes=59), False),
        (timedelta(hours=24) - timedelta(seconds=1), False),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), True),
        (timedelta(days=3), True),
        (-timedelta(hours=1), False),
    ],
    ids=str,
)
def test_goods_are_declared_at_least_24_hours_before_they_are_loaded(
    before: timedelta, *, in_time: bool
) -> None:
    papers = draft(particulars=Particulars(arrived_on=TODAY, loading_at=NOW + before))

    answer = began(papers)

    if in_time:
        assert answer.state.status is Status.CLEARED
        return
    assert answer.state.status is Status.RETURNED_FOR_CORRECTION
    assert [item.code for item in answer.state.asked] == ["too_late_for_loading"]
    assert "24小时以前" in str(answer.state.asked[0].article)


def test_papers_that_came_too_late_are_handed_in_again_for_a_later_loading() -> None:
    late = began(draft(particulars=Particulars(arrived_on=TODAY, loading_at=NOW + timedelta(hours=5)))).state
    later = HeadCorrection(loading_at=NOW + timedelta(hours=30))

    answer = decided(decide_correction(late, later, (), None, now=NOW + timedelta(hours=1), policy=ALONE))

    assert answer.state.status is Status.CLEARED
    assert answer.state.times.submitted_at == NOW + timedelta(hours=1)


PORTS = {"departure_port_scheme": True, "departure_port": "0202", "port_of_exit": "4227"}


@pytest.mark.rule("CUS-SCHEME")
@pytest.mark.parametrize(
    ("changes", "mode", "faults"),
    [
        ({}, "2", 0),
        ({}, "rail", 0),
        ({}, "road", 1),
        ({}, "5", 1),
        ({"departure_port": None}, "2", 1),
        ({"departure_port": None, "port_of_exit": None}, "2", 2),
        ({"port_of_exit": "0202"}, "2", 1),
        ({"departure_port_scheme": False, "departure_port": None}, "road", 0),
    ],
)
def test_the_scheme_needs_two_ports_and_water_or_rail(
    changes: dict[str, object], mode: str, faults: int
) -> None:
    state = replace(with_head(**{**PORTS, **changes}), transport_mode=mode)

    assert codes(state) == ["departure_port_incomplete"] * faults


@pytest.mark.parametrize("mode", [*MODES, "water", "rail", "road", "air"])
def test_goods_leave_by_water_rail_road_or_air_by_code_or_by_name(mode: str) -> None:
    assert mode_of(mode) in MODES
    assert began(draft(transport_mode=mode)).state.status is Status.CLEARED


def test_another_mode_is_none() -> None:
    assert mode_of("sea") is None


def test_everything_that_is_wrong_goes_back_in_one_notice() -> None:
    answer = began(draft(line(0, goods_name="轿车"), line(1), particulars=Particulars(incoterm="CIF")))

    assert said(answer) == ["customs.returned_for_correction"]
    assert [item.code for item in answer.state.asked] == [
        "goods_name_not_used",
        "price_terms_inconsistent",
        "price_terms_inconsistent",
    ]
