"""Loans on receivables over REST: asked for, granted, drawn, repaid; refused, withdrawn, released."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import EXPORTER_ALONE, OFFICER, speaks_for
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.banks import no_bank
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import at_banks_desk, taking, verb
from credit_insurance.bank_papers import DrawPaper, FinancePaper, GrantPaper
from credit_insurance.domain import lending as law
from credit_insurance.domain.articles import CONSENT
from credit_insurance.domain.consents import Consent
from credit_insurance.domain.exports import Export
from credit_insurance.domain.finances import Finance, FinanceStatus
from credit_insurance.domain.lending import Ground as Standing
from credit_insurance.domain.lending import Lent
from credit_insurance.domain.shipments import no_such_case
from credit_insurance.papers import Asked, Because, Ground
from credit_insurance.storage import BANKS, CONSENTS, EXPORTS, FINANCES, POLICIES
from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import load_thing

if TYPE_CHECKING:
    from credit_insurance.domain.terms import Terms
    from exportlane.runtime.service import Service

Exporter = Annotated[Caller, Depends(EXPORTER_ALONE)]
Officer = Annotated[Caller, Depends(OFFICER)]
Answer = Decided[Finance] | Refused


class FinanceAsked(Asked):
    """What the loans are filtered by."""

    status: FinanceStatus | None = None
    bank_id: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of loans."""
    router = APIRouter(prefix="/v1/finances", tags=["finances"])
    add_reading(router, service, Shelf(FINANCES, "Loans · 贸易融资", FinanceAsked, of_banks="bank_id"))
    _asking(router, service)
    _granting(router, service)
    _refusing(router, service)
    _paying_out(router, service)
    _coming_back(router, service)
    parent.include_router(router)


def _asking(router: APIRouter, service: Service) -> None:
    @router.post("", **taking(FINANCES, "Ask for a loan · 申请融资"))
    async def ask(body: FinancePaper, request: Request, caller: Exporter) -> Response:
        speaks_for(caller, body.uscc)
        asked = Finance(id=new_id(), **body.model_dump())

        async def work(sheet: Sheet) -> Shown:
            await sheet.need(BANKS, asked.bank_id, no_bank(asked.bank_id))
            missing = Refused("consent_missing", "There is no such consent.", CONSENT, "/consent_id", 422)
            consent = await sheet.need(CONSENTS, asked.consent_id, missing)
            ground = await _ground(sheet, asked)
            sheet.put(FINANCES, agreed(law.ask(asked, ground, consent, now=sheet.now, terms=sheet.terms)))
            return FINANCES, asked.id

        return await take_in(service, request, work)

    @router.post("/{finance_id}/withdraw", **verb(FINANCES, "Needed no more · 撤回申请"))
    async def withdraw(finance_id: str, body: Because, request: Request, _caller: Exporter) -> Response:
        def decision(state: Finance, _now: datetime, _terms: Terms) -> Answer:
            return law.withdraw(state, body.reason)

        return await service.act(FINANCES, finance_id, decision, request=request, admit=its_own)


async def _ground(sheet: Sheet, finance: Finance) -> Standing:
    """The cases as they stand, locked by id and given in the firm's order, and who has the rights of their policies."""
    found = await sheet.find_all(EXPORTS, finance.case_ids)
    for case_id in finance.case_ids:
        if case_id not in found:
            agreed(no_such_case(case_id))
    exports = [found[case_id] for case_id in finance.case_ids]
    return Standing(exports, {export.id: await _assignee(sheet, export) for export in exports})


async def _consents(sheet: Sheet, finance: Finance) -> list[Consent]:
    """What the firm agreed to with this bank, locked: the one named in the request, or one that it gave later."""
    statement = f"select id from {CONSENTS.table} where uscc = :uscc and bank_id = :bank and status = 'given'"  # noqa: S608  # our own table
    rows = await sheet.rows(statement, uscc=finance.uscc, bank=finance.bank_id)
    return list((await sheet.find_all(CONSENTS, [row.id for row in rows])).values())


