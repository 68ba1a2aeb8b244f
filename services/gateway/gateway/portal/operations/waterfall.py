"""The hops of a case as a waterfall: grouped by trace, indented by cause, idle time folded away. PURE.

A case lives for weeks and each hop takes milliseconds. On an even axis every bar would be a hair; so a long stretch in
which nothing happened is folded to a narrow band that says how long it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from exportlane.runtime.spans import Hop
from gateway.portal.operations.hops import kind_of

FOLD_LEAST: Final = timedelta(seconds=2)
"""A shorter pause is never folded."""
FOLD_SHARE: Final = 3.0
"""A pause is folded when it is so many times longer than all that happened, and the pauses that stay, together."""
FOLD_WIDTH: Final = 5.0
"""Per cent of the axis that a folded pause takes."""
LEAST_WIDTH: Final = 0.4
"""Per cent: a bar that is shorter could not be seen."""
LABEL: Final = 14.0
"""Per cent of the axis that the label of a bar takes."""
DEEPEST: Final = 12
"""Deeper hops are not indented further."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the axis in per cent of its width."""

    at: float
    width: float

    @property
    def end(self) -> float:
        return round(self.at + self.width, 3)

    @property
    def label(self) -> str:
        """Where the label of the bar has room: right of it, left of it, or inside."""
        if self.end + LABEL <= 100:
            return "right"
        return "left" if self.at >= LABEL else "inside"


