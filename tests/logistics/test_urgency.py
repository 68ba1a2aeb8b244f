"""How urgent a case is: working days until the cut-off against those that its missing steps may take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exportlane.contracts.logistics import BookingCutoffNear
from exportlane.law.instants import day_begins
from logistics.domain.cargo import Cargo, Status
from logistics.domain.policy import CUSTOMS, DEREGISTRATION, GATE_IN, LICENCE
from logistics.domain.urgency import reckoned, seen, tell, wake, working_days
from logistics.timing import on_calendar, on_time
from tests.logistics.given import (
    CUTOFF,
    NOW,
    POLICY,
    VINS,
    a_request,
    a_sailing,
    asked_for,
    cargos_of,
    with_berths,
)

NOTHING: frozenset[str] = frozenset()


def booked(done: frozenset[str] = NOTHING, status: Status = Status.REQUESTED) -> Cargo:
    cargos = cargos_of(VINS[0], done=done)
    booking, _ = asked_for(a_sailing(), a_request(), cargos)
    (cargo,) = with_berths(cargos, replace(booking, status=status)).values()
    return reckoned(cargo, policy=POLICY)


@pytest.mark.rule("LOG-URGENCY")
@pytest.mark.parametrize(
    ("done", "starts_by", "near_on", "missing", "needed"),
    [
        # The cut-off is on Wednesday 25 November; 21 and 22 are a weekend.
        (NOTHING, date(2026, 11, 18), date(2026, 11, 17), LICENCE, 5),
        ({LICENCE}, date(2026, 11, 23), date(2026, 11, 22), DEREGISTRATION, 2),
        ({LICENCE, DEREGISTRATION}, date(2026, 11, 24), date(2026, 11, 23), CUSTOMS, 1),
        ({LICENCE, DEREGISTRATION, CUSTOMS}, date(2026, 11, 25), date(2026, 11, 24), GATE_IN, 0),
    ],
)
def test_what_is_missing_says_when_it_must_begin(
    done: frozenset[str], starts_by: date, near_on: date, missing: str, needed: int
) -> None:
    cargo = booked(frozenset(done))

    look = seen(cargo, now=NOW, policy=POLICY)

    assert (cargo.starts_by, cargo.near_on) == (starts_by, near_on)
    assert look is not None
    assert (look.missing, look.working_days_needed, look.working_days_left) == (missing, needed, 7)
    assert wake(cargo) == day_begins(near_on)


@pytest.mark.parametrize(
    ("today", "within", "left"),
    [(19, False, 4), (20, True, 3), (22, True, 3), (25, True, 0), (26, False, -1)],
)
def test_three_working_days_open_the_priority_lane(today: int, within: bool, left: int) -> None:
    now = datetime(2026, 11, today, 1, 0, tzinfo=UTC)

    look = seen(booked(), now=now, policy=POLICY)

    assert look is not None
    assert (look.within, look.working_days_left) == (within, left)


def test_the_case_is_told_once_for_one_cutoff_and_again_for_another() -> None:
    cargo = booked()
    now = datetime(2026, 11, 17, 0, 0, tzinfo=UTC)

    told, facts = tell(cargo, now=now, policy=POLICY)
    again = reckoned(replace(told, done=frozenset({LICENCE})), policy=POLICY)

    assert [type(fact.data) for fact in facts] == [BookingCutoffNear]
    assert wake(told) is None
    assert wake(again) is None
    assert again.berth is not None
    later = replace(again, berth=replace(again.berth, cutoff=CUTOFF + timedelta(days=7)))
    assert wake(reckoned(later, policy=POLICY)) is not None


def test_the_timer_tells_and_is_still() -> None:
    decided = on_time(booked(), now=datetime(2026, 11, 17, 0, 0, tzinfo=UTC), policy=POLICY)

    assert len(decided.facts) == 1
    assert decided.state.told_cutoff == CUTOFF


def test_after_the_cutoff_there_is_no_news_in_it() -> None:
    told, facts = tell(booked(), now=CUTOFF + timedelta(seconds=1), policy=POLICY)

    assert facts == ()
    assert wake(told) is None


@pytest.mark.parametrize("status", [Status.GATED_IN, Status.LOADED, Status.DEPARTED, Status.CANCELLED])
def test_behind_the_gate_nothing_is_urgent_any_more(status: Status) -> None:
    cargo = booked(status=status)

    assert seen(cargo, now=NOW, policy=POLICY) is None
    assert wake(cargo) is None
    assert cargo.near_on is None


def test_another_calendar_that_changes_nothing_is_no_news() -> None:
    assert on_calendar(booked(), now=NOW, policy=POLICY) is None
    assert on_calendar(replace(booked(), near_on=date(2026, 1, 1)), now=NOW, policy=POLICY) is not None


@pytest.mark.parametrize(
    ("today", "day", "days"),
    [
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 9, 30), date(2026, 9, 30), 0),
        (date(2026, 10, 10), date(2026, 9, 30), -3),
    ],
)
def test_working_days_go_by_the_notice_of_the_state_council(today: date, day: date, days: int) -> None:
    assert working_days(today, day, POLICY.calendar) == days
