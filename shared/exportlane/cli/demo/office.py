"""The people of the demo: clients that call the gateway over HTTP, each with a token of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from exportlane.runtime.auth import DEFAULT_SCOPES
from exportlane.runtime.ids import new_id
from exportlane.runtime.issuer import DevelopmentIssuer

Document = dict[str, Any]
Who = tuple[str, str] | tuple[str, str, str]
"""Agency and role; for the conference also the member for whom the person sits there."""


class RequestFailed(Exception):
    """The gateway said no where the demo expects yes; the sentence is the problem's."""


class Office:
    """Calls the gateway at `base_url` as whoever is named."""

    def __init__(self, base_url: str, issuer: DevelopmentIssuer) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=30)
        self._issuer = issuer
        self._tokens: dict[tuple[Who, str | None], str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.aclose()

    async def get(self, who: Who, path: str, **params: str) -> Document:
        """GET as (agency, role)."""
        return await self._call("GET", who, path, None, {}, params)

    async def fetch(self, who: Who, path: str, **params: str) -> bytes:
        """GET as (agency, role): the content of a file, as it came."""
        return (await self._answer("GET", who, path, None, {}, params, None)).content

    async def post(
        self,
        who: Who,
        path: str,
        body: object,
        *,
        version: int | None = None,
        uscc: str | None = None,
    ) -> Document:
        """POST with a fresh Idempotency-Key and, for a verb on a thing, its version."""
        return await self.send("POST", who, path, body, version=version, uscc=uscc)

    async def send(
        self,
        method: str,
        who: Who,
        path: str,
        body: object,
        *,
        version: int | None = None,
        uscc: str | None = None,
    ) -> Document:
        """The same with another method, such as DELETE for a bar that is lifted."""
        headers = {"idempotency-key": new_id()}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self._call(method, who, path, body, headers, {}, uscc)

    async def pages(self, who: Who, path: str, **params: str) -> list[Document]:
        """All items of a list."""
        items: list[Document] = []
        cursor: str | None = None
        while True:
            page = await self.get(who, path, limit="100", **params, **({"cursor": cursor} if cursor else {}))
            items += page["items"]
            cursor = page.get("next")
            if cursor is None:
                return items

    async def _call(  # noqa: PLR0913, PLR0917 - the parts of a request
        self,
        method: str,
        who: Who,
        path: str,
        body: object,
        headers: Mapping[str, str],
        params: Mapping[str, str],
        uscc: str | None = None,
    ) -> Document:
        answer = await self._answer(method, who, path, body, headers, params, uscc)
        document: Document = answer.json()
        return document

    async def _answer(  # noqa: PLR0913, PLR0917 - the parts of a request
        self,
        method: str,
        who: Who,
        path: str,
        body: object,
        headers: Mapping[str, str],
        params: Mapping[str, str],
        uscc: str | None,
    ) -> httpx.Response:
        authorised = {**headers, "authorization": f"Bearer {self._token(who, uscc)}"}
        answer = await self._http.request(method, path, json=body, headers=authorised, params=params)
        if answer.status_code >= 400:
            raise RequestFailed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer

    def _token(self, who: Who, uscc: str | None) -> str:
        key, (agency, role) = (who, uscc), who[:2]
        if key not in self._tokens:
            self._tokens[key] = self._issuer.mint(
                subject=f"demo-{role}", agency=agency, role=role, scopes=DEFAULT_SCOPES[role],
                now=datetime.now(UTC), uscc=uscc, member=who[2] if len(who) == 3 else None,
            )  # fmt: skip
        return self._tokens[key]
