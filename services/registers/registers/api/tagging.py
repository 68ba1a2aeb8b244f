"""Cases as the registers know them, and the base at which each is handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import EXPORTER, Caller, caller_of
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Kind
from exportlane.runtime.web import JsonResponse
from registers.access import READER, TAGGERS, held_back, writer_of
from registers.bodies import BaseTag, CaseQuery
from registers.documents import CaseShown
from registers.domain.cases import Case, tag
from registers.domain.checks import not_own
from registers.domain.entry import Entry
from registers.domain.terms import Policy
from registers.storage import CASES, ENTRIES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def _known_to(case: Case, caller: Caller) -> bool:
    return caller.role != EXPORTER or case.exporter_uscc == caller.uscc


def add_cases(router: APIRouter, service: Service) -> None:
    """The routes under /v1/cases."""

    @router.get(
        "/v1/cases", summary="Cases, also those of a base · 案件", tags=["cases"], response_model=None,
        responses={200: {"model": Page[CaseShown]}, **responses("bad-cursor", "bad-request")},
    )  # fmt: skip
    async def listed(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[CaseQuery, Query()]
    ) -> Response:
        exporter = asked.exporter
        if caller.role == EXPORTER:
            exporter = caller.uscc if asked.exporter in {None, caller.uscc} else ""
        query = ListQuery(
            {"base": asked.base_id, "exporter": exporter}, None, asked.sort, asked.cursor, asked.limit
        )
        return JsonResponse(await service.list(CASES, query))

    @router.get(
        "/v1/cases/{case_id}", summary="One case · 案件", tags=["cases"], response_model=None,
        responses={200: {"model": CaseShown}, **responses("not-found")}, dependencies=[Depends(READER)],
    )  # fmt: skip
    async def one(case_id: str, request: Request) -> Response:
        return await service.show(CASES, case_id, request=request, admit=_known_to)

    @router.post(
        "/v1/cases/{case_id}/tag-base", summary="Say at which base the case is handled · 归入基地", tags=["cases"],
        dependencies=[Depends(TAGGERS)], **acting(CaseShown, *VERB, "forbidden"),
    )  # fmt: skip
    async def tag_base(case_id: str, body: BaseTag, request: Request) -> Response:
        caller = caller_of(request)

        async def others(_connection: AsyncConnection, _case: Case) -> Sequence[tuple[Kind[Any], str]]:
            return [(ENTRIES, body.base_id)]

        def decide(
            case: Case, beside: Mapping[str, Entry], now: datetime, _policy: Policy
        ) -> Sequence[tuple[Kind[Any], Decided[Case]]] | Refused:
            writer, base = writer_of(caller, statutory_day(now)), beside.get(body.base_id)
            if base is not None:
                held_back(not_own(base.particulars, writer))
            answer = tag(case, body.base_id, base, writer=writer)
            return answer if isinstance(answer, Refused) else [(CASES, answer)]

        return await service.act_together(CASES, case_id, others=others, decide=decide, request=request)
