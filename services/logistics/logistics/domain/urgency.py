"""How urgent a case is: the working days until its cut-off against those that its next steps may take by law. PURE.

A cut-off is *near* from the first day on which the working days left are no more than those that the missing steps may
take, and one more. The case is told once for each cut-off; a schedule that changes is another cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from exportlane.contracts.decision import Announce
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.instants import day_begins, statutory_day
from exportlane.law.rules import rule
from logistics.domain import announcements
from logistics.domain.articles import URGENCY
from logistics.domain.cargo import BEFORE_THE_GATE, Cargo
from logistics.domain.policy import GATE_IN, Policy

ONE_DAY: Final = timedelta(days=1)
ONE_HOUR: Final = Decimal(3600)


@dataclass(frozen=True, slots=True)
class Urgency:
    """The look of one moment. `hours_left` is negative after the cut-off; `missing` is the next step to be done."""

    hours_left: Decimal
    working_days_left: int
    working_days_needed: int
    missing: str
    within: bool
    """Whether the cut-off is within the working days that open the priority lane."""


def cutoff_of(cargo: Cargo) -> datetime | None:
    """The cut-off that the case must still make; None when there is none or it has come through the gate."""
    berth = cargo.berth
    return berth.cutoff if berth is not None and berth.status in BEFORE_THE_GATE else None


def missing_steps(cargo: Cargo, policy: Policy) -> tuple[tuple[str, int], ...]:
    """The steps before loading that were not heard of as done, in their order, each with its working days."""
    steps = policy.rules(cargo.profile, cargo.profile_version).steps
    return tuple((name, days) for name, days in steps if name not in cargo.done)


@rule(
    "LOG-URGENCY",
    zh="按截关前剩余工作日与未办环节法定工作日比较，提示紧急程度",
    en="Urgency is the working days before the cut-off against those that the missing steps may take",
    article=URGENCY,
    effect="compute",
)
def reckoned(cargo: Cargo, *, policy: Policy) -> Cargo:
    """The case with the days that follow from its cut-off, its steps and the calendar."""
    cutoff = cutoff_of(cargo)
    if cutoff is None:
        return replace(cargo, near_on=None, starts_by=None)
    needed = sum(days for _, days in missing_steps(cargo, policy))
    margin = policy.rules(cargo.profile, cargo.profile_version).near_margin
    day = statutory_day(cutoff)
    return replace(
        cargo,
        near_on=_workdays_before(day, needed + margin, policy.calendar),
        starts_by=_workdays_before(day, needed, policy.calendar),
    )


def wake(cargo: Cargo) -> datetime | None:
    """When the case must be told that its cut-off is near; None when it was, or there is none."""
    cutoff = cutoff_of(cargo)
    if cutoff is None or cargo.near_on is None or cargo.told_cutoff == cutoff:
        return None
    return day_begins(cargo.near_on)


def tell(cargo: Cargo, *, now: datetime, policy: Policy) -> tuple[Cargo, tuple[Announce, ...]]:
    """The case that was told, and the fact; nothing twice for one cut-off. After the cut-off there is no news in it."""
    cutoff = cutoff_of(cargo)
    if cutoff is None:
        return cargo, ()
    told = replace(cargo, told_cutoff=cutoff)
    if now > cutoff:
        return told, ()
    look = seen(cargo, now=now, policy=policy)
    if look is None:
        return told, ()
    missing = None if look.missing == GATE_IN else look.missing
    fact = announcements.cutoff_near(
        cargo, left=look.working_days_left, needed=look.working_days_needed, missing=missing
    )
    return told, (fact,)


def seen(cargo: Cargo, *, now: datetime, policy: Policy) -> Urgency | None:
    """How urgent the case is now; None when it need not make any cut-off."""
    cutoff = cutoff_of(cargo)
    if cutoff is None:
        return None
    missing = missing_steps(cargo, policy)
    left = working_days(statutory_day(now), statutory_day(cutoff), policy.calendar)
    hours = Decimal(int((cutoff - now).total_seconds())) / ONE_HOUR
    most = policy.rules(cargo.profile, cargo.profile_version).urgent_workdays
    return Urgency(
        hours_left=hours.quantize(Decimal("0.1"), ROUND_HALF_UP),
        working_days_left=left,
        working_days_needed=sum(days for _, days in missing),
        missing=missing[0][0] if missing else GATE_IN,
        within=now <= cutoff and left <= most,
    )


def working_days(today: date, day: date, calendar: WorkCalendar) -> int:
    """Working days in (today, day]; negative by as many as have passed since that day."""
    if day < today:
        return -elapsed_workdays(day, on=today, calendar=calendar).count
    return elapsed_workdays(today, on=day, calendar=calendar).count


def _workdays_before(day: date, n: int, calendar: WorkCalendar) -> date:
    """The last day from which `n` working days lead up to `day` and include it: (that day, day] holds n of them."""
    left = n
    while left > 0:
        left -= bool(calendar.is_workday(day))
        day -= ONE_DAY
    return day
