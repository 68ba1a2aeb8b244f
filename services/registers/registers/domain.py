"""What this agency decides: filings, and the moves that they may make. PURE: no clock, no input, no output.

```
 received ──accept──► accepted ──cancel──► cancelled
     │
   refuse
     ▼
  refused
```

A *filing* stands for what the agency keeps of one lot. Give it the name, the verbs and the articles of the law that it
rests on. A verb announces its facts beside the next state: ``Decided(state, facts)``, one fact for each case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Decided, Refused


class Status(StrEnum):
    """Where a filing stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can be done to a filing."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    CANCEL = "cancel"


MOVES: Final[Mapping[Status, frozenset[Verb]]] = MappingProxyType(
    {
        Status.RECEIVED: frozenset({Verb.ACCEPT, Verb.REFUSE}),
        Status.ACCEPTED: frozenset({Verb.CANCEL}),
        Status.REFUSED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
)
"""Every move there is; any other is refused and changes nothing."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a city profile lays down for this agency: nothing yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One vehicle of the lot; `case_id` is its case."""

    case_id: str
    vin: str


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a filing ended without success: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The papers of one lot. `id` is the lot; `accepted_on` a statutory day."""

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    lines: tuple[Line, ...]
    status: Status = Status.RECEIVED
    accepted_on: date | None = None
    ended: Ended | None = None


def receive(filing: Filing) -> Decided[Filing] | Refused:
    """Take the papers of a lot in. A case stands in it once."""
    if len({line.case_id for line in filing.lines}) < len(filing.lines):
        return Refused("case_twice", "A case stands twice in the lot.", field="/lines", status=422)
    return Decided(filing)


def accept(filing: Filing, *, on: date) -> Decided[Filing] | Refused:
    """The officer grants what was applied for."""
    return _forbidden(filing, Verb.ACCEPT) or Decided(replace(filing, status=Status.ACCEPTED, accepted_on=on))


def refuse(filing: Filing, *, because: Ended) -> Decided[Filing] | Refused:
    """The officer refuses, with a reason and the article it rests on. A refusal is a decision and no error."""
    return _forbidden(filing, Verb.REFUSE) or Decided(replace(filing, status=Status.REFUSED, ended=because))


def cancel(filing: Filing, *, because: Ended) -> Decided[Filing] | Refused:
    """The undo of `accept`."""
    return _forbidden(filing, Verb.CANCEL) or Decided(replace(filing, status=Status.CANCELLED, ended=because))


def _forbidden(filing: Filing, verb: Verb) -> Refused | None:
    if verb in MOVES[filing.status]:
        return None
    return Refused("move-not-allowed", f"To {verb} is not possible while the filing is {filing.status}.")
