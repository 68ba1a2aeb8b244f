"""Sharing at the entrance: the catalogue, the agreements, looks and disputes on their way to the provider, savings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from exportlane.contracts import FACTS_OF_AGENCY
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import OFFICER, ROLES, SERVICE, Caller, demand, require, require_any
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.propagation import current_traceparent
from exportlane.runtime.web import JsonResponse
from exportlane.sharing.bodies import CaseId, DisputeShown, Key, Looked, LookUp, RaiseDispute
from exportlane.sharing.book import Book, shipped_book
from exportlane.sharing.book import Kind as KeyKind
from exportlane.sharing.denials import DENIED
from exportlane.sharing.entitlement import ARTICLE, UNKNOWN
from exportlane.sharing.telling import listeners
from gateway import sharing
from gateway.api.savings import Savings, SavingsQuery
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.reading import get_case

READS = require(roles=ROLES)
LOOKS = require_any(demand(roles={OFFICER}, scope="read"), demand(roles={SERVICE}, scope="read"))
DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")
REACH = ("agency-unavailable", "upstream-timeout")
Text = Annotated[str | None, Query(max_length=64)]


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["sharing"])
    book = shipped_book()
    _the_book(router, entrance, book)
    _on_the_way(router, entrance, book)
    _savings(router, entrance)
    return router


def _the_book(router: APIRouter, entrance: Entrance, book: Book) -> None:
    @router.get(
        "/sharing/catalogue",
        summary="What each agency offers, field by field · 共享目录",
        responses=responses(*DENIALS),
    )
    async def catalogue(_caller: Annotated[Caller, Depends(READS)], provider: Text = None) -> Response:
        return JsonResponse({"resources": _resources(book, provider), "purposes": _plain(book.purposes)})

    @router.get(
        "/sharing/agreements",
        summary="Who may have what of whom, and for what · 共享协议",
        responses=responses(*DENIALS),
    )
    async def agreements(
        _caller: Annotated[Caller, Depends(READS)], provider: Text = None, consumer: Text = None
    ) -> Response:
        today = statutory_day(entrance.service.clock.now())
        found = [
            {**one.model_dump(mode="json"), "in_force": one.in_force(today)}
            for one in book.agreements
            if provider in (None, one.provider) and consumer in (None, one.consumer)
        ]
        return JsonResponse({"agreements": found})


def _plain(purposes: Any) -> dict[str, object]:
    return {name: words.model_dump() for name, words in purposes.items()}


def _resources(book: Book, provider: str | None) -> list[dict[str, object]]:
    queries = [
        _resource(
            book, r.name, r.provider, {"kind": "query", "title": r.title.model_dump(), "keys": list(r.keys)}
        )
        for r in book.resources
        if provider in (None, r.provider)
    ]
    facts = [
        _resource(book, type_, agency, {"kind": "fact", "heard_by": sorted(listeners(agency, type_))})
        for agency, types in FACTS_OF_AGENCY.items()
        for type_ in types
        if provider in (None, agency)
    ]
    return [*queries, *facts]


def _resource(book: Book, name: str, provider: str, more: dict[str, object]) -> dict[str, object]:
    return {"name": name, "provider": provider, **more, "fields": _fields(book, name)}


def _fields(book: Book, resource: str) -> list[dict[str, object]]:
    return [
        {"name": name, **book.line(name, of=resource).model_dump(exclude_none=True)}
        for name in book.fields_of(resource)
    ]


def _on_the_way(router: APIRouter, entrance: Entrance, book: Book) -> None:
    declared: Any = {
        "response_model": Looked,
        "responses": responses(*DENIALS, *ONCE, *DENIED, "not-found", *REACH),
    }

    @router.post(
        "/sharing/lookups",
        summary="Look at what an agreement grants · 共享查询",
        dependencies=KEYED,
        **declared,
    )
    async def look(body: LookUp, request: Request, _caller: Annotated[Caller, Depends(LOOKS)]) -> Response:
        return await _carried(entrance, book, body, request, "lookups", body.resource)

    @router.get("/sharing/lookups", summary="The same by a query · 共享查询", **declared)
    async def look_by_query(  # one for each part of the question
        request: Request,
        _caller: Annotated[Caller, Depends(LOOKS)],
        resource: Annotated[str, Query(pattern=r"^[a-z0-9_]{1,64}$")],
        key: KeyKind,
        value: Annotated[str, Query(min_length=1, max_length=64)],
        case_id: Annotated[CaseId, Query()],
        purpose: Annotated[str, Query(pattern=r"^[a-z0-9_]{1,64}$")],
    ) -> Response:
        body = LookUp(resource=resource, key=Key(kind=key, value=value), case_id=case_id, purpose=purpose)
        # A query carries no key of its own; each time that it comes is a look of its own.
        return await _carried(entrance, book, body, request, "lookups", resource, key=new_id())

    @router.post(
        "/sharing/disputes",
        status_code=201,
        summary="Dispute a field that was shared · 提出数据校核",
        response_model=DisputeShown,
        responses=responses(*DENIALS, *ONCE, *DENIED, "not-found", "rule-violated", *REACH),
        dependencies=KEYED,
    )
    async def dispute(
        body: RaiseDispute, request: Request, _caller: Annotated[Caller, Depends(LOOKS)]
    ) -> Response:
        return await _carried(entrance, book, body, request, "disputes", body.resource)


async def _carried(  # noqa: PLR0913  # a question, on its way to whoever answers it
    entrance: Entrance,
    book: Book,
    body: BaseModel,
    request: Request,
    what: Literal["lookups", "disputes"],
    resource: str,
    *,
    key: str | None = None,
) -> Response:
    """Pass the question on to the provider in the caller's own name. Raises sharing-resource-unknown."""
    line = book.by_name.get(resource)
    if line is None:
        known = ", ".join(sorted(book.by_name))
        raise problem(
            UNKNOWN, f"Nobody offers {resource}; there are {known}.", article=ARTICLE, field="/resource"
        )
    content = orjson.dumps(body.model_dump(mode="json"))
    return await entrance.proxy.ask(
        line.provider,
        f"/v1/sharing/{what}",
        request,
        content=content,
        key=key,
        traceparent=current_traceparent(),
    )


