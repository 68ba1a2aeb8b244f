"""The two lanes of the work list: who is looked at first, and why nobody starves.

An urgent application keeps its limit; it is only placed as if it were due some working days earlier. A normal one
keeps its place by its own due day, so that from the day on which it is that many working days old no newcomer passes
it any more (天津措施 第一条; the numbers are the profile's).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import add_workdays
from exportlane.law.rules import rule
from licensing.domain.articles import PRIORITY_LANE
from licensing.domain.dossier import Outcome, Urgency

VESSEL_CUTOFF: Final = "vessel_cutoff"
PERISHABLE_CONTRACT: Final = "perishable_contract"
REGULATOR_REQUEST: Final = "regulator_request"
REASONS: Final = frozenset({VESSEL_CUTOFF, PERISHABLE_CONTRACT, REGULATOR_REQUEST})
"""The listed reasons for the priority lane."""


def workdays_before(day: date, n: int, calendar: WorkCalendar) -> date:
    """The day from which `n` working days lead to `day`, itself a working day."""
    while n:
        day -= timedelta(1)
        if calendar.is_workday(day).workday:
            n -= 1
    return day


@rule(
    "LIC-PRIORITY-ORDER",
    zh="紧急件排前，法定时限不变；普通件不因紧急件而无限后移",
    en="An urgent application is placed earlier by a fixed bonus; its limit stays, and a normal one never starves",
    article="天津措施（征求意见稿）第一条",
    effect="compute",
)
def place(due_on: date, *, urgent: bool, bonus_workdays: int, calendar: WorkCalendar) -> date:
    """The day by which the work list is sorted: the due day, less the bonus of an urgent application."""
    return workdays_before(due_on, bonus_workdays, calendar) if urgent else due_on


@rule(
    "LIC-PRIORITY-SHARE",
    zh="紧急件每日不超过当日件数的规定占比",
    en="Of one day's applications only a share may be urgent",
    article="天津措施（征求意见稿）第一条；占比见方案",
    slug="urgent_share_used_up",
)
def places_left(*, of_the_day: int, urgent: int, share: Decimal) -> int:
    """How many more may be put in the priority lane today; one always may, so that a small office has a lane at all."""
    return max(0, max(1, int(share * of_the_day)) - urgent)


@rule(
    "LIC-PRIORITY-REASON",
    zh="优先办理须有列明的事由和证据，截关日在规定的工作日内",
    en="The priority lane needs a listed reason with evidence, and a cut-off within the working days of the profile",
    article="天津措施（征求意见稿）第一条",
    slug="urgency_not_shown",
)
def unshown_urgency(urgency: Urgency, *, on: date, within: int, calendar: WorkCalendar) -> Outcome | None:
    """Why this is no ground for the priority lane; None when it is one."""
    if urgency.code not in REASONS:
        sentence = (
            f"{urgency.code} is no reason for the priority lane; these are: {', '.join(sorted(REASONS))}."
        )
        return Outcome("urgency_not_shown", sentence, PRIORITY_LANE)
    if urgency.code != VESSEL_CUTOFF:
        return None
    if urgency.cutoff_on is None:
        return Outcome("urgency_not_shown", "The day of the vessel's cut-off is missing.", PRIORITY_LANE)
    last = add_workdays(on, within, calendar).date
    if not on <= urgency.cutoff_on <= last:
        sentence = f"The cut-off of {urgency.cutoff_on} is not within {within} working days, by {last}."
        return Outcome("urgency_not_shown", sentence, PRIORITY_LANE)
    return None


def share_of(urgent: int, all_: int) -> Decimal:
    """The urgent share of some applications, for the figures; zero of none."""
    return (Decimal(urgent) / Decimal(all_)).quantize(Decimal("0.0001")) if all_ else Decimal("0.0000")


def oldest(received: Iterable[date]) -> date | None:
    """The day on which the oldest of them was received."""
    return min(received, default=None)
