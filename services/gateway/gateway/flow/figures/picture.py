"""The ways of cases through their steps to their ends, as a picture in which nothing is lost. PURE.

Every case enters at the left, passes the steps that it has reached in the order of its profile, and leaves at the
right: to its end, or to where it still waits. What flows into a step flows out of it. A step that stands at another
place in another profile is a node of its own, so the picture has no circles whatever is mixed in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from exportlane.process import Stage
from gateway.flow.figures.asking import Taken, Way
from gateway.flow.figures.spread import Spread

Kind = Literal["opened", "step", "agency", "enterprise", "person", "end"]
_REACHED: Final = frozenset(
    {Stage.DONE, Stage.UNDONE, Stage.REFUSED, Stage.ACTIVE, Stage.CORRECTION, Stage.HELD}
)


@dataclass(frozen=True, slots=True)
class Place:
    """A node. `name` is the step (that is passed, or waited at) or the end; `position` is 0 outside steps."""

    kind: Kind
    name: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A place with the cases that came to it, and the profiles whose cases these are."""

    place: Place
    n: int
    profiles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Edge:
    """Cases that went from one place to the next; between steps with the median of the days without papers."""

    source: Place
    target: Place
    n: int
    gap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """`mixed` says that a step stands at several places, because profiles of another order are in it."""

    total: int
    nodes: Sequence[Node] = ()
    edges: Sequence[Edge] = ()
    mixed: bool = False


@dataclass(slots=True)
class _Drawn:
    nodes: Counter[Place] = field(default_factory=Counter)
    edges: Counter[tuple[Place, Place]] = field(default_factory=Counter)
    profiles: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, path: Sequence[Place], way: Way) -> None:
        for place in path:
            self.nodes[place] += way.n
            self.profiles[place].add(way.profile)
        for pair in pairwise(path):
            self.edges[pair] += way.n


OPENED: Final = Place("opened")


def picture(ways: Iterable[Way], taken: Iterable[Taken] = ()) -> Picture:
    """The picture of these cases."""
    drawn = _Drawn()
    for way in ways:
        drawn.add(path(way), way)
    gaps = _gaps(taken)
    order = sorted(drawn.nodes, key=_sorting)
    nodes = [Node(place, drawn.nodes[place], frozenset(drawn.profiles[place])) for place in order]
    edges = [
        Edge(source, target, n, _gap(gaps, source, target, drawn.profiles))
        for (source, target), n in sorted(
            drawn.edges.items(), key=lambda pair: (_sorting(pair[0][0]), _sorting(pair[0][1]))
        )
    ]
    names = [place.name for place in order if place.kind == "step"]
    return Picture(drawn.nodes[OPENED], nodes, edges, mixed=len(set(names)) < len(names))


def path(way: Way) -> tuple[Place, ...]:
    """The places that a case came to: the steps that it has reached, then its end or where it waits.

    What was done beside the step at which it stands, ahead of its turn, is left out: a case is at one place.
    """
    stages = [text.partition(":")[::2] for text in way.stages.split()]
    names = [name for name, _ in stages]
    last = names.index(way.step) if way.live and way.step in names else None
    found = [OPENED]
    for position, (name, stage) in enumerate(stages, start=1):
        standing = last == position - 1
        if (last is None or position - 1 <= last) and (position == 1 or standing or stage in _REACHED):
            found.append(Place("step", name, position))
    return (*found, _leaving(way))


def _leaving(way: Way) -> Place:
    if not way.live:
        return Place("end", way.ended_as or "")
    if way.kind == "person" or way.step is None:
        return Place("person")
    return Place("enterprise" if way.kind == "enterprise" else "agency", way.step)


_KINDS: Final = ("opened", "step", "end", "agency", "enterprise", "person")


def _sorting(place: Place) -> tuple[int, int, str]:
    return (_KINDS.index(place.kind), place.position, place.name)


def _gaps(taken: Iterable[Taken]) -> Mapping[tuple[str, str], list[tuple[int | None, int]]]:
    found: dict[tuple[str, str], list[tuple[int | None, int]]] = defaultdict(list)
    for one in taken:
        found[one.profile, one.step].append((one.gap, one.n))
    return found


def _gap(
    gaps: Mapping[tuple[str, str], list[tuple[int | None, int]]],
    source: Place,
    target: Place,
    profiles: Mapping[Place, set[str]],
) -> Fraction | None:
    if source.kind != "step" or target.kind != "step":
        return None
    both = profiles[source] & profiles[target]
    return Spread.of(pair for profile in both for pair in gaps.get((profile, target.name), ())).median
