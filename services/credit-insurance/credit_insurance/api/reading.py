"""How things are read: a page of them, and one with its history. The same for every kind.

An exporter reads its own; who sits for a bank reads what is that bank's, and of everything else nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from credit_insurance.access import READER, bank_of, denied, own
from credit_insurance.documents import document_of, page_of
from credit_insurance.domain.articles import TJ_9
from credit_insurance.papers import Asked
from exportlane.agency.callers import sought_by
from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Kind
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


@dataclass(frozen=True)
class Shelf:
    """How one kind of thing is read: the words, what its list is asked for, and which of it the banks may see.

    `of_banks`: the column with the bank whose officers may read it; None where no bank may. `of_all`: everybody may.
    """

    kind: Kind[Any]
    words: str
    asked: type[Asked]
    of_banks: str | None = None
    of_all: bool = False


def add_reading(router: APIRouter, service: Service, shelf: Shelf) -> None:
    """`GET` of the list and of one thing."""
    kind = shelf.kind

    async def listed(caller: Annotated[Caller, Depends(READER)], asked: Asked) -> Response:
        return JsonResponse(await page(service, shelf, caller, asked))

    # The list's own question is known only here, and a postponed annotation could not name it.
    listed.__annotations__["asked"] = Annotated[shelf.asked, Query()]
    router.get(
        "",
        summary=f"{shelf.words}: filter, sort, page by cursor",
        response_model=None,
        responses={
            200: {"model": page_of(kind.state)},
            **responses("bad-cursor", "bad-request", "forbidden"),
        },
        name=f"list_{kind.table}",
    )(listed)

    async def one(thing_id: str, request: Request, caller: Annotated[Caller, Depends(READER)]) -> Response:
        bank = await bank_allowed(service, shelf, caller)

        def admit(state: Any, who: Caller) -> bool:
            if shelf.of_all:
                return True
            if bank is not None and shelf.of_banks is not None:
                return kind.columns[shelf.of_banks](state) == bank
            return own(state, who)

        return await with_history(service, kind, thing_id, request=request, admit=admit)

    router.get(
        "/{thing_id}",
        summary=f"{shelf.words}: one with its history",
        response_model=None,
        responses={200: {"model": document_of(kind.state)}, **responses("not-found", "forbidden")},
        name=f"show_{kind.table}",
    )(one)


async def page(
    service: Service,
    shelf: Shelf,
    caller: Caller,
    asked: Asked,
    *,
    before: dict[str, str | None] | None = None,
) -> dict[str, Any]:
    """A page of what this caller may read. Raises Problem forbidden, bad-cursor, bad-request."""
    bank = await bank_allowed(service, shelf, caller)
    where: dict[str, str | int | None] = {n: value for n, value in asked.where().items() if value is not None}
    if "uscc" in shelf.kind.columns:
        where["uscc"] = sought_by(caller, asked.uscc)
    else:
        where.pop("uscc", None)
    if bank is not None and shelf.of_banks is not None:
        where[shelf.of_banks] = bank
    return await service.list(shelf.kind, ListQuery(where, before, asked.sort, asked.cursor, asked.limit))


async def bank_allowed(service: Service, shelf: Shelf, caller: Caller) -> str | None:
    """The bank that the caller acts for. Raises Problem forbidden where no bank reads."""
    bank = await bank_of(service, caller)
    if bank is not None and shelf.of_banks is None and not shelf.of_all:
        sentence = f"You act for {bank}; of a firm's cases you see what it agreed to, at /v1/evidence/looks."
        raise denied(Refused("another_desk", sentence, TJ_9))
    return bank
