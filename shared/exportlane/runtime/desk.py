"""What the acting parts of a service (handling, counter, parked) need of it, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exportlane.contracts.decision import FactData
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import Clock
from exportlane.runtime.database import Database
from exportlane.runtime.signing import Signer, Verifier
from exportlane.runtime.storage import Hears, Kind
from exportlane.runtime.telemetry import Telemetry


@dataclass(frozen=True)
class Desk:
    """One agency's rules, papers, keys and clock.

    `announce` is told of facts that were just committed, in order (the relay); `committed` of facts heard whose
    effect was just committed (live views). A handler that fails is tried `attempts` times with a pause that starts at
    `backoff_seconds` and doubles.
    """

    name: str
    kinds: Mapping[str, Kind[Any]]
    hears: Mapping[str, Hears]
    facts: Mapping[str, type[FactData]]
    database: Database
    signer: Signer
    verifier: Verifier
    clock: Clock
    policy: Any
    telemetry: Telemetry
    announce: Callable[[Sequence[Envelope]], None]
    committed: Callable[[Sequence[Envelope]], None]
    attempts: int = 4
    backoff_seconds: float = 0.1
