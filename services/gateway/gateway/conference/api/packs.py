"""Meeting packs: shown in four forms, issued once and kept, listed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from gateway.conference.access import (
    CONFERS,
    READS_FIGURES,
    acting_of,
    body_or_problem,
    denial,
    sees_cases,
    settled,
    sitting_of,
)
from gateway.conference.documents import PackDocument, PackHead, PackHeads
from gateway.conference.pack.giving import Asked, Given, as_pdf, as_sheet, give
from gateway.conference.pack.issued import IssuedPack, issue_pack
from gateway.conference.pack.making import make_pack, month_of
from gateway.conference.pack.shape import written
from gateway.conference.papers import MONTH, PackPaper, PackQuery, Profile
from gateway.conference.reading import last_number
from gateway.conference.rights import barred
from gateway.conference.storage import PACKS

if TYPE_CHECKING:
    from gateway.entrance import Entrance

Form = Literal["json", "xlsx", "pdf", "original"]
MonthInPath = Annotated[str, Path(pattern=MONTH, max_length=7, description="YYYY-MM")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class _Form:
    profile: Annotated[Profile, Query(description="Whose pack: tianjin, taizhou")]
    form: Annotated[
        Form, Query(alias="format", description="json, xlsx, pdf; original: the bytes that were hashed")
    ] = "json"
    number: Annotated[
        int | None, Query(ge=1, le=9999, description="An issued one; the newest without it")
    ] = None
    draft: Annotated[bool, Query(description="As it would be now, also when one was issued")] = False


def add(router: APIRouter, entrance: Entrance) -> None:
    """The routes of packs."""
    _reading(router, entrance)
    _issuing(router, entrance)


def _reading(router: APIRouter, entrance: Entrance) -> None:
    @router.get(
        "/packs",
        summary="Packs that were issued",
        response_model=None,
        responses={200: {"model": PackHeads}, **responses("forbidden", "bad-cursor", "validation-failed")},
        dependencies=[Depends(READS_FIGURES)],
    )
    async def packs(asked: Annotated[PackQuery, Query()]) -> Response:
        query = ListQuery(
            where={"profile": asked.profile, "month": asked.month}, cursor=asked.cursor, limit=asked.limit
        )
        return JsonResponse(await entrance.service.list(PACKS, query))

    @router.get(
        "/packs/{month}",
        summary="The meeting pack of a month: figures, worst cases, blocking codes, tickets, decisions",
        response_model=None,
        responses={
            200: {"model": PackDocument, "content": {XLSX: {}, PDF: {}}},
            **responses("forbidden", "not-found", "rule-violated", "validation-failed"),
        },
    )
    async def pack(
        month: MonthInPath,
        asked: Annotated[_Form, Depends()],
        caller: Annotated[Caller, Depends(READS_FIGURES)],
    ) -> Response:
        given = await give(entrance, Asked(asked.profile, month, asked.number, asked.draft))
        if not sees_cases(caller):
            if asked.form == "original":
                raise problem("forbidden", "列席单位只看汇总数据。A guest sees aggregates only.")
            given = given.for_guest()
        return await shown_as(given, asked.form)


async def shown_as(given: Given, form: Form) -> Response:
    """The answer in the form that was asked for."""
    if form == "original":
        if given.record is None:
            raise problem("not-found", "This pack was not issued, so nothing of it was hashed.")
        return Response(given.record.text, media_type="application/json")
    if form == "json":
        return JsonResponse(document_of(given))
    number = f"-{given.record.number}" if given.record else "-draft"
    name = f"exportlane-pack-{given.pack.profile}-{given.pack.month}{number}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if form == "xlsx":
        return Response(await as_sheet(given), media_type=XLSX, headers=headers)
    return Response(await as_pdf(given), media_type=PDF, headers=headers)


def document_of(given: Given) -> dict[str, Any]:
    """The pack as JSON, with the record of its issue."""
    record = None if given.record is None else {"id": given.record.id, **given.record.shown}
    return {**json.loads(written(given.pack)), "issued": record}


def _issuing(router: APIRouter, entrance: Entrance) -> None:
    @router.post(
        "/packs/{month}/issue",
        summary="Fix the pack of a month as it is now; issuing again makes the next number",
        **creating(PackHead, *ONCE, "forbidden", "rule-violated", "conflict"),
    )
    async def issue(
        month: MonthInPath, body: PackPaper, request: Request, caller: Annotated[Caller, Depends(CONFERS)]
    ) -> Response:
        service, acting = entrance.service, acting_of(caller)
        sitting = sitting_of(body.profile, service.clock.now(), service.policy)
        # Whoever may not issue does not make the database count a month first.
        if (no := barred(acting, "issue_pack", sitting.body, on=sitting.today)) is not None:
            raise denial(no)
        text = written(await make_pack(entrance, body_or_problem(body.profile), month_of(month)))

        async def given(connection: AsyncConnection) -> int:
            return await last_number(connection, body.profile, month)

        def build(now: datetime, before: int) -> Decided[IssuedPack] | Refused:
            at = sitting_of(body.profile, now, service.policy)
            return settled(issue_pack(new_id(), month, text, before=before, acting=acting, sitting=at))

        return await service.create(
            PACKS, build, request=request, given=given, location=f"/v1/conference/packs/{month}"
        )
