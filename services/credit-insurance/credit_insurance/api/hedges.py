"""Guarantees for hedges over REST."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPERVISOR
from credit_insurance.acting import Sheet, Shown, agreed, take_in
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import decide, taking, verb
from credit_insurance.bank_papers import HedgePaper
from credit_insurance.domain import hedges as law
from credit_insurance.domain.articles import TZ_9
from credit_insurance.domain.hedges import Hedge, HedgeStatus
from credit_insurance.papers import Asked, Because
from credit_insurance.storage import HEDGES
from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from credit_insurance.domain.terms import Terms
    from exportlane.runtime.service import Service

Officer = Annotated[Caller, Depends(OFFICER)]
Supervisor = Annotated[Caller, Depends(SUPERVISOR)]


class HedgeAsked(Asked):
    """What the guarantees are filtered by."""

    status: HedgeStatus | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of guarantees."""
    router = APIRouter(prefix="/v1/hedges", tags=["hedges"])
    add_reading(router, service, Shelf(HEDGES, "Hedge guarantees · 汇率避险担保", HedgeAsked))

    @router.post("", **taking(HEDGES, "Record a guarantee · 登记避险担保"))
    async def guarantee(body: HedgePaper, request: Request, _caller: Officer) -> Response:
        hedge = Hedge(id=new_id(), **body.model_dump())

        async def work(sheet: Sheet) -> Shown:
            if await sheet.taken(HEDGES, "hedge_no", hedge.hedge_no):
                sentence = f"There is a guarantee {hedge.hedge_no} already."
                agreed(Refused("hedge_no_known", sentence, TZ_9, "/hedge_no", 422))
            sheet.put(HEDGES, agreed(law.guarantee(hedge, now=sheet.now)))
            return HEDGES, hedge.id

        return await take_in(service, request, work)

    @router.post("/{hedge_id}/end", **verb(HEDGES, "The guarantee is over · 担保解除"))
    async def end(hedge_id: str, body: Because, request: Request, _caller: Officer) -> Response:
        def decision(state: Hedge, now: datetime, _terms: Terms) -> law.Answer:
            return law.end(state, body.reason, now=now)

        return await decide(service, HEDGES, hedge_id, request, decision)

    @router.post("/{hedge_id}/reverse", **verb(HEDGES, "It was recorded by mistake · 冲销误登"))
    async def reverse(hedge_id: str, body: Because, request: Request, _caller: Supervisor) -> Response:
        def decision(state: Hedge, now: datetime, _terms: Terms) -> law.Answer:
            return law.reverse(state, body.reason, now=now)

        return await decide(service, HEDGES, hedge_id, request, decision)

    parent.include_router(router)
