"""What was seen of a running system when somebody asked: the input of all rules. PURE.

A status document is what `/v1/operations/status` of a service answers. A rule reads of it what is there: while a
release is rolled out, an older service tells less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from exportlane.operations.finding import Words

Status = Mapping[str, Any]

FEWEST_CLOCKS = 3
"""Of fewer clocks, none can be called the one that is wrong by the others; the asker's own decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`statuses` of those that answered; `silent` those that did not, `refused` those that would not, by sentence.

    `deliveries` counts papers by status. `skews` are seconds by which a service's clock is ahead (see `skews_of`).
    """

    statuses: Mapping[str, Status]
    silent: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    deliveries: Mapping[str, Any] = field(default_factory=dict)
    skews: Mapping[str, float] = field(default_factory=dict)

    def check(self, service: str, name: str) -> Mapping[str, Any] | None:
        """One readiness check of a service; None when it does not tell."""
        return next(
            (each for each in self.statuses[service].get("checks") or () if each["name"] == name), None
        )

    def failing(self, name: str) -> dict[str, str]:
        """Services whose check of this name fails, with its sentence."""
        found = {service: self.check(service, name) for service in self.statuses}
        return {
            service: str(check["sentence"]) for service, check in found.items() if check and not check["ok"]
        }

    def each(self, name: str) -> Iterator[tuple[str, Any]]:
        """A part of the status, of every service that tells it."""
        for service, status in self.statuses.items():
            if status.get(name):
                yield service, status[name]


def offset_of(told: datetime, *, sent: datetime, received: datetime) -> float:
    """By how many seconds a clock that told its time is ahead of ours; half the way there and back is allowed for."""
    return (told - (sent + (received - sent) / 2)).total_seconds()


def skews_of(offsets: Mapping[str, float]) -> dict[str, float]:
    """Seconds by which each clock is ahead of the clock that most agree on.

    `offsets` are measured by one asker, whose own clock may be the one that is wrong: among several services the middle
    one counts.
    """
    middle = median(offsets.values()) if len(offsets) >= FEWEST_CLOCKS else 0.0
    return {service: round(offset - middle, 3) + 0.0 for service, offset in offsets.items()}


def length(seconds: float) -> Words:
    """A length of time in the unit that fits."""
    for limit, size, zh, en in ((120, 1, "秒", "s"), (7200, 60, "分钟", "min"), (172_800, 3600, "小时", "h")):
        if seconds < limit:
            return Words(f"{seconds / size:.3g}{zh}", f"{seconds / size:.3g} {en}")
    return Words(f"{seconds / 86400:.3g}天", f"{seconds / 86400:.3g} d")


def names(services: Sequence[str], most: int = 4) -> Words:
    """Some names, and how many more."""
    shown, more = services[:most], len(services) - most
    zh, en = "、".join(shown), ", ".join(shown)
    return Words(f"{zh}等{len(services)}个服务", f"{en} and {more} more") if more > 0 else Words(zh, en)
