"""The ways that cases went, the most trodden first; what was done again, where, why and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.asking import Gone, Opened, Question, ask
from gateway.flow.figures.gone import AGAIN, Again, Variant, Variants, Week, again, by_week, variants
from gateway.flow.figures.weeks import monday, weeks
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.tongue import number
from gateway.portal.flow.view import Day, Reader, Shown, View, steps_of
from gateway.portal.flow.words import BEFELL
from gateway.portal.frame.language import _
from gateway.portal.words import STEPS, of


@dataclass(frozen=True, slots=True)
class Figures:
    """Ways of ended cases; what was done again, over all."""

    ways: Variants
    again: Sequence[Again]
    weeks: Sequence[Week]
    cases: int


async def figures(connection: AsyncConnection, question: Question, day: Day, _show: str) -> Figures:
    """Ask and reckon."""
    asked = weeks(day.today)
    gone = await ask(connection, Gone, question)
    opened = await ask(connection, Opened, question, first=monday(asked[0]).isoformat())
    return Figures(
        variants(gone), again(steps_of(question), gone), by_week(asked, opened), sum(one.n for one in gone)
    )


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it."""
    kinds = [kind for kind in AGAIN if any(one.kinds[kind] for one in found.again)]
    values = {
        "ways": found.ways,
        "lines": [_way(one, found.ways, reader) for one in found.ways.shown],
        "kinds": [(kind, of(BEFELL, kind)) for kind in kinds],
        "again": found.again,
        "option": _option(found, reader),
        "weeks": _weeks_sheet(found).shown(reader.tongue),
        "reworked": reader.links.cases(rework=True),
        "any_again": any(one.again for one in found.again),
    }
    return Shown(
        (_ways_sheet(found), _again_sheet(found, kinds), _weeks_sheet(found)), values, empty=not found.cases
    )


def _way(one: Variant, ways: Variants, reader: Reader) -> dict[str, Any]:
    stations = [(of(STEPS if each.step else BEFELL, each.name), each.step) for each in one.stations]
    # A bar is as long as the way is trodden, in steps of five; even the rarest has one.
    most = max(each.n for each in ways.shown)
    return {
        "of": one,
        "stations": stations,
        "width": max(5, round(20 * one.n / most) * 5),
        "link": reader.links.cases(status="ended", variant=one.variant),
    }


def _option(found: Figures, reader: Reader) -> dict[str, Any]:
    tongue = reader.tongue
    points = []
    for week in found.weeks:
        point: dict[str, Any] = {"value": None if week.rate is None else number(100 * week.rate)}
        if (address := reader.links.cases(opened_week=week.week, rework=True)) is not None:
            point["link"] = address
        points.append(point)
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [tongue.week(week.week) for week in found.weeks]},
        "yAxis": {"type": "value", "min": 0, "axisLabel": {"formatter": "{value}%"}},
        "series": [{
            "type": "line", "name": tongue.said(_("With rework, per cent")), "data": points, "smooth": False,
            "symbolSize": 8, "areaStyle": {"opacity": 0.12}, "connectNulls": False,
        }],
    }  # fmt: skip


def _ways_sheet(found: Figures) -> Sheet:
    columns = (
        Column("way", _("Way"), "way"), Column("cases", _("Number of cases"), "count"),
        Column("share", _("Share"), "share"), Column("median", _("Median, working days"), "days"),
    )  # fmt: skip
    return Sheet("ways", columns, [(one.variant, one.n, one.share, one.median) for one in found.ways.shown])


def _again_sheet(found: Figures, kinds: Sequence[str]) -> Sheet:
    columns = (
        Column("step", _("Step"), "step"), Column("reached", _("Came to it"), "count"),
        Column("again", _("With rework"), "count"), Column("rate", _("Rework rate"), "share"),
        Column("kind", _("Kind of rework"), "befell"), Column("of_kind", _("Of this kind"), "count"),
    )  # fmt: skip
    rows = [
        (one.step, one.reached, one.again, one.rate, kind, one.kinds[kind])
        for one in found.again
        for kind in kinds
    ]
    return Sheet("rework", columns, rows)


def _weeks_sheet(found: Figures) -> Sheet:
    columns = (
        Column("week", _("Opened in the week from"), "week"), Column("cases", _("Number of cases"), "count"),
        Column("again", _("With rework"), "count"), Column("rate", _("Rework rate"), "share"),
    )  # fmt: skip
    return Sheet("weeks", columns, [(one.week, one.n, one.again, one.rate) for one in found.weeks])


VIEW: Final = View("variants", _("Ways and rework"), figures, show)
