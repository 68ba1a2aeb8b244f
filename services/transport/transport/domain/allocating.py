"""The allocation: transport makes units out of the amount and takes back what is free; time ends it. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.transport import QuotaAllocated, QuotaGrantExpired
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import OWN, TIANJIN_2
from transport.domain.determining import GRANT_CLOCK, take_back
from transport.domain.grant import (
    Allocation,
    Ended,
    Grant,
    GrantStatus,
    GrantVerb,
    Standing,
    forbidden,
    of_grant,
)
from transport.domain.policy import Policy
from transport.domain.unit import Unit


@dataclass(frozen=True, slots=True)
class ToAllocate:
    """How many units, by whom, until which day (the last of the year unless named).

    `misuse_open` says that a report of misuse by the firm waits for a decision.
    """

    units: int
    by: str
    valid_to: date | None = None
    misuse_open: bool = False


@rule(
    "QTA-ALLOCATE",
    zh="指标由交通运输部门配置，不超过商务部门确定的额度",
    en="Transport allocates, in one act or several, at most what commerce determined",
    article=TIANJIN_2,
    slug="above_determined",
)
def allocate(
    grant: Grant,
    standing: Standing,
    wanted: ToAllocate,
    *,
    now: datetime,
    policy: Policy,
) -> tuple[Decided[Grant], tuple[Decided[Unit], ...]] | Refused:
    """Make units, each with a number of its own, valid until a day of the grant's year."""
    if refused := forbidden(grant, GrantVerb.ALLOCATE) or _frozen(grant, wanted):
        return refused
    today, last = statutory_day(now), wanted.valid_to or date(grant.year, 12, 31)
    rules = policy.rules(grant.profile, grant.profile_version)
    if wanted.units > rules.allocation_at_most:
        sentence = (
            f"One allocation makes at most {rules.allocation_at_most} units; {wanted.units} take several."
        )
        return Refused("allocation_too_large", sentence, OWN, "/units", 422)
    if standing.standing + wanted.units > grant.amount:
        sentence = (
            f"Commerce determined {grant.amount} units for {grant.uscc} in {grant.year} and {standing.standing} "
            f"are allocated; {wanted.units} more would be too many."
        )
        return Refused("above_determined", sentence, TIANJIN_2, "/units", 422)
    if last < today or last.year != grant.year:
        sentence = f"The units are for {grant.year}; {last} is over or lies in another year."
        return Refused("valid_to_outside_year", sentence, TIANJIN_2, "/valid_to", 422)
    first = grant.last_number + 1
    act = Allocation(wanted.units, first, grant.last_number + wanted.units, last, today, wanted.by)
    return _allocated(grant, act, policy)


def _allocated(
    grant: Grant, act: Allocation, policy: Policy
) -> tuple[Decided[Grant], tuple[Decided[Unit], ...]]:
    latest = max([act.valid_to, *(each.valid_to for each in grant.allocations)])
    rules = policy.rules(grant.profile, grant.profile_version)
    clock = policy.until(GRANT_CLOCK, latest, on=act.on, rules=rules)
    state = replace(
        grant, status=GrantStatus.ALLOCATED, allocations=(*grant.allocations, act), last_number=act.last,
        valid_to=latest, clocks=limits.put(grant.clocks, clock),
    )  # fmt: skip
    made = tuple(
        Decided(
            Unit(
                id=grant.unit_no(number),
                grant_no=grant.id,
                uscc=grant.uscc,
                year=grant.year,
                number=number,
                profile=grant.profile,
                profile_version=grant.profile_version,
                valid_to=act.valid_to,
            )
        )
        for number in range(act.first, act.last + 1)
    )
    fact = of_grant(
        state, "allocated", QuotaAllocated, year=state.year, units=act.units,
        allocated_units=sum(each.units for each in state.allocations), first_unit_no=grant.unit_no(act.first),
        last_unit_no=grant.unit_no(act.last), valid_to=act.valid_to, allocated_on=act.on, by=act.by,
    )  # fmt: skip
    return Decided(state, (fact,)), made


def _frozen(grant: Grant, wanted: ToAllocate) -> Refused | None:
    if not (grant.frozen or wanted.misuse_open):
        return None
    sentence = f"A report of misuse by {grant.uscc} waits for a decision; its quota is frozen until then."
    return Refused("quota_frozen", sentence, TIANJIN_2)


def cancel(
    grant: Grant, standing: Standing, available: Sequence[Unit], because: Ended, *, by: str, now: datetime
) -> tuple[Decided[Grant], tuple[Decided[Unit], ...]] | Refused:
    """Undo the allocation as far as it can be: take back every unit that nobody has reserved."""
    if refused := forbidden(grant, GrantVerb.CANCEL):
        return refused
    if not available:
        sentence = f"No unit of {grant.id} is free; what is reserved or used is not taken back."
        return Refused("nothing_to_take_back", sentence, TIANJIN_2)
    taken, said = take_back(grant, available, because, by=by, on=statutory_day(now))
    nothing_left = standing.standing == len(available)
    status = GrantStatus.DETERMINED if nothing_left else grant.status
    return Decided(replace(grant, status=status), said), taken


@rule(
    "QTA-EXPIRE",
    zh="指标在有效期内使用，期满失效",
    en="A grant ends with its last day; what nobody has used by then runs out",
    article=TIANJIN_2,
    slug="grant_expired",
)
def grant_over(grant: Grant, *, on: date) -> Decided[Grant]:
    """Nothing of it can be reserved or allocated any more. Each of its units has a last day of its own."""
    if grant.valid_to is None or forbidden(grant, GrantVerb.EXPIRE):
        return Decided(grant)
    sentence = f"The grant {grant.id} was valid to {grant.valid_to}."
    state = replace(
        grant, status=GrantStatus.EXPIRED, clocks=limits.stop_all(grant.clocks, on=on),
        ended=Ended("grant_expired", sentence, TIANJIN_2),
    )  # fmt: skip
    fact = of_grant(
        state, "grant_expired", QuotaGrantExpired, year=state.year, valid_to=grant.valid_to,
        amount_units=grant.amount,
    )  # fmt: skip
    return Decided(state, (fact,))
