"""The clocks of a case: since when each limit runs, by what it was paused, and when it stopped.

Only the facts are read here. How many days a limit has is the profile's business, and counting them is the calendar's
(`exportlane.law.clock`), so a clock names its number and its unit. A passed deadline is an alarm, never an undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from exportlane.law.pauses import Pause
from exportlane.process.case import CaseState, Slice
from exportlane.process.moves import order_of
from exportlane.process.shape import Limit, Order, Step, StepName


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit at work on one case. `since` does not count itself; `stopped` is the day of the decision or the end."""

    step: StepName
    agency: str
    limit: Limit
    since: date
    pauses: tuple[Pause, ...]
    stopped: date | None
    rebate_class: int | None = None
    """Management class at acceptance; it chooses the number of a rebate limit."""


def clocks(state: CaseState) -> tuple[Clock, ...]:
    """Every clock that has started, running or stopped, in the order of the steps."""
    reached = {type_: day for one in state.slices.values() for type_, day in one.reached.items()}
    order = order_of(state.profile, state.process_version)
    found = (
        _clock(step, limit, state.slices[step.agency], reached, order)
        for step in order.steps
        for limit in step.limits
    )
    return tuple(clock for clock in found if clock is not None)


def _clock(step: Step, limit: Limit, own: Slice, reached: Mapping[str, date], order: Order) -> Clock | None:
    since = max(_days(reached, limit.since), default=None)
    if since is None:
        return None
    stopped = min(_days(reached, (*limit.until, *step.failures, *order.falls_with(step))), default=None)
    pauses = own.pauses if limit.correction == "pauses" else ()
    if limit.correction == "restarts" and own.pauses and own.pauses[-1].end is None and stopped is None:
        return None  # the papers are incomplete: no period runs until they are supplied
    return Clock(step.name, step.agency, limit, since, pauses, stopped, own.rebate_class)


def _days(reached: Mapping[str, date], types: Iterable[str]) -> Iterable[date]:
    return (reached[type_] for type_ in types if type_ in reached)
