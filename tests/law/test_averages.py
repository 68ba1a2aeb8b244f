from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.law.averages import Average, Matter, average, displayed, median, percentile
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import add_workdays
from exportlane.law.errors import DecidedBeforeAccepted
from exportlane.law.pauses import Pause

ACCEPTED = date(2026, 3, 2)
ON = date(2026, 6, 30)
TIANJIN_CLASSES = {1: 3, 2: 3}


def taking(workdays: int, calendar: WorkCalendar, *, of_class: int = 3, normal: bool = True) -> Matter:
    decided = add_workdays(ACCEPTED, workdays, calendar).date
    return Matter(
        id=f"{of_class}-{workdays}", of_class=of_class, accepted=ACCEPTED, decided=decided, normal=normal
    )


def of(
    matters: list[Matter], calendar: WorkCalendar, limit: int | None = 5, on: date = ON, **more: object
) -> Average:
    return average(matters, on=on, calendar=calendar, limit=limit, by_class=more.get("by_class"))  # type: ignore[arg-type]


@pytest.mark.rule("LAW-AVERAGE")
@pytest.mark.parametrize(
    ("days", "limit", "exact", "shown", "within"),
    [
        ((2, 3, 4, 5, 11), 5, Fraction(5), "5.00", True),
        ((2, 3, 4, 5, 11), 3, Fraction(5), "5.00", False),
        ((2, 3, 4, 5, 12), 5, Fraction(26, 5), "5.20", False),
        ((3, 3, 3), 3, Fraction(3), "3.00", True),
        ((3, 3, 4), 3, Fraction(10, 3), "3.33", False),
        ((0,), 3, Fraction(0), "0.00", True),
    ],
)
def test_the_exact_mean_is_compared_and_equal_is_within(
    days: tuple[int, ...], limit: int, exact: Fraction, shown: str, within: bool, calendar: WorkCalendar
) -> None:
    found = of([taking(each, calendar) for each in days], calendar, limit)

    assert (found.exact, found.within, found.n) == (exact, within, len(days))
    assert str(displayed(exact)) == shown


def test_a_mean_that_is_shown_as_the_limit_may_still_be_above_it(calendar: WorkCalendar) -> None:
    found = of([taking(5, calendar)] * 399 + [taking(6, calendar)], calendar)

    assert found.exact is not None
    assert str(displayed(found.exact)) == "5.00"
    assert found.within is False


def test_a_mean_within_the_limit_does_not_hide_the_breach_of_a_class(calendar: WorkCalendar) -> None:
    matters = [taking(4, calendar, of_class=1), *[taking(2, calendar)] * 18, taking(2, calendar)]

    found = of(matters, calendar, by_class=TIANJIN_CLASSES)

    assert found.exact == Fraction(42, 20)
    assert found.within
    assert [(one.id, one.workdays, one.limit) for one in found.breaches] == [("1-4", 4, 3)]


@pytest.mark.parametrize(("days", "late"), [(2, 0), (3, 0), (4, 1)])
@pytest.mark.parametrize("of_class", [1, 2])
def test_a_class_is_bound_by_its_own_limit(
    of_class: int, days: int, late: int, calendar: WorkCalendar
) -> None:
    found = of([taking(days, calendar, of_class=of_class)], calendar, by_class=TIANJIN_CLASSES)

    assert len(found.breaches) == late


def test_the_average_of_tianjin_makes_no_single_claim_late(calendar: WorkCalendar) -> None:
    still = Matter(id="open", of_class=3, accepted=ACCEPTED, decided=None)

    found = of([taking(7, calendar), still], calendar, by_class=TIANJIN_CLASSES)

    assert found.breaches == ()
    assert [one.id for one in found.threatening] == ["open"]


def test_accepted_before_the_national_days_and_decided_after_them_it_took_two(calendar: WorkCalendar) -> None:
    claim = Matter(id="a", of_class=1, accepted=date(2026, 9, 30), decided=date(2026, 10, 9))
    paused = Matter(
        id="b",
        of_class=1,
        accepted=claim.accepted,
        decided=claim.decided,
        pauses=(Pause(date(2026, 10, 1), date(2026, 10, 8)),),
    )

    found = of([claim, paused], calendar)

    assert found.exact == Fraction(3, 2)
    assert found.without_pauses == Fraction(2)


