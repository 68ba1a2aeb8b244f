"""Figures for the joint conference over REST: insured and owed, premiums and losses, and the share of yuan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from credit_insurance import counting
from credit_insurance.access import READER, insurers_own
from credit_insurance.counting import Asked
from credit_insurance.domain.articles import OWN
from exportlane.agency.callers import sought_by
from exportlane.agency.papers import Body
from exportlane.contracts.fields import Id
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Reader = Annotated[Caller, Depends(READER)]


class PeriodAsked(Body):
    """Which days, both of which count (the year to today when nothing is said), and which firm."""

    since: date | None = None
    until: date | None = None
    uscc: Id | None = None


class FiguresDocument(BaseModel):
    """What the insurer and the forex office bring to the conference. Sums in yuan are reckoned by the terms' rates."""

    since: date
    until: date
    uscc: str | None
    exports: dict[str, Any]
    premiums: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    losses: list[dict[str, Any]]
    buyers: dict[str, dict[str, int]]
    rights_assigned: list[dict[str, Any]]
    receivables: dict[str, Any]
    loans: list[dict[str, Any]]
    hedges: dict[str, Any]
    receipts: dict[str, str | None]


class SettledInYuan(BaseModel):
    """What one firm received in one month, and how much of it in yuan."""

    uscc: str
    month: str
    receipts: int
    received_yuan: str
    settled_in_yuan: str
    share: str | None


class SettledList(BaseModel):
    """Firm by firm, month by month."""

    items: list[SettledInYuan]


def add(parent: APIRouter, service: Service) -> None:
    """All routes of figures."""
    router = APIRouter(prefix="/v1/figures", tags=["figures"])

    @router.get(
        "",
        summary="Insured, owed, paid, lent: for the conference · 联席会议统计",
        response_model=None,
        responses={200: {"model": FiguresDocument}, **responses("forbidden", "bad-request")},
    )
    async def figures(caller: Reader, asked: Annotated[PeriodAsked, Query()]) -> Response:
        await insurers_own(service, caller)
        async with service.database.reading() as connection:
            found = await counting.figures(connection, _period(service, caller, asked), service.policy)
        return JsonResponse(found)

    @router.get(
        "/settled-in-yuan",
        summary="The share of yuan in what came in, by firm and month · 人民币结算占比",
        response_model=None,
        responses={200: {"model": SettledList}, **responses("forbidden", "bad-request")},
    )
    async def settled(caller: Reader, asked: Annotated[PeriodAsked, Query()]) -> Response:
        await insurers_own(service, caller)
        async with service.database.reading() as connection:
            items = await counting.settled_in_yuan(connection, _period(service, caller, asked))
        return JsonResponse({"items": items})

    parent.include_router(router)


def _period(service: Service, caller: Caller, asked: PeriodAsked) -> Asked:
    today = statutory_day(service.clock.now())
    since, until = asked.since or today.replace(month=1, day=1), asked.until or today
    if until < since:
        raise problem(
            "bad-request", f"The period would end on {until}, before {since}.", field="/until", article=OWN
        )
    return Asked(since, until, sought_by(caller, asked.uscc), today)
