"""The checklist by which new-energy vehicles are loaded into containers (新能源汽车集装箱装载核对): a table.

No law lists these points for a container as a whole; each names what it rests on, or that it is our own convention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from customs.domain.articles import LOADING_FLOW, OWN_LOADING, RAIL_BATTERIES, SEA_BATTERIES
from customs.domain.examined import Fault, Seen, at
from customs.domain.parts import Line
from customs.domain.policy import Rules
from customs.domain.transport import MODES, RAIL, mode_of
from exportlane.law.rules import rule

UN_NUMBERS: Final = ("UN3171", "UN3556", "UN3557", "UN3558")
"""Vehicles driven by batteries: of any kind, lithium-ion, lithium metal, sodium-ion."""
EVERYWHERE: Final = frozenset(MODES)
NOT_BY_RAIL: Final = EVERYWHERE - {RAIL}
"""By rail these vehicles are not carried as dangerous goods."""

Test = Callable[[str, Rules], bool]


def _yes(value: str, _rules: Rules) -> bool:
    return value == "yes"


def _charged_little(value: str, rules: Rules) -> bool:
    return value.isascii() and value.isdigit() and int(value) <= rules.soc_at_most_percent


def _known_number(value: str, _rules: Rules) -> bool:
    return value in UN_NUMBERS


def _named(value: str, _rules: Rules) -> bool:
    return bool(value.strip())


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what is asked, in which modes of transport, and when the answer is good.

    `own` says that no text demands it and the article is our convention.
    """

    code: str
    zh: str
    en: str
    article: str
    good: Test
    modes: frozenset[str] = EVERYWHERE
    own: bool = False


POINTS: Final = (
    Point("soc_percent", "动力电池荷电状态不超过上限（填百分数）", "State of charge in per cent, not above the limit",
          RAIL_BATTERIES, _charged_little, frozenset({RAIL})),
    Point("soc_percent", "动力电池荷电状态不超过上限（填百分数）", "State of charge in per cent, not above the limit",
          OWN_LOADING, _charged_little, NOT_BY_RAIL, own=True),
    Point("no_spare_battery", "未夹带备用电池和其他电池", "No spare or other battery is packed with it",
          RAIL_BATTERIES, _yes, frozenset({RAIL})),
    Point("battery_undamaged", "动力电池无破损、漏液、故障报警", "The battery is undamaged and shows no fault",
          SEA_BATTERIES, _yes, NOT_BY_RAIL),
    Point("power_off", "高压断电并做绝缘防护", "High voltage is off and the terminals are insulated",
          OWN_LOADING, _yes, own=True),
    Point("fixed", "车辆在箱内系固、车轮止动", "The vehicle is lashed and its wheels are blocked",
          OWN_LOADING, _yes, own=True),
    Point("un_number", "填报联合国编号", "The UN number is stated", SEA_BATTERIES, _known_number, NOT_BY_RAIL),
    Point("dangerous_goods_declaration", "危险货物申报单编号", "Number of the dangerous goods declaration",
          SEA_BATTERIES, _named, NOT_BY_RAIL),
)  # fmt: skip
"""The points in the order in which they are checked. A code stands once for each mode of transport."""


def points_for(transport_mode: str) -> tuple[Point, ...]:
    """The points that are asked in this mode; all of them where the mode is none that we know."""
    mode = mode_of(transport_mode)
    return tuple(point for point in POINTS if mode is None or mode in point.modes)


@rule(
    "CUS-LOADING", zh="新能源汽车装箱须完成装载核对",
    en="New-energy vehicles in containers have a complete loading checklist",
    article=LOADING_FLOW, slug="loading_checklist_incomplete", effect="correct",
)  # fmt: skip
def containers_are_checked(seen: Seen) -> Iterator[Fault]:
    """Every point of the table for each new-energy vehicle that leaves in a container, before it is released."""
    for number, line in enumerate(seen.state.lines):
        if line.left_out is not None or line.withheld:
            continue
        if line.new_energy and line.stated.container_no is not None:
            yield from _open_points(line, number, seen)


def _open_points(line: Line, number: int, seen: Seen) -> Iterator[Fault]:
    answers = {answer.code: answer.value for answer in line.stated.loading}
    for point in points_for(seen.state.transport_mode):
        value = answers.get(point.code)
        if value is None or not point.good(value, seen.rules):
            said = "未填报" if value is None else f"所填“{value}”不符合"
            told = "is not answered" if value is None else f"is answered with “{value}”, which will not do"
            yield Fault(
                f"装载核对“{point.zh}”{said}（{point.article}）。",
                f"The point “{point.en}” of the loading checklist {told} ({point.article}).",
                at(number, "loading_checklist"),
                line.vin,
            )
