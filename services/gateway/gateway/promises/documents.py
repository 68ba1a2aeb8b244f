"""What `GET /v1/promises` is asked for and answers with."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from exportlane.runtime.clock import rfc3339
from gateway.promises.shape import MonthFigure, Period, Promise, in_words


class PromisesQuery(BaseModel):
    """Which promises, over which period; an unknown parameter is refused. Without a profile: those of all cities."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Annotated[str | None, Field(max_length=64)] = None
    period: Period = Period.MONTH
    on: Annotated[dt.date | None, Field(description="The last day counted; today without it")] = None
    rebate_class: Annotated[
        int | None, Field(ge=1, le=4, description="Count rebate claims of this class only")
    ] = None


class Words(BaseModel):
    """The same in both languages."""

    zh: str
    en: str


class FigureShown(BaseModel):
    """The exact fraction, by which it is compared, and what is shown."""

    exact: str = Field(examples=["16/3"])
    shown: str = Field(examples=["5.33"])


class MonthShown(BaseModel):
    """One month of the trend."""

    month: str
    n: int
    figure: FigureShown | None
    met: bool | None


class PromiseShown(BaseModel):
    """One promise, measured. Without anybody in the population there is no figure: no data is not zero."""

    id: str
    requirements: list[str]
    profile: str
    article: str
    zh: str
    en: str
    population: Words = Field(description="Who is counted, and how they were chosen")
    n: int = Field(description="How many were counted")
    formula: Words
    unit: str
    figure: FigureShown | None
    shown: str = Field(description="The figure for the screen, or «no data»")
    target: FigureShown | None = Field(description="None where the policy names no number")
    direction: str | None = Field(description="at_most or at_least the target")
    met: bool | None = Field(description="None without a target or without data")
    beside: dict[str, Any] = Field(description="What must be seen with the figure")
    trend: list[MonthShown] = Field(description="The last twelve months, the oldest first")
    first: dt.date
    last: dt.date
    as_of: str


class PromisesShown(BaseModel):
    """The promises of one or all cities."""

    period: Period
    promises: list[PromiseShown]


BY_NAME = frozenset({"open_over_limit_oldest", "breach_list"})
"""Single applications and claims, which an exporter is not told of: they are those of all firms."""


def shown(promise: Promise, *, by_name: bool) -> PromiseShown:
    """A promise as the API tells it; with `by_name` the late matters one by one."""
    return PromiseShown(
        id=promise.id,
        requirements=list(promise.requirements),
        profile=promise.profile,
        article=promise.article,
        zh=promise.zh,
        en=promise.en,
        population=Words(**promise.population.model_dump()),
        n=promise.n,
        formula=Words(**promise.formula.model_dump()),
        unit=promise.unit,
        figure=_figure(promise.figure, promise.shown),
        shown=promise.shown,
        target=_target(promise),
        direction=promise.direction,
        met=promise.met,
        beside={name: each for name, each in promise.beside.items() if by_name or name not in BY_NAME},
        trend=[_month(each) for each in promise.trend],
        first=promise.period.first,
        last=promise.period.last,
        as_of=rfc3339(promise.as_of),
    )


def _month(month: MonthFigure) -> MonthShown:
    return MonthShown(month=month.month, n=month.n, figure=_figure(month.figure, month.shown), met=month.met)


def _target(promise: Promise) -> FigureShown | None:
    target = promise.target
    return None if target is None else FigureShown(exact=str(target), shown=in_words(target, promise.unit))


def _figure(value: Fraction | None, text: str | None) -> FigureShown | None:
    return None if value is None else FigureShown(exact=str(value), shown=text or "")
