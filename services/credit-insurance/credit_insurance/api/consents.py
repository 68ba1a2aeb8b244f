"""Consents over REST, and the looks of banks at evidence under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from credit_insurance.access import EXPORTER_ALONE, OFFICER, bank_of, denied, speaks_for
from credit_insurance.acting import Sheet, Shown, agreed, take_in
from credit_insurance.api.banks import no_bank
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import taking, verb
from credit_insurance.bank_papers import ConsentPaper, LookPaper
from credit_insurance.documents import EvidenceDocument
from credit_insurance.domain import consents as law
from credit_insurance.domain.banks import acts_for
from credit_insurance.domain.consents import Consent, ConsentStatus, Look
from credit_insurance.domain.exports import Export
from credit_insurance.domain.shipments import no_such_case
from credit_insurance.papers import Asked
from credit_insurance.storage import BANKS, CONSENTS, EVIDENCE_LOOKS, EXPORTS
from exportlane.agency.callers import its_own
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import MEDIA_TYPE, document, responses
from exportlane.runtime.storage import load_thing

if TYPE_CHECKING:
    from credit_insurance.domain.terms import Terms
    from exportlane.runtime.service import Service

Exporter = Annotated[Caller, Depends(EXPORTER_ALONE)]
Officer = Annotated[Caller, Depends(OFFICER)]
Answer = tuple[int, Mapping[str, Any], Mapping[str, str]]


class ConsentAsked(Asked):
    """What the consents are filtered by."""

    status: ConsentStatus | None = None
    bank_id: str | None = None


class LookAsked(Asked):
    """What the looks are filtered by."""

    case_id: str | None = None
    bank_id: str | None = None
    answered: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of consents and evidence."""
    router = APIRouter(prefix="/v1/consents", tags=["consents"])
    add_reading(router, service, Shelf(CONSENTS, "Consents · 授权", ConsentAsked, of_banks="bank_id"))
    _consenting(router, service)
    looks = APIRouter(prefix="/v1/evidence/looks", tags=["consents"])
    _looking(looks, service)
    shelf = Shelf(EVIDENCE_LOOKS, "Looks at evidence · 查看记录", LookAsked, of_banks="bank_id")
    add_reading(looks, service, shelf)
    parent.include_router(router)
    parent.include_router(looks)


def _consenting(router: APIRouter, service: Service) -> None:
    @router.post("", **taking(CONSENTS, "Agree that a bank sees evidence · 授权银行查看"))
    async def give(body: ConsentPaper, request: Request, caller: Exporter) -> Response:
        speaks_for(caller, body.uscc)
        asked = Consent(id=new_id(), **body.model_dump())

        async def work(sheet: Sheet) -> Shown:
            await sheet.need(BANKS, asked.bank_id, no_bank(asked.bank_id))
            exports = [
                await sheet.need(EXPORTS, case, no_such_case(case)) for case in sorted(set(asked.case_ids))
            ]
            sheet.put(CONSENTS, agreed(law.give(asked, exports, now=sheet.now, terms=sheet.terms)))
            return CONSENTS, asked.id

        return await take_in(service, request, work)

    @router.post("/{consent_id}/revoke", **verb(CONSENTS, "Take it back · 撤回授权"))
    async def revoke(consent_id: str, request: Request, _caller: Exporter) -> Response:
        def decision(state: Consent, now: datetime, _terms: Terms) -> Decided[Consent] | Refused:
            return law.revoke(state, now=now)

        return await service.act(CONSENTS, consent_id, decision, request=request, admit=its_own)


def _looking(router: APIRouter, service: Service) -> None:
    @router.post(
        "",
        summary="Look at the evidence of a case, as far as its exporter agreed · 查看案件凭据",
        response_model=None,
        responses={200: {"model": EvidenceDocument}, **responses(*ONCE, "forbidden", "not-found")},
        dependencies=KEYED,
    )
    async def look(body: LookPaper, request: Request, caller: Officer) -> Response:
        bank_id = await bank_of(service, caller)
        if bank_id is None and (refused := acts_for(None, "a bank")):
            raise denied(refused)
        look_id = new_id()
        kept: list[tuple[Export, Consent | Refused]] = []

        async def given(connection: AsyncConnection) -> tuple[Export | None, Sequence[Consent]]:
            case = await load_thing(service.database, connection, EXPORTS, body.case_id)
            return (None if case is None else case.state, await _consents_of(connection, bank_id or ""))

        def build(now: datetime, known: tuple[Export | None, Sequence[Consent]]) -> Sequence[Decided[Look]]:
            export, consents = known
            if export is None:
                return ()
            today = statutory_day(now)
            verdict = law.consented(consents, bank_id or "", export.id, on=today)
            kept[:] = [(export, verdict)]
            return [law.looked(_look(look_id, export, bank_id, verdict, caller, now))]

        def answer(looks: Sequence[Look]) -> Answer:
            return _shown(looks, kept, request.url.path)

        return await service.create_many(EVIDENCE_LOOKS, build, request=request, given=given, answer=answer)


async def _consents_of(connection: AsyncConnection, bank_id: str) -> Sequence[Consent]:
    """The consents that this bank has and that were not taken back, the newest first."""
    statement = sa.text(
        f"select doc from {CONSENTS.table} where bank_id = :bank and status = 'given' order by created_at desc"  # noqa: S608  # our own table
    )
    return [CONSENTS.decode(row.doc) for row in await connection.execute(statement, {"bank": bank_id})]


def _look(
    look_id: str,
    export: Export,
    bank_id: str | None,
    verdict: Consent | Refused,
    caller: Caller,
    now: datetime,
) -> Look:
    consent = verdict if isinstance(verdict, Consent) else None
    return Look(
        id=look_id, case_id=export.id, uscc=export.uscc, bank_id=bank_id,
        consent_id=consent.id if consent else None, fields=consent.fields if consent else (),
        answered=consent is not None, by=caller.actor, at=now,
    )  # fmt: skip


def _shown(looks: Sequence[Look], kept: list[tuple[Export, Consent | Refused]], path: str) -> Answer:
    """The evidence, or the refusal: an answer like any other, because the look itself is kept."""
    if not kept or not looks:
        missing = no_such_case("of this name")
        return _no(Refused("consent_missing", missing.sentence, missing.article), path)
    export, verdict = kept[0]
    if isinstance(verdict, Refused):
        return _no(verdict, path)
    shown = {
        "look_id": looks[0].id, "case_id": export.id, "bank_id": verdict.bank_id, "consent_id": verdict.id,
        "valid_to": verdict.valid_to.isoformat(), "fields": law.evidence(export, verdict.fields),
    }  # fmt: skip
    return 200, shown, {}


def _no(refused: Refused, path: str) -> Answer:
    return 403, document(denied(refused), instance=path), {"content-type": MEDIA_TYPE}
