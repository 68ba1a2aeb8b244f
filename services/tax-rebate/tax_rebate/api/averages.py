"""The average handling time, with all that must be shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from exportlane.agency.papers import Body
from exportlane.contracts.fields import Code
from exportlane.law.averages import Aged, displayed
from exportlane.law.instants import statutory_day
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from tax_rebate.api.callers import Overseer
from tax_rebate.domain.averages import By, Group, Period, begins
from tax_rebate.measuring import averages_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


class Asked(Body):
    """Which average: of which profile, over which period, in which groups. `on` is the last day, without it today."""

    profile: Code
    period: Period = Period.MONTH
    by: By | None = None
    on: date | None = None


class Figure(BaseModel):
    """A mean: the exact fraction, by which it is compared, and two decimals for the screen."""

    exact: str = Field(examples=["16/3"])
    display: Decimal


class AgedShown(BaseModel):
    """One claim and its age in working days, pauses left out; `limit` is that of its class."""

    id: str
    rebate_class: int
    workdays: int
    limit: int | None


class GroupShown(BaseModel):
    """One group of claims. Without a decided claim there is no figure: no data is not zero."""

    group: str
    n: int = Field(description="Normal claims decided in the period")
    average: Figure | None
    average_with_pauses: Figure | None = Field(description="The same with the days of the pauses counted in")
    forecast: Figure | None = Field(description="The average if every open normal claim were decided today")
    alarming: bool = Field(description="The forecast is beyond what the average may be")
    median: Figure | None
    p90: int | None
    maximum: int | None
    limit: int | None = Field(description="What the average may be")
    within: bool | None
    share_within: Figure | None
    breaches: list[AgedShown] = Field(
        description="Claims that passed the limit of their class, which binds each"
    )
    threatening: list[AgedShown] = Field(description="Open for longer than the average may be: no breach")
    open: list[AgedShown] = Field(description="Open claims, the oldest first")
    suspected: list[AgedShown] = Field(description="Under suspicion, now or when decided: not counted")
    not_normal: int = Field(description="Rejected or taxed in the period: not counted")
    treasury_days: Figure | None = Field(description="Mean working days from the decision to the payment")
    provisional: bool = Field(description="A working day in it may still be moved by a notice")


class AveragesShown(BaseModel):
    """The average of a profile."""

    profile: str
    period: Period
    first: date
    last: date
    groups: list[GroupShown]


def add_averages(router: APIRouter, service: Service) -> None:
    """GET the averages."""

    @router.get(
        "/averages",
        summary="Average handling time, with what must stand beside it · 平均办理时间",
        response_model=AveragesShown,
        responses=responses("unknown-profile", "bad-request"),
    )
    async def averages(_caller: Overseer, asked: Annotated[Asked, Query()]) -> Response:
        policy, today = service.policy, statutory_day(service.clock.now())
        if not policy.knows(asked.profile):
            raise problem("unknown-profile", f"There is no profile {asked.profile}.", field="/profile")
        on = asked.on or today
        if on > today:
            raise problem("bad-request", f"{on} has not come yet.", field="/on")
        groups = await averages_of(
            service.database, profile=asked.profile, period=asked.period, by=asked.by, on=on, policy=policy
        )
        shown = AveragesShown(
            profile=asked.profile,
            period=asked.period,
            first=begins(asked.period, on),
            last=on,
            groups=[_shown(group) for group in groups],
        )
        return JsonResponse(shown.model_dump(mode="json"))


def _shown(group: Group) -> GroupShown:
    of = group.average
    return GroupShown(
        group=group.name,
        n=of.n,
        average=_figure(of.exact),
        average_with_pauses=_figure(of.without_pauses),
        forecast=_figure(group.forecast),
        alarming=group.alarming,
        median=_figure(of.median),
        p90=of.p90,
        maximum=of.maximum,
        limit=of.limit,
        within=of.within,
        share_within=_figure(of.share_within),
        breaches=_aged(of.breaches),
        threatening=_aged(of.threatening),
        open=_aged(of.open),
        suspected=_aged(of.suspected),
        not_normal=group.others,
        treasury_days=_figure(group.treasury_days),
        provisional=of.provisional,
    )


def _figure(value: Fraction | None) -> Figure | None:
    return None if value is None else Figure(exact=str(value), display=displayed(value))


def _aged(found: Sequence[Aged]) -> list[AgedShown]:
    return [
        AgedShown(id=one.id, rebate_class=one.of_class, workdays=one.workdays, limit=one.limit)
        for one in found
    ]
