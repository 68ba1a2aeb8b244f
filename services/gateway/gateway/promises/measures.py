"""Measures that count vehicles and papers: lanes, sharing, waivers, ports and railways, insurance, currencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from gateway.promises import statements
from gateway.promises.counting import Counted, Waiting
from gateway.promises.days import ages, by_age, fraction
from gateway.promises.question import Figure, Question, Reckon
from gateway.promises.shape import Span


async def urgent_share(ask: Question) -> Reckon:
    """The share of applications that were set into the urgent lane; beside it the oldest open one of either lane."""
    submitted = await ask.tables.counted(statements.SUBMITTED)
    set_urgent = await ask.tables.counted(statements.SET_URGENT)
    waiting, urgent = await ask.tables.waiting("licence"), await ask.tables.urgent()

    def reckon(span: Span) -> Figure:
        # A row has so many vehicles, all in applications of `amount` vehicles each.
        n = sum(row.count // row.amount for row in _within(submitted, span) if row.amount)
        share, _ = _sums(set_urgent, span)
        if not ask.whole(span):
            return Figure(n, _ratio(share, n))
        lanes = {
            "urgent": _oldest(ask, [one for one in waiting if one.thing in urgent]),
            "normal": _oldest(ask, [one for one in waiting if one.thing not in urgent]),
        }
        return Figure(n, _ratio(share, n), {"urgent": share, "oldest_open_workdays": lanes})

    return reckon


async def normal_lane(ask: Question) -> Reckon:
    """The age of the oldest open application of the normal lane, as of the last day; no month before has one."""
    urgent = await ask.tables.urgent()
    waiting = [one for one in await ask.tables.waiting("licence") if one.thing not in urgent]

    def reckon(span: Span) -> Figure:
        oldest = _oldest(ask, waiting) if ask.whole(span) else None
        if oldest is None:
            return Figure(0, None)
        beside = {"open_by_age": ages(by_age(waiting, on=ask.on, elapsed=ask.elapsed))}
        return Figure(len(waiting), Fraction(oldest), beside)

    return reckon


async def papers_saved(ask: Question) -> Reckon:
    """Papers that a vehicle was spared, on average; beside it how many in all, and which."""
    counted = await ask.tables.counted(statements.SPARED)

    def reckon(span: Span) -> Figure:
        rows = _within(counted, span)
        n, papers = _sums(rows, span)
        by_material: Counter[str] = Counter()
        for row in rows:
            by_material.update(dict.fromkeys((row.note or "").split(",") if row.note else (), row.count))
        ordered = sorted(by_material.items(), key=lambda pair: int(pair[0][1:]))
        return Figure(n, _ratio(papers, n), {"papers": papers, "by_material": dict(ordered)})

    return reckon


async def reach_seconds(ask: Question) -> Reckon:
    """The 95th percentile of the seconds until the registry rested on a grant (nearest rank)."""
    counted = await ask.tables.counted(statements.REACHED)

    def reckon(span: Span) -> Figure:
        found = Counter[int]()
        for row in _within(counted, span):
            found[row.amount] += row.count
        return Figure(
            found.total(), _percentile(found, 95), {"p50_seconds": fraction(_percentile(found, 50))}
        )

    return reckon


async def share_of_cleared(ask: Question) -> Reckon:
    """The share of vehicles cleared that have a certain mark as well."""
    matter, _, what = ask.text.matter.partition("/")
    undone = ask.text.words[0] if ask.text.words else ""
    cleared = await ask.tables.counted(statements.MARKED, matter="customs", what="cleared")
    marked = await ask.tables.counted(statements.CLEARED_WITH, matter=matter, what=what, undone=undone)
    announced = await ask.tables.announced(matter)

    def reckon(span: Span) -> Figure:
        n, share = _sums(cleared, span)[0], _sums(marked, span)[0]
        # Where nobody ever announced anything of the kind, its absence says nothing about a vehicle.
        if not announced:
            return Figure(0, None, {"cleared": n})
        return Figure(n, _ratio(share, n), {"with": share, "without": n - share})

    return reckon


async def share_of_marks(ask: Question) -> Reckon:
    """Among marks of one kind, the share whose note begins with one of the words named (a mode, a currency)."""
    matter, _, what = ask.text.matter.partition("/")
    counted = await ask.tables.counted(statements.MARKED, matter=matter, what=what)

    def reckon(span: Span) -> Figure:
        notes: Counter[str] = Counter()
        for row in _within(counted, span):
            notes[row.note or "unknown"] += row.count
        share = sum(count for note, count in notes.items() if note.startswith(ask.text.words))
        return Figure(notes.total(), _ratio(share, notes.total()), {"by_kind": dict(sorted(notes.items()))})

    return reckon


async def terminal_hours(ask: Question) -> Reckon:
    """Hours from gate-in to loading of new-energy vehicles, on average."""
    counted = await ask.tables.counted(statements.AT_THE_TERMINAL)

    def reckon(span: Span) -> Figure:
        tenths: Counter[int] = Counter()
        for row in _within(counted, span):
            tenths[row.amount] += row.count
        n, seconds = _sums(counted, span)
        p90 = _percentile(tenths, 90, parts=10)
        return Figure(n, Fraction(seconds, 3600 * n) if n else None, {"p90_hours": fraction(p90)})

    return reckon


async def large_lots(ask: Question) -> Reckon:
    """The share of vehicles that were applied for together with so many or more."""
    counted = await ask.tables.counted(statements.SUBMITTED)

    def reckon(span: Span) -> Figure:
        rows = _within(counted, span)
        n, large = sum(row.count for row in rows), sum(row.count for row in rows if row.amount >= ask.limit)
        return Figure(n, _ratio(large, n), {"vehicles_in_large_lots": large})

    return reckon


def _oldest(ask: Question, waiting: Sequence[Waiting]) -> int | None:
    return max((ask.elapsed(one.since, ask.on, one.pauses) for one in waiting), default=None)


def _within(counted: Iterable[Counted], span: Span) -> list[Counted]:
    return [row for row in counted if span.first <= row.day <= span.last]


def _sums(counted: Iterable[Counted], span: Span) -> tuple[int, int]:
    rows = _within(counted, span)
    return sum(row.count for row in rows), sum(row.share for row in rows)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _percentile(found: Counter[int], percent: int, *, parts: int = 100) -> Fraction | None:
    """The smallest that so many percent do not exceed (nearest rank), in whole units of `parts` parts."""
    rank, passed = max(1, -(-percent * found.total() // 100)), 0
    for value in sorted(found):
        passed += found[value]
        if passed >= rank:
            return Fraction(value, parts)
    return None
