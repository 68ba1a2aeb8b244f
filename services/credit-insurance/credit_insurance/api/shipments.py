"""Shipments declared for cases, the cases themselves, and the receivables that follow from them, over REST."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from credit_insurance.access import READER, SUPPLIER, insurers_own, speaks_for
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.buyers import no_buyer
from credit_insurance.api.premiums import no_policy
from credit_insurance.api.reading import Shelf, add_reading, page
from credit_insurance.api.verbs import taking, verb
from credit_insurance.documents import ReceivablePage
from credit_insurance.domain import shipments as law
from credit_insurance.domain.exports import Export, Standing
from credit_insurance.domain.receivables import age, financeable, overdue
from credit_insurance.domain.shipments import Cover, Declared, no_such_case
from credit_insurance.papers import Asked, Because, ShipmentPaper
from credit_insurance.storage import BUYERS, EXPORTS, POLICIES
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Supplier = Annotated[Caller, Depends(SUPPLIER)]
Reader = Annotated[Caller, Depends(READER)]


class ExportAsked(Asked):
    """What the cases are filtered by."""

    standing: Standing | None = None
    contract_no: str | None = None
    policy_id: str | None = None
    buyer_id: str | None = None
    financed_by: str | None = None


class ReceivableAsked(Asked):
    """What the receivables are filtered by."""

    contract_no: str | None = None
    buyer_id: str | None = None
    currency: str | None = None
    financed_by: str | None = None


SHELF = Shelf(EXPORTS, "Cases · 案件", ExportAsked)


def add(parent: APIRouter, service: Service) -> None:
    """All routes of shipments, cases and receivables."""
    cases = APIRouter(prefix="/v1/exports", tags=["shipments"])
    add_reading(cases, service, SHELF)
    _withdrawing(cases, service)
    _declaring(parent, service)
    _receivables(parent, service)
    parent.include_router(cases)


def _declaring(router: APIRouter, service: Service) -> None:
    @router.post("/v1/shipments", tags=["shipments"], **taking(EXPORTS, "Declare a shipment · 出运申报"))
    async def declare(body: ShipmentPaper, request: Request, caller: Supplier) -> Response:
        speaks_for(caller, body.uscc)
        await insurers_own(service, caller)

        async def work(sheet: Sheet) -> Shown:
            cover = None if body.policy_id is None else await _cover(sheet, body.policy_id, body.buyer_id)
            buyer = await sheet.need(BUYERS, body.buyer_id, no_buyer(body.buyer_id))
            export = await sheet.need(EXPORTS, body.case_id, no_such_case(body.case_id))
            said = Declared(
                uscc=body.uscc,
                value=body.value,
                currency=body.currency,
                payment=body.payment,
                due_on=body.due_on,
            )
            declared = law.declare(export, said, buyer, cover, now=sheet.now, terms=sheet.terms)
            sheet.put(EXPORTS, agreed(declared))
            return EXPORTS, export.id

        return await take_in(service, request, work)


async def _cover(sheet: Sheet, policy_id: str, buyer_id: str) -> Cover:
    """The policy, and what is under way under it. It is locked first, so that the sums stay true."""
    policy = await sheet.need(POLICIES, policy_id, no_policy(policy_id))
    statement = (
        "select coalesce(sum(owed), 0) as all_of_it, "  # noqa: S608  # our own table
        "coalesce(sum(case when buyer_id = :buyer then owed else 0 end), 0) as of_buyer "
        f"from {EXPORTS.table} where policy_id = :policy"
    )
    (row,) = await sheet.rows(statement, policy=policy_id, buyer=buyer_id)
    return Cover(policy, _amount(row.of_buyer), _amount(row.all_of_it))


def _amount(cents: Any) -> Decimal:
    return (Decimal(int(cents)) / 100).quantize(Decimal("0.01"))


def _withdrawing(router: APIRouter, service: Service) -> None:
    @router.post("/{case_id}/withdraw-shipment", **verb(EXPORTS, "Take the declaration back · 撤回申报"))
    async def withdraw(case_id: str, body: Because, request: Request, caller: Supplier) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, export: Export) -> None:
            sheet.put(EXPORTS, agreed(law.withdraw(export, body.reason, now=sheet.now)))

        return await act_on(service, request, (EXPORTS, case_id), work)


def _receivables(router: APIRouter, service: Service) -> None:
    @router.get(
        "/v1/receivables",
        tags=["receivables"],
        summary="Cleared and not paid for, by firm, with age and due day · 应收账款",
        response_model=None,
        responses={200: {"model": ReceivablePage}, **responses("bad-cursor", "bad-request", "forbidden")},
    )
    async def receivables(caller: Reader, asked: Annotated[ReceivableAsked, Query()]) -> Response:
        return JsonResponse(await _listed(service, caller, asked, late=False))

    @router.get(
        "/v1/receivables/overdue",
        tags=["receivables"],
        summary="Due before today, and neither received nor counted as received · 逾期未收汇",
        response_model=None,
        responses={200: {"model": ReceivablePage}, **responses("bad-cursor", "bad-request", "forbidden")},
    )
    async def late(caller: Reader, asked: Annotated[ReceivableAsked, Query()]) -> Response:
        return JsonResponse(await _listed(service, caller, asked, late=True))


class _Open(ReceivableAsked):
    """Only what is owed."""

    receivable: str = "yes"


async def _listed(service: Service, caller: Caller, asked: ReceivableAsked, *, late: bool) -> dict[str, Any]:
    today = statutory_day(service.clock.now())
    # Due on a day before today: the column is a text, so the last such day is the bound.
    yesterday = (today - timedelta(1)).isoformat()
    bound: dict[str, str | None] | None = {"late_from": yesterday} if late else None
    found = await page(service, SHELF, caller, _Open(**asked.model_dump()), before=bound)
    items = [_row(service, item) for item in found["items"]]
    return {"items": items, "next": found["next"]}


def _row(service: Service, item: dict[str, Any]) -> dict[str, Any]:
    export = EXPORTS.codec.validate_python({name: item[name] for name in _FIELDS})
    today = statutory_day(service.clock.now())
    how = age(export, today)
    shipment = export.shipment
    return {
        "case_id": export.id, "uscc": export.uscc, "contract_no": export.contract_no,
        "buyer_id": shipment.buyer_id if shipment else None, "policy_no": shipment.policy_no if shipment else None,
        "currency": shipment.currency if shipment else None, "value": str(shipment.value) if shipment else None,
        "received": str(export.received), "indemnified": str(export.indemnified), "owed": str(export.receivable),
        "financed": str(export.financed), "financeable": str(financeable(export, service.policy)),
        "cleared_on": export.cleared_on, "due_on": shipment.due_on if shipment else None, "age_days": how.days,
        "age": how.bucket, "overdue_days": how.overdue_days, "overdue": overdue(export, today),
        "deemed": export.deemed,
    }  # fmt: skip


_FIELDS = frozenset(Export.__dataclass_fields__)
