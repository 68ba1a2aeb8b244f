"""The agency's side of sharing: one router for all, over what each agency offers.

A service adds `sharing_routes(service, OFFERS)` to its routes and `SHARING_KINDS` to its kinds. When the routes are
made, every fact type of the agency is held against the agreements; a gap stops the start with a sentence that names
type, field and consumer. From then on each fact is asked for anew on each day before it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import OFFICER, SERVICE, Caller, demand, require_any
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import MEDIA_TYPE, Problem, document, problem, responses
from exportlane.runtime.settings import StartupRefused
from exportlane.sharing.bodies import Looked, LookUp
from exportlane.sharing.book import Book, shipped_book
from exportlane.sharing.correcting import add_disputes
from exportlane.sharing.denials import DENIED, problem_of
from exportlane.sharing.entitlement import Entitled, entitled
from exportlane.sharing.looks import Asker, Look, Question, looked
from exportlane.sharing.offers import Offer, Offers, Reading, reading
from exportlane.sharing.storage import LOOKS, SHARING_KINDS
from exportlane.sharing.telling import Guard

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

__all__ = ["SHARING_KINDS", "Offer", "Offers", "sharing_routes"]

LOOKS_AT_OTHERS = require_any(
    demand(roles={OFFICER}, scope="read"),
    demand(roles={SERVICE}, scope="read"),
)
"""Officers and services of any agency; what they may see is for the agreements to say."""
Looker = Annotated[Caller, Depends(LOOKS_AT_OTHERS)]


def sharing_routes(service: Service, offers: Offers, *, book: Book | None = None) -> APIRouter:
    """The routes under /v1/sharing. Raises StartupRefused when a fact of this agency is not agreed on."""
    agreed = book or shipped_book()
    _guard(service, agreed)
    _complete(service.name, offers, agreed)
    router = APIRouter(prefix="/v1/sharing", tags=["sharing"])
    _lookups(router, service, offers, agreed)
    add_disputes(router, service, offers, agreed)
    return router


def _guard(service: Service, book: Book) -> None:
    guard = Guard(book, service.name)
    if found := guard.check_all(statutory_day(service.clock.now())):
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        raise StartupRefused(f"{service.name} does not start: {found[0]}{more}.")
    service.desk.may_tell = guard


def _complete(name: str, offers: Offers, book: Book) -> None:
    offered = {line.name for line in book.resources if line.provider == name}
    if offered != set(offers):
        differ = ", ".join(sorted(offered ^ set(offers)))
        raise StartupRefused(f"{name} does not offer what the catalogue says; they differ in {differ}.")


def _lookups(router: APIRouter, service: Service, offers: Offers, book: Book) -> None:
    @router.post(
        "/lookups",
        summary="Look at what an agreement grants, for a case and a purpose · 共享查询",
        response_model=Looked,
        responses=responses(*ONCE, *DENIED, "not-found"),
        dependencies=KEYED,
    )
    async def look(body: LookUp, request: Request, caller: Looker) -> Response:
        return await _look(service, offers, book, body.question(), request, caller)


async def _look(
    service: Service, offers: Offers, book: Book, question: Question, request: Request, caller: Caller
) -> Response:
    today = statutory_day(service.clock.now())
    verdict = entitled(
        book, resource=question.resource, consumer=caller.agency, purpose=question.purpose, on=today
    )
    found = await _read(service, offers, book, question)
    if isinstance(verdict, Entitled) and found.values is None:
        verdict = Refused(
            "not-found", f"There is nothing by this key for the case {question.case_id}.", status=404
        )
    asker = Asker(caller.agency, caller.actor)
    look_id = new_id()

    def build(now: datetime) -> Sequence[Decided[Look]]:
        return [looked(look_id, question, asker, verdict, at=now, case_known=found.case_known)]

    def answer(looks: Sequence[Look]) -> tuple[int, Mapping[str, object], Mapping[str, str]]:
        if isinstance(verdict, Refused):
            return _refused(problem_of(verdict), request.url.path)
        return 200, _shown(service.name, looks[0], verdict, found), {}

    return await service.create_many(LOOKS, build, request=request, answer=answer)


async def _read(service: Service, offers: Offers, book: Book, question: Question) -> Reading:
    offer = offers.get(question.resource)
    line = book.by_name.get(question.resource)
    if offer is None or line is None:
        return Reading(None, None, case_known=False)
    if question.key not in line.keys:
        raise problem(
            "validation-failed",
            f"{question.resource} is found by {', '.join(line.keys)}, not by {question.key}.",
            field="/key/kind",
        )
    async with service.database.reading() as connection:
        return await reading(connection, offer, question)


def _shown(provider: str, look: Look, verdict: Entitled, found: Reading) -> dict[str, object]:
    values = found.values or {}
    return {
        "look_id": look.id,
        "resource": look.resource,
        "provider": provider,
        "case_id": look.case_id,
        "fields": {name: plain(values[name]) for name in verdict.fields if name in values},
        "agreement": verdict.agreement,
        "legal_basis": verdict.legal_basis,
        "as_of": rfc3339(look.at),
        "changed_at": found.changed_at,
    }


def plain(value: object) -> object:
    """A value for JSON: days as ISO text, several values as a list, all else as it is."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def _refused(found: Problem, path: str) -> tuple[int, Mapping[str, Any], Mapping[str, str]]:
    # The refusal is an answer like any other: it is kept with its look, so it is not raised.
    return found.status, document(found, instance=path), {"content-type": MEDIA_TYPE}
