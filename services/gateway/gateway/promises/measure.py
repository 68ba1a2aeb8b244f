"""The promises of a profile, measured over a period. The meeting pack and `GET /v1/promises` ask here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from exportlane.law.instants import statutory_day
from exportlane.policies.promises import PromiseText, promises_of
from gateway.promises import day_measures, measures, register_measures
from gateway.promises.counting import tables
from gateway.promises.days import Counted, Elapsed
from gateway.promises.question import Figure, Measure, Question, Reckon
from gateway.promises.shape import (
    NO_DATA,
    MonthFigure,
    Period,
    Promise,
    Span,
    in_words,
    span_of,
    trend_months,
)

if TYPE_CHECKING:
    from exportlane.law.calendar import WorkCalendar
    from exportlane.runtime.service import Service

__all__ = ["MonthFigure", "Period", "Promise", "Span", "measured"]

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "days_in_time": day_measures.days_in_time,
        "average_days": day_measures.average_days,
        "class_in_time": day_measures.class_in_time,
        "urgent_share": measures.urgent_share,
        "normal_lane": measures.normal_lane,
        "papers_saved": measures.papers_saved,
        "reach_seconds": measures.reach_seconds,
        "share_of_cleared": measures.share_of_cleared,
        "share_of_marks": measures.share_of_marks,
        "terminal_hours": measures.terminal_hours,
        "large_lots": measures.large_lots,
        "quota_use": register_measures.quota_use,
        "quota_misuse": register_measures.quota_misuse,
        "premiums": register_measures.premiums,
        "subsidies_paid": register_measures.subsidies_paid,
        "tickets_in_time": register_measures.tickets_in_time,
        "policy_in_force": register_measures.policy_in_force,
    }
)
"""The names by which the promises, which are data, choose how they are measured."""


async def measured(
    service: Service, *, period: Period, profile: str, on: dt.date | None = None, of_class: int | None = None
) -> list[Promise]:
    """Every promise of the policy of this profile, in the order of its articles.

    Args:
        service: the gateway that runs; its tables are asked, no agency is.
        period: month, quarter or year to date, ending with `on`.
        profile: tianjin or taizhou; a profile of which nothing is promised has an empty list.
        on: the last day counted; today without it.
        of_class: count rebate claims of this management class only.
    """
    now = service.clock.now()
    last = on or statutory_day(now)
    months = trend_months(last)
    window = Span(min(months[0].first, span_of(period, last).first), last)
    calendar: WorkCalendar = service.policy.calendar
    found = []
    known: Counted = {}
    async with tables(service.database, profile=profile, window=window) as counted:
        for text in promises_of(profile):
            ask = Question(text, counted, last, of_class, calendar, Elapsed(calendar, known))
            reckon = await MEASURES[text.measure](ask)
            found.append(_promise(ask, reckon, span_of(period, last), months, now))
    return found


def _promise(
    ask: Question, reckon: Reckon, span: Span, months: tuple[Span, ...], now: dt.datetime
) -> Promise:
    text, figure = ask.text, reckon(span)
    trend = tuple(_month(text, reckon(each), each) for each in months)
    beside = {**figure.beside, "provisional": True} if ask.elapsed.provisional else figure.beside
    return Promise(
        id=text.id,
        requirements=text.requirements,
        profile=text.profile,
        article=text.article,
        zh=text.zh,
        en=text.en,
        population=text.population,
        formula=text.formula,
        unit=text.unit,
        figure=figure.value,
        shown=_shown(text, figure),
        target=text.target,
        direction=text.direction,
        met=_met(text, figure),
        n=figure.n,
        trend=trend,
        as_of=now,
        period=span,
        beside=beside,
    )


def _month(text: PromiseText, figure: Figure, span: Span) -> MonthFigure:
    return MonthFigure(
        span.first.strftime("%Y-%m"), figure.n, figure.value, _shown(text, figure), _met(text, figure)
    )


def _met(text: PromiseText, figure: Figure) -> bool | None:
    """By the exact fraction, and equal is met; None where there is no target or nobody was counted."""
    if figure.met is not None:
        return figure.met
    if text.target is None or figure.value is None:
        return None
    return figure.value >= text.target if text.direction == "at_least" else figure.value <= text.target


def _shown(text: PromiseText, figure: Figure) -> str:
    if figure.shown is not None:
        return figure.shown
    return NO_DATA if figure.value is None else in_words(figure.value, text.unit)
