"""Faults of servers and processes: each is done to the thing itself, not to what is told of it."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from typing import Any

import asyncpg

from tools.drill.fault import Fault
from tools.drill.real import SLOW, SMALL, RealLane
from tools.drill.volume import Volume

DOWN, SKEWED, STUCK = "customs", "customs", "customs"
DELAY_SECONDS = 0.2
OFFSET_SECONDS = 300
HELD_SECONDS = 20.0


def agency_down(lane: RealLane) -> Fault:
    """The process of an agency ends without a word."""
    process = lane.service(DOWN)

    async def inject() -> None:
        await asyncio.to_thread(process.kill)

    async def mend() -> None:
        await asyncio.to_thread(process.start)
        await asyncio.to_thread(process.wait_ready)

    return Fault("agency down", "agency-unreachable", DOWN, "Agency out of reach", inject, mend)


def broker_down(lane: RealLane) -> Fault:
    """The broker is killed; it comes back with its data."""
    kafka = lane.platform.kafka

    async def inject() -> None:
        await asyncio.to_thread(kafka.kill)

    async def mend() -> None:
        await asyncio.to_thread(kafka.start)

    return Fault("broker down", "broker-unreachable", "broker", "Lost broker", inject, mend)


def slow_database(lane: RealLane) -> Fault:
    """Every word between one service and its database takes its time, each way."""

    async def inject() -> None:
        lane.wire.delay = DELAY_SECONDS

    async def mend() -> None:
        lane.wire.delay = 0.0

    return Fault("slow database", "database-slow", f"database of {SLOW}", "Slow database", inject, mend)


def expired_token(lane: RealLane) -> Fault:
    """Nobody has put a new token into the gateway's file in time."""
    identity = lane.platform.identity
    file = identity.service_token("gateway")
    good = file.read_bytes()

    async def inject() -> None:
        ended = identity.token(
            agency="gateway", role="service", subject="gateway", scopes=("read", "hand-over"), seconds=-60
        )
        file.write_bytes(ended.encode())

    async def mend() -> None:
        file.write_bytes(good)

    return Fault("expired token", "token-expired", "service token of gateway", "Expired tokens", inject, mend)


def full_disk(lane: RealLane, volume: Volume) -> Fault:
    """The disk with one service's tables has no room left when the next batch comes."""

    async def inject() -> None:
        await asyncio.to_thread(volume.fill)
        for _ in range(3):
            await lane.hand_in()

    async def mend() -> None:
        await asyncio.to_thread(volume.clear)

    return Fault("full disk", "disk-full", f"database of {SMALL}", "Full disk", inject, mend)


def clock_skew(lane: RealLane) -> Fault:
    """One host has lost its time service: its clock is minutes ahead."""
    process = lane.service(SKEWED)

    async def restarted(settings: Mapping[str, str]) -> None:
        await asyncio.to_thread(process.stop)
        await asyncio.to_thread(lambda: process.start(**settings))
        await asyncio.to_thread(process.wait_ready)

    async def inject() -> None:
        await restarted({"EXPORTLANE_CLOCK_OFFSET_SECONDS": str(OFFSET_SECONDS)})

    async def mend() -> None:
        await restarted({})

    return Fault("clock skew", "clock-skew", f"clock of {SKEWED}", "Clock skew", inject, mend)


def stuck_relay(lane: RealLane) -> Fault:
    """A session that is none of ours holds the seat of an agency's relay."""
    dsn = lane.platform.postgres.admin_dsn(STUCK.replace("-", "_"))
    key = zlib.crc32(f"exportlane.relay.{STUCK}".encode())
    held: list[Any] = []

    async def inject() -> None:
        holder, helper = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
        held.append(holder)
        waiting = asyncio.create_task(holder.execute("select pg_advisory_lock($1)", key))
        try:
            async with asyncio.timeout(HELD_SECONDS):
                # Whoever sits there is sent away as often as it takes: we stand in the queue already.
                while not waiting.done():
                    await helper.execute(
                        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted "
                        "and objid = $1::bigint and pid <> all($2::int[])",
                        key,
                        [holder.get_server_pid(), helper.get_server_pid()],
                    )
                    await asyncio.wait([waiting], timeout=0.1)
                await waiting
        finally:
            await helper.close()
        await lane.hand_in()

    async def mend() -> None:
        while held:
            await held.pop().close()

    return Fault("stuck relay", "relay-stuck", f"relay of {STUCK}", "Stuck relay", inject, mend)
