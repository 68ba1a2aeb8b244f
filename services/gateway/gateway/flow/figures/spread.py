"""How long many matters took: figures from a histogram of working days, as exact as from the days one by one. PURE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

NINETY = 90


@dataclass(frozen=True, slots=True)
class Spread:
    """(working days, how many took so long), the shortest first."""

    counts: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, counted: Iterable[tuple[int | None, int]]) -> Self:
        """From groups in any order; those without a number of days are left out."""
        whole: Counter[int] = Counter()
        for days, n in counted:
            if days is not None and n:
                whole[days] += n
        return cls(tuple(sorted(whole.items())))

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(n for _, n in self.counts)

    @property
    def median(self) -> Fraction | None:
        """The middle one, or the mean of the two in the middle; None of none."""
        if not self.counts:
            return None
        half, odd = divmod(self.n, 2)
        return Fraction(self._at(half + 1)) if odd else Fraction(self._at(half) + self._at(half + 1), 2)

    @property
    def p90(self) -> int | None:
        """The smallest number of days within which at least nine in ten were done (nearest rank); None of none."""
        return self._at(max(1, -(-NINETY * self.n // 100))) if self.counts else None

    def within(self, limit: int) -> int:
        """How many took no longer than this."""
        return sum(n for days, n in self.counts if days <= limit)

    def _at(self, rank: int) -> int:
        passed = 0
        for days, n in self.counts:
            passed += n
            if passed >= rank:
                return days
        raise IndexError(rank)
