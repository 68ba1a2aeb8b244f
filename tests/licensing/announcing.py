"""Stands in for another agency: announces signed facts on its own topic, as its own service would."""

from __future__ import annotations

from datetime import UTC, datetime

from exportlane.contracts import AGENCIES
from exportlane.contracts.decision import Announce, FactData
from exportlane.runtime.bus.contract import Record
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import topic_of
from exportlane.runtime.ledger import Cause, Scribe
from exportlane.runtime.service import Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.testing import System


class Agency:
    """One other agency; its facts of a case follow each other without gaps."""

    def __init__(self, name: str, system: System, listener: Service) -> None:
        signers, _ = embedded_keys(system.data_dir / "keys", sorted(AGENCIES))
        self._name = name
        self._scribe = Scribe(name, signers[name], {})
        self._bus = listener.bus

    async def announces(self, type_: str, data: FactData, *case_ids: str) -> None:
        """Publish one fact for each of these cases."""
        before = len(self._scribe.written)
        cause = Cause(new_id(), "batch", "rule", "", "")
        self._scribe.write([Announce(case, type_, data) for case in case_ids], cause, datetime.now(UTC))
        await self._bus.publish(
            [
                Record(topic_of(self._name), fact.subject, fact.headers(), fact.data)
                for fact in self._scribe.written[before:]
            ]
        )
