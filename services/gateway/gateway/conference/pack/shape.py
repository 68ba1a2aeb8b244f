"""What a meeting pack holds. Plain data, kept as JSON; page, sheet and PDF are made of it alone. PURE.

Every part says `as_of`: when the newest fact happened that it rests on (None: it rests on none). Figures of a month are
about its days in Shanghai; what is open or provisional is counted at `made_at`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from pydantic import TypeAdapter

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Words:
    """Chinese first, English second."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise of the policy: what was promised and whether it was kept. `met` is None without target or data."""

    id: str
    requirements: tuple[str, ...]
    article: str
    name: Words
    population: Words
    formula: Words
    unit: str
    shown: str
    target: str | None
    met: bool | None
    n: int
    trend: tuple[tuple[str, str], ...]
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Licences:
    """Licence decisions of the month: vehicles granted and refused, late, urgent; licences by day of issue."""

    granted: int
    refused: int
    late: int
    on_time_share: str
    urgent: int
    urgent_share: str
    by_day: tuple[tuple[date, int, int], ...]
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Provisional:
    """Deregistrations that wait for the exit; `over` of them longer than `days`."""

    waiting: int
    over: int
    days: int
    oldest: date | None
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """How often a code stopped a case in the month."""

    agency: str
    type: str
    code: str
    times: int


@dataclass(frozen=True, slots=True)
class RebateClass:
    """Claims of one class that were decided in the month; `mean` and `longest` in working days, pauses included."""

    of_class: int | None
    accepted: int
    decided: int
    mean: str | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class WorstCase:
    """An open case that is older than nine in ten. The VIN is masked for everybody."""

    case_id: str
    vin: str
    exporter: str
    opened_on: date
    age_days: int
    waits_for: Words
    does: Words
    due_on: date | None
    late: bool
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Ages:
    """The open cases by age, in calendar days; `worst` are the oldest of those beyond the ninetieth percentile."""

    open: int
    p90_days: int | None
    beyond: int
    worst: tuple[WorstCase, ...]


@dataclass(frozen=True, slots=True)
class TicketRow:
    """An open ticket."""

    id: str
    kind: Words
    text: str
    status: Words
    member: Words | None
    raised_on: date
    due_on: date | None
    overdue: bool
    about: str


@dataclass(frozen=True, slots=True)
class Tickets:
    """Tickets of the body: what is open and overdue now, what the month brought."""

    open: int
    overdue: int
    raised: int
    closed: int
    rows: tuple[TicketRow, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with its state."""

    held_on: date
    no: int
    text: str
    member: Words
    due_on: date | None
    state: str
    done_on: date | None
    report: str | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of the last meeting, and of earlier ones what is still to be done."""

    last_held_on: date | None
    open: int
    overdue: int
    done: int
    rows: tuple[DecisionRow, ...]
    earlier: tuple[DecisionRow, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The whole pack of a body and a month."""

    format: int
    profile: str
    body: Words
    article: str
    month: str
    first: date
    last: date
    made_at: datetime
    promises: tuple[Promised, ...]
    licences: Licences
    provisional: Provisional
    blocked: tuple[Blocked, ...]
    rebates: tuple[RebateClass, ...]
    rebates_as_of: datetime | None
    ages: Ages
    tickets: Tickets
    decisions: Decisions


_CODEC: Final = TypeAdapter(Pack)


def written(pack: Pack) -> str:
    """The pack as JSON, the same for the same pack."""
    return _CODEC.dump_json(pack, indent=1).decode()


def read(text: str) -> Pack:
    """The pack that was written. Raises ValidationError."""
    return _CODEC.validate_json(text)


def aggregates_of(pack: Pack) -> Pack:
    """What a guest may see: counts, and no single case, ticket or decision."""
    return replace(
        pack,
        ages=replace(pack.ages, worst=()),
        tickets=replace(pack.tickets, rows=()),
        decisions=replace(pack.decisions, rows=(), earlier=()),
    )
