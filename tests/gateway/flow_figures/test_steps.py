"""Each step's figures, ages, weeks, deadlines, ways and places: against cases small enough to count by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from exportlane.law.calendar import shipped_calendar
from gateway.flow.figures.ageing import BUCKETS, ageing
from gateway.flow.figures.asking import Decided, Due, Gone, Opened, Placed, Stood, Taken, Wait
from gateway.flow.figures.falling import falling, until
from gateway.flow.figures.gone import again, by_week, variants
from gateway.flow.figures.passing import Passing, bottleneck, passing
from gateway.flow.figures.places import ranked
from gateway.flow.figures.since import Since, ahead
from gateway.flow.figures.weeks import heat, monday, weeks

CALENDAR = shipped_calendar()
FRIDAY = date(2026, 11, 20)
SINCE = Since(FRIDAY, CALENDAR)
LIMITS: Mapping[tuple[str, str], int] = {("tianjin", "licence"): 3, ("taizhou", "licence"): 2}


def taken(
    days: int | None, n: int, *, step: str = "licence", profile: str = "tianjin", outcome: str | None = "done"
) -> Taken:
    return Taken(profile, step, outcome, days, None, n if days is not None or outcome is None else 0, n)


def steps(
    *rows: Taken, waits: tuple[Wait, ...] = (), names: tuple[str, ...] = ("licence",)
) -> tuple[Passing, ...]:
    return passing(names, rows, waits, limit=lambda profile, step: LIMITS.get((profile, step)), since=SINCE)


def test_a_step_counts_who_came_who_was_done_and_who_was_not() -> None:
    (found,) = steps(
        taken(1, 6),
        taken(4, 4),
        taken(2, 3, outcome="refused"),
        taken(None, 5, outcome="lapsed"),
        taken(None, 2, outcome=None),
    )

    assert (found.begun, found.decided, found.failed) == (15, 10, 3)
    assert (found.spread.median, found.spread.p90) == (1, 4)


def test_within_the_limit_is_of_those_whose_profile_has_one() -> None:
    (found,) = steps(
        taken(3, 3), taken(4, 1), taken(3, 2, profile="taizhou"), taken(99, 7, profile="national")
    )

    assert found.limits == [2, 3]
    assert found.share == Fraction(3, 6)


def test_without_a_limit_there_is_no_share() -> None:
    (found,) = steps(taken(9, 2, step="customs"), names=("customs",))

    assert (found.share, list(found.limits)) == (None, [])


def test_those_who_wait_are_told_by_whom_and_how_long() -> None:
    waits = (
        Wait("licence", "agency", "licensing", "2026-11-17", 2),
        Wait("licence", "agency", "licensing", "2026-11-10", 1),
        Wait("licence", "enterprise", "licensing", "2026-11-19", 4),
        Wait("customs", "agency", "customs", "2026-01-01", 9),
    )

    (found,) = steps(waits=waits)

    assert found.waiting == 7
    assert (found.queues["agency"].n, found.queues["agency"].longest, found.queues["agency"].median) == (
        3,
        8,
        3,
    )
    assert (found.queues["enterprise"].n, found.queues["enterprise"].longest) == (4, 1)
    assert found.queues["person"].since is None


def test_it_jams_where_most_work_stands_and_not_where_most_cases_do() -> None:
    waits = (
        Wait("licence", "agency", "licensing", "2026-11-17", 9),
        Wait("customs", "agency", "customs", "2026-11-17", 4),
        Wait("rebate", "agency", "tax-rebate", "2026-11-17", 100),
    )
    rows = (taken(1, 5), taken(3, 5, step="customs"), taken(0, 5, step="rebate"))

    found = bottleneck(steps(*rows, waits=waits, names=("licence", "customs", "rebate")))

    assert found is not None
    assert found.step == "customs"
    assert bottleneck(steps(*rows)) is None


def test_every_running_case_stands_in_one_bucket_of_its_step() -> None:
    waits = [
        Wait("licence", "agency", "licensing", day, 1)
        for day in ("2026-11-20", "2026-11-18", "2026-11-17", "2026-11-06", "2026-10-01", "2024-01-01")
    ]

    (licence, customs, nowhere) = ageing(
        ("licence", "customs"), [*waits, Wait(None, "person", "gateway", "2026-11-20", 2)], SINCE
    )

    assert licence.counts == [2, 1, 1, 0, 2]
    assert licence.oldest == SINCE.days(date(2024, 1, 1))
    assert (customs.n, nowhere.n, nowhere.step) == (0, 2, None)


def test_the_list_behind_a_bucket_holds_the_same_days_as_the_bucket() -> None:
    for bucket in BUCKETS:
        first, last = bucket.span(SINCE)
        assert bucket.holds(SINCE.days(last))
        assert not bucket.holds(SINCE.days(date.fromordinal(last.toordinal() + 1))) or last == FRIDAY
        if first is not None:
            assert bucket.holds(SINCE.days(first))
            assert not bucket.holds(SINCE.days(date.fromordinal(first.toordinal() - 1)))


def test_weeks_end_with_this_one_and_begin_half_a_year_ago() -> None:
    asked = weeks(FRIDAY)

    assert (len(asked), asked[0], asked[-1]) == (26, "2026-W22", "2026-W47")
    assert monday("2026-W47") == date(2026, 11, 16)
    assert weeks(date(2027, 1, 4), 2) == ("2026-W53", "2027-W01")


def test_a_week_counts_what_was_decided_in_it_with_its_median() -> None:
    cells = heat(
        ("licence",),
        ("2026-W46", "2026-W47"),
        [Decided("licence", "2026-W46", 1, 3), Decided("licence", "2026-W46", 8, 1)],
        [],
    )

    assert (cells["licence", "2026-W46"].decided, cells["licence", "2026-W46"].median) == (4, 1)
    assert (cells["licence", "2026-W47"].decided, cells["licence", "2026-W47"].median) == (0, None)


def test_who_began_and_was_not_over_at_the_end_of_a_week_stood_there() -> None:
    asked = ("2026-W45", "2026-W46", "2026-W47")
    stood = [
        Stood("licence", "2026-W20", None, 1),
        Stood("licence", "2026-W20", "2026-W45", 8),
        Stood("licence", "2026-W45", "2026-W47", 2),
        Stood("licence", "2026-W46", "2026-W46", 5),
        Stood("licence", "2026-W47", None, 3),
    ]

    cells = heat(("licence",), asked, [], stood)

    assert [cells["licence", week].waiting for week in asked] == [3, 3, 4]


def test_days_ahead_hold_what_falls_due_and_what_is_past_is_overdue_with_somebody() -> None:
    due = [
        Due("2026-11-20", "agency", "customs", "customs", 1),
        Due("2026-11-24", "agency", "customs", "customs", 2),
        Due("2026-11-24", "enterprise", "licensing", "licence", 3),
        Due("2026-11-19", "enterprise", "licensing", "licence", 4),
        Due("2026-10-01", "agency", "customs", "customs", 5),
        Due("2027-06-01", "agency", "customs", "customs", 6),
    ]

    found = falling(due, ahead(FRIDAY, 15, CALENDAR), today=FRIDAY)

    assert (found.overdue, found.soon, found.later) == (9, 6, 6)
    assert {day.day: day.n for day in found.days if day.n} == {date(2026, 11, 20): 1, date(2026, 11, 24): 5}
    assert [(one.who, one.n, one.oldest) for one in found.late] == [
        ("customs", 5, date(2026, 10, 1)), ("enterprise", 4, date(2026, 11, 19)),
    ]  # fmt: skip
    assert until(due, date(2026, 11, 24)) == 15


GONE = [
    Gone("licence>customs", None, 4, 6),
    Gone("licence>customs", None, 9, 1),
    Gone("licence>correction>licence>correction>licence>customs>returned", None, 20, 2),
    Gone("licence>correction", "1", None, 3),
    Gone("licence", "1", None, 5),
]


def test_ways_are_of_ended_cases_the_most_trodden_first() -> None:
    found = variants(GONE, shown=1)

    assert found.ended == 9
    assert (found.shown[0].variant, found.shown[0].n, found.shown[0].share, found.shown[0].median) == (
        "licence>customs", 7, Fraction(7, 9), 4,
    )  # fmt: skip
    assert (found.rare, found.others) == (1, 2)


def test_shares_of_all_ways_make_a_whole() -> None:
    assert sum(one.share for one in variants(GONE).shown) == 1


def test_rework_counts_a_case_once_for_each_kind_and_step() -> None:
    licence, customs = again(("licence", "customs"), GONE)

    assert (licence.reached, licence.again, dict(licence.kinds)) == (17, 5, {"correction": 5})
    assert (customs.reached, customs.again, customs.rate) == (9, 2, Fraction(2, 9))


def test_rework_by_week_is_of_the_cases_opened_in_it() -> None:
    opened = [Opened("2026-11-16", 3, 1), Opened("2026-11-20", 1, 1), Opened("2026-11-09", 5, 0)]

    before, last = by_week(("2026-W46", "2026-W47"), opened)

    assert (before.n, before.rate, last.n, last.rate) == (5, 0, 4, Fraction(1, 2))
    assert by_week(("2026-W01",), [])[0].rate is None


def test_places_are_ranked_by_vehicles_and_sums_are_exact() -> None:
    placed = [
        Placed("KAZ", "0202", None, 10, 2, 1, 1_234_567),
        Placed("RUS", "0202", None, 4, 3, 2, 10),
        Placed("RUS", "3101", "1", None, 2, 0, 0),
    ]

    russia, kazakhstan = ranked(placed, lambda one: one.destination)

    assert (russia.name, russia.n, russia.share, russia.running, russia.median) == (
        "RUS",
        5,
        Fraction(5, 7),
        2,
        4,
    )
    assert (kazakhstan.amount, kazakhstan.refunded) == (Decimal("12345.67"), 1)
    assert sum(one.share for one in ranked(placed, lambda one: one.port)) == 1
