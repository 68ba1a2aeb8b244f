"""One attempt at a batch of messages: what the database said, what was decided, what is to be written.

Nothing here waits or writes. `attempt` loads a `Batch`, feeds it message by message, and writes what it holds in one
transaction; when that fails the batch is thrown away and nothing has happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from exportlane.contracts import may_announce
from exportlane.contracts.decision import Announce, Decided, Heard, Refused, Waiting, Write
from exportlane.contracts.envelope import GENESIS, Envelope
from exportlane.runtime.clock import parse_rfc3339
from exportlane.runtime.desk import Desk
from exportlane.runtime.ids import new_id
from exportlane.runtime.incoming import Incoming
from exportlane.runtime.ledger import Cause
from exportlane.runtime.picture import OpenRow, Picture
from exportlane.runtime.signing import SignatureRefused
from exportlane.runtime.storage import Hears, Loaded

BLOCKS_THE_CASE = frozenset({"failed", "blocked"})


class Behind(Exception):
    """A message was not tried, because one of the same case before it failed."""


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


class Batch:
    """Decides message after message on a `Picture` and collects what must be written."""

    def __init__(self, picture: Picture, desk: Desk, *, doubtful: Container[tuple[str, str]] = ()) -> None:
        self.picture = picture
        self._desk = desk
        self._doubtful = doubtful
        """Lanes in which a forgery was noted before: there every signature is verified, heard or not."""
        self.received: list[Incoming] = []
        self.parkings: list[Parking] = []
        self.announced: list[Announced] = []
        self.writes: list[Write] = []
        self.repeats: list[Incoming] = []
        """Messages whose place is taken; `attempt` compares them with the inbox."""
        self.settled: list[Incoming] = []
        """Parked messages that turn out to have had their effect before."""
        self.deferred: list[tuple[Incoming, Exception]] = []
        self.heard: list[Envelope] = []
        self._deferred_cases: set[str] = set()

    def take(self, message: Incoming, trace: tuple[str, str] = ("", "")) -> None:
        """Handle one message: note it, park it, drop it, or decide on it."""
        envelope = message.envelope
        if envelope is None or message.trouble:
            slug, sentence = (
                (message.trouble.slug, message.trouble.sentence) if message.trouble else ("malformed", "")
            )
            self.park(message, "untrusted", slug, sentence)
            return
        message.prove()
        sequence, digest = self.picture.heads.get(message.lane, (0, GENESIS))
        if envelope.sequence <= sequence:
            self._repeat(message, envelope, sequence, digest)
        elif message.parked_id is None and (row := self._parked_at(envelope)):
            self._repeat_of_parked(message, envelope, row)
        elif message.case_id in self._deferred_cases:
            self.deferred.append((message, Behind("A message of the same case before it failed.")))
        elif self._is_held(message):
            self._set_aside(
                message, "blocked", "behind", "An earlier message of this case is parked; order is kept."
            )
        elif envelope.sequence > sequence + 1:
            sentence = f"Fact {sequence + 1} of {envelope.source} for this case has not come yet."
            self._set_aside(message, "early", "gap", sentence)
        elif envelope.prevhash != digest:
            self._set_aside(
                message, "untrusted", "chain-broken", "The fact does not follow the one before it."
            )
        else:
            self._follow(message, envelope, trace)

    def park(self, message: Incoming, state: str, cause: str, sentence: str) -> None:
        """Set the message aside. What is untrusted occupies no place: the genuine fact may still come."""
        row_id = message.parked_id or (untrusted_id(message) if state == "untrusted" else new_id())
        self._forget_row(message)
        self.parkings.append(Parking(row_id, message, state, cause, sentence))
        envelope = message.envelope
        if envelope is not None and state != "untrusted":
            row = OpenRow(row_id, state, envelope.source, envelope.sequence, envelope.id)
            self.picture.parked[message.case_id][row_id] = row

    def doubt(self, message: Incoming) -> SignatureRefused | None:
        """Why the message cannot be its source's, or None when it is."""
        envelope = message.envelope
        if envelope is None:
            return SignatureRefused("malformed", "The message is not a fact.")
        try:
            self._desk.verifier.verify(envelope.signature, message.statement, source=envelope.source)
        except SignatureRefused as refused:
            return refused
        return None

    def _repeat(self, message: Incoming, envelope: Envelope, sequence: int, digest: str) -> None:
        if envelope.sequence != sequence or message.digest != digest:
            # The digest of older facts is not in the picture.
            self.repeats.append(message)
        elif message.parked_id is not None:
            self.settled.append(message)

    def _parked_at(self, envelope: Envelope) -> OpenRow | None:
        """The open row of this very place in the lane."""
        rows = self.picture.parked.get(envelope.subject)
        if not rows:
            return None
        place = (envelope.source, envelope.sequence)
        return next((row for row in rows.values() if (row.source, row.sequence) == place), None)

    def _repeat_of_parked(self, message: Incoming, envelope: Envelope, row: OpenRow) -> None:
        if envelope.id == row.fact_id:
            return
        sentence = (
            f"{envelope.source} signed two different facts with the number {envelope.sequence} for this case."
        )
        self._set_aside(message, "untrusted", "contradiction", sentence)

    def _is_held(self, message: Incoming) -> bool:
        """Whether a message of the same case failed before this one, so that this one waits behind it."""
        rows = self.picture.parked.get(message.case_id)
        if not rows:
            return False
        before = message.parked_id
        return any(
            row.state in BLOCKS_THE_CASE and (before is None or row.id < before) for row in rows.values()
        )

    def _set_aside(self, message: Incoming, state: str, cause: str, sentence: str) -> None:
        """Park it, if it is genuine: a forgery must not sit in the place of the fact that it forges."""
        if (refused := self.doubt(message)) is not None:
            state, cause, sentence = "untrusted", refused.slug, str(refused)
        self.park(message, state, cause, sentence)

    def _follow(self, message: Incoming, envelope: Envelope, trace: tuple[str, str]) -> None:
        line = self._desk.hears.get(envelope.type)
        # Not heard here: only its place in the chain is noted. The next fact of the lane proves it by its prevhash.
        unproven = line is None and message.lane not in self._doubtful
        if not unproven and (refused := self.doubt(message)) is not None:
            self.park(message, "untrusted", refused.slug, str(refused))
            return
        if line is None:
            self._receive(message)
            return
        if not may_announce(envelope.source, envelope.type):
            # It stands in that agency's ledger, so its place is taken; what it says is not believed.
            sentence = f"{envelope.source} is not the agency that announces {envelope.type}."
            self._receive(message)
            self.park(message, "untrusted", "not-entitled", sentence)
            return
        try:
            data = self._desk.facts[envelope.type].model_validate_json(envelope.data)
            occurred_at = parse_rfc3339(envelope.time)
        except ValueError as error:
            sentence = f"The data of {envelope.type} cannot be read: {_what_is_wrong(error)}"
            self.park(message, "failed", "data-invalid", sentence)
            return
        if (line.only and not line.only(data)) or (line.about and line.about(data) is None):
            self._receive(message)
            return
        heard = Heard(
            envelope.id, envelope.source, envelope.type, envelope.subject, envelope.sequence, occurred_at,
            envelope.correlationid, data,
        )  # fmt: skip
        self._decide(message, line, heard, trace)

    def _decide(self, message: Incoming, line: Hears, heard: Heard, trace: tuple[str, str]) -> None:
        thing = (
            self._thing_named(line, line.about(heard.data))
            if line.about
            else self._thing(line, heard.case_id)
        )
        if thing is None and line.about is not None:
            self._receive(message)
            return
        if thing is None:
            sentence = f"The papers of this case have not been handed in here yet ({line.kind.name})."
            self.park(message, "waiting", "no-papers", sentence)
            return
        try:
            answer = line.handler(thing.state, heard, now=self._desk.clock.now(), policy=self._desk.policy)
        except Exception as error:  # noqa: BLE001  # whatever a handler raises must not take the other cases along
            self._deferred_cases.add(heard.case_id)
            self.deferred.append((message, error))
            return
        if isinstance(answer, Decided) and answer.facts:
            answer = self._desk.may_tell(answer.facts, self._desk.clock.now()) or answer
        if isinstance(answer, Refused):
            self.park(message, "failed", answer.slug, answer.sentence)
        elif isinstance(answer, Waiting):
            self.park(message, "waiting", "too-early", answer.sentence)
        else:
            self._receive(message)
            if message.envelope is not None:
                self.heard.append(message.envelope)
            self._settle(line, thing, heard, answer, trace)

    def _settle(
        self, line: Hears, thing: Loaded[Any], heard: Heard, decided: Decided[Any], trace: tuple[str, str]
    ) -> None:
        if decided.state is not thing.state and decided.state is not None:
            thing.state = decided.state
            thing.changed = True
            if line.about is None:
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

    def _thing_named(self, line: Hears, value: str | None) -> Loaded[Any] | None:
        """The thing that the fact names in its data. One that is found by its id is made when it does not exist."""
        kind, key = line.kind, (line.kind.name, line.found_by, value or "")
        thing_id = self.picture.named.get(key)
        if thing_id is not None:
            return self.picture.things[kind.name, thing_id]
        if line.found_by != "id":
            return None
        self.picture.named[key] = key[2]
        return self.picture.things.setdefault((kind.name, key[2]), Loaded(kind, None, 0))

    def _receive(self, message: Incoming) -> None:
        envelope = message.envelope
        if envelope is None:
            raise ValueError("only a message with an envelope is received")
        self.received.append(message)
        self._forget_row(message)
        self.picture.heads[message.lane] = (envelope.sequence, message.digest)

    def _forget_row(self, message: Incoming) -> None:
        if message.parked_id is not None:
            self.picture.parked[message.case_id].pop(message.parked_id, None)


def untrusted_id(message: Incoming) -> str:
    """The row id of a message that cannot be trusted: made of its bytes, so that a repeat is not parked twice."""
    content = hashlib.sha256(repr(message.headers).encode() + b"\n" + message.value).hexdigest()
    return f"untrusted-{content[:32]}"


def _what_is_wrong(error: ValueError) -> str:
    """The fields at fault, never what stood in them: the sentence goes into the ledger for others to read."""
    if not isinstance(error, ValidationError):
        return "its time is not an instant."
    wrong = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'data'}: {each['msg']}" for each in wrong) + "."


def changed_things(picture: Picture) -> Iterable[Loaded[Any]]:
    """What decisions have changed, to be written."""
    return (thing for thing in picture.things.values() if thing.changed)
