"""What follows from the passing of time alone: deemed acceptance, a lapse, an expiry, the end of waiting.

The clocks themselves give their alarms elsewhere; here stands what the law makes of a limit that has passed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided
from exportlane.law.instants import due_instant, is_late, statutory_day
from exportlane.law.limits import Running, wake_of
from exportlane.law.rules import rule
from licensing.domain import announcements, clocks
from licensing.domain.another_licence import expire, give_up
from licensing.domain.application import Application, Status, Verb, may, moved
from licensing.domain.articles import LAPSED
from licensing.domain.dossier import Outcome
from licensing.domain.examination import examine
from licensing.domain.flags import flags_of
from licensing.domain.outcomes import held, lapse, take_up
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, LICENCE, REAPPLY, Policy


def wake(state: Application) -> datetime | None:
    """The next instant at which time alone changes something; None when it never will."""
    moments = [moment for moment in (wake_of(state.clocks),) if moment is not None]
    if state.status is Status.GRANTED:
        moments.append(due_instant(held(state).valid_to))
    return min(moments, default=None)


def passed(
    state: Application, breached: tuple[Running, ...], *, now: datetime, policy: Policy
) -> Decided[Application]:
    """What the law makes of the limits that have just passed, and of a licence whose last day has."""
    matters, today = {clock.matter for clock in breached}, statutory_day(now)
    if state.status is Status.GRANTED and is_late(now, held(state).valid_to):
        return expire(state, on=today, policy=policy)
    if ACCEPTANCE_NOTICE in matters and may(state, Verb.ACCEPT):
        return deem_accepted(state, now=now, policy=policy)
    if CORRECTION_SUPPLY in matters and may(state, Verb.LAPSE):
        return lapse_uncorrected(state, on=today)
    if REAPPLY in matters and may(state, Verb.REAPPLY):
        return give_up(state, on=today)
    return Decided(state)


@rule(
    "LIC-DEEMED",
    zh="五个工作日内不一次性告知的，自收到申请材料之日起即为受理",
    en="Without a notice in five working days an application is accepted, as of the day of its receipt",
    article="行政许可法 第三十二条第一款第四项",
    effect="deem",
)
def deem_accepted(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Accepted, and the three working days count from the receipt: they may have passed already."""
    today, received = statutory_day(now), _received(state, now)
    rules = policy.of(state)
    taken = moved(state, Verb.ACCEPT, accepted_on=received, deemed=True)
    taken = clocks.stopped(taken, ACCEPTANCE_NOTICE, on=today)
    if not any(clock.matter == LICENCE and clock.running for clock in taken.clocks):
        taken = clocks.begun(taken, LICENCE, on=received, policy=policy)
    facts = announcements.accepted(taken, received)
    if not taken.endorsed:
        return Decided(taken, facts)
    if rules.automatic and not taken.by_hand:
        then = take_up(taken, now=now, policy=policy)
        return Decided(then.state, facts + then.facts)
    findings = examine(taken, on=today, rules=rules)
    flags = flags_of(taken, on=today, rules=rules)
    return Decided(replace(taken, found=findings.all, flags=flags), facts)


def _received(state: Application, now: datetime) -> date:
    for clock in state.clocks:
        if clock.matter == ACCEPTANCE_NOTICE and clock.running:
            return clock.started_on
    return statutory_day(now)


@rule(
    "LIC-LAPSE",
    zh="逾期不补正的，申请终止",
    en="A correction that is not supplied in time ends the application",
    article="行政许可法 第三十二条；期限为本系统约定",
    slug="correction_not_supplied",
    effect="deem",
)
def lapse_uncorrected(state: Application, *, on: date) -> Decided[Application]:
    """The enterprise let the days of the correction pass."""
    clock = next((one for one in state.clocks if one.matter == CORRECTION_SUPPLY and one.running), None)
    day = f" by {clock.due_on}" if clock and clock.due_on else " in time"
    outcome = Outcome("correction_not_supplied", f"What was asked for was not supplied{day}.", LAPSED)
    return lapse(state, outcome, on=on)