async def _assignee(sheet: Sheet, export: Export) -> str | None:
    if export.shipment is None or export.shipment.policy_id is None:
        return None
    statement = f"select assignee from {POLICIES.table} where id = :policy"  # noqa: S608  # our own table
    rows = await sheet.rows(statement, policy=export.shipment.policy_id)
    return rows[0].assignee if rows else None


def _granting(router: APIRouter, service: Service) -> None:
    @router.post("/{finance_id}/grant", **verb(FINANCES, "Grant it · 同意融资"))
    async def grant(finance_id: str, body: GrantPaper, request: Request, caller: Officer) -> Response:
        await _at_its_desk(service, caller, finance_id)

        async def work(sheet: Sheet, state: Finance) -> None:
            ground = replace(await _ground(sheet, state), consents=await _consents(sheet, state))
            _put(sheet, agreed(law.grant(state, ground, body.amount, now=sheet.now, terms=sheet.terms)))

        return await act_on(service, request, (FINANCES, finance_id), work)


def _refusing(router: APIRouter, service: Service) -> None:
    @router.post("/{finance_id}/refuse", **verb(FINANCES, "Refuse it · 不予融资"))
    async def refuse(finance_id: str, body: Ground, request: Request, caller: Officer) -> Response:
        await _at_its_desk(service, caller, finance_id)

        def decision(state: Finance, now: datetime, _terms: Terms) -> Answer:
            return law.refuse(state, body.ended(), now=now)

        return await service.act(FINANCES, finance_id, decision, request=request)

    @router.post("/{finance_id}/release", **verb(FINANCES, "Give up what was not drawn · 解除额度"))
    async def release(finance_id: str, body: Because, request: Request, caller: Officer) -> Response:
        await _at_its_desk(service, caller, finance_id)

        async def work(sheet: Sheet, state: Finance) -> None:
            _put(sheet, agreed(law.release(state, await _pledged(sheet, state), body.reason)))

        return await act_on(service, request, (FINANCES, finance_id), work)


def _paying_out(router: APIRouter, service: Service) -> None:
    @router.post("/{finance_id}/draw", **verb(FINANCES, "Pay it out · 放款"))
    async def draw(finance_id: str, body: DrawPaper, request: Request, caller: Officer) -> Response:
        await _at_its_desk(service, caller, finance_id)

        async def work(sheet: Sheet, state: Finance) -> None:
            pledged = await _pledged(sheet, state)
            sheet.put(FINANCES, agreed(law.draw(state, pledged, due_on=body.due_on, now=sheet.now)))

        return await act_on(service, request, (FINANCES, finance_id), work)


def _coming_back(router: APIRouter, service: Service) -> None:
    @router.post("/{finance_id}/repay", **verb(FINANCES, "The firm repays · 还款"))
    async def repay(finance_id: str, body: GrantPaper, request: Request, caller: Officer) -> Response:
        await _at_its_desk(service, caller, finance_id)

        async def work(sheet: Sheet, state: Finance) -> None:
            _put(sheet, agreed(law.repay(state, await _pledged(sheet, state), body.amount, now=sheet.now)))

        return await act_on(service, request, (FINANCES, finance_id), work)


async def _pledged(sheet: Sheet, finance: Finance) -> list[Export]:
    """The cases that stand for the loan now."""
    found = await sheet.find_all(EXPORTS, [share.case_id for share in finance.shares])
    return list(found.values())


def _put(sheet: Sheet, lent: Lent) -> None:
    sheet.put(FINANCES, lent.finance)
    for export in lent.exports:
        sheet.put(EXPORTS, Decided(export))


async def _at_its_desk(service: Service, caller: Caller, finance_id: str) -> None:
    async with service.database.reading() as connection:
        found = await load_thing(service.database, connection, FINANCES, finance_id)
    if found is None or found.state is None:
        raise problem("not-found", f"There is no loan with the id {finance_id}.")
    await at_banks_desk(service, caller, found.state.bank_id)
