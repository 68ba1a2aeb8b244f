"""What the acting parts of a service (handling, counter, parked) need of it, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exportlane.contracts.decision import FactData
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import Clock
from exportlane.runtime.database import Database
from exportlane.runtime.signing import Signer, Verifier
from exportlane.runtime.storage import Hears, Kind, Loaded
from exportlane.runtime.telemetry import Telemetry


def _nobody(_things: Iterable[Loaded[Any]]) -> None:
    """Who has no timers need not be told of things."""


@dataclass
class Desk:
    """One agency's rules, papers, keys and clock. `policy` alone may change: when another calendar holds.

    `announce` is told of facts that were just committed, in order (the relay); `committed` of facts heard whose
    effect was just committed (live views); `written` of things that were just written (timers). A handler that fails
    is tried `attempts` times with a pause that starts at `backoff_seconds` and doubles.
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
    written: Callable[[Iterable[Loaded[Any]]], None] = _nobody
