"""The amount: applied for by the firm, determined, changed or refused by commerce. PURE. 天津措施 第二条."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.transport import QuotaDetermined, QuotaUnitsWithdrawn
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import OWN, TIANJIN_2
from transport.domain.grant import (
    Ended,
    Grant,
    GrantStatus,
    GrantVerb,
    Standing,
    forbidden,
    of_grant,
)
from transport.domain.policy import Policy
from transport.domain.unit import Unit, UnitStatus

GRANT_CLOCK: Final = "quota_grant"
LOWERED: Final = "amount_lowered"


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom, for which year, under which profile, and the number that the grant will have."""

    grant_no: str
    uscc: str
    year: int
    profile: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """What commerce decided: how many cars, on which grounds, by whom."""

    amount: int
    grounds: str
    by: str
    article: str = TIANJIN_2


def opened(wanted: Wanted, before: Grant | None, *, now: datetime, policy: Policy) -> Grant | Refused:
    """An empty grant for the firm and the year; `before` is its grant that lives, or None."""
    today = statutory_day(now)
    rules = policy.in_force(wanted.profile, on=today)
    if rules is None or rules.reservation_days is None:
        sentence = f"The profile {wanted.profile} has no export quota of passenger cars."
        return Refused("no_quota_here", sentence, TIANJIN_2, "/profile", 422)
    if not today.year <= wanted.year <= today.year + 1:
        sentence = f"A quota is determined for {today.year} or {today.year + 1}, not for {wanted.year}."
        return Refused("year_not_open", sentence, OWN, "/year", 422)
    if before is not None:
        sentence = f"The firm has the grant {before.id} for {wanted.year}, which is {before.status}; change that one."
        return Refused("grant_exists", sentence, TIANJIN_2)
    return Grant(
        id=wanted.grant_no, uscc=wanted.uscc, year=wanted.year, profile=wanted.profile,
        profile_version=rules.version, status=GrantStatus.APPLIED,
    )  # fmt: skip


def apply(
    wanted: Wanted, before: Grant | None, *, units: int, reason: str, now: datetime, policy: Policy
) -> Decided[Grant] | Refused:
    """The firm asks for an amount; commerce decides."""
    grant = opened(wanted, before, now=now, policy=policy)
    return grant if isinstance(grant, Refused) else Decided(replace(grant, asked=units, asked_for=reason))


def determine_new(
    wanted: Wanted, before: Grant | None, fixed: Fixed, *, now: datetime, policy: Policy
) -> Decided[Grant] | Refused:
    """Commerce fixes an amount that nobody applied for here."""
    grant = opened(wanted, before, now=now, policy=policy)
    if isinstance(grant, Refused):
        return grant
    decided = determine(grant, Standing(), (), fixed, now=now, policy=policy)
    return decided if isinstance(decided, Refused) else decided[0]


@rule(
    "QTA-AMOUNT",
    zh="额度由商务部门确定，调整后不得低于已预留、已使用和已撤销的指标数",
    en="Commerce fixes the amount; changed, it is never below what is reserved, consumed and revoked",
    article=TIANJIN_2,
    slug="below_used",
)
def determine(
    grant: Grant,
    standing: Standing,
    available: Sequence[Unit],
    fixed: Fixed,
    *,
    now: datetime,
    policy: Policy,
) -> tuple[Decided[Grant], tuple[Decided[Unit], ...]] | Refused:
    """Fix or change the amount. Units beyond it that nobody has reserved are taken back, the newest first.

    `available` are the grant's free units, all of them.
    """
    if refused := forbidden(grant, GrantVerb.DETERMINE):
        return refused
    if fixed.amount < standing.bound:
        sentence = (
            f"{standing.bound} units are reserved, consumed or revoked; the amount cannot be {fixed.amount}."
        )
        return Refused("below_used", sentence, TIANJIN_2, "/amount", 422)
    today = statutory_day(now)
    first = grant.status is GrantStatus.APPLIED
    state = replace(
        grant, amount=fixed.amount, grounds=fixed.grounds, article=fixed.article, determined_by=fixed.by,
        determined_on=today, status=GrantStatus.DETERMINED if first else grant.status,
    )  # fmt: skip
    if first:
        rules = policy.rules(grant.profile, grant.profile_version)
        clock = policy.until(GRANT_CLOCK, date(grant.year, 12, 31), on=today, rules=rules)
        state = replace(state, clocks=limits.put(state.clocks, clock), valid_to=date(grant.year, 12, 31))
    fact = of_grant(
        state, "determined", QuotaDetermined, year=state.year, amount_units=state.amount,
        amount_before=None if first else grant.amount, grounds=fixed.grounds, article=fixed.article,
        determined_on=today, by=fixed.by,
    )  # fmt: skip
    excess = max(0, standing.standing - fixed.amount)
    newest = sorted(available, key=lambda unit: unit.number, reverse=True)[:excess]
    because = Ended(LOWERED, f"The amount was lowered to {fixed.amount}.", TIANJIN_2)
    taken, said = take_back(state, newest, because, by=fixed.by, on=today)
    return Decided(state, (fact, *said)), taken


def take_back(
    grant: Grant, units: Sequence[Unit], because: Ended, *, by: str, on: date
) -> tuple[tuple[Decided[Unit], ...], tuple[Announce, ...]]:
    """Free units that the firm loses again, and the one fact about all of them."""
    if not units:
        return (), ()
    taken = tuple(
        Decided(replace(unit, status=UnitStatus.WITHDRAWN, ended=because, clocks=())) for unit in units
    )
    fact = of_grant(
        grant, "units_withdrawn", QuotaUnitsWithdrawn, units=len(units), code=because.code,
        reason=because.sentence, article=because.article, withdrawn_on=on, by=by,
    )  # fmt: skip
    return taken, (fact,)


def refuse(grant: Grant, because: Ended) -> Decided[Grant] | Refused:
    """Commerce gives no amount."""
    return forbidden(grant, GrantVerb.REFUSE) or Decided(
        replace(grant, status=GrantStatus.REFUSED, ended=because)
    )


def withdraw(grant: Grant, reason: str) -> Decided[Grant] | Refused:
    """The firm takes its application back."""
    ended = Ended("withdrawn", reason, TIANJIN_2)
    return forbidden(grant, GrantVerb.WITHDRAW) or Decided(
        replace(grant, status=GrantStatus.WITHDRAWN, ended=ended)
    )
