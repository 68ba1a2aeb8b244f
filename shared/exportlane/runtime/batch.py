"""One attempt at a batch of messages: what the database said, what was decided, what is to be written.

Nothing here waits or writes. `handling` loads a `Batch`, feeds it message by message, and writes what it holds in one
transaction; when that fails the batch is thrown away and nothing has happened.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from exportlane.contracts import may_announce
from exportlane.contracts.decision import Announce, Decided, FactData, Heard, Refused, Waiting, Write
from exportlane.contracts.envelope import GENESIS, Envelope
from exportlane.runtime.clock import Clock, parse_rfc3339
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import Incoming
from exportlane.runtime.ledger import Cause, Head
from exportlane.runtime.signing import SignatureRefused, Verifier
from exportlane.runtime.storage import Hears, Loaded

BLOCKS_THE_CASE = frozenset({"failed", "blocked"})


@dataclass(frozen=True, slots=True)
class Parking:
    """A message that cannot be handled now, where it goes and why. `state` as in `parking`."""

    row_id: str
    message: Incoming
    state: str
    cause: str
    sentence: str


@dataclass(slots=True)
class Announced:
    """What one message led to: the facts, their cause, and the case whose chain they join."""

    facts: tuple[Announce, ...]
    cause: Cause


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open parked row: its id (ids sort by time), its state, and the fact's place."""

    id: str
    state: str
    source: str
    sequence: int


@dataclass
class Picture:
    """What the database said about the cases of a batch before it."""

    heads: dict[tuple[str, str], Head] = field(default_factory=dict)
    parked: dict[str, list[OpenRow]] = field(default_factory=lambda: defaultdict(list))
    things: dict[tuple[str, str], Loaded[Any]] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    ledger_heads: dict[str, Head] = field(default_factory=dict)
    ledger_known: set[str] = field(default_factory=set)


