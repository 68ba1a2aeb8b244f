"""Time is given, never taken; its text sorts as it does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.runtime.clock import ManualClock, SystemClock, parse_rfc3339, rfc3339
from exportlane.runtime.ids import new_id

INSTANTS = st.datetimes(timezones=st.timezones()).filter(lambda instant: 1900 < instant.year < 9999)


@given(one=INSTANTS, other=INSTANTS)
def test_instants_come_back_and_their_texts_sort_as_they_do(one: datetime, other: datetime) -> None:
    assert parse_rfc3339(rfc3339(one)) == one.astimezone(UTC)
    assert (rfc3339(one) < rfc3339(other)) == (one.astimezone(UTC) < other.astimezone(UTC))
    assert len(rfc3339(one)) == 27


def test_an_instant_without_an_offset_is_none() -> None:
    with pytest.raises(ValueError, match="names no offset"):
        parse_rfc3339("2026-03-02T00:00:00")
    with pytest.raises(ValueError, match="Invalid isoformat"):
        parse_rfc3339("yesterday")


def test_a_manual_clock_is_moved_and_never_back() -> None:
    clock = ManualClock(datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == datetime(2026, 3, 2, tzinfo=UTC)

    clock.advance(timedelta(days=1))
    clock.move_to(datetime(2026, 3, 1, tzinfo=UTC))

    assert clock.now() == datetime(2026, 3, 3, tzinfo=UTC)
    with pytest.raises(ValueError, match="never goes back"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="aware"):
        ManualClock(datetime(2026, 3, 2))  # noqa: DTZ001  # that is the mistake


def test_the_machines_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_ids_sort_by_the_time_at_which_they_were_made() -> None:
    """Parked messages are kept in order by their ids, also within one millisecond."""
    ids = [new_id() for _ in range(20_000)]

    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
