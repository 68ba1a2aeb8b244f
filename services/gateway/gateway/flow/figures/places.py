"""Where the vehicles go, ranked, and through which ports. PURE."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gateway.flow.figures.asking import Placed
from gateway.flow.figures.spread import Spread


@dataclass(frozen=True, slots=True)
class Ranked:
    """A country or a port: vehicles, their share of all, how many still run, working days end to end, sums refunded."""

    name: str
    n: int
    share: Fraction
    running: int
    ended: int
    median: Fraction | None
    refunded: int
    amount: Decimal


def ranked(placed: Iterable[Placed], by: Callable[[Placed], str]) -> tuple[Ranked, ...]:
    """By vehicles, the most first."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        groups[by(one)].append(one)
    total = sum(one.n for group in groups.values() for one in group)
    found = [_ranked(name, group, total) for name, group in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.n, one.name)))


def _ranked(name: str, group: Sequence[Placed], total: int) -> Ranked:
    n = sum(one.n for one in group)
    running = sum(one.n for one in group if one.live)
    cents = sum(one.cents for one in group)
    return Ranked(
        name=name,
        n=n,
        share=Fraction(n, total),
        running=running,
        ended=n - running,
        median=Spread.of((one.workdays, one.n) for one in group if not one.live).median,
        refunded=sum(one.refunded for one in group),
        amount=Decimal(cents).scaleb(-2),
    )


def pairs(placed: Iterable[Placed]) -> Counter[tuple[str, str]]:
    """Vehicles by country and port."""
    found: Counter[tuple[str, str]] = Counter()
    for one in placed:
        found[one.destination, one.port] += one.n
    return found
