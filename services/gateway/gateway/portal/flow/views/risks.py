"""What falls due on the next working days, what is overdue and with whom, and the cases in the order of their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.asking import Due, Question, ask
from gateway.flow.figures.falling import Day as DueDay
from gateway.flow.figures.falling import Falling, Late, falling
from gateway.flow.figures.listed import Named, first_by
from gateway.flow.figures.since import ahead
from gateway.portal.flow.listing import case_sheet, case_table
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.view import Day, Reader, Shown, View
from gateway.portal.flow.words import FIRM
from gateway.portal.frame.language import _
from gateway.portal.words import AGENCIES, STEPS, of

AHEAD_WORKDAYS: Final = 15
LISTED: Final = 15
_COLOURS: Final[Mapping[str, str]] = {
    "licence": "--chart-1", "deregistration": "--chart-4", "customs": "--chart-5", "rebate": "--chart-2",
    "": "--chart-7",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """The days ahead, and the first cases (none for who sees counts only)."""

    falling: Falling
    first: Sequence[Named]


async def figures(connection: AsyncConnection, question: Question, day: Day, _show: str) -> Figures:
    """Ask and reckon."""
    due = await ask(connection, Due, question)
    first = await first_by(connection, "due", question, limit=LISTED)
    return Figures(falling(due, ahead(day.today, AHEAD_WORKDAYS, day.calendar), today=day.today), first)


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it."""
    whole = found.falling
    values = {
        "falling": whole,
        "option": _option(whole, reader),
        "days": _days_sheet(whole).shown(reader.tongue),
        "late": [_late(one, whole, reader) for one in whole.late],
        "overdue": reader.links.cases(overdue=True),
        "first": case_table(found.first, reader),
        "more": reader.links.cases(sort="due"),
        "listed": LISTED,
    }
    sheets = [_days_sheet(whole), _late_sheet(whole)]
    if reader.links.rows:
        sheets.append(case_sheet(found.first, reader))
    return Shown(sheets, values, empty=not (whole.overdue or whole.soon or whole.later))


def _late(one: Late, whole: Falling, reader: Reader) -> dict[str, Any]:
    most = max(each.n for each in whole.late)
    return {
        "of": one,
        "who": FIRM if one.who == "enterprise" else of(AGENCIES, one.who),
        "width": max(5, round(20 * one.n / most) * 5),
        "age": reader.day.since().days(one.oldest),
        "link": reader.links.cases(overdue=True, agency=one.who),
    }


def _option(whole: Falling, reader: Reader) -> dict[str, Any]:
    tongue = reader.tongue
    steps = [step for step in _COLOURS if any(day.counts[step] for day in whole.days)]
    days = [
        {
            "value": f"{tongue.month_day(day.day)}\n{tongue.weekday(day.day, worked=day.worked)}",
            **({} if day.worked else {"textStyle": {"color": "--off-solid"}}),
        }
        for day in whole.days
    ]
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "left": 0},
        "grid": {"left": 8, "right": 12, "top": 40, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": days, "axisLabel": {"interval": 0, "fontSize": 11.5, "lineHeight": 16}},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar", "stack": "due", "barMaxWidth": 34, "itemStyle": {"color": _COLOURS[step]},
                "name": tongue.said(of(STEPS, step) if step else _("At no step")),
                "data": [_point(day, step, reader) for day in whole.days],
            }
            for step in steps
        ],
    }  # fmt: skip


def _point(day: DueDay, step: str, reader: Reader) -> dict[str, Any]:
    address = reader.links.cases(due_on=day.day, step=step) if step else reader.links.cases(due_on=day.day)
    point: dict[str, Any] = {"value": day.counts[step]}
    return point if address is None else {**point, "link": address}


def _days_sheet(whole: Falling) -> Sheet:
    columns = (
        Column("day", _("Day"), "day"), Column("working", _("Working day"), "flag"),
        *(Column(step, of_step, "count") for step, of_step in _HEADS.items()),
        Column("cases", _("Number of cases"), "count"),
    )  # fmt: skip
    rows = [(day.day, day.worked, *(day.counts[step] for step in _HEADS), day.n) for day in whole.days]
    return Sheet("days", columns, rows)


_HEADS: Final = {
    "licence": _("Export licence"),
    "deregistration": _("Deregistration"),
    "customs": _("Customs"),
    "rebate": _("Tax rebate"),
}


def _late_sheet(whole: Falling) -> Sheet:
    columns = (
        Column("who", _("With"), "agency"), Column("cases", _("Overdue"), "count"),
        Column("oldest", _("The oldest since"), "day"),
    )  # fmt: skip
    return Sheet("overdue", columns, [(one.who, one.n, one.oldest) for one in whole.late])


VIEW: Final = View("risks", _("Deadlines at risk"), figures, show)
