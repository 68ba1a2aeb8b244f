"""What the acting parts of a service (handling, counter, parked) need of it, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exportlane.contracts.decision import Announce, FactData, Refused
from exportlane.contracts.envelope import Envelope
from exportlane.runtime.clock import Clock
from exportlane.runtime.database import Database
from exportlane.runtime.signing import Signer, Verifier
from exportlane.runtime.storage import Hears, Kind, Loaded
from exportlane.runtime.telemetry import Telemetry


def _nobody(_things: Iterable[Loaded[Any]]) -> None:
    """Who has no timers need not be told of things."""


def _everything(_facts: Sequence[Announce], _now: datetime) -> Refused | None:
    """Where nobody says otherwise, every fact may be told."""
    return None


@dataclass
class Desk:
    """One agency's rules, papers, keys and clock. `policy` may change, when another calendar holds, and `may_tell`.

    `announce` is told of facts that were just committed, in order (the relay); `committed` of facts heard whose
    effect was just committed (live views); `written` of things that were just written (timers). A handler that fails
    is tried `attempts` times with a pause that starts at `backoff_seconds` and doubles. `may_tell` is asked before
    facts are written: a refusal means that somebody who would hear them may not know what stands in them.
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
    may_tell: Callable[[Sequence[Announce], datetime], Refused | None] = _everything
