"""Receipts of foreign exchange over REST, recorded by the bank or the forex desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPERVISOR, bank_of, denied, insurers_own
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.banks import no_bank
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import taking, verb
from credit_insurance.bank_papers import ReceiptPaper
from credit_insurance.domain import receipts as law
from credit_insurance.domain import reversals
from credit_insurance.domain.articles import FOREX, FOREX_GOODS
from credit_insurance.domain.banks import Seat, acts_for
from credit_insurance.domain.exports import Export
from credit_insurance.domain.premiums import known_receipt
from credit_insurance.domain.receipts import Receipt
from credit_insurance.domain.shipments import no_such_case
from credit_insurance.papers import Asked, Because
from credit_insurance.settling import settle
from credit_insurance.storage import BANKS, EXPORTS, RECEIPTS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Officer = Annotated[Caller, Depends(OFFICER)]
Supervisor = Annotated[Caller, Depends(SUPERVISOR)]


class ReceiptAsked(Asked):
    """What the receipts are filtered by."""

    bank_id: str | None = None
    contract_no: str | None = None
    currency: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of receipts."""
    router = APIRouter(prefix="/v1/receipts", tags=["receipts"])
    add_reading(router, service, Shelf(RECEIPTS, "Receipts · 收汇", ReceiptAsked, of_banks="bank_id"))

    @router.post("", **taking(RECEIPTS, "Record a receipt · 登记收汇"))
    async def record(body: ReceiptPaper, request: Request, caller: Officer) -> Response:
        bank_id = await _bank(service, caller, body.bank_id)
        receipt_id = new_id()

        async def work(sheet: Sheet) -> Shown:
            await sheet.need(BANKS, bank_id, no_bank(bank_id))
            known = await sheet.taken(RECEIPTS, "receipt_no", body.receipt_no)
            if refused := known_receipt(body.receipt_no, known=known):
                agreed(refused)
            exports = await _exports(sheet, body)
            receipt = Receipt(
                id=receipt_id, receipt_no=body.receipt_no, uscc=body.uscc, bank_id=bank_id, amount=body.amount,
                currency=body.currency, received_on=body.received_on, settles=body.settles,
                contract_no=body.contract_no, recorded_by=caller.actor,
            )  # fmt: skip
            recorded = agreed(law.record(receipt, exports, now=sheet.now, terms=sheet.terms))
            sheet.put(RECEIPTS, recorded.receipt)
            for each in recorded.settled:
                await settle(sheet, each)
            return RECEIPTS, receipt_id

        return await take_in(service, request, work)

    _reversing(router, service)
    parent.include_router(router)


def _reversing(router: APIRouter, service: Service) -> None:
    @router.post("/{receipt_id}/reverse", **verb(RECEIPTS, "It was recorded by mistake · 冲销误登"))
    async def reverse(receipt_id: str, body: Because, request: Request, caller: Supervisor) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: Receipt) -> None:
            found = await sheet.find_all(EXPORTS, [part.case_id for part in state.parts])
            gone = agreed(reversals.reverse(state, list(found.values()), body.reason, now=sheet.now))
            sheet.put(RECEIPTS, gone.receipt)
            for export in gone.exports:
                sheet.put(EXPORTS, Decided(export))

        return await act_on(service, request, (RECEIPTS, receipt_id), work)


async def _exports(sheet: Sheet, body: ReceiptPaper) -> list[Export]:
    """The case, or the firm's cases of the contract, locked by id."""
    if body.case_id is not None:
        return [await sheet.need(EXPORTS, body.case_id, no_such_case(body.case_id))]
    statement = f"select id from {EXPORTS.table} where contract_no = :contract and uscc = :uscc"  # noqa: S608  # our own table
    rows = await sheet.rows(statement, contract=body.contract_no, uscc=body.uscc)
    found = await sheet.find_all(EXPORTS, [row.id for row in rows])
    if not found:
        sentence = f"This firm has no cases of the contract {body.contract_no}."
        agreed(Refused("contract_unknown", sentence, FOREX_GOODS, "/contract_no", 422))
    return list(found.values())


async def _bank(service: Service, caller: Caller, named: str | None) -> str:
    """The bank at which it came in: the officer's own, or the one that the forex desk names."""
    own = await bank_of(service, caller)
    if (
        own is not None
        and named not in {None, own}
        and (refused := acts_for(Seat(id="", bank_id=own), named or ""))
    ):
        raise denied(refused)
    bank = own or named
    if bank is None:
        agreed(Refused("bank_unknown", "Say at which bank it came in.", FOREX, "/bank_id", 422))
        raise AssertionError("a refusal is raised")
    return bank
