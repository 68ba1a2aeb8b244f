from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from exportlane.law.clock import add_calendar_days, licence_valid_to
from exportlane.law.instants import due_instant, in_shanghai, is_late, shown, statutory_day

LAST_MOMENT = datetime(2026, 11, 25, 15, 59, 59, 999_999, tzinfo=UTC)


def test_the_statutory_day_changes_at_midnight_in_shanghai() -> None:
    assert statutory_day(LAST_MOMENT) == date(2026, 11, 25)
    assert statutory_day(LAST_MOMENT + timedelta(microseconds=1)) == date(2026, 11, 26)


def test_the_statutory_day_does_not_depend_on_the_zone_in_which_an_instant_is_written() -> None:
    in_new_york = LAST_MOMENT.astimezone(timezone(timedelta(hours=-5)))

    assert statutory_day(in_new_york) == date(2026, 11, 25)


def test_an_act_is_in_time_until_24_00_of_the_deadline_day() -> None:
    deadline = date(2026, 11, 25)

    assert due_instant(deadline) == datetime(2026, 11, 25, 16, tzinfo=UTC)
    assert due_instant(deadline).tzinfo is UTC
    assert not is_late(LAST_MOMENT, deadline)
    assert is_late(due_instant(deadline), deadline)


def test_an_instant_is_shown_with_the_offset_of_shanghai() -> None:
    assert shown(datetime(2026, 11, 21, 13, 12, 48, 5, tzinfo=UTC)) == "2026-11-21 21:12:48 +08:00"
    assert in_shanghai(LAST_MOMENT).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "act", [statutory_day, in_shanghai, shown, lambda instant: is_late(instant, date.min)]
)
def test_an_instant_without_a_zone_is_refused(act: Callable[[datetime], object]) -> None:
    with pytest.raises(TypeError, match="names no zone"):
        act(datetime(2026, 11, 21, 12))  # noqa: DTZ001 - the naive instant is the case


@pytest.mark.parametrize("act", [due_instant, licence_valid_to, lambda day: add_calendar_days(day, 1)])
def test_where_a_day_is_due_an_instant_is_refused(act: Callable[[date], object]) -> None:
    with pytest.raises(TypeError, match="take its statutory_day first"):
        act(LAST_MOMENT)
