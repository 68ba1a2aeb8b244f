"""Buyers over REST, and the insurer's alerts on them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPPLIER, insurers_own
from credit_insurance.acting import Sheet, act_on, agreed
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import taking, verb
from credit_insurance.domain import buyers as law
from credit_insurance.domain.articles import DISCLOSURE
from credit_insurance.domain.buyers import Buyer, Level
from credit_insurance.papers import AlertPaper, Asked, BuyerPaper
from credit_insurance.storage import BUYERS, EXPORTS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Supplier = Annotated[Caller, Depends(SUPPLIER)]
Officer = Annotated[Caller, Depends(OFFICER)]


class BuyerAsked(Asked):
    """What the buyers are filtered by."""

    level: Level | None = None
    country: str | None = None


def no_buyer(buyer_id: str) -> Refused:
    """There is no such buyer."""
    sentence = f"There is no buyer {buyer_id}; register it first at /v1/buyers."
    return Refused("buyer_unknown", sentence, DISCLOSURE, "/buyer_id", 422)


def add(parent: APIRouter, service: Service) -> None:
    """All routes of buyers."""
    router = APIRouter(prefix="/v1/buyers", tags=["buyers"])
    add_reading(router, service, Shelf(BUYERS, "Buyers · 买方", BuyerAsked, of_all=True))

    @router.post("", **taking(BUYERS, "Register a buyer · 登记买方"))
    async def register(body: BuyerPaper, request: Request, caller: Supplier) -> Response:
        await insurers_own(service, caller)
        buyer = Buyer(id=body.buyer_id, name=body.name, country=body.country)

        def build(now: datetime) -> Decided[Buyer]:
            return law.register(buyer, now=now)

        return await service.create(BUYERS, build, request=request)

    @router.post("/{buyer_id}/alerts", **verb(BUYERS, "Raise an alert · 发布买方预警"))
    async def alert(buyer_id: str, body: AlertPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)
        alert_id = new_id()

        async def work(sheet: Sheet, buyer: Buyer) -> None:
            raised = law.raise_alert(
                buyer, alert_id=alert_id, level=body.level, reason=body.reason,
                cases=await _open_cases(sheet, buyer_id), now=sheet.now,
            )  # fmt: skip
            sheet.put(BUYERS, agreed(raised))

        return await act_on(service, request, (BUYERS, buyer_id), work)

    @router.post("/{buyer_id}/withdraw-alert", **verb(BUYERS, "Take an alert back · 解除预警"))
    async def withdraw(buyer_id: str, body: AlertPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, buyer: Buyer) -> None:
            cases = await _open_cases(sheet, buyer_id)
            gone = law.withdraw_alert(buyer, level=body.level, reason=body.reason, cases=cases, now=sheet.now)
            sheet.put(BUYERS, agreed(gone))

        return await act_on(service, request, (BUYERS, buyer_id), work)

    parent.include_router(router)


async def _open_cases(sheet: Sheet, buyer_id: str) -> list[str]:
    """Declared shipments to the buyer that are under way or owed. The buyer is locked: none is declared meanwhile."""
    statement = f"select id from {EXPORTS.table} where buyer_id = :buyer and alive = 'yes' order by id"  # noqa: S608  # our own table
    return [row.id for row in await sheet.rows(statement, buyer=buyer_id)]
