"""The heat map: each step in each of the last weeks; decided, how long it took, or waiting at the week's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.asking import Decided, Question, Stood, ask
from gateway.flow.figures.weeks import SHOWS, Cell, heat, weeks
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.tongue import number
from gateway.portal.flow.view import Day, Reader, Shown, View, agency_of, steps_of
from gateway.portal.frame.language import Text, _
from gateway.portal.words import AGENCIES, STEPS, of

NAMES: Final[Mapping[str, Text]] = {
    "decided": _("Decided"),
    "median": _("Median working days"),
    "waiting": _("Waiting at the end of the week"),
}
_COLOURS: Final[Mapping[str, Sequence[str]]] = {
    "decided": ("--go-bg", "--chart-1"),
    "median": ("--warn-bg", "--chart-3"),
    "waiting": ("--bad-bg", "--chart-6"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """A cell for every step and week, and which of its figures is shown."""

    show: str
    steps: Sequence[str]
    weeks: Sequence[str]
    cells: Mapping[tuple[str, str], Cell]


async def figures(connection: AsyncConnection, question: Question, day: Day, show: str) -> Figures:
    """Only what is shown is asked for."""
    asked, steps = weeks(day.today), steps_of(question)
    decided: Sequence[Decided] = ()
    stood: Sequence[Stood] = ()
    if show == "waiting":
        stood = await ask(connection, Stood, question, first=asked[0])
    else:
        decided = await ask(connection, Decided, question, first=asked[0])
    return Figures(show, steps, asked, heat(steps, asked, decided, stood))


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it."""
    sheet = _sheet(found)
    values = {
        "show": found.show,
        "shows": [(name, NAMES[name], reader.links.page("/flow/heat", show=name)) for name in SHOWS],
        "option": _option(found, reader),
        "table": _wide(found).shown(reader.tongue),
        "name": NAMES[found.show],
    }
    return Shown((sheet,), values, empty=not any(_figure(found, cell) for cell in found.cells.values()))


def _figure(found: Figures, cell: Cell) -> Any:
    return {"decided": cell.decided, "median": cell.median, "waiting": cell.waiting}[found.show]


def _option(found: Figures, reader: Reader) -> dict[str, Any]:
    tongue = reader.tongue
    data = [
        _point(found, cell, reader)
        for cell in found.cells.values()
        if _figure(found, cell) is not None and (found.show != "decided" or cell.decided)
    ]
    names = [_row(step, reader) for step in reversed(found.steps)]
    most = max((point["value"][2] for point in data), default=1)
    return {
        "tooltip": {"trigger": "item"},
        "grid": {"left": 8, "right": 12, "top": 8, "bottom": 58, "containLabel": True},
        "xAxis": {
            "type": "category", "data": [tongue.week(week) for week in found.weeks], "splitArea": {"show": True},
            "axisLabel": {"interval": 0, "rotate": 55, "fontSize": 11},
        },
        "yAxis": {"type": "category", "data": names, "axisLabel": {"lineHeight": 17}},
        "visualMap": {
            "min": 0, "max": most or 1, "orient": "horizontal", "left": "center", "bottom": 0, "itemHeight": 160,
            "itemWidth": 12, "text": [tongue.number(most or 1), "0"], "inRange": {"color": list(_COLOURS[found.show])},
        },
        "series": [{
            "type": "heatmap", "data": data, "label": {"show": True, "fontSize": 11},
            "itemStyle": {"borderColor": "--card", "borderWidth": 2, "borderRadius": 3},
        }],
    }  # fmt: skip


def _point(found: Figures, cell: Cell, reader: Reader) -> dict[str, Any]:
    x, y = found.weeks.index(cell.week), len(found.steps) - 1 - found.steps.index(cell.step)
    value = number(_figure(found, cell))
    tongue = reader.tongue
    said = f"{tongue.said(of(STEPS, cell.step))}, {tongue.whole_week(cell.week)}: {tongue.number(value)}"
    point: dict[str, Any] = {"value": [x, y, value], "tooltip": {"formatter": said}}
    if (address := _cases(found, cell, reader)) is not None:
        point["link"] = address
    return point


def _cases(found: Figures, cell: Cell, reader: Reader) -> str | None:
    """The cases of a cell. Who waited at the end of a week that has passed stands in no list."""
    if found.show != "waiting":
        return reader.links.cases(agency=None, done=cell.step, done_week=cell.week)
    return reader.links.cases(step=cell.step, status="running") if cell.week == found.weeks[-1] else None


def _row(step: str, reader: Reader) -> str:
    tongue = reader.tongue
    return f"{tongue.said(of(STEPS, step))}\n{tongue.said(of(AGENCIES, agency_of(step)))}"


def _sheet(found: Figures) -> Sheet:
    figure = Column(found.show, NAMES[found.show], "days" if found.show == "median" else "count")
    columns = (Column("week", _("Week"), "week"), Column("step", _("Step"), "step"),
               Column("agency", _("Agency in charge"), "agency"), figure)  # fmt: skip
    rows = [
        (cell.week, cell.step, agency_of(cell.step), _figure(found, cell)) for cell in found.cells.values()
    ]
    return Sheet("weeks", columns, rows)


def _wide(found: Figures) -> Sheet:
    """A row for each week, the latest first, a column for each step."""
    kind = "days" if found.show == "median" else "count"
    columns = [Column("week", _("Week from"), "week")]
    columns += [Column(step, STEP_TEXTS[step], kind) for step in found.steps]
    rows = [
        (week, *(_figure(found, found.cells[step, week]) for step in found.steps))
        for week in reversed(found.weeks)
    ]
    return Sheet("weeks", columns, rows)


STEP_TEXTS: Final[Mapping[str, Text]] = {
    "licence": _("Export licence"),
    "deregistration": _("Deregistration"),
    "customs": _("Customs"),
    "rebate": _("Tax rebate"),
}

VIEW: Final = View("heat", _("By week"), figures, show, SHOWS)
