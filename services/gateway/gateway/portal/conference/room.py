"""What every page of the conference begins with: who looks, from which seat, and calls of the API in that name."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from exportlane.policies.promises import promises_of
from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import PROBLEMS, Problem
from gateway.conference.access import READS_FIGURES
from gateway.disclosure import veiled
from gateway.entrance import Entrance
from gateway.portal.conference.seat import GUEST, Refused, Seat, seat_of
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import Answer
from gateway.portal.frame.desk import Desk, is_secure
from gateway.portal.frame.language import Language, language_of
from gateway.portal.visits import Visit

API: Final = "/v1/conference"
LONGEST: Final = 512


@dataclass(frozen=True, slots=True)
class Look:
    """One request for a page of the conference."""

    request: Request
    visit: Visit
    seat: Seat

    @property
    def caller(self) -> Caller:
        return self.visit.caller

    @property
    def language(self) -> Language:
        """In which the page is written."""
        return language_of(self.request)

    def asked(self, name: str) -> str:
        """A parameter of the address; empty when it is not there."""
        return self.request.query_params.get(name, "")[:LONGEST]

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def at(self, path: str = "", **asked: object) -> str:
        """The address of a page of the conference; who may choose between bodies keeps his choice."""
        given = {"profile": self.seat.profile} if len(self.seat.bodies) > 1 else {}
        given |= {name: str(value) for name, value in asked.items() if value not in {None, "", False}}
        return f"/conference{path}{'?' if given else ''}{urlencode(given)}"


Work = Callable[[Look], Awaitable[Response]]


@dataclass(slots=True)
class Room:
    """Opens the pages of the conference. One for all of them."""

    entrance: Entrance
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.entrance)

    def page(self, work: Work, *, whole: bool = False) -> Callable[[Request], Awaitable[Response]]:
        """A page for whoever may see it; with `whole` only for those who read single tickets."""

        async def answer(request: Request) -> Response:
            visit = await self.desk.open(request)
            if isinstance(visit, Response):
                return visit
            try:
                return await work(self.looked(request, visit, whole=whole))
            except Refused as no:
                return self.told(request, visit, no)
            except Problem as found:
                return self.desk.told(request, visit, found)

        return answer

    def looked(self, request: Request, visit: Visit, *, whole: bool = False) -> Look:
        """The look of a visit. Raises Refused."""
        wanted = request.query_params.get("profile") or None
        seat = seat_of(visit.caller, wanted, today=self.entrance.today)
        if whole and not seat.whole:
            raise Refused("forbidden", GUEST)
        return Look(request, visit, seat)

    def told(self, request: Request, visit: Visit, no: Refused) -> Response:
        """The page that says no, and why, in the reader's language."""
        kind = PROBLEMS[no.slug]
        return self.desk.render(
            request, visit, "conference/refused.html", kind.status, kind=kind, why=no.words,
            own=READS_FIGURES.admits(visit.caller),
        )  # fmt: skip

    def show(self, look: Look, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the conference in the frame."""
        return self.desk.render(
            look.request, look.visit, f"conference/{template}", status,
            seat=look.seat, body=look.seat.body,
            figures={each.id for each in promises_of(look.seat.profile)},
            hide=lambda text: veiled(text, look.seat.eyes), at=look.at, once=str(uuid.uuid4()), **values,
        )  # fmt: skip

    async def form(self, look: Look) -> FormData:
        """What a form of this visit sent. Raises Problem forbidden."""
        return await self.desk.form(look.request, look.visit)

    def back(self, look: Look, address: str, note: Words) -> Response:
        """To a page after something was done, which the page says once."""
        return self.desk.back(address, note, secure=is_secure(look.request))

    async def call(
        self,
        look: Look,
        path: str,
        body: Mapping[str, object],
        *,
        version: str | None = None,
        key: str | None = None,
    ) -> Answer:
        """A verb of our own API, in the visitor's name and in this process: the one place where its rules stand.

        `key` comes with the form, so that a form that is sent twice acts once.
        """
        headers = {"authorization": f"Bearer {look.visit.token}", "idempotency-key": key or str(uuid.uuid4())}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        transport = httpx.ASGITransport(app=look.request.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            answer = await client.post(f"{API}{path}", json=body, headers=headers)
        return Answer(answer.status_code, answer.json(), answer.headers.get("etag"))