@pytest.mark.parametrize(
    ("decided", "days"),
    [
        (date(2026, 2, 11), 0),
        (date(2026, 2, 13), 2),
        (date(2026, 2, 14), 3),  # a Saturday that is worked
        (date(2026, 2, 23), 3),
        (date(2026, 2, 24), 4),
    ],
)
def test_make_up_days_count_and_swapped_days_do_not(decided: date, days: int, calendar: WorkCalendar) -> None:
    found = of(
        [Matter(id="a", of_class=1, accepted=date(2026, 2, 11), decided=decided)], calendar, on=decided
    )

    assert found.maximum == days


def test_a_suspicion_leaves_the_mean_and_comes_back_with_its_pause(calendar: WorkCalendar) -> None:
    decided = add_workdays(ACCEPTED, 33, calendar).date
    paused = (Pause(add_workdays(ACCEPTED, 2, calendar).date, add_workdays(ACCEPTED, 30, calendar).date),)
    suspect = Matter(id="r4", of_class=3, accepted=ACCEPTED, decided=None, normal=False)
    cleared = Matter(id="r4", of_class=3, accepted=ACCEPTED, decided=decided, pauses=paused)

    before, after = of([suspect], calendar), of([cleared], calendar)

    assert (before.n, [one.id for one in before.suspected]) == (0, ["r4"])
    assert (after.n, after.exact, after.without_pauses) == (1, Fraction(5), Fraction(33))


def test_without_a_decision_there_is_no_mean_and_no_verdict(calendar: WorkCalendar) -> None:
    found = of([Matter(id="open", of_class=4, accepted=ACCEPTED, decided=None)], calendar)

    assert (found.n, found.exact, found.within, found.median, found.p90, found.maximum) == (
        0,
        *[None] * 5,
    )
    assert found.share_within is None


def test_without_a_limit_for_the_mean_nothing_is_compared(calendar: WorkCalendar) -> None:
    found = of([taking(6, calendar, of_class=1)], calendar, None, by_class={1: 5})

    assert (found.within, found.share_within, found.threatening) == (None, None, ())
    assert [one.id for one in found.breaches] == ["1-6"]


def test_open_claims_stand_by_age_the_oldest_first(calendar: WorkCalendar) -> None:
    young = Matter(id="young", of_class=3, accepted=date(2026, 6, 29), decided=None)
    old = Matter(id="old", of_class=1, accepted=date(2026, 6, 1), decided=None)
    future = Matter(id="future", of_class=1, accepted=date(2026, 7, 9), decided=None)

    found = of([young, future, old], calendar, by_class=TIANJIN_CLASSES)

    assert [(one.id, one.workdays) for one in found.open] == [("old", 20), ("young", 1), ("future", 0)]
    assert [one.id for one in found.breaches] == ["old"]


def test_days_of_a_year_without_a_notice_are_said_to_be_provisional(calendar: WorkCalendar) -> None:
    claim = Matter(id="a", of_class=3, accepted=date(2026, 12, 30), decided=date(2027, 1, 5))

    assert of([claim], calendar, on=date(2027, 1, 5)).provisional


def test_a_claim_is_not_decided_before_it_is_accepted() -> None:
    with pytest.raises(DecidedBeforeAccepted, match=r"2026-03-01, before .* 2026-03-02"):
        Matter(id="a", of_class=1, accepted=ACCEPTED, decided=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("days", "middle", "p90"),
    [
        ([], None, None),
        ([4], Fraction(4), 4),
        ([2, 3], Fraction(5, 2), 3),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Fraction(11, 2), 9),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Fraction(6), 10),
    ],
)
def test_the_median_and_the_ninetieth_percentile(
    days: list[int], middle: Fraction | None, p90: int | None
) -> None:
    assert (median(days), percentile(days, 90)) == (middle, p90)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(1005, 1000), "1.01"),
        (Fraction(2, 3), "0.67"),
        (Fraction(5), "5.00"),
    ],
)
def test_half_a_hundredth_is_shown_as_one(value: Fraction, shown: str) -> None:
    assert displayed(value) == Decimal(shown)
    assert str(displayed(value)) == shown


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_the_figures_lie_between_the_least_and_the_greatest(days: list[int]) -> None:
    days.sort()
    middle, p90 = median(days), percentile(days, 90)

    assert middle is not None
    assert p90 is not None
    assert days[0] <= middle <= days[-1]
    assert middle <= p90 <= days[-1]
    assert sum(each <= p90 for each in days) * 10 >= 9 * len(days)
