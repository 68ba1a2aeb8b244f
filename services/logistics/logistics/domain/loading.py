"""The checklist by which vehicles with a traction battery are loaded (新能源汽车装载核对): a table. PURE.

Customs ask the same points of new-energy vehicles in containers before a release; the carrier asks them again when the
vehicle goes on board, in every mode, because what was true in the yard need not be true at the ramp. The codes, the
modes and the limit of charge are the same, so that one set of answers serves both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from logistics.domain.articles import DANGEROUS_BY_SEA, LOADING_FLOW, OWN_LOADING, RAIL_BATTERIES
from logistics.domain.calls import BY_RAIL, Carrying

UN_NUMBERS: Final = ("UN3171", "UN3556", "UN3557", "UN3558")
Good = Literal["yes", "charge", "un_number", "named"]
RAIL: Final = "rail"
ELSEWHERE: Final = "elsewhere"
BOTH: Final = frozenset({RAIL, ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what is asked, when the answer is good, where it is asked; `own` where no text demands it."""

    code: str
    zh: str
    en: str
    article: str
    good: Good
    where: frozenset[str] = BOTH
    own: bool = False


POINTS: Final = (
    Point("soc_percent", "动力电池荷电状态不超过上限（填百分数）", "State of charge in per cent, not above the limit",
          RAIL_BATTERIES, "charge", frozenset({RAIL})),
    Point("soc_percent", "动力电池荷电状态不超过上限（填百分数）", "State of charge in per cent, not above the limit",
          OWN_LOADING, "charge", frozenset({ELSEWHERE}), own=True),
    Point("no_spare_battery", "未夹带备用电池和其他电池", "No spare or other battery is packed with it",
          RAIL_BATTERIES, "yes", frozenset({RAIL})),
    Point("battery_undamaged", "动力电池无破损、漏液、故障报警", "The battery is undamaged and shows no fault",
          DANGEROUS_BY_SEA, "yes", frozenset({ELSEWHERE})),
    Point("power_off", "高压断电并做绝缘防护", "High voltage is off and the terminals are insulated",
          OWN_LOADING, "yes", own=True),
    Point("fixed", "车辆系固、车轮止动", "The vehicle is lashed and its wheels are blocked",
          OWN_LOADING, "yes", own=True),
    Point("un_number", "填报联合国编号", "The UN number is stated",
          DANGEROUS_BY_SEA, "un_number", frozenset({ELSEWHERE})),
    Point("dangerous_goods_declaration", "危险货物申报单编号", "Number of the dangerous goods declaration",
          DANGEROUS_BY_SEA, "named", frozenset({ELSEWHERE})),
)  # fmt: skip


def points_for(mode: Carrying) -> tuple[Point, ...]:
    """The points that are asked in this mode, in their order."""
    where = RAIL if mode in BY_RAIL else ELSEWHERE
    return tuple(point for point in POINTS if where in point.where)


@rule(
    "LOG-LOADING",
    zh="新能源汽车装船、装车、装箱须完成装载核对",
    en="A vehicle with a traction battery is loaded on a complete checklist",
    article=LOADING_FLOW,
    slug="loading_checklist_incomplete",
)
def incomplete(
    answers: Mapping[str, str], mode: Carrying, *, vin: str, field: str, soc_at_most: int
) -> Refused | None:
    """A refusal that names every open point of one vehicle, None when all are good."""
    open_ = [
        point for point in points_for(mode) if not _is_good(point, answers.get(point.code, ""), soc_at_most)
    ]
    if not open_:
        return None
    named = "; ".join(f"{point.zh} ({point.code}): {point.en}" for point in open_)
    sentence = f"{vin} has a traction battery, and its loading checklist is open or not good in: {named}."
    return Refused("loading_checklist_incomplete", sentence, open_[0].article, field, 422)


@rule(
    "LOG-DANGEROUS",
    zh="水路、公路运输带动力电池的车辆须申报危险货物",
    en="By sea and road a vehicle with a traction battery is declared as dangerous goods",
    article=DANGEROUS_BY_SEA,
    slug="dangerous_goods_undeclared",
)
def undeclared(mode: Carrying, declaration_no: str | None, *, vins: tuple[str, ...]) -> Refused | None:
    """A refusal when there are batteries and no declaration. By rail they are no dangerous goods."""
    if not vins or declaration_no or mode in BY_RAIL:
        return None
    sentence = f"{', '.join(vins)}: a traction battery needs the number of a dangerous goods declaration."
    return Refused("dangerous_goods_undeclared", sentence, DANGEROUS_BY_SEA, "/dangerous_declaration_no", 422)


def _is_good(point: Point, answer: str, soc_at_most: int) -> bool:
    if point.good == "yes":
        return answer == "yes"
    if point.good == "charge":
        return answer.isascii() and answer.isdigit() and int(answer) <= soc_at_most
    return answer in UN_NUMBERS if point.good == "un_number" else bool(answer.strip())
