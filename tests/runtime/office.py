"""One toy agency's desk on a real database, without bus or relay, and other agencies that write facts to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts import ALL_FACTS, topic_of
from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.envelope import Envelope
from exportlane.contracts.vehicle_registry import VehicleExitConfirmed, VehicleRegistrationRestored
from exportlane.runtime.bus.contract import Delivery, Headers
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.database import Database, Insert, Update
from exportlane.runtime.desk import Desk
from exportlane.runtime.handling import Handling
from exportlane.runtime.ledger import Cause, Scribe, Verification, facts_of, verify
from exportlane.runtime.migrations import migrate
from exportlane.runtime.parking import ParkedMessage, list_parked
from exportlane.runtime.settings import ServiceSettings, load_settings
from exportlane.runtime.signing import Ed25519Signer, KeyRing, TrustedKey
from exportlane.runtime.storage import Hears, Loaded, load_thing, thing_writes
from exportlane.runtime.telemetry import Telemetry, setup
from tests.runtime.toy import FILES, PAPERS, RESTORED, VIN, Paper, Policy, on_restored

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EXIT_CONFIRMED = "vehicle.exit_confirmed.v1"
"""A type that the toy licensing does not hear."""

_KEYS = {
    name: Ed25519PrivateKey.generate() for name in ("licensing", "vehicle-registry", "customs", "stranger")
}
SIGNERS = {name: Ed25519Signer(key, f"{name}/1") for name, key in _KEYS.items()}
RING = KeyRing(
    {f"{name}/1": TrustedKey(name, key.public_key()) for name, key in _KEYS.items() if name != "stranger"}
)


class Author:
    """Another agency, as far as its facts go: numbered, chained and signed as they should be."""

    def __init__(self, source: str = "vehicle-registry") -> None:
        self.source = source
        self.scribe = Scribe(source, SIGNERS[source], {})

    def says(self, case: str, code: str) -> Envelope:
        """A fact that the toy licensing hears."""
        data = VehicleRegistrationRestored(vin=VIN, code=code, reason="because it is a toy")
        return self.announces(case, RESTORED, data)

    def mumbles(self, case: str) -> Envelope:
        """A fact that the toy licensing does not hear."""
        return self.announces(
            case, EXIT_CONFIRMED, VehicleExitConfirmed(vin=VIN, proof_no="P1", on="2026-03-02")
        )

    def announces(self, case: str, type_: str, data: FactData) -> Envelope:
        cause = Cause("request-1", "batch-1", "rule")
        self.scribe.write([Announce(case, type_, data)], cause, START)
        return self.scribe.written[-1]


def signed(envelope: Envelope, signer: str = "vehicle-registry", **changes: Any) -> Envelope:
    """The fact with some attributes changed and a signature that fits the change."""
    changed = replace(envelope, **changes)
    return replace(changed, signature=SIGNERS[signer].sign(changed.statement()))


def delivery(fact: Envelope, *, topic: str | None = None, headers: Headers | None = None) -> Delivery:
    """The fact as it comes from the bus."""
    own = fact.headers() if headers is None else headers
    return Delivery(topic or topic_of(fact.source), 0, 0, fact.subject, own, fact.data, 0)


class Office:
    """The toy licensing at work."""

    def __init__(self, desk: Desk, announced: list[Envelope], heard: list[Envelope]) -> None:
        self.desk = desk
        self.database = desk.database
        self.policy: Policy = desk.policy
        self.handling = Handling(desk)
        self.announced = announced
        self.told = heard

    async def opens(self, paper_id: str, *cases: str) -> None:
        """Take in a paper for these cases."""
        paper = Paper(paper_id, f"batch-{paper_id}", cases)
        async with self.database.transaction() as connection:
            writes = thing_writes([Loaded(PAPERS, paper, 0, changed=True)], "2026-03-02T00:00:00.000000Z")
            await self.database.write(connection, writes)

    async def hears(self, *facts: Envelope | Delivery) -> None:
        """Handle facts as one batch."""
        await self.handling.handle([f if isinstance(f, Delivery) else delivery(f) for f in facts])

    async def codes(self, case: str, paper_id: str | None = None) -> list[str]:
        """What the paper has noted for a case, in order."""
        async with self.database.reading() as connection:
            thing = await load_thing(self.database, connection, PAPERS, paper_id or case)
        assert thing is not None
        assert thing.state is not None
        return [entry.partition(":")[2] for entry in thing.state.heard if entry.partition(":")[0] == case]

    async def parked(self, case: str | None = None, state: str | None = None) -> list[ParkedMessage]:
        return await list_parked(self.database, case_id=case, state=state, limit=500)

    async def causes(self, case: str | None = None) -> list[tuple[str, str]]:
        """State and cause of every open row, oldest first."""
        return [(row.state, row.cause) for row in await self.parked(case)]

    async def facts(self, *cases: str) -> list[Envelope]:
        async with self.database.reading() as connection:
            return await facts_of(self.database, connection, self.desk.name, cases)

    async def verified(self) -> Verification:
        return await verify(self.database, self.desk.name, RING)

    async def rows(self, statement: str, **parameters: object) -> Sequence[Any]:
        async with self.database.reading() as connection:
            return (await connection.execute(sa.text(statement), parameters)).all()

    async def execute(self, *statements: str) -> None:
        async with self.database.transaction() as connection:
            for statement in statements:
                await connection.execute(sa.text(statement))


class Switched(Database):
    """A database that is out of reach as long as `away` is set."""

    def __init__(self, real: Database, away: Database | None = None) -> None:
        self.real = real
        self.away = away
        self.dialect = real.dialect
        self.engine = real.engine

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return (self.away or self.real).transaction()

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return (self.away or self.real).reading()

    async def close(self) -> None:
        """Both are closed by those who opened them."""


class Stumbling(Database):
    """The real database, of which some writes (counted from 1) meet somebody who was quicker."""

    def __init__(self, real: Database, *stumbles: int) -> None:
        self.dialect = real.dialect
        self.engine = real.engine
        self.writes = 0
        self._stumbles = stumbles

    async def write(self, connection: AsyncConnection, writes: Sequence[Insert | Update]) -> None:
        self.writes += 1
        if self.writes in self._stumbles:
            raise sa.exc.IntegrityError("insert", None, Exception("somebody was quicker"))
        await super().write(connection, writes)


TOY_HEARS: Mapping[str, Hears] = {RESTORED: Hears(PAPERS, on_restored)}


def toy_desk(
    database: Database, telemetry: Telemetry, announced: list[Envelope], heard: list[Envelope], **changes: Any
) -> Desk:
    """The desk of the toy licensing; `changes` replace single fields."""
    desk = Desk(
        name="licensing",
        kinds={kind.name: kind for kind in (PAPERS, FILES)},
        hears=TOY_HEARS,
        facts=ALL_FACTS,
        database=database,
        signer=SIGNERS["licensing"],
        verifier=RING,
        clock=ManualClock(START),
        policy=Policy(),
        telemetry=telemetry,
        announce=announced.extend,
        committed=heard.extend,
        attempts=3,
        backoff_seconds=0.001,
    )
    return replace(desk, **changes)


@asynccontextmanager
async def open_office(url: str, **changes: Any) -> AsyncIterator[Office]:
    """The office on a database of its own, migrated; closed at the end."""
    database = Database(url)
    await migrate(database, "tests.runtime.toy.migrations")
    telemetry = setup("licensing", load_settings(ServiceSettings))
    announced: list[Envelope] = []
    heard: list[Envelope] = []
    try:
        yield Office(toy_desk(database, telemetry, announced, heard, **changes), announced, heard)
    finally:
        telemetry.shutdown()
        await database.close()
