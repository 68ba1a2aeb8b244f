"""The people of these tests. They reach everything through the gateway's REST API, as anybody does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import until
from tests.end_to_end.papers import OTHER_USCC, USCC, Document

COLLECTIONS: Mapping[str, str] = {
    "licensing": "applications",
    "vehicle-registry": "vehicles",
    "customs": "declarations",
    "tax-rebate": "claims",
}
SERVICES = ("gateway", *COLLECTIONS)
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Person:
    """Who calls, as the token says it."""

    agency: str
    role: str
    uscc: str | None = None


EXPORTER = Person("enterprise", "exporter", USCC)
OTHER_EXPORTER = Person("enterprise", "exporter", OTHER_USCC)
OPERATOR = Person("gateway", "operator")


def officer(agency: str) -> Person:
    return Person(agency, "officer")


def supervisor(agency: str) -> Person:
    return Person(agency, "supervisor")


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the gateway answered to a batch. `cases` are ids by VIN, `lots` are (lot, its cases)."""

    answer: Document
    cases: Mapping[str, str]
    lots: Sequence[tuple[str, tuple[str, ...]]]

    @property
    def case(self) -> str:
        (only,) = self.cases.values()
        return only

    @property
    def lot(self) -> str:
        ((only, _),) = self.lots
        return only


class Entrance:
    """The gateway, asked by people."""

    def __init__(self, http: httpx.AsyncClient, mint: Callable[[Person], str]) -> None:
        self._http = http
        self._mint = mint
        self._tokens: dict[Person, str] = {}

    async def ask(
        self, who: Person, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """One request, and the answer whatever it is."""
        if who not in self._tokens:
            self._tokens[who] = self._mint(who)
        sent = {"authorization": f"Bearer {self._tokens[who]}"}
        if method != "GET":
            sent["idempotency-key"] = new_id()
        return await self._http.request(method, path, headers={**sent, **(headers or {})}, **options)

    async def get(self, who: Person, path: str, **params: str) -> Document:
        answer = await patiently(lambda: self.ask(who, "GET", path, params=params))
        assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text}"
        document: Document = answer.json()
        return document

    async def submits(self, body: Document, who: Person = EXPORTER) -> Submitted:
        """Hand a batch in. Whoever gets no answer asks again with the same key, as the API wants it."""
        key = {"idempotency-key": new_id()}
        answer = await patiently(lambda: self.ask(who, "POST", "/v1/batches", json=body, headers=key))
        assert answer.status_code == 202, f"{answer.status_code} {answer.text}"
        found = answer.json()
        cases = {row["vin"]: row["case_id"] for row in found["rows"] if row["case_id"]}
        return Submitted(found, cases, [(lot["lot_id"], tuple(lot["case_ids"])) for lot in found["lots"]])

    async def case(self, case_id: str) -> Document:
        return await self.get(OPERATOR, f"/v1/cases/{case_id}")

    async def timeline(self, case_id: str) -> list[Document]:
        facts: list[Document] = (await self.get(OPERATOR, f"/v1/cases/{case_id}/timeline"))["facts"]
        return facts

    async def ended(self, cases: Iterable[str], *, limit: float = PATIENCE) -> dict[str, str]:
        """Wait until each of these cases has an end; the ends by case."""
        ends: dict[str, str] = {}
        open_cases = set(cases)

        async def all_ended() -> bool:
            for case_id in sorted(open_cases):
                if (end := (await self.case(case_id))["status"]["end"]) is None:
                    return False
                ends[case_id] = end
                open_cases.discard(case_id)
            return True

        await until(all_ended, limit=limit, pause=0.1, what=f"the end of {len(open_cases)} cases")
        return ends

    async def thing(self, agency: str, thing_id: str) -> Document:
        """An application, vehicle, declaration or claim, as its officer sees it."""
        return await self.get(officer(agency), f"/v1/{agency}/{COLLECTIONS[agency]}/{thing_id}")

    async def reaches(self, agency: str, thing_id: str, status: str) -> Document:
        """Wait until the thing is there and stands at `status`."""

        async def look() -> Document | None:
            path = f"/v1/{agency}/{COLLECTIONS[agency]}/{thing_id}"
            answer = await self.ask(officer(agency), "GET", path)
            return answer.json() if answer.is_success and answer.json()["status"] == status else None

        found = await until(look, limit=PATIENCE, pause=0.05, what=f"{agency} {thing_id}: {status}")
        assert found is not None
        return found

    async def act(
        self, who: Person, agency: str, thing_id: str, verb: str, body: Document | None = None
    ) -> Document:
        """Decide on what lies there now; when somebody was quicker, look again and decide again."""
        path = f"/v1/{agency}/{COLLECTIONS[agency]}/{thing_id}"
        looker = who if who.role == "exporter" else officer(agency)
        while True:
            version = (await self.get(looker, path))["version"]
            match = {"if-match": f'"{version}"'}
            answer = await self.ask(who, "POST", f"{path}/{verb}", json=body or {}, headers=match)
            if answer.status_code != 412:
                break
        assert answer.status_code == 200, f"{verb}: {answer.status_code} {answer.text}"
        document: Document = answer.json()
        return document


async def patiently(
    ask: Callable[[], Awaitable[httpx.Response]], *, limit: float = PATIENCE
) -> httpx.Response:
    """Ask until there is an answer that means something: not a broken line, not "try again"."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    while True:
        trouble = ""
        try:
            answer = await ask()
        except httpx.TransportError as error:
            trouble = repr(error)
        else:
            in_progress = answer.status_code == 409 and "in-progress" in answer.text
            if answer.status_code < 500 and not in_progress:
                return answer
            trouble = f"{answer.status_code} {answer.text}"
        assert loop.time() < deadline, f"no answer within {limit} s; the last: {trouble}"
        await asyncio.sleep(0.2)