def _savings(router: APIRouter, entrance: Entrance) -> None:
    @router.get(
        "/sharing/savings",
        summary="Papers that sharing has spared: per case, agency and month · 减免材料统计",
        response_model=Savings,
        responses={
            **responses(*DENIALS, "validation-failed"),
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        },
    )
    async def saved(
        caller: Annotated[Caller, Depends(READS)], wanted: Annotated[SavingsQuery, Query()]
    ) -> Response:
        lines = await sharing.spared_papers(entrance.database, wanted.asked(), eyes_of(caller))
        if wanted.format == "csv":
            name = {"content-disposition": 'attachment; filename="savings.csv"'}
            return Response(sharing.as_csv(lines), media_type="text/csv; charset=utf-8", headers=name)
        return JsonResponse(sharing.savings(lines, limit=wanted.limit))

    @router.get(
        "/cases/{case_id}/looks",
        summary="Who has looked at data of this case, and for what · 查询记录",
        responses=responses(*DENIALS, "not-found"),
    )
    async def looks(case_id: str, caller: Annotated[Caller, Depends(READS)]) -> Response:
        eyes = eyes_of(caller)
        await get_case(entrance.database, case_id, eyes)
        found = await sharing.looks_of(entrance.database, case_id)
        if eyes.uscc is not None:
            # An exporter is told which agency looked and what for; which officer it was is the agencies' own business.
            found = [{name: value for name, value in each.items() if name != "by_subject"} for each in found]
        return JsonResponse({"case_id": case_id, "looks": found})
