"""Reports over REST: asked for, answered, paid, refused, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import OFFICER, SUPPLIER, insurers_own, speaks_for
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.buyers import no_buyer
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import decide, taking, verb
from credit_insurance.domain import reports as law
from credit_insurance.domain.articles import TJ_8
from credit_insurance.domain.premiums import known_receipt
from credit_insurance.domain.reports import Report, ReportStatus, ReportType
from credit_insurance.domain.terms import Terms
from credit_insurance.papers import Asked, Because, FindingsPaper, PaidPaper, ReportPaper
from credit_insurance.storage import BUYERS, REPORTS
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Report] | Refused
Supplier = Annotated[Caller, Depends(SUPPLIER)]
Officer = Annotated[Caller, Depends(OFFICER)]


class ReportAsked(Asked):
    """What the reports are filtered by."""

    status: ReportStatus | None = None
    type: ReportType | None = None
    buyer_id: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of reports."""
    router = APIRouter(prefix="/v1/reports", tags=["reports"])
    add_reading(router, service, Shelf(REPORTS, "Reports · 资信报告", ReportAsked))
    _asking(router, service)
    _answering(router, service)
    parent.include_router(router)


def _asking(router: APIRouter, service: Service) -> None:
    @router.post("", **taking(REPORTS, "Ask for a report · 申请报告"))
    async def request_report(body: ReportPaper, request: Request, caller: Supplier) -> Response:
        speaks_for(caller, body.uscc)
        await insurers_own(service, caller)
        asked = Report(id=new_id(), **body.model_dump())

        async def work(sheet: Sheet) -> Shown:
            if asked.buyer_id is not None:
                await sheet.need(BUYERS, asked.buyer_id, no_buyer(asked.buyer_id))
            sheet.put(REPORTS, agreed(law.request(asked, now=sheet.now)))
            return REPORTS, asked.id

        return await take_in(service, request, work)

    @router.post("/{report_id}/withdraw", **verb(REPORTS, "Needed no more · 撤回申请"))
    async def withdraw(report_id: str, body: Because, request: Request, _caller: Supplier) -> Response:
        def decision(state: Report, _now: datetime, _terms: Terms) -> Answer:
            return law.withdraw(state, body.reason)

        return await decide(service, REPORTS, report_id, request, decision)


def _answering(router: APIRouter, service: Service) -> None:
    @router.post("/{report_id}/answer", **verb(REPORTS, "Answer it · 答复"))
    async def answer(report_id: str, body: FindingsPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: Report) -> None:
            if await sheet.taken(REPORTS, "report_no", body.report_no):
                sentence = f"There is a report {body.report_no} already."
                agreed(Refused("report_no_known", sentence, TJ_8, "/report_no", 422))
            sheet.put(REPORTS, agreed(law.answer(state, body.read(), now=sheet.now, terms=sheet.terms)))

        return await act_on(service, request, (REPORTS, report_id), work)

    @router.post("/{report_id}/pay", **verb(REPORTS, "Note that the fee was paid · 登记费用缴纳"))
    async def pay(report_id: str, body: PaidPaper, request: Request, caller: Officer) -> Response:
        await insurers_own(service, caller)

        async def work(sheet: Sheet, state: Report) -> None:
            known = await sheet.taken(REPORTS, "receipt_no", body.receipt_no)
            if refused := known_receipt(body.receipt_no, known=known):
                agreed(refused)
            paid = law.pay(state, body.receipt_no, paid_on=body.paid_on, now=sheet.now, terms=sheet.terms)
            sheet.put(REPORTS, agreed(paid))

        return await act_on(service, request, (REPORTS, report_id), work)

    @router.post("/{report_id}/refuse", **verb(REPORTS, "Nothing is known · 不予出具"))
    async def refuse(report_id: str, body: Because, request: Request, _caller: Officer) -> Response:
        def decision(state: Report, _now: datetime, _terms: Terms) -> Answer:
            return law.refuse(state, body.reason)

        return await decide(service, REPORTS, report_id, request, decision)
