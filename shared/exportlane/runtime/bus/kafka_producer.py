"""The sending side on Kafka: one idempotent producer, replaced by a new one whenever it has failed somebody.

An idempotent producer of aiokafka repeats a batch for ever, also after the caller has given up. So a producer whose
batch was not acknowledged in time is given up with all that it holds: when the caller repeats, nothing of the first
attempt is still on its way from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError

from exportlane.runtime.bus.contract import Record

_BATCH_BYTES = 512 * 1024


class Producing:
    """Sends records within `limit` seconds. Raises aiokafka's errors and TimeoutError; the bus has words for them."""

    def __init__(self, client_id: str, connection: Mapping[str, Any], limit: float) -> None:
        self._client_id = client_id
        self._connection = connection
        self._limit = limit
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def ready(self) -> AIOKafkaProducer:
        """The producer, connected; a new one when there is none."""
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=0,
                    max_batch_size=_BATCH_BYTES,
                    retry_backoff_ms=50,
                    **self._connection,
                )
                try:
                    async with asyncio.timeout(self._limit):
                        await producer.start()
                except BaseException:
                    self._give_up(producer)
                    raise
                self._producer = producer
            return self._producer

    async def send(self, records: Sequence[Record]) -> None:
        """Return when all in-sync replicas have every record."""
        producer = await self.ready()
        sent: list[asyncio.Future[object]] = []
        try:
            async with asyncio.timeout(self._limit):
                for record in records:
                    # This only lays the record into the batch of its partition, in the order of the calls.
                    sent.append(  # noqa: PERF401 - what was laid there before a failure must be known
                        await producer.send(
                            record.topic,
                            value=record.value,
                            key=record.key.encode(),
                            headers=list(record.headers),
                        ),
                    )
                await asyncio.gather(*sent)
        except BaseException:
            for future in sent:
                future.cancel()
            self._give_up(producer)
            raise

    async def close(self) -> None:
        """Let go of every connection."""
        if self._producer:
            self._give_up(self._producer)
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=self._limit)

    def _give_up(self, producer: AIOKafkaProducer) -> None:
        if producer is self._producer:
            self._producer = None
        # stop() would otherwise wait until every batch is delivered, which a lost broker makes very long.
        producer._message_accumulator.fail_all(KafkaTimeoutError("given up"))  # noqa: SLF001 - no public way
        leaving = asyncio.create_task(_stop(producer))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


async def _stop(producer: AIOKafkaProducer) -> None:
    """Stop a producer whatever its sender makes of batches that were given up, at times a KeyError: no socket stays."""
    stopping = asyncio.ensure_future(producer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled() or stopping.exception():
        await producer.client.close()
