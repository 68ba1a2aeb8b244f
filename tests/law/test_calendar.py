import json
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from exportlane.law.calendar import Override, WorkCalendar, parse_overrides, shipped_calendar
from exportlane.law.errors import BadCalendarData, CalendarOutOfRange

NOTICE = "test notice for 2027"


def notice_day(day: str, *, is_workday: bool) -> Override:
    return Override(date.fromisoformat(day), is_workday, NOTICE, "written for this test")


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def test_every_published_day_is_what_the_calendar_package_says(calendar: WorkCalendar) -> None:
    for year in range(2004, 2027):
        for day in days_of(year):
            assert calendar.is_workday(day) == (chinese_calendar.is_workday(day), False), day


def test_a_make_up_saturday_is_a_working_day_and_a_swapped_weekday_is_not(calendar: WorkCalendar) -> None:
    assert calendar.is_workday(date(2026, 10, 10)).workday
    assert not calendar.is_workday(date(2026, 10, 6)).workday


def test_a_day_off_is_false_as_a_condition_although_its_status_is_a_pair(calendar: WorkCalendar) -> None:
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 9, 30))


def test_a_year_without_a_notice_follows_the_statutory_rule_and_says_so(calendar: WorkCalendar) -> None:
    off_2027 = [day for day in days_of(2027) if day.weekday() < 5 and not calendar.is_workday(day)]

    assert [f"{day:%m-%d}" for day in off_2027] == [
        "01-01",
        *("02-05", "02-08", "02-09", "02-10"),
        "04-05",
        *("05-03", "05-04"),
        "06-09",
        "09-15",
        *("10-01", "10-04", "10-05"),
    ]
    assert all(calendar.is_workday(day).provisional for day in days_of(2027))


def test_a_provisional_year_has_no_make_up_days(calendar: WorkCalendar) -> None:
    assert not any(calendar.is_workday(day) for day in days_of(2027) if day.weekday() >= 5)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_statutory_rule_gives_as_many_working_days_as_the_notice_that_came_later(year: int) -> None:
    published = shipped_calendar()
    foreseen = shipped_calendar(published_through=year - 1)

    assert foreseen.is_workday(date(year, 6, 1)).provisional
    assert sum(map(bool, map(foreseen.is_workday, days_of(year)))) == sum(
        map(bool, map(published.is_workday, days_of(year)))
    )


def test_when_mid_autumn_falls_into_the_national_days_the_lost_day_is_made_up(calendar: WorkCalendar) -> None:
    off = [
        day.day
        for day in days_of(2028)
        if day.month == 10 and day.weekday() < 5 and not calendar.is_workday(day)
    ]

    assert off == [2, 3, 4, 5]


def test_a_loaded_notice_makes_its_year_published() -> None:
    calendar = shipped_calendar(
        [
            notice_day("2027-02-09", is_workday=False),
            notice_day("2027-02-10", is_workday=False),
            notice_day("2027-02-11", is_workday=False),
            notice_day("2027-02-20", is_workday=True),
        ]
    )

    assert calendar.is_workday(date(2027, 2, 11)) == (False, False)
    assert calendar.is_workday(date(2027, 2, 20)) == (True, False)
    assert calendar.is_workday(date(2027, 6, 7)) == (True, False)
    assert calendar.is_workday(date(2028, 6, 7)).provisional


def test_in_a_year_with_a_notice_the_statutory_days_are_off_and_only_the_notice_swaps() -> None:
    calendar = shipped_calendar([notice_day("2027-02-20", is_workday=True)])

    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 10, 4)), "the rule's substitute day is the notice's to give"


def test_a_notice_may_also_move_days_of_a_year_already_published() -> None:
    calendar = shipped_calendar(
        [notice_day("2026-12-27", is_workday=True), notice_day("2026-12-31", is_workday=False)]
    )

    assert calendar.is_workday(date(2026, 12, 27)) == (True, False)
    assert calendar.is_workday(date(2026, 12, 31)) == (False, False)
    assert calendar.is_workday(date(2027, 3, 1)).provisional


