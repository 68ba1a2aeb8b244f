"""What the passing of time alone does to a filing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from exportlane.contracts.decision import Decided
from exportlane.law import limits
from exportlane.law.instants import due_instant, is_late, statutory_day
from exportlane.law.limits import Running
from exportlane.law.rules import rule
from licensing.domain.articles import FILING_YEAR, LAPSED
from licensing.domain.dossier import Outcome
from licensing.domain.policy import ACCEPTANCE_NOTICE, CORRECTION_SUPPLY, Policy
from licensing.filing import telling
from licensing.filing.clocks import stopped
from licensing.filing.entry import ENDED, ON_REGISTER, Filing, FilingVerb, filing_may, filing_moved
from licensing.filing.review import taken_up


def wake_of_filing(state: Filing) -> datetime | None:
    """The next instant at which time alone changes something."""
    moments = [moment for moment in (limits.wake_of(state.clocks),) if moment is not None]
    if state.status in ON_REGISTER and state.valid_to is not None:
        moments.append(due_instant(state.valid_to))
    if (turn := next_turn(state)) is not None:
        moments.append(due_instant(turn - timedelta(1)))
    return min(moments, default=None)


@rule(
    "FIL-LIST-TURNS",
    zh="列入名单自起始日生效，至届满日止；当日及于在办申请",
    en="A listing holds from its first day to its last, and reaches open applications on the day itself",
    article="商贸函〔2025〕648号（负面清单与退出机制）",
    effect="compute",
)
def next_turn(state: Filing) -> date | None:
    """The next day on which the firm comes on a list, or leaves one, by time alone."""
    if state.status in ENDED:
        return None
    turns = (turn for listing in state.listings for turn in listing.turns())
    return min((turn for turn in turns if state.looked_on is None or turn > state.looked_on), default=None)


def filing_passed(
    state: Filing, breached: tuple[Running, ...], *, now: datetime, policy: Policy
) -> Decided[Filing]:
    """What the law makes of limits that have passed."""
    matters, today = {clock.matter for clock in breached}, statutory_day(now)
    turn = next_turn(state)
    if turn is not None and turn <= today:
        state = replace(state, looked_on=today, untold=True)
    if state.status in ON_REGISTER and state.valid_to is not None and is_late(now, state.valid_to):
        outcome = Outcome("filing_expired", f"The filing was valid to {state.valid_to}.", FILING_YEAR)
        ended = filing_moved(state, FilingVerb.EXPIRE, outcome=outcome, looked_on=today, untold=True)
        return Decided(ended, telling.expired(ended))
    if ACCEPTANCE_NOTICE in matters and filing_may(state, FilingVerb.ACCEPT):
        # 行政许可法 第三十二条: without a notice it is accepted as of the receipt.
        started = next(clock.started_on for clock in breached if clock.matter == ACCEPTANCE_NOTICE)
        return taken_up(state, on=today, since=started, deemed=True, policy=policy)
    if CORRECTION_SUPPLY in matters and filing_may(state, FilingVerb.LAPSE):
        outcome = Outcome("correction_not_supplied", "What was asked for was not supplied in time.", LAPSED)
        ended = filing_moved(stopped(state, on=today), FilingVerb.LAPSE, outcome=outcome)
        return Decided(ended, telling.withdrawn(ended, outcome.reason))
    return Decided(state)
