"""A gateway whose portal signs people in at a foreign issuer, and a browser without a screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from exportlane.runtime.testing import System, system
from gateway.entrance import Entrance, entrance_of
from gateway.main import service as gateway_definition
from gateway.portal.visits import Visits, visits_of
from tests.gateway.signing_in.foreign_issuer import CLIENT_ID, CLIENT_SECRET, ForeignIssuer, foreign_issuer

LANE = "https://lane.example"


@dataclass
class Lane:
    """The gateway at `https://lane.example`, as a browser meets it."""

    system: System
    issuer: ForeignIssuer

    @property
    def entrance(self) -> Entrance:
        return entrance_of(self.system.services["gateway"])

    @property
    def visits(self) -> Visits:
        return visits_of(self.entrance)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        """Keeps cookies and follows nothing by itself."""
        transport = httpx.ASGITransport(app=self.system.apps["gateway"])
        async with httpx.AsyncClient(transport=transport, base_url=LANE) as made:
            yield made

    async def to_the_issuer(self, browser: httpx.AsyncClient, wanted: str = "/cases") -> str:
        """Begin a sign-in; the address at the issuer to which the browser is led."""
        answer = await browser.get("/sign-in", params={"next": wanted})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def from_the_issuer(self, address: str) -> str:
        """What the issuer sends the browser back to."""
        async with httpx.AsyncClient() as outside:
            return (await outside.get(address)).headers["location"]

    async def signed_in(self, browser: httpx.AsyncClient, wanted: str = "/cases") -> httpx.Response:
        """The portal's answer to a whole sign-in."""
        back = await self.from_the_issuer(await self.to_the_issuer(browser, wanted))
        return await browser.get(back)

    async def rows(self) -> list[Any]:
        """What the table of visits holds."""
        async with self.entrance.database.reading() as connection:
            return list(await connection.execute(sa.text("select * from portal_sessions")))

    async def write(self, statement: str) -> None:
        async with self.entrance.database.transaction() as connection:
            await connection.execute(sa.text(statement))


@pytest.fixture
async def issuer() -> AsyncIterator[ForeignIssuer]:
    async with foreign_issuer() as made:
        yield made


@pytest.fixture
async def lane(tmp_path: Path, issuer: ForeignIssuer) -> AsyncIterator[Lane]:
    settings = {
        "oidc_issuer": issuer.url, "oidc_jwks": f"{issuer.url}/keys", "portal_client_id": CLIENT_ID,
        "portal_client_secret": CLIENT_SECRET, "portal_scopes": "openid offline_access",
    }  # fmt: skip
    async with system(tmp_path, definitions={"gateway": gateway_definition}, **settings) as running:
        yield Lane(running, issuer)
