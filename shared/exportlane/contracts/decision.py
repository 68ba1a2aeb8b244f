"""What a decision is made of: the words that every agency's domain and the runtime share.

A domain is a pure *decider*: it takes the state of one thing, a request or a fact heard, the moment and the policy,
and answers with one of three: `Decided` (the next state and the facts that follow), `Refused` (a reason, nothing
changes) or `Waiting` (a fact came before what it needs; it is kept, in order, and asked again when the thing changes).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

S = TypeVar("S")


class FactData(BaseModel):
    """Root of every fact's data. Frozen; unknown fields are ignored by readers, so that a writer may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Announce:
    """A fact that an agency decided, before it stands in the ledger. Always about one case."""

    case_id: str
    type: str
    data: FactData


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact of another agency, verified and parsed. `sequence` counts that agency's facts of the case from 1."""

    id: str
    source: str
    type: str
    case_id: str
    sequence: int
    occurred_at: datetime
    correlation_id: str
    data: FactData


@dataclass(frozen=True, slots=True)
class Write:
    """A row that goes into one of the service's own tables in the same transaction (a projection, a delivery).

    With `once` a row whose key is there already stays as it was: each vehicle of one licence says the same.
    """

    table: str
    row: dict[str, str | int | bool | None]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Decided(Generic[S]):
    """The next state of the thing, the facts that follow from the decision, and rows to write beside them."""

    state: S
    facts: tuple[Announce, ...] = ()
    writes: tuple[Write, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Refused:
    """The move is not allowed. `slug` is for machines, `sentence` for people, `article` the law it rests on.

    To a request this becomes a problem document (409 when the state forbids it, 422 when the content does); to a fact
    heard it means a contradiction: the message is parked for a person.
    """

    slug: str
    sentence: str
    article: str | None = None
    field: str | None = None
    status: int = 409


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact came early: what it rests on has not been handed in here yet."""

    sentence: str
