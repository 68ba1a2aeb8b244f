"""A holiday notice that may be loaded, and all that is wrong with one that may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exportlane.law.notices import Notice, NoticeDay, calendar_of, faults, in_force

TODAY = date(2026, 11, 21)


def days(*named: tuple[str, bool]) -> tuple[NoticeDay, ...]:
    return tuple(NoticeDay(date.fromisoformat(text), workday) for text, workday in named)


NOTICE = Notice(
    "国办发明电〔2026〕9号",
    date(2026, 11, 4),
    "gov.cn",
    2027,
    days(("2027-01-01", False), ("2027-01-02", False), ("2027-01-03", False), ("2027-01-09", True)),
)


def slugs(notice: Notice, *known: Notice) -> list[tuple[str, str]]:
    return [(fault.slug, fault.field) for fault in faults(notice, known=known, today=TODAY)]


def test_a_notice_makes_its_year_certain() -> None:
    assert slugs(NOTICE) == []

    calendar = calendar_of([NOTICE])

    assert calendar.ends_on == date(2027, 12, 31)
    assert calendar.is_published(2027)
    assert not calendar.is_published(2028)
    assert calendar.notice_of(date(2027, 6, 1)) == NOTICE.number
    assert calendar.notice_of(date(2026, 6, 1)) is None
    assert calendar.is_workday(date(2027, 1, 9)) == (True, False), "a Saturday that is worked"


def test_a_holiday_may_begin_in_the_december_before() -> None:
    """The day belongs to the notice of 2028 and does not make 2027 a year whose notice is out."""
    new_year = replace(
        NOTICE, number="n28", year=2028, days=days(("2027-12-31", False), ("2028-01-01", False))
    )

    calendar = calendar_of([new_year])

    assert slugs(new_year) == []
    assert (calendar.is_published(2027), calendar.is_published(2028)) == (False, True)
    assert not calendar.is_workday(date(2027, 12, 31))
    assert calendar.ends_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((("2027-02-28", True), ("2027-02-28", True)), ("calendar-day-twice", "/days/1/date")),
        ((("2027-02-28", True), ("2027-02-28", False)), ("calendar-contradiction", "/days/1/date")),
        ((("2026-12-24", False),), ("calendar-day-outside-year", "/days/0/date")),
        ((("2027-01-01", False), ("2028-01-01", False)), ("calendar-day-outside-year", "/days/1/date")),
        ((("2026-01-01", False),), ("calendar-day-outside-year", "/days/0/date")),
    ],
)
def test_a_notice_that_cannot_be_true_is_told_where(
    named: tuple[tuple[str, bool], ...], expected: tuple[str, str]
) -> None:
    assert slugs(replace(NOTICE, days=days(*named))) == [expected]


@pytest.mark.parametrize(
    ("day", "outside"), [("2026-12-24", True), ("2026-12-25", False), ("2027-12-31", False)]
)
def test_the_year_of_a_notice_begins_a_week_early(day: str, *, outside: bool) -> None:
    assert bool(slugs(replace(NOTICE, days=days((day, False))))) is outside


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = replace(
        NOTICE,
        issued_on=date(2026, 11, 22),
        replaces="n0",
        days=days(("2027-01-01", False), ("2027-01-01", True), ("2029-01-01", False)),
    )

    assert {slug for slug, _ in slugs(wrong)} == {
        "calendar-notice-early",
        "calendar-notice-unknown",
        "calendar-contradiction",
        "calendar-day-outside-year",
    }


def test_a_notice_of_today_is_not_early() -> None:
    assert slugs(replace(NOTICE, issued_on=TODAY)) == []
    assert slugs(replace(NOTICE, issued_on=date(2026, 11, 22))) == [("calendar-notice-early", "/issued")]


def test_two_notices_that_hold_do_not_contradict_each_other() -> None:
    other = replace(NOTICE, number="n2", days=days(("2027-01-01", False), ("2027-01-09", False)))

    assert slugs(other, NOTICE) == [("calendar-contradiction", "/days/1/is_workday")]
    assert slugs(replace(other, replaces=NOTICE.number), NOTICE) == []
    assert slugs(replace(NOTICE, source="elsewhere"), NOTICE) == [("calendar-notice-known", "/number")]


def test_a_notice_that_was_replaced_holds_no_more() -> None:
    later = replace(NOTICE, number="n2", replaces=NOTICE.number, days=days(("2027-01-09", False)))

    calendar = calendar_of([NOTICE, later])

    assert in_force([NOTICE, later]) == [later]
    assert not calendar.is_workday(date(2027, 1, 9))
    assert calendar.notice_of(date(2027, 1, 9)) == "n2"


def test_a_year_beyond_the_festival_table_cannot_be_placed() -> None:
    far = replace(NOTICE, year=2041, days=days(("2041-01-01", False)))

    assert slugs(far) == [("calendar-day-outside-year", "/year")]
