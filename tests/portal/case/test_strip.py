"""The small calendar of a period: which day is drawn as what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from exportlane.law.calendar import shipped_calendar
from exportlane.law.pauses import Pause
from gateway.deadlines import Period
from gateway.portal.case.strip import COLUMNS, STEP, Cell, Strip, strip

CALENDAR = shipped_calendar()
THURSDAY = dt.date(2026, 9, 24)
"""The 25th to the 27th are the Mid-Autumn holiday of 2026; the 1st to the 7th of October are the National Day's."""


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def period(**changes: Any) -> Period:
    """Three working days from the 22nd of September, which is a Tuesday."""
    usual: dict[str, Any] = {
        "step": "licence", "number": "licence", "title_zh": "许可证签发", "title_en": "Licence decision",
        "unit": "workdays", "limit": 3, "since": day(9, 22), "until": None, "due": day(9, 28), "provisional": False,
        "elapsed": 2, "remaining": 1, "held": False, "overdue": False, "average": False, "article": "a",
    }  # fmt: skip
    return Period(**usual | changes)


def drawn(found: Strip) -> dict[dt.date, str]:
    return {cell.day: cell.kind for cell in found.cells}


def marks(found: Strip, name: str) -> list[dt.date]:
    return [cell.day for cell in found.cells if name in cell.marks]


def test_a_running_period_shows_days_used_left_and_holidays() -> None:
    found = strip(period(), today=THURSDAY, calendar=CALENDAR)

    assert drawn(found) == {
        day(9, 22): "start", day(9, 23): "used", day(9, 24): "used", day(9, 25): "rest", day(9, 26): "rest",
        day(9, 27): "rest", day(9, 28): "ahead",
    }  # fmt: skip
    assert (marks(found, "today"), marks(found, "due")) == ([THURSDAY], [day(9, 28)])


def test_days_of_a_pause_are_drawn_as_paused_and_the_day_on_which_it_began_is_not() -> None:
    paused = (Pause(day(9, 22), day(9, 24)),)
    found = strip(period(pauses=paused, due=day(9, 30)), today=day(9, 28), calendar=CALENDAR)

    assert [found_day for found_day, kind in drawn(found).items() if kind == "paused"] == [
        day(9, 23),
        day(9, 24),
    ]
    assert drawn(found)[day(9, 28)] == "used"


def test_a_clock_that_stands_still_has_no_last_day_and_is_drawn_until_today() -> None:
    found = strip(
        period(pauses=(Pause(day(9, 23)),), due=None, held=True), today=day(9, 28), calendar=CALENDAR
    )

    assert marks(found, "due") == []
    assert max(drawn(found)) == day(9, 28)
    assert drawn(found)[day(9, 28)] == "paused"


def test_days_after_the_last_one_are_overdue_but_never_those_of_a_target_for_the_mean() -> None:
    late = strip(period(due=day(9, 23)), today=THURSDAY, calendar=CALENDAR)
    target = strip(period(due=day(9, 23), average=True), today=THURSDAY, calendar=CALENDAR)

    assert drawn(late)[THURSDAY] == "over"
    assert drawn(target)[THURSDAY] == "used"


def test_a_decided_period_shows_the_day_of_the_decision_and_what_was_left() -> None:
    found = strip(period(until=day(9, 23)), today=day(11, 2), calendar=CALENDAR)

    assert marks(found, "ended") == [day(9, 23)]
    assert drawn(found)[day(9, 28)] == "after"
    assert max(drawn(found)) == day(9, 28)


def test_calendar_days_count_on_rest_days_too() -> None:
    found = strip(period(unit="days", due=day(9, 27)), today=THURSDAY, calendar=CALENDAR)

    assert drawn(found)[day(9, 26)] == "ahead"


def test_several_rows_begin_with_a_monday_so_that_weekends_stand_below_each_other() -> None:
    found = strip(period(due=day(10, 16)), today=THURSDAY, calendar=CALENDAR)
    places = {cell.day: (cell.x // STEP, cell.y // STEP) for cell in found.cells}

    assert places[day(9, 22)] == (1, 0)
    assert places[day(9, 26)][0] + 7 == places[day(10, 3)][0]
    assert places[day(10, 5)] == (0, 1)
    assert found.height == 2 * STEP
    assert found.width == COLUMNS * STEP


def test_a_single_row_begins_with_its_first_day() -> None:
    assert strip(period(), today=THURSDAY, calendar=CALENDAR).cells[0] == Cell(day(9, 22), "start", (), 0, 0)


def test_months_are_a_bar_and_no_cells() -> None:
    found = strip(period(unit="months", since=day(9, 1), due=day(11, 2)), today=day(10, 2), calendar=CALENDAR)

    assert found.cells == ()
    assert found.share == 50


def test_beyond_the_calendar_a_day_is_drawn_without_knowing_rest_days() -> None:
    far = dt.date(2090, 3, 4)
    found = strip(period(since=far, due=far + dt.timedelta(days=4)), today=far, calendar=CALENDAR)

    assert [cell.kind for cell in found.cells] == ["start", "ahead", "ahead", "ahead", "ahead"]
