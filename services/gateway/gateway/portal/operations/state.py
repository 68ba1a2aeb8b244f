"""The state of the services as the console shows it: one row for each, and what each part of it means. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.portal.fact_words import Words
from gateway.portal.operations.words import NEEDS_A_PERSON


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a service stands on."""

    name: str
    ok: bool
    sentence: str
    ms: float | None


@dataclass(frozen=True, slots=True)
class Age:
    """How long something has waited, with its colour."""

    seconds: float | None
    tone: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A token, a key or a certificate with its last day; `tone` says whether somebody should begin."""

    kind: str
    name: str
    expires_at: str | None
    left: float | None
    sentence: str | None
    tone: str


@dataclass(frozen=True, slots=True)
class Disk:
    """A volume to which a service writes."""

    path: str
    ratio: float
    free: int
    total: int
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service. `condition`: ready, troubled, silent, refuses. What it does not tell is None or empty."""

    name: str
    words: Words
    condition: str
    sentence: str = ""
    tone: str = "off"
    version: str | None = None
    mode: str | None = None
    started_at: str | None = None
    host: str | None = None
    checks: tuple[Check, ...] = ()
    depends_on: tuple[tuple[str, str], ...] = ()
    unpublished: Age = Age(None, "")
    unhandled: Age = Age(None, "")
    messages: int | None = None
    facts: int | None = None
    leading: bool | None = None
    parked: Mapping[str, int] = field(default_factory=dict)
    timers: Mapping[str, int] = field(default_factory=dict)
    write_ms: float | None = None
    slowest_ms: float | None = None
    write_tone: str = ""
    disks: tuple[Disk, ...] = ()
    ahead: float | None = None
    ahead_tone: str = ""
    calendar_ends_on: str | None = None
    calendar_tone: str = ""
    endings: tuple[Ending, ...] = ()
    troubles: tuple[str, ...] = ()
    told: bool = True
    """Whether it answered at all."""

    @property
    def needs_a_person(self) -> int:
        """Parked messages that do not go on by themselves."""
        return sum(self.parked.get(state, 0) for state in NEEDS_A_PERSON)

    @property
    def disk(self) -> Disk | None:
        """The volume with the least room."""
        return min(self.disks, key=lambda disk: disk.ratio, default=None)

    @property
    def ending(self) -> Ending | None:
        """What ends first, or could not be read."""
        return min(
            self.endings,
            key=lambda one: (one.sentence is None, one.left if one.left is not None else float("inf")),
            default=None,
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """The tiles on top: how many of each."""

    services: int
    ready: int
    unpublished: Age
    unhandled: Age
    parked: int
    needs_a_person: int
    aside: int
    refused: int
    pending: int


def sums(made: Sequence[Row], deliveries: Mapping[str, Any]) -> Sums:
    """What all services have together; an age is the worst one."""
    return Sums(
        services=len(made),
        ready=sum(row.condition == "ready" for row in made),
        unpublished=_oldest([row.unpublished for row in made]),
        unhandled=_oldest([row.unhandled for row in made]),
        parked=sum(sum(row.parked.values()) for row in made),
        needs_a_person=sum(row.needs_a_person for row in made),
        aside=sum(row.timers.get("set_aside", 0) for row in made),
        refused=int(deliveries.get("refused") or 0),
        pending=int(deliveries.get("pending") or 0),
    )


def _oldest(ages: Iterable[Age]) -> Age:
    return max(ages, key=lambda age: age.seconds if age.seconds is not None else -1.0, default=Age(None, ""))
