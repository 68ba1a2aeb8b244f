"""`/operations/parked`: what services could not handle, with its cause; one message, and what waits behind it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from gateway.disclosure import disclose, eyes_of
from gateway.entrance import Entrance
from gateway.portal.frame.calls import Answer
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations import words
from gateway.portal.operations.line import Line
from gateway.portal.visits import Visit

PER_PAGE: Final = 50
MOST: Final = 500
"""So many rows of a service are looked through; a page says so when there are more."""
OPEN: Final = ("failed", "untrusted", "blocked", "early", "waiting")


def add(router: APIRouter, entrance: Entrance) -> None:
    """The list and the page of one message."""
    pages = Parked(entrance)
    router.add_api_route("/parked", pages.list, methods=["GET"], response_model=None)
    router.add_api_route("/parked/{service}/{parked_id}", pages.one, methods=["GET"], response_model=None)


@dataclass(frozen=True, slots=True)
class Message:
    """A parked message at a service."""

    service: str
    row: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def address(self) -> str:
        return f"/operations/parked/{self.service}/{quote(self.id, safe='')}"

    @property
    def key(self) -> tuple[str, str]:
        return (self.service, str(self.row["case_id"]))

    @property
    def is_open(self) -> bool:
        return self.row["state"] in OPEN

    @property
    def section(self) -> str:
        """Where the runbook tells about it."""
        return words.SECTIONS.get(str(self.row["state"]), "parked-messages")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Without a state: what needs a person."""

    service: str = ""
    state: str = ""
    cause: str = ""
    case: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: Request) -> Asked:
        query = request.query_params
        state = query.get("state", "")
        return cls(
            service=query.get("service", "")[:64],
            state=state if state in {*OPEN, "all", "done", "skipped"} else "",
            cause=query.get("cause", "")[:64],
            case=query.get("case", "").strip()[:64],
            after=query.get("after", "")[:128],
        )

    def states(self) -> tuple[str, ...]:
        """The states to ask for; an empty one stands for all that are open."""
        if self.state == "all":
            return ("",)
        return (self.state,) if self.state else words.NEEDS_A_PERSON

    def address(self, **changes: str) -> str:
        """The address of this list with something else asked for."""
        asked = {name: getattr(self, name) for name in self.__slots__} | changes
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/operations/parked?{query}" if query else "/operations/parked"


class Parked:
    """The list and the page of one message."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self._desk = Desk(entrance)

    async def list(self, request: Request) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        line, asked = Line(self._entrance, visit, request), Asked.of(request)
        chosen = [name for name in line.services if asked.service in {"", name}]
        found, silent, full = await _messages(line, chosen, asked)
        blocked, _, more = await _messages(line, chosen, Asked(state="blocked", case=asked.case))
        causes = sorted({str(each.row["cause"]) for each in found})
        found = [each for each in found if asked.cause in {"", each.row["cause"]}]
        page = found[:PER_PAGE]
        values: dict[str, Any] = {
            "asked": asked, "page": page, "silent": silent, "services": line.services, "causes": causes,
            "behind": Counter(each.key for each in blocked), "behind_more": more, "full": full,
            "next": asked.address(after=page[-1].id) if len(found) > PER_PAGE else None,
            "states": ("", "all", *OPEN, "skipped"),
        }  # fmt: skip
        return self._render(request, visit, "operations/parked.html", **values)

    async def one(self, request: Request, service: str, parked_id: str) -> Response:
        visit = await self._desk.open(request, may=operators)
        if isinstance(visit, Response):
            return visit
        line = Line(self._entrance, visit, request)
        answer = await get(line, service, parked_id)
        if not answer.ok:
            return self._render(
                request, visit, "operations/untold.html", answer.status, problem=answer.document, tab="parked",
                back="/operations/parked",
            )  # fmt: skip
        message = Message(service, answer.document)
        values: dict[str, Any] = {
            "message": message, "chain": await chain(line, message), "data": shown_data(message, visit),
            "fact": _place_in_case(message),
        }  # fmt: skip
        return self._render(request, visit, "operations/message.html", **values)

    def _render(
        self, request: Request, visit: Visit, name: str, status: int = 200, **values: Any
    ) -> Response:
        shared = {"w": words, "platform": platform_operators(visit.caller)}
        return self._desk.render(request, visit, name, status, **shared, **values)


async def get(line: Line, service: str, parked_id: str) -> Answer:
    """One message, as its service tells it."""
    return await line.ask(service, "GET", f"parked/{quote(parked_id, safe='')}")


async def chain(line: Line, message: Message) -> Sequence[Message]:
    """The open messages of the same case at the same service, in order, without the message itself."""
    if not message.row["case_id"]:
        return ()
    params = {"case": str(message.row["case_id"]), "limit": str(MOST)}
    answer = await line.ask(message.service, "GET", "parked", params=params)
    items = answer.document["items"] if answer.ok else []
    return [Message(message.service, row) for row in items if row["id"] != message.id]


async def _messages(
    line: Line, services: Sequence[str], asked: Asked
) -> tuple[list[Message], dict[str, Any], bool]:
    """The messages of all services in one order, the problems of those that did not say, and whether there are more."""
    limit = MOST if asked.cause or asked.state == "blocked" else PER_PAGE + 1

    async def of(service: str, state: str) -> tuple[str, Answer]:
        params = {"state": state, "case": asked.case, "after": asked.after, "limit": str(limit)}
        given = {name: value for name, value in params.items() if value}
        return service, await line.ask(service, "GET", "parked", params=given)

    answers = await asyncio.gather(*(of(service, state) for service in services for state in asked.states()))
    found = [
        Message(service, row) for service, answer in answers if answer.ok for row in answer.document["items"]
    ]
    silent = {service: answer.document for service, answer in answers if not answer.ok}
    full = any(answer.ok and len(answer.document["items"]) >= limit for _, answer in answers)
    return sorted(found, key=lambda each: each.id), silent, full


def shown_data(message: Message, visit: Visit) -> str | None:
    """The data of the fact as an operator may see them; None where nobody vouches for what they are."""
    if message.row["state"] == "untrusted":
        # What is nobody's may hold anything; only the service that keeps it shows it, to its own people.
        return None
    try:
        data = json.loads(message.row["data"])
    except ValueError:
        return None
    if not isinstance(data, Mapping):
        return None
    told = disclose(data, eyes_of(visit.caller), "")
    return json.dumps(told, ensure_ascii=False, indent=2)


def _place_in_case(message: Message) -> str | None:
    """Where the fact stands on the page of its case."""
    row = message.row
    return f"/cases/{quote(str(row['case_id']), safe='')}#f-{row['fact_id']}" if row["case_id"] else None
