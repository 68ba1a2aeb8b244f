"""What an agency announces of its clocks: due soon, breached, reckoned anew. Pure; states keep the clocks themselves.

An agency's `Kind` names `wake=lambda state: wake_of(state.clocks)`; its `on_time` takes what `told_by_clocks` gives,
its `on_calendar` what `recomputed_clocks` gives. For a thing that is no case (an enterprise's filing) `register`
names the register, so that nobody takes the fact for one about a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from exportlane.contracts.decision import Announce
from exportlane.contracts.operations import ClockBreached, ClockDueSoon, ClockRecomputed
from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import Alarm, Running, recompute, tick

Told = tuple[tuple[Running, ...], tuple[Announce, ...]]
"""The clocks afterwards, and what is announced of them."""


def clock_fact(
    case_id: str, thing_id: str, clock: Running, what: Alarm, *, register: str | None = None
) -> Announce:
    """The fact of an alarm that `tick` gave. Raises ValueError for a clock without a last day."""
    if clock.due_on is None:
        raise ValueError(f"the clock {clock.matter} has no last day, so it gives no alarm")
    model = ClockBreached if what == "breached" else ClockDueSoon
    data = model(
        matter=clock.matter, thing_id=thing_id, due_on=clock.due_on, started_on=clock.started_on,
        provisional=clock.provisional, article=clock.article or None, register_name=register,
    )  # fmt: skip
    return Announce(case_id, f"clock.{what}.v1", data)


def recomputed_fact(
    case_id: str, thing_id: str, was: date, clock: Running, *, notice: str | None, register: str | None = None
) -> Announce:
    """The fact that a last day follows from another calendar now. Raises ValueError for a clock without one."""
    if clock.due_on is None:
        raise ValueError(f"the clock {clock.matter} has no last day that could move")
    data = ClockRecomputed(
        matter=clock.matter, thing_id=thing_id, was=was, due_on=clock.due_on,
        provisional=clock.provisional, notice=notice, register_name=register,
    )  # fmt: skip
    return Announce(case_id, "clock.recomputed.v1", data)


def told_by_clocks(
    case_ids: Sequence[str],
    thing_id: str,
    clocks: Iterable[Running],
    *,
    now: datetime,
    register: str | None = None,
) -> Told:
    """The alarms that are due at `now`, each once for every case of the thing."""
    after: list[Running] = []
    facts: list[Announce] = []
    for clock in clocks:
        ticked, what = tick(clock, now=now)
        after.append(ticked)
        if what is not None:
            facts += [clock_fact(case, thing_id, ticked, what, register=register) for case in case_ids]
    return tuple(after), tuple(facts)


def recomputed_clocks(
    case_ids: Sequence[str],
    thing_id: str,
    clocks: Iterable[Running],
    *,
    calendar: WorkCalendar,
    register: str | None = None,
) -> Told:
    """The clocks by this calendar, a fact for each whose last day moved or is certain now; no facts: all as it was."""
    after: list[Running] = []
    facts: list[Announce] = []
    for clock in clocks:
        moved = recompute(clock, calendar=calendar)
        after.append(moved)
        if clock.due_on is None or moved.due_on is None:
            continue
        if (clock.due_on, clock.provisional) != (moved.due_on, moved.provisional):
            notice = calendar.notice_of(moved.due_on) or calendar.notice_of(clock.due_on)
            facts += [
                recomputed_fact(case, thing_id, clock.due_on, moved, notice=notice, register=register)
                for case in case_ids
            ]
    return tuple(after), tuple(facts)
