"""The days of a filing: its year, and the clocks of its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from exportlane.contracts.decision import Refused
from exportlane.law import limits
from exportlane.law.rules import rule
from licensing.domain.articles import ANNOUNCEMENT_6, EXIT_MECHANISM, MOVES_REST_ON
from licensing.domain.consistency import years_after
from licensing.domain.policy import Policy
from licensing.filing.entry import Filing, FilingVerb


@rule(
    "FIL-YEAR",
    zh="备案有效期一年，有效期内可以延续，延续后重新计算",
    en="A filing is valid for a year; renewed at any time before its end, the year starts again",
    article="公告2024年第6号；申办指南",
    slug="filing_expired",
    effect="compute",
)
def last_day(from_: date, years: int) -> date:
    """The last day of a validity that begins on `from_`: a year later less one day (02-29 gives 02-27)."""
    return years_after(from_, years) - timedelta(1)


def begun(state: Filing, matter: str, *, on: date, policy: Policy) -> Filing:
    """The filing with the clock of this matter started anew; unchanged where the profile has no such limit."""
    limit = policy.of(state).limits.get(matter)
    if limit is None:
        return state
    clock = limits.start(limit, on=on, calendar=policy.calendar)
    others = tuple(each for each in state.clocks if each.matter != matter)
    return replace(state, clocks=(*others, clock), due_on=clock.due_on)


def stopped(state: Filing, *, on: date) -> Filing:
    """The filing with all its clocks stopped."""
    return replace(state, clocks=limits.stop_all(state.clocks, on=on), due_on=None)


def not_allowed(state: Filing, verb: FilingVerb) -> Refused:
    """The table has no such move from here."""
    sentence = f"The filing is {state.status}; {verb.replace('_', ' ')} is not possible now."
    article = EXIT_MECHANISM if verb is FilingVerb.RESUME else MOVES_REST_ON.get(verb, ANNOUNCEMENT_6)
    return Refused("move-not-allowed", sentence, article)
