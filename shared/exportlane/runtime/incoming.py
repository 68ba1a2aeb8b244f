"""A message on its way in: what was read, and what is known of it before anything is decided."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from exportlane.contracts import topic_of
from exportlane.contracts.envelope import Envelope, MalformedEnvelope, digest, read_envelope
from exportlane.runtime.bus.contract import Delivery, Headers

__all__ = ["Incoming", "Trouble", "from_delivery", "incoming", "pack_headers", "topic_of", "unpack_headers"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message cannot be a fact, whoever sent it: a slug for machines, a sentence for people."""

    slug: str
    sentence: str


@dataclass(slots=True)
class Incoming:
    """One message. `envelope` is None when the headers are no CloudEvent; `trouble` then says why.

    `parked_id` and `parked_state` name the row when the message comes from the parked ones and not from the bus.
    `handled` turns true when its effect (or the fact that it had its effect before) is durable.
    """

    topic: str
    headers: Headers
    value: bytes
    envelope: Envelope | None
    trouble: Trouble | None = None
    parked_id: str | None = None
    parked_state: str = ""
    attempts: int = 0
    handled: bool = False
    statement: bytes = field(default=b"", repr=False)
    digest: str = ""

    @property
    def case_id(self) -> str:
        """The case, or an empty text when the message names none."""
        return self.envelope.subject if self.envelope else ""

    @property
    def lane(self) -> tuple[str, str]:
        """Case and source: within a lane the order of facts is kept."""
        return (self.envelope.subject, self.envelope.source) if self.envelope else ("", "")

    def prove(self) -> None:
        """Rebuild the statement and its digest once."""
        if self.envelope and not self.statement:
            self.statement = self.envelope.statement()
            self.digest = digest(self.statement)


def incoming(topic: str, headers: Headers, value: bytes) -> Incoming:
    """Parse what was read. A fact on a topic that is not its source's is no more a fact than one without an id."""
    if any("\x00" in name or b"\x00" in text for name, text in headers):
        # No text of PostgreSQL can hold it, so it could not even be written down by its case.
        return Incoming(
            topic, headers, value, None, Trouble("malformed", "A header holds the character U+0000.")
        )
    try:
        envelope = read_envelope(headers, value)
    except MalformedEnvelope as error:
        return Incoming(
            topic, headers, value, None, Trouble("malformed", f"The message is not a fact: {error}.")
        )
    message = Incoming(topic, headers, value, envelope)
    if topic != topic_of(envelope.source):
        sentence = f"A fact of {envelope.source} stood on the topic {topic}."
        message.trouble = Trouble("wrong-topic", sentence)
    return message


def from_delivery(delivery: Delivery) -> Incoming:
    """The message of a delivery of the bus."""
    return incoming(delivery.topic, delivery.headers, delivery.value)


def pack_headers(headers: Headers) -> str:
    """Headers as JSON text, bytes as base64, so that whatever came can be kept and shown."""
    return json.dumps([[name, base64.b64encode(value).decode()] for name, value in headers])


def unpack_headers(text: str) -> Headers:
    """What `pack_headers` packed."""
    return tuple((name, base64.b64decode(value)) for name, value in json.loads(text))
