"""The bus on Apache Kafka: an idempotent producer, consumers that commit by hand, and their errors in our words.

Rebalances: before partitions leave a member, the batch under way is finished and committed, within a limit; what is not
finished by then is read again by the next owner, whose inbox drops what had been done.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, TopicAlreadyExistsError, for_code

from exportlane.runtime.bus.contract import BusError, BusUnavailable, Consumer, Record
from exportlane.runtime.bus.kafka_consumer import SESSION_MS, KafkaConsumer, Member, stop_client
from exportlane.runtime.bus.kafka_producer import Producing

_REBALANCE_MS = 15_000  # so long the group waits for a member that has been asked to join anew


class KafkaBus:
    """A bus on the cluster at `bootstrap` (``host:port[,host:port]``); `ssl_context` when it asks for certificates.

    `instance` names this replica for good (a stateful set's pod name, say): restarted under the same name within the
    session's time, it takes up its partitions without a rebalance. A broker that has not answered after
    `answer_seconds` counts as unavailable; `finish_seconds` is what a rebalance grants to the batch under way.
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        client_id: str = "exportlane",
        ssl_context: ssl.SSLContext | None = None,
        instance: str | None = None,
        answer_seconds: float = 10.0,
        finish_seconds: float = 10.0,
    ) -> None:
        self._client_id = client_id
        self._answer_seconds = answer_seconds
        self._finish_seconds = min(finish_seconds, _REBALANCE_MS / 1500)
        self._instance = instance
        self._connection = {
            "bootstrap_servers": bootstrap,
            "request_timeout_ms": int(answer_seconds * 1000),
            "ssl_context": ssl_context,
            "security_protocol": "SSL" if ssl_context else "PLAINTEXT",
        }
        self._producing = Producing(client_id, self._connection, answer_seconds)
        self._admin: AIOKafkaAdminClient | None = None
        self._administering = asyncio.Lock()
        self._consumers: list[KafkaConsumer] = []

    async def start(self) -> None:
        """Connect. Raises BusUnavailable when no broker answers; start may then be called again."""
        async with _in_our_words("reached"):
            await self._producing.ready()

    async def ensure_topics(self, topics: Sequence[str], *, partitions: int) -> None:
        """Create what is missing, with three replicas where there are three brokers (fewer where there are fewer)."""
        async with _in_our_words("asked for its topics"):
            admin = await self._admin_now()
            missing = sorted(set(topics) - set(await admin.list_topics()))
            if not missing:
                return
            replicas = min(3, len((await admin.describe_cluster())["brokers"]))
            answer = await admin.create_topics([NewTopic(topic, partitions, replicas) for topic in missing])
            for topic, code, *_ in answer.topic_errors:
                error = for_code(code)
                if code and error is not TopicAlreadyExistsError:
                    raise error(topic)

    async def publish(self, records: Sequence[Record]) -> None:
        """One request per partition leader; returns when all in-sync replicas have every record."""
        async with _in_our_words("written to"):
            await self._producing.send(records)

    async def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        async with _in_our_words("joined"):
            client = AIOKafkaConsumer(
                group_id=group,
                client_id=self._client_id,
                group_instance_id=self._instance and f"{self._instance}-{group}",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                session_timeout_ms=SESSION_MS,
                heartbeat_interval_ms=SESSION_MS // 4,
                rebalance_timeout_ms=_REBALANCE_MS,
                retry_backoff_ms=100,
                metadata_max_age_ms=60_000,
                # Joining is answered when the others have finished: its request must outlast the rebalance.
                **{**self._connection, "request_timeout_ms": _REBALANCE_MS + 5_000},
            )
            member = Member(group, tuple(topics), self._answer_seconds, self._finish_seconds)
            consumer = KafkaConsumer(client, member, self._connection, self._admin_now)
            try:
                await consumer.start()
            except BaseException:
                await stop_client(client)
                raise
        self._consumers = [other for other in self._consumers if not other.closed] + [consumer]
        return consumer

    async def ping(self) -> None:
        async with _in_our_words("reached"), asyncio.timeout(self._answer_seconds):
            await (await self._admin_now()).list_topics()

    async def close(self) -> None:
        for consumer in self._consumers:
            await consumer.close()
        self._consumers.clear()
        await self._producing.close()
        if self._admin:
            admin, self._admin = self._admin, None
            await admin.close()

    async def _admin_now(self) -> AIOKafkaAdminClient:
        async with self._administering:
            if self._admin is None:
                admin = AIOKafkaAdminClient(client_id=self._client_id, **self._connection)
                try:
                    await admin.start()
                except BaseException:
                    await admin.close()
                    raise
                self._admin = admin
            return self._admin


@asynccontextmanager
async def _in_our_words(what: str) -> AsyncIterator[None]:
    try:
        yield
    except MessageSizeTooLargeError as error:
        raise BusError(f"a record is too large for Kafka: {error}") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise BusUnavailable(f"Kafka cannot be {what} now: {error!r}") from error