@dataclass(frozen=True, slots=True)
class Fold:
    """A pause that is drawn shorter than it was."""

    bar: Bar
    lasted: timedelta


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: `at` in per cent, `after` the beginning of the trace."""

    at: float
    after: timedelta


@dataclass(frozen=True, slots=True)
class Row:
    """One hop. `waited` is how long after its cause ended it began: on the bus, or on the line; None for a root."""

    hop: Hop
    depth: int
    bar: Bar
    wait: Bar | None
    waited: timedelta | None
    announced: tuple[str, ...]
    kind: str

    @property
    def took(self) -> timedelta:
        return self.hop.ended_at - self.hop.started_at

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST)


@dataclass(frozen=True, slots=True)
class Trace:
    """The hops that one request, or one timer, brought about."""

    trace_id: str
    rows: tuple[Row, ...]
    folds: tuple[Fold, ...]
    ticks: tuple[Tick, ...]
    started_at: datetime
    ended_at: datetime

    @property
    def took(self) -> timedelta:
        return self.ended_at - self.started_at

    @property
    def agencies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.hop.agency for row in self.rows))

    @property
    def failed(self) -> int:
        return sum(row.hop.failed for row in self.rows)


class Axis:
    """Where instants lie on the axis."""

    def __init__(self, hops: Sequence[Hop]) -> None:
        self._begin = min(hop.started_at for hop in hops)
        self.stretches = _stretches(hops)
        """Beginning and end of every stretch that is drawn in full."""
        shown = sum((end - begin for begin, end in self.stretches), timedelta())
        self._scale = (100 - FOLD_WIDTH * (len(self.stretches) - 1)) / max(shown.total_seconds(), 1e-6)

    def at(self, instant: datetime) -> float:
        """In per cent of the width."""
        place = 0.0
        for number, (begin, end) in enumerate(self.stretches):
            if number:
                place += FOLD_WIDTH
            if instant <= end:
                return round(place + max((instant - begin).total_seconds(), 0.0) * self._scale, 3)
            place += (end - begin).total_seconds() * self._scale
        return round(place, 3)

    def bar(self, begin: datetime, end: datetime) -> Bar:
        """A bar that can be seen, within the axis."""
        left, right = self.at(begin), self.at(end)
        width = max(right - left, LEAST_WIDTH)
        return Bar(round(min(left, 100 - width), 3), round(width, 3))

    def folds(self) -> tuple[Fold, ...]:
        """The pauses between the stretches."""
        return tuple(
            Fold(Bar(self.at(before), FOLD_WIDTH), after - before)
            for (_, before), (after, _) in pairwise(self.stretches)
        )

    def ticks(self) -> tuple[Tick, ...]:
        """Four marks where nothing is folded, else the beginning of every stretch."""
        if len(self.stretches) == 1:
            begin, end = self.stretches[0]
            return tuple(Tick(25.0 * n, (end - begin) * n / 4) for n in range(4))
        return tuple(
            Tick(self.at_begin(n), begin - self._begin) for n, (begin, _) in enumerate(self.stretches)
        )

    def at_begin(self, number: int) -> float:
        """Where a stretch begins: after the fold before it, where `at` would say the end of the stretch before."""
        before = sum((end - begin for begin, end in self.stretches[:number]), timedelta())
        return round(FOLD_WIDTH * number + before.total_seconds() * self._scale, 3)


def _stretches(hops: Sequence[Hop]) -> list[tuple[datetime, datetime]]:
    """What is drawn in full: busy time, with the pauses that are not much longer than it."""
    busy: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((hop.started_at, max(hop.ended_at, hop.started_at)) for hop in hops):
        if busy and begin <= busy[-1][1]:
            busy[-1] = (busy[-1][0], max(busy[-1][1], end))
        else:
            busy.append((begin, end))
    shown = sum((end - begin for begin, end in busy), timedelta())
    folded: set[int] = set()
    pauses = sorted((after[0] - before[1], number) for number, (before, after) in enumerate(pairwise(busy)))
    for pause, number in pauses:
        # From the shortest on: what stays makes room for the next.
        if pause > FOLD_LEAST and pause > shown * FOLD_SHARE:
            folded.add(number)
        else:
            shown += pause
    found = [busy[0]]
    for number, stretch in enumerate(busy[1:]):
        if number in folded:
            found.append(stretch)
        else:
            found[-1] = (found[-1][0], stretch[1])
    return found


def traces(hops: Sequence[Hop]) -> tuple[Trace, ...]:
    """Every trace of a case, the oldest first."""
    by_trace: dict[str, list[Hop]] = {}
    for hop in sorted(hops, key=lambda hop: (hop.started_at, hop.span_id)):
        by_trace.setdefault(hop.trace_id, []).append(hop)
    return tuple(_trace(trace_id, found) for trace_id, found in by_trace.items())


def _trace(trace_id: str, hops: Sequence[Hop]) -> Trace:
    axis = Axis(hops)
    return Trace(
        trace_id=trace_id,
        rows=tuple(_rows(hops, axis)),
        folds=axis.folds(),
        ticks=axis.ticks(),
        started_at=hops[0].started_at,
        ended_at=max(hop.ended_at for hop in hops),
    )


def _rows(hops: Sequence[Hop], axis: Axis) -> Iterator[Row]:
    known = {hop.span_id: hop for hop in hops}
    children: dict[str | None, list[Hop]] = {}
    for hop in hops:
        parent = hop.parent_span_id if hop.parent_span_id in known else None
        children.setdefault(parent, []).append(hop)
    drawn: set[str] = set()
    waiting = [(hop, 0) for hop in reversed(children.get(None, ()))]
    while waiting:
        hop, depth = waiting.pop()
        drawn.add(hop.span_id)
        below = children.get(hop.span_id, [])
        yield _row(hop, depth, known, below, axis)
        waiting += [(each, depth + 1) for each in reversed(below)]
    # Hops that name each other as cause are nobody's doing, yet they are not to be hidden either.
    yield from (_row(hop, 0, {}, [], axis) for hop in hops if hop.span_id not in drawn)


def _row(hop: Hop, depth: int, known: Mapping[str, Hop], below: Sequence[Hop], axis: Axis) -> Row:
    cause = known.get(hop.parent_span_id or "")
    heard = {each.fact_type for each in below if each.fact_type}
    waited = None if cause is None else max(hop.started_at - cause.ended_at, timedelta())
    wait = axis.bar(cause.ended_at, hop.started_at) if cause is not None and waited else None
    return Row(
        hop=hop,
        depth=depth,
        bar=axis.bar(hop.started_at, hop.ended_at),
        wait=wait,
        waited=waited,
        announced=tuple(sorted({*hop.announced, *heard})),
        kind=kind_of(hop),
    )
