"""One toy service that really runs (relay, consumer, REST) on a database and a bus of the test's choice."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from exportlane.contracts.envelope import Envelope, read_envelope
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import DEFAULT_SCOPES, Authenticator
from exportlane.runtime.bus.contract import Bus, BusUnavailable, Consumer, Record
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.database import Database
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.ledger import Verification, facts_of, verify
from exportlane.runtime.service import Parts, Service, ServiceDefinition
from exportlane.runtime.settings import ServiceSettings, load_settings
from exportlane.runtime.storage import load_thing
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import Caller
from tests.runtime.office import RING, SIGNERS
from tests.runtime.toy import PAPERS, Paper


class Running:
    """The service, and callers of its API."""

    def __init__(self, service: Service, app: FastAPI, settings: ServiceSettings) -> None:
        self.service = service
        self.app = app
        self._settings = settings

    def client(self, role: str = "officer", *, subject: str = "wang") -> Caller:
        issuer = DevelopmentIssuer.open(self._settings)
        name = self.service.name
        token = issuer.mint(
            subject=subject, agency=name, role=role, scopes=DEFAULT_SCOPES[role], now=datetime.now(UTC)
        )
        transport = httpx.ASGITransport(app=self.app)
        headers = {"authorization": f"Bearer {token}"}
        return Caller(httpx.AsyncClient(transport=transport, base_url=f"http://{name}", headers=headers))

    async def paper(self, paper_id: str = "p") -> tuple[Paper, int]:
        """The paper and its version."""
        async with self.service.database.reading() as connection:
            thing = await load_thing(self.service.database, connection, PAPERS, paper_id)
        assert thing is not None
        assert thing.state is not None
        return thing.state, thing.version

    async def facts(self, *cases: str) -> list[Envelope]:
        async with self.service.database.reading() as connection:
            return await facts_of(self.service.database, connection, self.service.name, cases)

    async def count(self, table: str, where: str = "1 = 1") -> int:
        async with self.service.database.reading() as connection:
            statement = sa.text(f"select count(*) from {table} where {where}")  # noqa: S608  # the test's own words
            return int((await connection.execute(statement)).scalar_one())

    async def verified(self) -> Verification:
        return await verify(self.service.database, self.service.name, RING)


class Wire:
    """A bus that writes down what was sent, and can lose its answer or be out of reach."""

    def __init__(self, inner: Bus) -> None:
        self.inner = inner
        self.sent: list[Envelope] = []
        self.away = False
        self.lose_answers = 0

    async def start(self) -> None:
        await self.inner.start()

    async def ensure_topics(self, topics: Sequence[str], *, partitions: int) -> None:
        await self.inner.ensure_topics(topics, partitions=partitions)

    async def publish(self, records: Sequence[Record]) -> None:
        if self.away:
            raise BusUnavailable("the wire is cut")
        await self.inner.publish(records)
        self.sent += [read_envelope(record.headers, record.value) for record in records]
        if self.lose_answers:
            self.lose_answers -= 1
            raise BusUnavailable("the answer was lost")

    async def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        return await self.inner.consumer(group, topics)

    async def ping(self) -> None:
        await self.inner.ping()

    async def close(self) -> None:
        await self.inner.close()


@asynccontextmanager
async def running(
    definition: ServiceDefinition,
    database: str | Database,
    folder: Path,
    *,
    bus: Bus | None = None,
    **overrides: Any,
) -> AsyncIterator[Running]:
    """The service, started and at the end stopped."""
    settings = load_settings(definition.settings, data_dir=folder, backoff_seconds=0.01, **overrides)
    parts = Parts(
        settings=settings,
        database=Database(database) if isinstance(database, str) else database,
        bus=bus or EmbeddedBus(folder / "bus.db"),
        signer=SIGNERS[definition.name],
        verifier=RING,
        clock=SystemClock(),
        telemetry=setup(definition.name, settings),
        authenticator=Authenticator.from_settings(settings),
    )
    service = Service(definition, parts)
    app = build_app(service)
    try:
        await service.start()
        yield Running(service, app, settings)
    finally:
        await service.stop()


def rows_of(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What a database file holds when nobody runs on it."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()
