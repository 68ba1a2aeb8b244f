"""What cannot be computed at all. An expense that earns nothing is no fault: it is a grant of 0.00 with its code.

LawError
├── BadPolicy    policy data that contradict themselves; `faults` names every place
└── BadClaim     a claim that cannot be read; slug, JSON pointer and article say where and why
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exportlane.law.errors import LawError

Place = tuple[str | int, ...]
"""A path into the data: names of objects, indices of lists."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in policy data: where, and a sentence for people."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.place))}: {self.sentence}" if self.place else self.sentence


class BadPolicy(LawError):
    """Policy data with faults in them. One line per fault, each with its source."""

    slug = "bad_subsidy_policy"

    def __init__(self, faults: Iterable[Fault], source: str) -> None:
        self.faults, self.source = tuple(faults), source
        super().__init__("\n".join(f"{source}: {fault}" for fault in self.faults))


class BadClaim(LawError):
    """A claim that cannot be read. `field` is a JSON pointer into it, such as /expenses/3/amount."""

    def __init__(self, sentence: str, *, slug: str, field: str, article: str) -> None:
        super().__init__(sentence)
        self.code, self.field, self.article = slug, field, article
