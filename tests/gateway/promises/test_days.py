"""Figures from groups are the figures of the law, claim by claim; periods and months are those of the calendar."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.averages import Matter, average
from exportlane.law.calendar import shipped_calendar
from exportlane.law.pauses import Pause
from gateway.promises.counting import Alike
from gateway.promises.days import Elapsed, day_figures
from gateway.promises.shape import Period, Span, in_words, span_of, trend_months

CALENDAR = shipped_calendar()
FIRST = date(2026, 1, 5)


@st.composite
def decided(draw: st.DrawFn) -> tuple[date, date, tuple[Pause, ...]]:
    since = FIRST + timedelta(days=draw(st.integers(0, 300)))
    on = since + timedelta(days=draw(st.integers(0, 40)))
    start = since + timedelta(days=draw(st.integers(0, 20)))
    paused = draw(st.booleans())
    return since, on, (Pause(start, start + timedelta(days=draw(st.integers(0, 10)))),) if paused else ()


@settings(max_examples=60, deadline=None)
@given(st.lists(decided(), max_size=40), st.integers(0, 12))
def test_groups_give_the_same_figures_as_the_law_does_claim_by_claim(
    found: list[tuple[date, date, tuple[Pause, ...]]], limit: int
) -> None:
    matters = [
        Matter(id=str(number), of_class=3, accepted=since, decided=on, pauses=pauses)
        for number, (since, on, pauses) in enumerate(found)
    ]
    alike = [(Alike("decided", since, on, 3, pauses), n) for (since, on, pauses), n in Counter(found).items()]

    law = average(matters, on=date(2026, 12, 30), calendar=CALENDAR, limit=limit)
    ours = day_figures(alike, limit=limit, elapsed=Elapsed(CALENDAR))

    assert (ours.n, ours.mean, ours.with_pauses, ours.median, ours.p90, ours.maximum, ours.share()) == (
        law.n, law.exact, law.without_pauses, law.median, law.p90, law.maximum, law.share_within
    )  # fmt: skip


@pytest.mark.parametrize(
    ("period", "on", "first"),
    [
        (Period.MONTH, date(2026, 11, 22), date(2026, 11, 1)),
        (Period.QUARTER, date(2026, 11, 22), date(2026, 10, 1)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1)),
        (Period.YEAR_TO_DATE, date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_begins_with_its_month_quarter_or_year(period: Period, on: date, first: date) -> None:
    assert span_of(period, on) == Span(first, on)


def test_the_trend_is_the_last_twelve_months_and_ends_with_the_day() -> None:
    months = trend_months(date(2026, 2, 10))

    assert len(months) == 12
    assert months[0] == Span(date(2025, 3, 1), date(2025, 3, 31))
    assert months[-2:] == (
        Span(date(2026, 1, 1), date(2026, 1, 31)),
        Span(date(2026, 2, 1), date(2026, 2, 10)),
    )


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(16, 3), "workdays", "5.33"),
        (Fraction(2, 3), "share", "66.67 %"),
        (Fraction(4), "count", "4"),
        (Fraction(5), "workdays", "5.00"),
        (Fraction(100001, 100), "cny", "1000.01"),
    ],
)
def test_a_figure_is_shown_with_two_decimals_and_a_share_as_a_percentage(
    value: Fraction, unit: str, text: str
) -> None:
    assert in_words(value, unit) == text
