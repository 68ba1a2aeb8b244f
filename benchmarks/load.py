"""The load: batches through the gateway's REST API with a fixed number of cases in flight, and what came of them.

Latencies are read from what the services wrote down (a case begins when its request is sent and ends when the fact
that closed it is visible in the gateway's view), so that looking does not distort them.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import asyncpg
import httpx

from benchmarks.vehicles import submissions
from exportlane.runtime.ids import new_id
from tools.stack.platform import Platform

EXPORTER = "91120118MA06ABCD1Y"
LARGEST_BATCH = 16
LIMIT_SECONDS = 300.0


@dataclass
class Result:
    """One measurement. Times in seconds, memory in MiB, `cpu` in CPU seconds by process over the run."""

    cases: int
    in_flight: int
    batch: int
    seconds: float
    case_times: list[float]
    lags: list[float]
    cpu: Mapping[str, float]
    memory: Mapping[str, tuple[float, float]]
    servers_cpu: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.cases / self.seconds


class Load:
    """Sends batches to the platform's gateway and watches its view."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        token = platform.identity.token(agency="enterprise", role="exporter", uscc=EXPORTER)
        headers = {"authorization": f"Bearer {token}"}
        self._http = httpx.AsyncClient(base_url=platform.gateway.url, headers=headers, timeout=60)
        self._next_vin = 0
        self._view: asyncpg.Connection[Any] | None = None

    async def __aenter__(self) -> Self:
        # The tables grow faster than their statistics; our own looks must not be what is measured.
        settings = {"enable_seqscan": "off", "jit": "off"}
        self._view = await asyncpg.connect(self._platform.postgres.dsn("gateway"), server_settings=settings)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.aclose()
        await self._connection.close()

    @property
    def _connection(self) -> Any:
        if self._view is None:
            raise RuntimeError("use the load in an async with statement")
        return self._view

    async def run(self, cases: int, *, in_flight: int) -> Result:
        """Send `cases` with at most `in_flight` unfinished at any time."""
        batch = max(1, min(LARGEST_BATCH, in_flight // 4))
        bodies = submissions(batch, start=self._next_vin)
        self._next_vin += cases + batch
        sent: dict[str, float] = {}
        before, memory = self._cpu(), self._memory()
        started = time.perf_counter()
        finished: set[str] = set()
        sending: set[asyncio.Task[None]] = set()
        posted = 0
        while len(finished) < cases:
            while posted < cases and posted + batch - len(finished) <= max(in_flight, batch):
                task = asyncio.create_task(self._send(next(bodies), sent))
                sending.add(task)
                task.add_done_callback(sending.discard)
                posted += batch
            await asyncio.sleep(0.004 if in_flight < 4 else 0.02)
            finished |= await self._ended([case for case in sent if case not in finished])
            if time.perf_counter() - started > LIMIT_SECONDS:
                raise TimeoutError(f"{len(finished)} of {cases} cases ended within {LIMIT_SECONDS:.0f} s")
        seconds = time.perf_counter() - started
        after = self._cpu()
        times, lags = await self._times(sent)
        used = {name: after[name] - before[name] for name in after}
        grown = {name: (memory[name], now) for name, now in self._memory().items()}
        services = {name: used[name] for name in self._platform.services}
        servers = {name: used[name] for name in ("postgres", "kafka")}
        return Result(len(sent), in_flight, batch, seconds, times, lags, services, grown, servers)

    async def paced(self, rate: float, *, seconds: float) -> Result:
        """Send single cases at a steady `rate` per second."""
        bodies = submissions(1, start=self._next_vin)
        total = int(rate * seconds)
        self._next_vin += total
        sent: dict[str, float] = {}
        before, memory = self._cpu(), self._memory()
        started = time.perf_counter()
        tasks = []
        for number in range(total):
            await asyncio.sleep(max(started + number / rate - time.perf_counter(), 0))
            tasks.append(asyncio.create_task(self._send(next(bodies), sent)))
        await asyncio.gather(*tasks)
        await self._until_ended(sent)
        elapsed = time.perf_counter() - started
        after = self._cpu()
        times, lags = await self._times(sent)
        services = {name: after[name] - before[name] for name in self._platform.services}
        grown = {name: (memory[name], now) for name, now in self._memory().items()}
        return Result(total, 0, 1, elapsed, times, lags, services, grown)

    async def prove(self) -> None:
        """Every case that was ever sent has ended, and every agency announced each of its facts once."""
        open_cases = await self._connection.fetchval("select count(*) from cases where ended_as is null")
        doubled = await self._connection.fetchval(
            "select count(*) from (select 1 from timeline group by case_id, agency, sequence having count(*) > 1) d"
        )
        if open_cases or doubled:
            raise RuntimeError(f"{open_cases} cases are still open, {doubled} facts are shown twice")

    async def _send(self, body: Mapping[str, Any], sent: dict[str, float]) -> None:
        began = time.time()
        answer = await self._http.post("/v1/batches", json=body, headers={"idempotency-key": new_id()})
        if answer.status_code != 202:
            raise RuntimeError(f"the gateway answered {answer.status_code}: {answer.text[:500]}")
        for row in answer.json()["rows"]:
            sent[row["case_id"]] = began

    async def _ended(self, cases: Sequence[str]) -> set[str]:
        if not cases:
            return set()
        rows = await self._connection.fetch(
            "select id from cases where id = any($1::text[]) and ended_as is not null", list(cases)
        )
        return {row["id"] for row in rows}

    async def _until_ended(self, sent: Mapping[str, float]) -> None:
        deadline = time.perf_counter() + 60
        while len(await self._ended(list(sent))) < len(sent):
            if time.perf_counter() > deadline:
                raise TimeoutError("cases of the paced run are still open after 60 s")
            await asyncio.sleep(0.05)

    async def _times(self, sent: Mapping[str, float]) -> tuple[list[float], list[float]]:
        """Whole-case times, and the lag of every fact between its record and its visibility."""
        rows = await self._connection.fetch(
            "select case_id, occurred_at, received_at from timeline where case_id = any($1::text[])",
            list(sent),
        )
        last: dict[str, float] = {}
        lags = []
        for row in rows:
            received = datetime.fromisoformat(row["received_at"]).timestamp()
            lags.append(received - datetime.fromisoformat(row["occurred_at"]).timestamp())
            last[row["case_id"]] = max(last.get(row["case_id"], 0.0), received)
        return [last[case] - began for case, began in sent.items()], lags

    def _pids(self) -> dict[str, int]:
        services = {name: service.pid for name, service in self._platform.services.items()}
        return {**services, "postgres": self._platform.postgres.pid, "kafka": self._platform.kafka.pid}

    def _cpu(self) -> dict[str, float]:
        """CPU seconds so far: of PostgreSQL with all its sessions, of the others alone."""
        tick = os.sysconf("SC_CLK_TCK")
        used = {name: _ticks(pid) / tick for name, pid in self._pids().items()}
        used["postgres"] = sum(_ticks(pid, children=True) for pid in _family(self._pids()["postgres"])) / tick
        return used

    def _memory(self) -> dict[str, float]:
        return {name: _resident(service.pid) for name, service in self._platform.services.items()}


def _ticks(pid: int, *, children: bool = False) -> int:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - /proc is no ordinary path
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11 : 15 if children else 13])


def _family(root: int) -> list[int]:
    """A process and its direct children: the postmaster and its sessions."""
    try:
        with open(f"/proc/{root}/task/{root}/children", encoding="ascii") as file:  # noqa: PTH123
            return [root, *(int(pid) for pid in file.read().split())]
    except OSError:
        return [root]


def _resident(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return 0.0
