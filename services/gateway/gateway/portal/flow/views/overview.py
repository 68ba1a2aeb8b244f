"""The first page: how many, how long, for whom they wait; the flow picture; each step; where it jams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.clock import add_workdays
from exportlane.law.errors import CalendarOutOfRange
from gateway.flow.figures.asking import Due, Question, Taken, Wait, Way, ask
from gateway.flow.figures.falling import until
from gateway.flow.figures.passing import KINDS, Passing, bottleneck, passing
from gateway.flow.figures.picture import Picture, picture
from gateway.flow.figures.spread import Spread
from gateway.portal.flow.picturing import drawn, edge_sheet
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.view import Day, Reader, Shown, View, agency_of, limits_on, steps_of
from gateway.portal.frame.language import Text, _

SOON_WORKDAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Totals:
    """What the tiles say. `soon_on` is the last day that is soon; what is overdue is due soon as well."""

    running: int
    waiting: dict[str, int]
    overdue: int
    soon: int
    soon_on: date
    ended: int
    recently: int
    recent: date
    spread: Spread


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the page."""

    totals: Totals
    picture: Picture
    steps: Sequence[Passing]
    profiles: frozenset[str]


async def figures(connection: AsyncConnection, question: Question, day: Day, _show: str) -> Figures:
    """Ask and reckon."""
    recent = day.today.replace(day=1)
    ways = await ask(connection, Way, question, recent=recent.isoformat())
    waits = await ask(connection, Wait, question)
    taken = await ask(connection, Taken, question)
    due = await ask(connection, Due, question)
    ended = [one for one in ways if not one.live]
    soon_on = _soon(day)
    totals = Totals(
        running=sum(one.n for one in ways if one.live),
        waiting={kind: sum(one.n for one in waits if one.kind == kind) for kind in KINDS},
        overdue=sum(one.n for one in due if one.due_on < day.today.isoformat()),
        soon=until(due, soon_on),
        soon_on=soon_on,
        ended=sum(one.n for one in ended),
        recently=sum(one.recently for one in ended),
        recent=recent,
        spread=Spread.of((one.workdays, one.n) for one in ended),
    )
    limit, since = limits_on(day.today), day.since()
    steps = passing(steps_of(question), taken, waits, limit=limit, since=since)
    return Figures(totals, picture(ways, taken), steps, frozenset(one.profile for one in ways))


def show(found: Figures, reader: Reader) -> Shown:
    """As this reader sees it."""
    jam = bottleneck(found.steps)
    values = {
        "totals": found.totals,
        "tiles": list(_tiles(found.totals, reader)),
        "picture": drawn(found.picture, reader),
        "edges": edge_sheet(found.picture, reader.tongue).shown(reader.tongue),
        "mixed": found.picture.mixed,
        "profiles": sorted(found.profiles),
        "steps": [_line(one, reader) for one in found.steps],
        "jam": _line(jam, reader) if jam else None,
    }
    sheets = (_step_sheet(found.steps), edge_sheet(found.picture, reader.tongue), _totals_sheet(found.totals))
    return Shown(sheets, values, empty=not found.picture.total)


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its name, its tone where it asks for attention, and the list behind it."""

    value: str
    name: Text
    link: str | None
    tone: str = ""


def _tiles(totals: Totals, reader: Reader) -> Iterator[Tile]:
    cases, number = reader.links.cases, reader.tongue.number
    within = (totals.soon_on - reader.day.today).days
    yield Tile(number(totals.running), _("Running"), cases(status="running"))
    yield Tile(number(totals.waiting["agency"]), _("Waiting for an agency"), cases(waiting="agency"), "go")
    yield Tile(
        number(totals.waiting["enterprise"]),
        _("Waiting for the exporter"),
        cases(waiting="enterprise"),
        "warn",
    )
    yield Tile(
        number(totals.waiting["person"]), _("With a named person"), cases(waiting="person"),
        "bad" if totals.waiting["person"] else "",
    )  # fmt: skip
    yield Tile(number(totals.overdue), _("Overdue"), cases(overdue=True), "bad" if totals.overdue else "ok")
    yield Tile(
        number(totals.soon), _("Due within 5 working days, overdue included"), cases(due=within),
        "warn" if totals.soon else "",
    )  # fmt: skip
    yield Tile(
        number(totals.recently), _("Ended this month"), cases(status="ended", ended_since=totals.recent), "ok"
    )
    median = totals.spread.median
    shown = "—" if median is None else reader.tongue.days(median)
    yield Tile(shown, _("Median working days, end to end"), cases(status="ended"))


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the table, with the lists behind its figures."""

    of: Passing
    agency: str
    limit: str
    waits: Sequence[tuple[str, int, str | None]]
    longest: int | None
    decided: str | None
    waiting: str | None
    product: Fraction


