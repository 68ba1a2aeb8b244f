"""The clocks of an application: which run, when it is due, and where that puts it in the work list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from exportlane.law import limits
from licensing.domain.application import Application
from licensing.domain.lanes import place
from licensing.domain.policy import ACCEPTANCE_NOTICE, LICENCE, Policy


def begun(state: Application, matter: str, *, on: date, policy: Policy) -> Application:
    """The application with the clock of this matter started anew; unchanged where the profile has no such limit."""
    limit = policy.of(state).limits.get(matter)
    if limit is None:
        return state
    clock = limits.start(limit, on=on, calendar=policy.calendar)
    others = tuple(each for each in state.clocks if each.matter != matter)
    return placed(replace(state, clocks=(*others, clock)), policy=policy)


def stopped(state: Application, *matters: str, on: date) -> Application:
    """The application with these clocks stopped (all of them when none is named)."""
    clocks = state.clocks
    for matter in matters or tuple(clock.matter for clock in clocks):
        clocks = limits.stop_all(clocks, on=on, matter=matter)
    return _dated(replace(state, clocks=clocks))


def paused(state: Application, *, on: date) -> Application:
    """The three working days stand still; the application has no due day meanwhile."""
    clock = limits.find(state.clocks, LICENCE)
    if clock is None:
        return state
    return _dated(replace(state, clocks=limits.put(state.clocks, limits.pause(clock, on=on))))


def resumed(state: Application, *, on: date, policy: Policy) -> Application:
    """They run again, with as many working days left as there were."""
    clock = limits.find(state.clocks, LICENCE)
    if clock is None:
        return state
    running = limits.resume(clock, on=on, calendar=policy.calendar)
    return placed(replace(state, clocks=limits.put(state.clocks, running)), policy=policy)


def placed(state: Application, *, policy: Policy) -> Application:
    """The application with its due day and its place in the work list as its clocks and its lane have them."""
    dated = _dated(state)
    day = dated.due_on or notice_due(dated)
    if day is None:
        return replace(dated, queue_on=None)
    bonus = policy.of(state).priority_bonus_workdays
    return replace(
        dated, queue_on=place(day, urgent=state.urgent, bonus_workdays=bonus, calendar=policy.calendar)
    )


def notice_due(state: Application) -> date | None:
    """The last day for the one notice of everything that is missing; None while nobody owes one."""
    clock = limits.find(state.clocks, ACCEPTANCE_NOTICE)
    return clock.due_on if clock is not None else None


def _dated(state: Application) -> Application:
    clock = limits.find(state.clocks, LICENCE)
    due_on = clock.due_on if clock is not None else None
    return replace(state, due_on=due_on, queue_on=state.queue_on if due_on or notice_due(state) else None)


def in_time(state: Application, *, on: date) -> bool | None:
    """Whether a decision on that day is within its limit; None where no limit runs."""
    clock = limits.find(state.clocks, LICENCE)
    if clock is None or clock.due_on is None:
        return None
    return on <= clock.due_on