class Batch:
    """Decides message after message on a `Picture` and collects what must be written."""

    def __init__(
        self,
        picture: Picture,
        *,
        hears: Mapping[str, Hears],
        facts: Mapping[str, type[FactData]],
        verifier: Verifier,
        clock: Clock,
        policy: Any,
    ) -> None:
        self.picture = picture
        self._hears = hears
        self._facts = facts
        self._verifier = verifier
        self._clock = clock
        self._policy = policy
        self.received: list[Incoming] = []
        self.parkings: list[Parking] = []
        self.announced: list[Announced] = []
        self.writes: list[Write] = []
        self.repeats: list[Incoming] = []
        self.settled_before: list[str] = []
        self.deferred: list[tuple[Incoming, Exception]] = []
        self.heard: list[Envelope] = []
        self._deferred_cases: set[str] = set()

    def take(self, message: Incoming, trace: tuple[str, str] = ("", "")) -> None:
        """Handle one message: note it, park it, drop it, or decide on it."""
        envelope = message.envelope
        if envelope is None or message.trouble:
            self._park(message, "untrusted", "malformed", message.trouble)
            return
        message.prove()
        sequence, digest = self.picture.heads.get(message.lane, (0, GENESIS))
        if envelope.sequence <= sequence:
            self._repeat(message, sequence, digest)
        elif message.parked_id is None and self._is_parked(message):
            return
        elif message.case_id in self._deferred_cases:
            self.deferred.append((message, RuntimeError("a message of the same case before it failed")))
        elif self._is_held(message):
            self._park(
                message, "blocked", "behind", "An earlier message of this case is parked; order is kept."
            )
        elif envelope.sequence > sequence + 1:
            sentence = f"Fact {sequence + 1} of {envelope.source} for this case has not come yet."
            self._park(message, "early", "gap", sentence)
        elif envelope.prevhash != digest:
            self._park(message, "untrusted", "chain-broken", "The fact does not follow the one before it.")
        else:
            self._follow(message, envelope, trace)

    def _repeat(self, message: Incoming, sequence: int, digest: str) -> None:
        same = (
            message.envelope is not None
            and message.envelope.sequence == sequence
            and message.digest == digest
        )
        if not same:
            # The digest of older facts is not in the picture; `handling` compares it with the inbox.
            self.repeats.append(message)

    def _is_parked(self, message: Incoming) -> bool:
        """Whether this very place in the lane is parked already, so that the message is a repeat of a parked one."""
        rows = self.picture.parked.get(message.case_id)
        if not rows or message.envelope is None:
            return False
        place = (message.envelope.source, message.envelope.sequence)
        return any((row.source, row.sequence) == place for row in rows)

    def _is_held(self, message: Incoming) -> bool:
        """Whether a message of the same case failed before this one, so that this one waits behind it."""
        before = message.parked_id
        return any(
            row.state in BLOCKS_THE_CASE and (before is None or row.id < before)
            for row in self.picture.parked.get(message.case_id, ())
        )

    def _follow(self, message: Incoming, envelope: Envelope, trace: tuple[str, str]) -> None:
        line = self._hears.get(envelope.type)
        if line is not None and not may_announce(envelope.source, envelope.type):
            sentence = f"{envelope.source} is not the agency that announces {envelope.type}."
            self._park(message, "untrusted", "not-entitled", sentence)
            return
        if line is None:
            # Not heard here: only its place in the chain is noted. The next fact of the lane proves it by its prevhash.
            self._receive(message)
            return
        try:
            self._verifier.verify(envelope.signature, message.statement, source=envelope.source)
        except SignatureRefused as error:
            self._park(message, "untrusted", error.slug, str(error))
            return
        try:
            data = self._facts[envelope.type].model_validate_json(envelope.data)
            occurred_at = parse_rfc3339(envelope.time)
        except (ValidationError, ValueError) as error:
            self._park(
                message, "failed", "data-invalid", f"The data of {envelope.type} cannot be read: {error}"
            )
            return
        heard = Heard(
            envelope.id, envelope.source, envelope.type, envelope.subject, envelope.sequence, occurred_at,
            envelope.correlationid, data,
        )  # fmt: skip
        self._decide(message, line, heard, trace)

    def _decide(self, message: Incoming, line: Hears, heard: Heard, trace: tuple[str, str]) -> None:
        thing = self._thing(line, heard.case_id)
        if thing is None:
            sentence = f"The papers of this case have not been handed in here yet ({line.kind.name})."
            self._park(message, "waiting", "no-papers", sentence)
            return
        try:
            answer = line.handler(thing.state, heard, now=self._clock.now(), policy=self._policy)
        except Exception as error:  # noqa: BLE001  # whatever a handler raises must not take the other cases along
            self._deferred_cases.add(heard.case_id)
            self.deferred.append((message, error))
            return
        if isinstance(answer, Refused):
            self._park(message, "failed", answer.slug, answer.sentence)
        elif isinstance(answer, Waiting):
            self._park(message, "waiting", "too-early", answer.sentence)
        else:
            self._settle(message, line, thing, heard, answer, trace)

    def _settle(
        self,
        message: Incoming,
        line: Hears,
        thing: Loaded[Any],
        heard: Heard,
        decided: Decided[Any],
        trace: tuple[str, str],
    ) -> None:
        self._receive(message)
        if message.envelope is not None:
            self.heard.append(message.envelope)
        if decided.state is not thing.state and decided.state is not None:
            thing.state = decided.state
            thing.changed = True
            self.picture.ledger_known.update(line.kind.case_ids(decided.state))
        if decided.facts:
            cause = Cause(heard.id, heard.correlation_id, "rule", *trace)
            self.announced.append(Announced(decided.facts, cause))
        self.writes.extend(decided.writes)

    def _thing(self, line: Hears, case_id: str) -> Loaded[Any] | None:
        kind = line.kind
        thing_id = case_id if kind.keyed_by_case else self.picture.links.get((kind.name, case_id))
        if thing_id is None:
            return None
        thing = self.picture.things.get((kind.name, thing_id))
        if thing is None and kind.keyed_by_case:
            # The handler decides what an unknown case means; until it answers with a state nothing is stored.
            thing = self.picture.things[kind.name, thing_id] = Loaded(kind, None, 0)
        return thing

    def _receive(self, message: Incoming) -> None:
        if message.envelope is not None:
            self.received.append(message)
            self.picture.heads[message.lane] = (message.envelope.sequence, message.digest)

    def _park(self, message: Incoming, state: str, cause: str, sentence: str) -> None:
        row_id = message.parked_id or (untrusted_id(message) if state == "untrusted" else new_id())
        self.parkings.append(Parking(row_id, message, state, cause, sentence))
        if message.envelope is not None and state != "untrusted":
            row = OpenRow(row_id, state, message.envelope.source, message.envelope.sequence)
            self.picture.parked[message.case_id].append(row)


def untrusted_id(message: Incoming) -> str:
    """The row id of a message that cannot be trusted: made of its bytes, so that a repeat is not parked twice."""
    content = hashlib.sha256(repr(message.headers).encode() + b"\n" + message.value).hexdigest()
    return f"untrusted-{content[:32]}"


def changed_things(picture: Picture) -> Iterable[Loaded[Any]]:
    return (thing for thing in picture.things.values() if thing.changed)
