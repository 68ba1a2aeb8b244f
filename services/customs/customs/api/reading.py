"""What is read of declarations: the work list, and one of them with its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from customs.access import READER, exporter_listed, own
from customs.acts import WorkQuery
from customs.documents import DeclarationPage, DeclarationWithHistory
from customs.storage import DECLARATIONS, declarations_of
from exportlane.runtime.auth import Caller
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import one_page, with_history

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_reading(router: APIRouter, service: Service) -> None:
    """The routes that change nothing."""

    @router.get(
        "",
        summary="The work list",
        response_model=None,
        responses={200: {"model": DeclarationPage}, **responses("bad-cursor", "forbidden")},
    )
    async def work(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[WorkQuery, Query()]
    ) -> Response:
        query = ListQuery(
            where={
                "status": asked.status,
                "exporter": exporter_listed(caller, asked.exporter),
                "batch": asked.batch,
                "profile": asked.profile,
                "licence_no": asked.licence_no,
                "declaration_no": asked.declaration_no,
            },
            before={"due": asked.due_before.isoformat() if asked.due_before else None},
            sort=asked.sort.replace("deadline", "due"),
            cursor=asked.cursor,
            limit=asked.limit,
        )
        if asked.vin is None:
            return JsonResponse(await service.list(DECLARATIONS, query))
        found = await declarations_of(service.database, asked.vin)
        return JsonResponse(await one_page(service, DECLARATIONS, found, query))

    @router.get(
        "/{declaration_id}",
        summary="One declaration with its history",
        response_model=None,
        responses={200: {"model": DeclarationWithHistory}, **responses("not-found")},
        dependencies=[Depends(READER)],
    )
    async def one(declaration_id: str, request: Request) -> Response:
        return await with_history(service, DECLARATIONS, declaration_id, request=request, admit=own)
