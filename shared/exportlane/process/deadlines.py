"""The clocks of a case: since when each limit runs, by what it was paused, and when it stopped.

Only the facts are read here. How many days a limit has is the profile's business, and counting them is the calendar's
(`exportlane.law.clock`), so a clock names its number and its unit. A passed deadline is an alarm, never an undo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exportlane.law.pauses import Pause
from exportlane.process.case import CaseState
from exportlane.process.moves import Stage, order_of
from exportlane.process.order import Order
from exportlane.process.shape import Limit, Step, StepName

Days = Mapping[str, Sequence[tuple[date, bool]]]


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


def clocks(state: CaseState, matter: str | None = None) -> tuple[Clock, ...]:
    """Every clock that has started, running or stopped, in the order of the steps; with `matter` those of it alone."""
    order, days = order_of(state.profile, state.process_version), _days(state)
    found = (
        _clock(step, limit, state, order, days)
        for step in order.steps
        for limit in step.limits
        if matter is None or limit.matter == matter
    )
    return tuple(clock for clock in found if clock is not None)


def _clock(step: Step, limit: Limit, state: CaseState, order: Order, days: Days) -> Clock | None:
    own = state.slices[step.agency]
    since = max((day for type_ in limit.since for day, stands in days.get(type_, ()) if stands), default=None)
    if since is None:
        return None
    # What ended an earlier round does not stop the clock of this one.
    ends = (*limit.until, *step.failures, *order.falls_with(step))
    stopped = min((day for type_ in ends for day, _ in days.get(type_, ()) if day >= since), default=None)
    if limit.correction == "restarts" and own.stage is Stage.CORRECTION:
        return None  # the papers are incomplete: no period runs until they are supplied
    pauses = () if limit.correction == "ignores" else own.pauses
    if limit.correction == "restarts":
        pauses = tuple(pause for pause in pauses if pause.start >= since)
    return Clock(step.name, step.agency, limit, since, pauses, stopped, own.rebate_class)


def _days(state: CaseState) -> Days:
    """The days on which each fact was reached, as each agency said it, and whether it still stands."""
    days: dict[str, list[tuple[date, bool]]] = {}
    for one in state.slices.values():
        for type_, day in one.reached.items():
            days.setdefault(type_, []).append((day, type_ not in one.lost))
    return days
