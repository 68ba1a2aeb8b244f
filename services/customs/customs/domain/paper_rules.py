"""The rules that a declaration's own fields must keep (填制规范): one function each. What breaks one is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from customs.domain.articles import (
    DECLARE_IN_TIME,
    DEPARTURE_PORT,
    FORM,
    INSPECT,
    TRUE_DECLARATION,
    UNDER_CUSTOMS,
)
from customs.domain.examined import Fault, Seen, at
from customs.domain.parts import Line
from customs.domain.transport import RAIL, WATER, mode_of
from exportlane.law.instants import shown, statutory_day
from exportlane.law.limits import TimeLimit, at_latest
from exportlane.law.rules import rule

USED: Final = "旧"
"""The first character of the name of used goods: 旧 + brand + displacement + type."""
PIECE: Final = "辆"
GENERAL_TRADE, GENERAL_LEVY = "0110", "101"
TERMS: Final[dict[str, tuple[bool, bool]]] = {
    "FOB": (False, False),
    "CFR": (True, False),
    "CIF": (True, True),
}
"""Terms of price, and whether freight and insurance are part of it and so declared."""


@rule(
    "CUS-NAME", zh="品名以“旧”开头", en="The name of the goods begins with 旧",
    article=TRUE_DECLARATION, slug="goods_name_not_used", effect="correct",
)  # fmt: skip
def goods_are_named_used(seen: Seen) -> Iterator[Fault]:
    """旧 before everything else."""
    for number, line in _declared(seen):
        if not line.goods_name.startswith(USED):
            yield Fault(
                f"品名应以“{USED}”开头，现为“{line.goods_name}”。",
                f"The goods name must begin with {USED}; it is “{line.goods_name}”.",
                at(number, "goods_name"),
                line.vin,
            )


@rule(
    "CUS-NAME-FULL", zh="品名为“旧”加品牌、排气量、车型",
    en="The name of the goods is 旧, brand, displacement and type",
    article=TRUE_DECLARATION, slug="goods_name_incomplete", effect="correct",
)  # fmt: skip
def goods_are_named_fully(seen: Seen) -> Iterator[Fault]:
    """Brand, displacement (where the engine has one and the papers state it) and type are all in the name."""
    for number, line in _declared(seen):
        if line.goods_name.startswith(USED) and (missing := _missing_in_name(line)):
            zh, en = missing
            yield Fault(
                f"品名“{line.goods_name}”缺少{zh}。",
                f"The goods name “{line.goods_name}” does not name the {en}.",
                at(number, "goods_name"),
                line.vin,
            )


@rule(
    "CUS-REGIME", zh="监管方式0110、征免性质101、成新“旧”、单位“辆”",
    en="Supervision mode 0110, levy nature 101, condition 旧, unit 辆",
    article=FORM, slug="regime_not_for_used_vehicles", effect="correct",
)  # fmt: skip
def the_regime_is_general_trade(seen: Seen) -> Iterator[Fault]:
    """Used vehicles leave under general trade, piece by piece."""
    head = seen.state.particulars
    for value, wanted, name in (
        (head.supervision_mode, GENERAL_TRADE, "supervision_mode"),
        (head.levy_nature, GENERAL_LEVY, "levy_nature"),
    ):
        if value != wanted:
            yield Fault(f"应填{wanted}，现为{value}。", f"It must be {wanted}; it is {value}.", f"/{name}")
    for number, line in _declared(seen):
        for value, wanted, name in (
            (line.stated.goods_condition, USED, "goods_condition"),
            (line.stated.unit, PIECE, "unit"),
        ):
            if value != wanted:
                yield Fault(
                    f"应填{wanted}，现为{value}。",
                    f"It must be {wanted}; it is {value}.",
                    at(number, name),
                    line.vin,
                )


@rule(
    "CUS-TERMS", zh="成交方式与运费、保费一致", en="Freight and insurance agree with the terms of price",
    article=FORM, slug="price_terms_inconsistent", effect="correct",
)  # fmt: skip
def price_terms_agree(seen: Seen) -> Iterator[Fault]:
    """FOB has neither freight nor insurance, CFR has freight, CIF has both."""
    head = seen.state.particulars
    if head.incoterm is None:
        return
    for amount, wanted, name, zh in (
        (head.freight, TERMS[head.incoterm][0], "freight", "运费"),
        (head.insurance, TERMS[head.incoterm][1], "insurance", "保费"),
    ):
        if bool(amount) != wanted:
            yield Fault(
                f"成交方式为{head.incoterm}，{zh}{'必须填报' if wanted else '不应填报'}。",
                f"Under {head.incoterm} the {name} {'must' if wanted else 'must not'} be declared.",
                f"/{name}",
            )


@rule(
    "CUS-24-ARRIVED", zh="货物运抵海关监管区后申报", en="Goods are declared after they arrived in the supervised area",
    article=DECLARE_IN_TIME, slug="not_arrived", effect="correct",
)  # fmt: skip
def goods_have_arrived(seen: Seen) -> Iterator[Fault]:
    """Looked at where the papers state the arrival or the loading (海关法 第二十四条)."""
    head, submitted = seen.state.particulars, seen.state.times.submitted_at
    day = statutory_day(submitted) if submitted else seen.on
    if head.arrived_on is None and head.loading_at is None:
        return
    if head.arrived_on is None:
        yield Fault(
            "未填报运抵海关监管区的日期。",
            "The day of arrival in the supervised area is not stated.",
            "/arrived_on",
        )
    elif head.arrived_on > day:
        yield Fault(
            f"货物{head.arrived_on}才运抵海关监管区，申报日为{day}。",
            f"The goods arrive in the supervised area on {head.arrived_on}, and are declared on {day}.",
            "/arrived_on",
        )


@rule(
    "CUS-24-HOURS", zh="装货的24小时以前申报", en="Goods are declared 24 hours before they are loaded, or earlier",
    article=DECLARE_IN_TIME, slug="too_late_for_loading", effect="correct",
)  # fmt: skip
def declared_before_loading(seen: Seen) -> Iterator[Fault]:
    """Exactly 24 hours before is in time (以前 includes the hour); looked at where the papers state the loading."""
    loading, submitted = seen.state.particulars.loading_at, seen.state.times.submitted_at
    if loading is None or submitted is None:
        return
    hours = seen.rules.hours_before_loading
    latest = at_latest(TimeLimit("loading", "enterprise", "hours", hours), before=loading)
    if submitted > latest:
        yield Fault(
            f"装货时间为{shown(loading)}，应在{shown(latest)}以前申报（装货的{hours}小时以前）。",
            f"Loading is at {shown(loading)}; the goods must be declared by {shown(latest)}, {hours} hours before.",
            "/loading_at",
        )


@rule(
    "CUS-SCHEME", zh="启运港退税须填报启运港和离境港，水路或铁路运输",
    en="The port-of-departure scheme needs both ports, and transport by water or rail",
    article=DEPARTURE_PORT, slug="departure_port_incomplete", effect="correct",
)  # fmt: skip
def the_scheme_has_its_ports(seen: Seen) -> Iterator[Fault]:
    """Whether the ports are listed is for the tax office to say (财税〔2024〕31号)."""
    head = seen.state.particulars
    if not head.departure_port_scheme:
        return
    for value, name, zh in (
        (head.departure_port, "departure_port", "启运港"),
        (head.port_of_exit, "port_of_exit", "离境港"),
    ):
        if value is None:
            yield Fault(f"未填报{zh}。", f"The {name.replace('_', ' ')} is not stated.", f"/{name}")
    if head.departure_port is not None and head.departure_port == head.port_of_exit:
        yield Fault("启运港与离境港相同。", "The port of departure is the port of exit.", "/port_of_exit")
    if mode_of(seen.state.transport_mode) not in {WATER, RAIL}:
        yield Fault(
            "启运港退税只适用于水路、铁路运输。",
            "The scheme is for transport by water or rail.",
            "/transport_mode",
        )


@rule(
    "CUS-28", zh="查验不符的货物不予放行", en="Goods that were inspected and differ are not released",
    article=INSPECT, slug="goods_differ", effect="hold",
)  # fmt: skip
def inspected_goods_agree(seen: Seen) -> Iterator[Fault]:
    """Until the declaration is amended and looked at again, or the goods are detained (海关法 第二十八条)."""
    found = seen.state.inspection
    if found is not None and found.as_declared is False:
        why = found.note or found.reason
        yield Fault(f"查验不符：{why}", f"The goods differ from what is declared: {why}", "/lines")


@rule(
    "CUS-HOLD", zh="海关暂停放行的不予放行", en="What an officer holds is not released",
    article=UNDER_CUSTOMS, slug="held", effect="hold",
)  # fmt: skip
def nothing_is_held_by_hand(seen: Seen) -> Iterator[Fault]:
    """A hold that an officer put on the declaration himself."""
    for held in seen.state.holds:
        if held.case_id is None and held.code not in BY_RULE:
            yield Fault(f"海关暂停放行：{held.reason}", f"Held ({held.code}): {held.reason}", "")


BY_RULE: Final = frozenset({"licence_not_valid", "fewer_than_licensed", "goods_differ"})
"""Holds that follow from a rule and end when it holds again; all others are put and lifted."""


def _declared(seen: Seen) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(seen.state.lines):
        if line.left_out is None and not line.withheld:
            yield number, line


def _missing_in_name(line: Line) -> tuple[str, str] | None:
    rest = line.goods_name.removeprefix(USED)
    if line.brand not in rest:
        return f"品牌“{line.brand}”", f"brand {line.brand}"
    rest = rest.replace(line.brand, "", 1)
    if line.stated.displacement_ml:
        written = next((text for text in _displacements(line.stated.displacement_ml) if text in rest), None)
        if written is None:
            return (
                f"排气量{line.stated.displacement_ml}毫升",
                f"displacement of {line.stated.displacement_ml} ml",
            )
        rest = rest.replace(written, "", 1)
    return None if rest.removeprefix("牌").strip() else ("车型", "type")


def _displacements(millilitres: int) -> tuple[str, ...]:
    """How an engine's displacement is written: 1498毫升, 1498ml, 1.5L."""
    litres = (Decimal(millilitres) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)
    exact = tuple(f"{millilitres}{unit}" for unit in ("毫升", "ml", "mL", "cc", "CC"))
    return (*exact, f"{litres}L", f"{litres}升", f"{litres}T")