def test_a_make_up_day_of_the_package_can_be_taken_back() -> None:
    calendar = WorkCalendar([notice_day("2026-10-10", is_workday=False)])

    assert calendar.is_workday(date(2026, 10, 10)) == (False, False)


def test_the_published_calendar_ends_with_the_last_year_of_an_unbroken_row_of_notices() -> None:
    of_2028 = [Override(date(2028, 1, 3), is_workday=False, notice_no="n", source="s")]
    of_2027 = [notice_day("2027-02-20", is_workday=True)]

    assert shipped_calendar().ends_on == date(2026, 12, 31)
    assert shipped_calendar(of_2028).ends_on == date(2026, 12, 31)
    assert shipped_calendar(of_2027).ends_on == date(2027, 12, 31)
    assert shipped_calendar([*of_2027, *of_2028]).ends_on == date(2028, 12, 31)


def test_the_days_that_are_left_of_the_calendar_can_be_asked_for_an_alarm(calendar: WorkCalendar) -> None:
    assert calendar.days_left(date(2026, 11, 21)) == 40
    assert calendar.days_left(date(2027, 1, 1)) == -1


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2041, 1, 1)])
def test_beyond_notice_and_rule_there_is_no_answer(calendar: WorkCalendar, day: date) -> None:
    with pytest.raises(CalendarOutOfRange, match="2004 to 2040"):
        calendar.is_workday(day)


def test_an_instant_is_not_a_day(calendar: WorkCalendar) -> None:
    with pytest.raises(TypeError, match="statutory_day"):
        calendar.is_workday(datetime(2026, 9, 30, 17, tzinfo=UTC))


def test_two_notices_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(BadCalendarData, match=r"2027-02-20 .* at once"):
        WorkCalendar([notice_day("2027-02-20", is_workday=True), notice_day("2027-02-20", is_workday=False)])


def test_the_same_day_given_twice_alike_is_no_contradiction() -> None:
    calendar = WorkCalendar([notice_day("2027-02-20", is_workday=True)] * 2)

    assert calendar.is_workday(date(2027, 2, 20)) == (True, False)


def test_a_notice_for_a_year_without_festivals_is_refused() -> None:
    with pytest.raises(BadCalendarData, match="2041"):
        WorkCalendar([Override(date(2041, 1, 1), is_workday=False, notice_no="n", source="s")])


@pytest.mark.parametrize("year", [2003, 2027])
def test_the_package_cannot_be_said_to_know_a_year_that_it_does_not(year: int) -> None:
    with pytest.raises(BadCalendarData, match=str(year)):
        WorkCalendar(published_through=year)


def test_an_override_table_is_read() -> None:
    entry = {"date": "2027-02-20", "is_workday": True, "notice_no": NOTICE, "source": "written for this test"}

    assert parse_overrides(json.dumps({"entries": [entry]})) == (notice_day("2027-02-20", is_workday=True),)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"date": "2027-02-30"}, "entry 1"),
        ({"date": 20270220}, "entry 1"),
        ({"is_workday": "false"}, "true or false"),
        ({"is_workday": 0}, "true or false"),
        ({"notice_no": ""}, "no notice"),
        ({"notice_no": 7}, "no notice"),
        ({"source": ""}, "no source"),
        ({"source": None}, "no source"),
    ],
)
def test_a_wrong_override_entry_is_named(change: dict[str, object], complaint: str) -> None:
    entry = {"date": "2027-02-20", "is_workday": True, "notice_no": NOTICE, "source": "s"} | change

    with pytest.raises(BadCalendarData, match=complaint):
        parse_overrides(json.dumps({"entries": [entry]}))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"entries": 3}', '{"entries": ["x"]}', '{"entries": [{}]}']
)
def test_what_is_no_override_table_is_refused(text: str) -> None:
    with pytest.raises(BadCalendarData):
        parse_overrides(text)
