"""Banks that take part, and the officers that act for them, over REST."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import SUPERVISOR, insurers_own
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import taking, verb
from credit_insurance.bank_papers import BankPaper, SeatPaper
from credit_insurance.domain import banks as law
from credit_insurance.domain.articles import TJ_9
from credit_insurance.domain.banks import Bank, Seat
from credit_insurance.papers import Asked
from credit_insurance.storage import BANKS, SEATS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Supervisor = Annotated[Caller, Depends(SUPERVISOR)]


def no_bank(bank_id: str) -> Refused:
    """There is no such bank."""
    return Refused("bank_unknown", f"There is no bank {bank_id} here.", TJ_9, "/bank_id", 422)


def add(parent: APIRouter, service: Service) -> None:
    """All routes of banks."""
    banks = APIRouter(prefix="/v1/banks", tags=["banks"])
    add_reading(banks, service, Shelf(BANKS, "Banks · 银行", Asked, of_all=True))

    @banks.post("", **taking(BANKS, "Register a bank · 登记银行"))
    async def register(body: BankPaper, request: Request, caller: Supervisor) -> Response:
        await insurers_own(service, caller)
        bank = Bank(id=body.bank_id, name=body.name)

        def build(now: datetime) -> Decided[Bank]:
            return law.register(bank, now=now)

        return await service.create(BANKS, build, request=request)

    seats = APIRouter(prefix="/v1/bank-seats", tags=["banks"])
    add_reading(seats, service, Shelf(SEATS, "Who acts for a bank · 银行经办人", Asked, of_banks="bank_id"))

    @seats.post("", **taking(SEATS, "An officer acts for a bank · 指定经办人"))
    async def seat(body: SeatPaper, request: Request, caller: Supervisor) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet) -> Shown:
            bank = await sheet.need(BANKS, body.bank_id, no_bank(body.bank_id))
            before = await sheet.find(SEATS, body.subject)
            sheet.put(SEATS, agreed(law.seat(before, body.subject, bank, now=sheet.now)))
            return SEATS, body.subject

        return await take_in(service, request, work)

    @seats.post("/{subject}/end", **verb(SEATS, "Acts for no bank any more · 终止经办"))
    async def end(subject: str, request: Request, caller: Supervisor) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, taken: Seat) -> None:
            sheet.put(SEATS, agreed(law.stand_up(taken, now=sheet.now)))

        return await act_on(service, request, (SEATS, subject), work)

    parent.include_router(banks)
    parent.include_router(seats)
