"""Another agency on the bus of an embedded system: its facts are numbered, chained and signed like real ones."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from exportlane.contracts import AGENCIES, ALL_FACTS, topic_of
from exportlane.contracts.decision import Announce, FactData
from exportlane.runtime.bus.contract import Bus, Record
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.ledger import Cause, Scribe
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.testing import System


class Voice:
    """One agency of the others; its facts of a case follow each other without gaps.

    It speaks on the bus that it is given, or on one that it opens:
    `async with Voice(run, "customs") as customs: await customs.says(case, type, {…})`.
    """

    def __init__(self, run: System, agency: str, bus: Bus | None = None) -> None:
        signers, _ = embedded_keys(run.data_dir / "keys", sorted(AGENCIES))
        self._agency = agency
        self._scribe = Scribe(agency, signers[agency], {})
        self._bus = bus or EmbeddedBus(run.data_dir / "bus.db")

    async def __aenter__(self) -> Self:
        await self._bus.start()
        await self._bus.ensure_topics([topic_of(self._agency)], partitions=12)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._bus.close()

    async def says(self, case_id: str, type_: str, data: dict[str, object]) -> None:
        """Announce one fact about a case; `data` is checked against the contract."""
        await self.announces(type_, ALL_FACTS[type_].model_validate(data), case_id)

    async def announces(self, type_: str, data: FactData, *case_ids: str) -> None:
        """Publish one fact for each of these cases."""
        before = len(self._scribe.written)
        facts = [Announce(case, type_, data) for case in case_ids]
        self._scribe.write(facts, Cause("test", "test-batch", "rule"), SystemClock().now())
        await self._publish(before)

    async def repeats(self) -> None:
        """Publish the last fact once more, like a relay that was killed before it had marked it."""
        await self._publish(-1)

    async def _publish(self, first: int) -> None:
        topic = topic_of(self._agency)
        await self._bus.publish(
            [Record(topic, fact.subject, fact.headers(), fact.data) for fact in self._scribe.written[first:]]
        )
