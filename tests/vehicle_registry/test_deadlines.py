"""The registry's clocks: each alarm comes once, and undoes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exportlane.contracts.decision import Decided
from exportlane.law.instants import due_instant
from exportlane.runtime.clock import ManualClock
from tests.vehicle_registry.conftest import Registry, Start, cleared, granted
from tests.vehicle_registry.given import (
    EXIT,
    LICENCE,
    NATIONAL,
    NOW,
    TIANJIN,
    a_vehicle,
    decided,
    provisional,
    requested,
)
from vehicle_registry.domain import (
    Ended,
    Status,
    Vehicle,
    customs_cleared,
    customs_ended,
    customs_released,
    note_licence,
    request_deregistration,
    restore,
    shut_out,
    wake,
    withdraw,
)
from vehicle_registry.timers import on_calendar, on_time


def released(on: date, **changed: object) -> Vehicle:
    """Where customs come first: licensed, and released on this day."""
    licensed = note_licence(a_vehicle("national", **changed), LICENCE, now=NOW, policy=NATIONAL)
    return decided(customs_released(decided(licensed), on, policy=NATIONAL))


def woken(vehicle: Vehicle, now: datetime) -> Decided[Vehicle]:
    """All that the clocks have to say at this moment, one after the other."""
    facts: tuple[Any, ...] = ()
    while (at := wake(vehicle)) is not None and at <= now:
        answer = on_time(vehicle, now=now, policy=TIANJIN)
        vehicle, facts = answer.state, facts + answer.facts
    return Decided(vehicle, facts)


def told(answer: Decided[Vehicle]) -> list[str]:
    return [fact.type.removesuffix(".v1") for fact in answer.facts]


@pytest.mark.rule("REG-37")
@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 3, 10), date(2026, 5, 11)),
        (date(2026, 7, 31), date(2026, 9, 30)),
        (date(2025, 12, 31), date(2026, 2, 28)),
        (date(2024, 12, 29), date(2025, 2, 28)),
    ],
)
def test_two_months_after_the_release_end_on_the_same_day_number_or_the_next_working_day(
    on: date, due: date
) -> None:
    (clock,) = released(on, temp_plate_valid_to=None).clocks

    assert (clock.matter, clock.due_on) == ("deregistration_application", due)


@pytest.mark.rule("REG-37")
def test_nobody_applied_within_two_months_is_an_alarm_and_the_deregistration_still_comes() -> None:
    waiting = released(date(2026, 7, 31), temp_plate_valid_to=None)

    just_before = woken(waiting, due_instant(date(2026, 9, 30)) - timedelta(seconds=1))
    late = woken(just_before.state, due_instant(date(2026, 9, 30)))
    again = woken(late.state, due_instant(date(2026, 9, 30)) + timedelta(days=99))
    done = customs_cleared(late.state, EXIT, now=NOW, policy=NATIONAL)

    assert told(just_before) == ["clock.due_soon"]
    assert told(late) == ["clock.breached", "vehicle.deregistration_overdue"]
    assert (late.state.status, told(again)) == (Status.OVERDUE, [])
    assert decided(done).status is Status.DEREGISTERED


def test_what_is_overdue_may_still_be_requested() -> None:
    late = woken(released(date(2026, 7, 31), temp_plate_valid_to=None), NOW).state

    answer = request_deregistration(late, by="enterprise", now=NOW, policy=NATIONAL)

    assert decided(answer).status is Status.CORRECTION


@pytest.mark.rule("REG-37")
def test_the_two_months_end_with_the_application_and_begin_again_when_it_is_withdrawn() -> None:
    vehicle = released(date(2026, 11, 20), temp_plate_valid_to=None)

    asked = decided(request_deregistration(vehicle, by="enterprise", now=NOW, policy=NATIONAL))
    back = decided(withdraw(asked, reason="later", now=NOW, policy=NATIONAL))

    assert [(c.matter, c.running) for c in asked.clocks] == [
        ("deregistration_application", False),
        ("deregistration", True),
        ("correction_supply", True),
    ]
    assert [c.due_on for c in back.clocks if c.running] == [date(2027, 1, 20)]


def test_what_was_shut_out_has_no_deadline_until_it_is_released_again() -> None:
    late = woken(released(date(2026, 7, 31), temp_plate_valid_to=None), NOW).state

    back = decided(shut_out(late, now=NOW, policy=NATIONAL))
    again = decided(customs_released(back, date(2026, 11, 23), policy=NATIONAL))

    assert (back.status, wake(back)) == (Status.PENDING_EXPORT, None)
    assert [c.due_on for c in again.clocks if c.running] == [date(2027, 1, 25)]


def test_before_customs_a_release_starts_no_clock() -> None:
    vehicle = provisional()

    assert customs_released(vehicle, date(2026, 11, 23), policy=TIANJIN) == Decided(vehicle)
    assert shut_out(vehicle, now=NOW, policy=TIANJIN) == Decided(vehicle)


@pytest.mark.rule("C14")
def test_an_exit_that_nobody_confirms_within_sixty_days_is_an_alarm() -> None:
    vehicle = provisional(temp_plate_valid_to=None)
    last_day = date(2027, 1, 22)

    late = woken(vehicle, due_instant(last_day))

    assert vehicle.clocks[0].due_on == last_day
    assert told(late) == ["clock.breached", "vehicle.exit_overdue"]
    assert late.facts[-1].data.model_dump() == {
        "vin": vehicle.vin,
        "since": date(2026, 11, 23),
        "due_on": last_day,
    }
    assert late.state.status is Status.EXIT_OVERDUE


@pytest.mark.rule("C14")
def test_an_overdue_exit_may_still_be_confirmed_or_restored() -> None:
    late = woken(provisional(temp_plate_valid_to=None), datetime(2027, 2, 1, tzinfo=UTC)).state

    assert decided(customs_cleared(late, EXIT, now=NOW, policy=TIANJIN)).status is Status.DEREGISTERED
    assert decided(restore(late, code="found", reason="in a yard", now=NOW)).status is Status.RESTORED
    ended = customs_ended(late, Ended("rejected", "no"), now=NOW, policy=TIANJIN)
    assert decided(ended).status is Status.RESTORED


@pytest.mark.rule("C22")
def test_a_temporary_plate_that_runs_out_is_flagged_once_and_nothing_is_undone() -> None:
    vehicle = a_vehicle(temp_plate_valid_to=date(2026, 12, 20))
    moment = due_instant(date(2026, 12, 20))

    before, after = woken(vehicle, moment - timedelta(seconds=1)), woken(vehicle, moment)

    assert told(before) == []
    assert told(after) == ["vehicle.temp_plate_expired"]
    assert (after.state.status, after.state.temp_plate_expired) == (Status.PENDING_EXPORT, True)
    assert wake(after.state) is None


def test_a_vehicle_that_has_left_wakes_for_nothing() -> None:
    gone = decided(customs_cleared(provisional(), EXIT, now=NOW, policy=TIANJIN))

    assert wake(gone) is None


def test_the_office_s_own_limit_gives_its_alarms() -> None:
    vehicle = requested(temp_plate_valid_to=None)

    late = woken(vehicle, due_instant(date(2026, 11, 24)))

    assert vehicle.due_on == date(2026, 11, 24)
    assert told(late) == ["clock.breached"]
    assert late.state.status is Status.REQUESTED


def test_a_calendar_that_changes_nothing_says_nothing() -> None:
    assert on_calendar(requested(), now=NOW, policy=TIANJIN) is None


def test_another_calendar_moves_the_last_day_and_says_so() -> None:
    due = date(2027, 1, 22)
    vehicle = provisional(temp_plate_valid_to=None)
    other = replace(vehicle, clocks=(replace(vehicle.clocks[0], due_on=date(2027, 1, 25)),))

    answer = on_calendar(other, now=NOW, policy=TIANJIN)

    assert answer is not None
    assert told(answer) == ["clock.recomputed"]
    assert answer.state.clocks[0].due_on == due


async def test_alarms_come_from_the_running_service_exactly_once(start: Start) -> None:
    clock = ManualClock(datetime(2026, 3, 10, 2, tzinfo=UTC))
    async with start(clock=clock) as run:
        registry = Registry(run)
        case = await registry.receive(temp_plate_valid_to="2026-04-01")
        async with registry.speaks("licensing") as licensing:
            await licensing.says(case, "licence.granted.v1", granted())
            await registry.until_status(case, "deregistered_provisional")
        clock.move_to(datetime(2026, 6, 1, tzinfo=UTC))

        for _ in range(5):
            await registry.service.wake_due()
        overdue = await registry.until_status(case, "exit_overdue")
        async with registry.speaks("customs") as customs:
            await customs.says(case, "customs.cleared.v1", cleared())
            final = await registry.until_status(case, "deregistered")

    said = [fact["type"].removesuffix(".v1") for fact in overdue["history"]]
    assert said[2:] == ["vehicle.temp_plate_expired", "clock.breached", "vehicle.exit_overdue"]
    assert {fact["actor"] for fact in overdue["history"][2:]} == {"clock"}
    assert final["history"][-1]["type"] == "vehicle.exit_confirmed.v1"
