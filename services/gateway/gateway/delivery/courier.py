"""The courier: carries papers to the agencies once they are committed, and comes again until each is settled.

A slow agency holds up its own papers only: each has its own few hands. What comes of attempts is written in groups, so
that a large batch does not cost a transaction for every paper.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from datetime import timedelta
from functools import partial

import httpx

from exportlane.contracts import AGENCY_OF_TYPE
from exportlane.process import ENDORSED
from exportlane.runtime.clock import Clock, rfc3339
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.problems import Problem
from exportlane.runtime.telemetry import Telemetry
from gateway.delivery import table
from gateway.delivery.answers import Delivered, Later, Outcome, RefusedByAgency, meaning, pause_after
from gateway.delivery.table import OnItsWay
from gateway.identity import ServiceToken, TokenUnavailable
from gateway.routing.circuits import AgencyFailed, Circuits

HANDS = 8
"""Papers on their way to one agency at a time."""
SWEEP_SECONDS = 1.0
SWEEP_LIMIT = 200
GROUP_SECONDS = 0.01
STARTS_THE_CASE = AGENCY_OF_TYPE[ENDORSED]


class Courier:
    """Runs as one background task of the gateway."""

    def __init__(  # noqa: PLR0913 - what a courier needs, all by keyword
        self,
        *,
        database: Database,
        clients: Mapping[str, httpx.AsyncClient],
        circuits: Circuits,
        token: ServiceToken,
        clock: Clock,
        telemetry: Telemetry,
        seconds: float,
        only_process: bool,
        chance: random.Random,
    ) -> None:
        self._database = database
        self._clients = clients
        self._circuits = circuits
        self._token = token
        self._clock = clock
        self._log = telemetry.log
        self._seconds = seconds
        self._only_process = only_process
        self._chance = chance
        self._hands: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(HANDS))
        self._wake = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._settled: list[tuple[str | int | None, ...]] = []
        self._unwritten: set[str | int | None] = set()
        """Papers whose outcome is known and not yet in the table, where they still look due."""
        self._to_write = asyncio.Event()

    def carry(self, papers: Sequence[OnItsWay]) -> None:
        """Take papers that were just committed; returns at once.

        The agency that endorses the vehicles gets its paper when the others have theirs, or have been tried: its first
        fact starts the case, and whoever hears a fact before its papers must keep it waiting.
        """
        starting: dict[str, list[asyncio.Task[None]]] = defaultdict(list)
        for paper in sorted(papers, key=lambda paper: paper.agency == STARTS_THE_CASE):
            if paper.id in self._under_way or paper.id in self._unwritten:
                continue
            before = starting[paper.lot_id] if paper.agency == STARTS_THE_CASE else []
            task = asyncio.create_task(self._bring(paper, list(before)))
            starting[paper.lot_id].append(task)
            self._under_way[paper.id] = task
            task.add_done_callback(partial(self._done, paper.id))

    def wake(self) -> None:
        """Look for due papers now."""
        self._wake.set()

    async def run(self) -> None:
        """Carry what is due, until cancelled. What is under way then is cut off and taken up at the next start."""
        writer = asyncio.create_task(self._write())
        try:
            if self._only_process:
                await self._despite_outage(table.let_go(self._database, now=self._clock.now()))
            while True:
                await self._despite_outage(self._sweep())
                try:
                    async with asyncio.timeout(SWEEP_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    continue
                self._wake.clear()
        finally:
            for task in [writer, *self._under_way.values()]:
                task.cancel()
            if self._settled:
                await table.settle(self._database, self._settled)

    async def _sweep(self) -> None:
        room = SWEEP_LIMIT - len(self._under_way)
        if room > 0:
            self.carry(await table.take_due(self._database, now=self._clock.now(), limit=room))

    async def _despite_outage(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:
            if not is_outage(error):
                raise
            self._log.warning("courier.database_unreachable", error=repr(error)[:300])

    async def _bring(self, paper: OnItsWay, before: Sequence[asyncio.Task[None]] = ()) -> None:
        if before:
            await asyncio.wait(before)
        async with self._hands[paper.agency]:
            outcome = await self._attempt(paper)
        now = self._clock.now()
        attempts = paper.attempts + (not isinstance(outcome, Later) or outcome.counts)
        status, error, body, next_at = "pending", None, paper.body, now
        if isinstance(outcome, Delivered):
            # The agency keeps the paper; a second copy of an invoice here would serve nobody.
            status, body = "delivered", ""
        elif isinstance(outcome, RefusedByAgency):
            status, error = "refused", outcome.sentence
            self._log.error("delivery.refused", agency=paper.agency, delivery_id=paper.id, sentence=error)
        else:
            error = outcome.sentence
            pause = pause_after(attempts, self._chance)
            next_at = now + (pause if outcome.seconds is None else timedelta(seconds=outcome.seconds))
            self._log.info("delivery.later", agency=paper.agency, delivery_id=paper.id, sentence=error)
        self._unwritten.add(paper.id)
        self._settled.append((paper.id, status, attempts, rfc3339(next_at), error, body, rfc3339(now)))
        self._to_write.set()

    def _done(self, paper_id: str, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(paper_id, None)

    async def _attempt(self, paper: OnItsWay) -> Outcome:
        client = self._clients.get(paper.agency)
        if client is None:
            return Later(f"The address of the agency {paper.agency} is not known.", counts=False)
        try:
            async with self._circuits.guard(paper.agency):
                return await self._send(client, paper)
        except AgencyFailed as error:
            return Later(str(error))
        except Problem as left_alone:
            seconds = float((left_alone.headers or {}).get("retry-after", "1"))
            return Later(left_alone.detail, counts=False, seconds=seconds + self._chance.random())
        except TokenUnavailable as error:
            return Later(str(error), counts=False, seconds=SWEEP_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever went wrong with one paper, it stays on its way and is told
            self._log.exception("courier.failed", error, delivery_id=paper.id)
            return Later(f"Something went wrong here: {type(error).__name__}.")

    async def _send(self, client: httpx.AsyncClient, paper: OnItsWay) -> Outcome:
        headers = {
            "authorization": f"Bearer {await self._token.bearer()}",
            "content-type": "application/json",
            "idempotency-key": paper.id,
        }
        if paper.traceparent:
            headers["traceparent"] = paper.traceparent
        try:
            async with asyncio.timeout(self._seconds):
                answer = await client.post(paper.path, content=paper.body.encode(), headers=headers)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise AgencyFailed(f"The agency {paper.agency} did not answer in time.") from error
        except (httpx.TransportError, OSError) as error:
            raise AgencyFailed(f"The agency {paper.agency} cannot be reached.") from error
        outcome = meaning(answer.status_code, *_problem_of(answer))
        if isinstance(outcome, Later) and answer.status_code >= 500:
            raise AgencyFailed(outcome.sentence)
        return outcome

    async def _write(self) -> None:
        """Write outcomes in groups; one that cannot be written now is kept until it can."""
        while True:
            await self._to_write.wait()
            await asyncio.sleep(GROUP_SECONDS)
            self._to_write.clear()
            group, self._settled = self._settled, []
            try:
                await table.settle(self._database, group)
            except Exception as error:
                self._settled = [*group, *self._settled]
                if not is_outage(error):
                    raise
                self._log.warning("courier.database_unreachable", error=repr(error)[:300])
                await asyncio.sleep(SWEEP_SECONDS)
                self._to_write.set()
            else:
                self._unwritten.difference_update(row[0] for row in group)


def _problem_of(answer: httpx.Response) -> tuple[str | None, str | None]:
    """Slug and detail of a problem document, None for anything else."""
    if answer.status_code < 400:
        return None, None
    try:
        found = answer.json()
        return str(found["slug"]), str(found["detail"])
    except (ValueError, KeyError, TypeError):
        return None, None
