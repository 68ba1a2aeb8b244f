"""Facts leave in order per case, at least once; whoever loses the seat, an answer or the bus loses no fact."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from exportlane.contracts.envelope import Envelope
from exportlane.runtime import relay as relay_module
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.testing import until
from tests.runtime.running import Running, Wire, running
from tests.runtime.toy import two_agencies

ONE = "/v1/papers/p/announce/one"


class Registry:
    """The toy registry on a wire that can be listened to."""

    def __init__(self, run: Running, wire: Wire) -> None:
        self.run = run
        self.wire = wire

    async def announces(self, times: int) -> None:
        caller = self.run.client()
        for _ in range(times):
            assert (await caller.post(ONE, version="*")).status_code == 200

    async def published(self) -> bool:
        return await self.run.count("ledger", "not published") == 0


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Registry]:
    wire = Wire(EmbeddedBus(tmp_path / "bus.db"))
    async with running(two_agencies()["vehicle-registry"], database_url, tmp_path, bus=wire) as run:
        assert (await run.client().post("/v1/papers/p?cases=a,b,c")).status_code == 201
        yield Registry(run, wire)


def in_order(sent: list[Envelope]) -> bool:
    """Whether every case's facts came in order; what was sent before may come again from any point on."""
    newest: dict[str, int] = {}
    for fact in sent:
        if fact.sequence > newest.get(fact.subject, 0) + 1:
            return False
        newest[fact.subject] = max(fact.sequence, newest.get(fact.subject, 0))
    return True


async def test_facts_leave_in_order_and_once_when_nothing_goes_wrong(registry: Registry) -> None:
    await registry.announces(10)
    await until(registry.published)

    assert len(registry.wire.sent) == 30
    assert in_order(registry.wire.sent)
    assert await registry.run.service.relay.oldest_unpublished() is None


async def test_an_answer_lost_between_sending_and_marking_sends_again(registry: Registry) -> None:
    registry.wire.lose_answers = 2

    await registry.announces(5)
    await until(registry.published)

    ids = [fact.id for fact in registry.wire.sent]
    assert len(set(ids)) == 15
    assert len(ids) > 15
    assert in_order(registry.wire.sent)


async def test_an_outage_of_the_bus_is_waited_out_aloud(registry: Registry) -> None:
    service = registry.run.service
    registry.wire.away = True
    await registry.announces(4)
    await until(lambda: service.relay.trouble is not None, what="the trouble")

    assert service.relay.trouble is not None
    assert "the wire is cut" in service.relay.trouble
    assert (await service.relay.oldest_unpublished() or 0) > 0
    ready = await registry.run.client().get("/readyz")
    assert ready.status_code == 503
    registry.wire.away = False
    await until(registry.published)

    assert service.relay.trouble is None
    assert [fact.id for fact in registry.wire.sent] == [
        fact.id for fact in await registry.run.facts("a", "b", "c")
    ]


async def test_facts_of_the_last_moment_leave_before_the_stop(database_url: str, tmp_path: Path) -> None:
    wire = Wire(EmbeddedBus(tmp_path / "bus.db"))
    async with running(two_agencies()["vehicle-registry"], database_url, tmp_path, bus=wire) as run:
        await run.client().post("/v1/papers/p?cases=a")
        await Registry(run, wire).announces(20)

    assert [fact.sequence for fact in wire.sent] == list(range(1, 21))


@pytest.mark.postgres
class TestTwoRelaysOnOneLedger:
    """Two processes of one service: one publishes, the other stands by."""

    @pytest.fixture
    async def pair(self, postgres_database: str, tmp_path: Path) -> AsyncIterator[tuple[Registry, Registry]]:
        async with AsyncExitStack() as stack:
            both = []
            for name in ("first", "second"):
                wire = Wire(EmbeddedBus(tmp_path / "bus.db"))
                folder = tmp_path / name
                definition = two_agencies()["vehicle-registry"]
                run = await stack.enter_async_context(
                    running(definition, postgres_database, folder, bus=wire)
                )
                both.append(Registry(run, wire))
            assert (await both[0].run.client().post("/v1/papers/p?cases=a,b,c")).status_code == 201
            await until(lambda: len(leaders(both)) == 1, what="one leader")
            yield both[0], both[1]

    async def test_one_publishes_what_both_write(
        self, pair: tuple[Registry, Registry], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # With no look at the ledger for an hour, only the word between them can bring the other's facts to the leader.
        monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 3600.0)
        leader, other = sorted(pair, key=lambda each: not each.run.service.relay.leading)

        for _ in range(5):
            await leader.announces(1)
            await other.announces(1)
            await asyncio.gather(leader.announces(1), other.announces(1))
        await until(leader.published)

        assert {fact.id for fact in leader.wire.sent} == {
            fact.id for fact in await leader.run.facts("a", "b", "c")
        }
        assert other.wire.sent == []
        assert len({fact.sequence for fact in await leader.run.facts("a")}) == 20

    async def test_when_the_leader_stops_the_other_takes_over(self, pair: tuple[Registry, Registry]) -> None:
        leader, other = sorted(pair, key=lambda each: not each.run.service.relay.leading)

        await leader.run.service.relay.stop()
        await until(lambda: other.run.service.relay.leading, what="the other leads")
        await other.announces(3)
        await until(other.published)

        assert len(other.wire.sent) == 9

    async def test_a_leader_whose_connection_is_cut_is_replaced(
        self, pair: tuple[Registry, Registry], postgres_database: str
    ) -> None:
        await pair[0].announces(3)

        connection = await asyncpg.connect(postgres_database.replace("+asyncpg", ""))
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_locks "
            "where locktype = 'advisory' and granted and pid <> pg_backend_pid() "
            "and database = (select oid from pg_database where datname = current_database())"
        )
        await connection.close()
        await pair[1].announces(3)
        await until(pair[0].published)
        await until(lambda: len(leaders(list(pair))) == 1, what="one leader again")

        sent = {fact.id for each in pair for fact in each.wire.sent}
        assert sent == {fact.id for fact in await pair[0].run.facts("a", "b", "c")}

    async def test_after_a_crash_of_postgresql_all_goes_on(
        self, pair: tuple[Registry, Registry], postgres_server: object
    ) -> None:
        await pair[0].announces(2)

        postgres_server.kill()  # type: ignore[attr-defined]
        await asyncio.to_thread(postgres_server.start)  # type: ignore[attr-defined]
        await pair[0].announces(1)
        await pair[1].announces(1)
        await until(pair[0].published)

        sent = {fact.id for each in pair for fact in each.wire.sent}
        assert sent == {fact.id for fact in await pair[0].run.facts("a", "b", "c")}
        assert len(sent) == 12


def leaders(pair: list[Registry]) -> list[Registry]:
    return [each for each in pair if each.run.service.relay.leading]