def _line(one: Passing, reader: Reader) -> Line:
    cases, open_ = reader.links.cases, [queue for queue in one.queues.values() if queue.n]
    # Figures of a step are of all its cases, wherever those stand now.
    return Line(
        of=one,
        agency=agency_of(one.step),
        limit="/".join(map(str, one.limits)),
        waits=[(queue.kind, queue.n, cases(step=one.step, waiting=queue.kind)) for queue in open_],
        longest=max((queue.longest for queue in open_ if queue.longest is not None), default=None),
        decided=cases(agency=None, done=one.step),
        waiting=cases(step=one.step, status="running"),
        product=one.waiting * (one.spread.median or Fraction(0)),
    )


def _soon(day: Day) -> date:
    try:
        return add_workdays(day.today, SOON_WORKDAYS, day.calendar).date
    except CalendarOutOfRange:
        return day.today


STEP_COLUMNS: Final = (
    Column("step", _("Step"), "step"), Column("agency", _("Agency in charge"), "agency"),
    Column("begun", _("Came to it"), "count"), Column("decided", _("Decided"), "count"),
    Column("failed", _("Not done"), "count"), Column("median", _("Median, working days"), "days"),
    Column("p90", _("P90, working days"), "days"), Column("limit", _("Time limit, working days")),
    Column("within", _("Within the limit"), "share"), Column("gap", _("Median without papers before it"), "days"),
    Column("waiting", _("Waiting now"), "count"), Column("waiting_agency", _("for an agency"), "count"),
    Column("waiting_enterprise", _("for the exporter"), "count"), Column("waiting_person", _("for a person"), "count"),
    Column("longest", _("Longest wait, working days"), "days"),
)  # fmt: skip


def _step_sheet(steps: Sequence[Passing]) -> Sheet:
    rows = [
        (
            one.step, agency_of(one.step), one.begun, one.decided, one.failed, one.spread.median, one.spread.p90,
            "/".join(map(str, one.limits)) or None, one.share, one.gap, one.waiting,
            *(one.queues[kind].n for kind in KINDS),
            max((q.longest for q in one.queues.values() if q.longest is not None), default=None),
        )
        for one in steps
    ]  # fmt: skip
    return Sheet("steps", STEP_COLUMNS, rows)


def _totals_sheet(totals: Totals) -> Sheet:
    columns = (
        Column("running", _("Running"), "count"), Column("waiting_agency", _("Waiting for an agency"), "count"),
        Column("waiting_enterprise", _("Waiting for the exporter"), "count"),
        Column("waiting_person", _("With a named person"), "count"), Column("overdue", _("Overdue"), "count"),
        Column("soon", _("Due within 5 working days, overdue included"), "count"),
        Column("ended", _("Ended"), "count"), Column("ended_this_month", _("Ended this month"), "count"),
        Column("median", _("Median working days, end to end"), "days"),
        Column("p90", _("P90, working days"), "days"),
    )  # fmt: skip
    row = (
        totals.running, *(totals.waiting[kind] for kind in KINDS), totals.overdue, totals.soon, totals.ended,
        totals.recently, totals.spread.median, totals.spread.p90,
    )  # fmt: skip
    return Sheet("totals", columns, [row])


VIEW: Final = View("overview", _("Flow"), figures, show)
