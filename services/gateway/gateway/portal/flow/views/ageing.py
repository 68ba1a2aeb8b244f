"""How long running cases have stood where they stand, and the ten that have stood longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.flow.figures.ageing import BUCKETS, Standing, ageing
from gateway.flow.figures.asking import Question, Wait, ask
from gateway.flow.figures.listed import Named, first_by
from gateway.portal.flow.listing import case_sheet, case_table
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.view import Day, Reader, Shown, View, steps_of
from gateway.portal.frame.language import Text, _
from gateway.portal.words import STEPS, of

NAMES: Final[Sequence[Text]] = (
    _("0–2 working days"), _("3–5 working days"), _("6–10 working days"), _("11–20 working days"),
    _("More than 20 working days"),
)  # fmt: skip
_COLOURS: Final = ("--chart-2", "--chart-5", "--chart-1", "--chart-3", "--chart-6")
OLDEST: Final = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """Each step by age, and the oldest cases (none for who sees counts only)."""

    standing: Sequence[Standing]
    oldest: Sequence[Named]


async def figures(connection: AsyncConnection, question: Question, day: Day, _show: str) -> Figures:
    """Ask and reckon."""
    waits = await ask(connection, Wait, question)
    oldest = await first_by(connection, "waiting", question, limit=OLDEST)
    return Figures(ageing(steps_of(question), waits, day.since()), oldest)


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it."""
    sheet = _sheet(found)
    values = {
        "option": _option(found, reader),
        "rows": [_row(one, reader) for one in found.standing],
        "heads": NAMES,
        "totals": [sum(one.counts[n] for one in found.standing) for n in range(len(BUCKETS))],
        "total": sum(one.n for one in found.standing),
        "oldest": case_table(found.oldest, reader),
    }
    sheets = (sheet, case_sheet(found.oldest, reader)) if reader.links.rows else (sheet,)
    return Shown(sheets, values, empty=not any(one.n for one in found.standing))


def _name(step: str | None, reader: Reader) -> str:
    return reader.tongue.said(_("At no step") if step is None else of(STEPS, step))


def _row(one: Standing, reader: Reader) -> Mapping[str, Any]:
    counts = [(n, _cases(one, bucket, reader)) for bucket, n in enumerate(one.counts)]
    whole = None if one.step is None else reader.links.cases(step=one.step, status="running")
    return {
        "name": _name(one.step, reader),
        "counts": counts,
        "n": one.n,
        "link": whole,
        "oldest": one.oldest,
    }


def _cases(one: Standing, bucket: int, reader: Reader) -> str | None:
    if one.step is None:
        return None
    first, last = BUCKETS[bucket].span(reader.day.since())
    return reader.links.cases(step=one.step, status="running", waited_since=first, waited_until=last)


def _option(found: Figures, reader: Reader) -> dict[str, Any]:
    rows = list(reversed(found.standing))
    series = [
        {
            "type": "bar", "stack": "age", "name": reader.tongue.said(NAMES[bucket]), "barMaxWidth": 38,
            "itemStyle": {"color": _COLOURS[bucket]},
            "data": [_point(one, bucket, reader) for one in rows],
        }
        for bucket in range(len(BUCKETS))
    ]  # fmt: skip
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "left": 0, "type": "plain"},
        "grid": {"left": 8, "right": 24, "top": 62, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [_name(one.step, reader) for one in rows]},
        "series": series,
    }


def _point(one: Standing, bucket: int, reader: Reader) -> dict[str, Any]:
    address = _cases(one, bucket, reader)
    point: dict[str, Any] = {"value": one.counts[bucket]}
    return point if address is None else {**point, "link": address}


def _sheet(found: Figures) -> Sheet:
    columns = (
        Column("step", _("Step"), "step"),
        *(Column(f"age_{bucket.least}", NAMES[n], "count") for n, bucket in enumerate(BUCKETS)),
        Column("cases", _("Number of cases"), "count"), Column("oldest", _("Oldest, working days"), "days"),
    )  # fmt: skip
    return Sheet("ages", columns, [(one.step, *one.counts, one.n, one.oldest) for one in found.standing])


VIEW: Final = View("ageing", _("Ageing"), figures, show)
