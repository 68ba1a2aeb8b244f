"""A message on its way in: what was read, and what is known of it before anything is decided."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from exportlane.contracts.envelope import Envelope, MalformedEnvelope, digest, read_envelope
from exportlane.runtime.bus.contract import Delivery, Headers


@dataclass(slots=True)
class Incoming:
    """One message. `envelope` is None when the headers are no CloudEvent; `trouble` then says why.

    `parked_id` names the row when the message comes from the parked ones and not from the bus.
    """

    topic: str
    headers: Headers
    value: bytes
    envelope: Envelope | None
    trouble: str = ""
    parked_id: str | None = None
    attempts: int = 0
    statement: bytes = field(default=b"", repr=False)
    digest: str = ""

    @property
    def case_id(self) -> str:
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


def topic_of(agency: str) -> str:
    return f"exportlane.{agency}.facts"


def incoming(topic: str, headers: Headers, value: bytes, *, parked_id: str | None = None) -> Incoming:
    """Parse what was read. A fact on a topic that is not its source's is as malformed as one without an id."""
    try:
        envelope = read_envelope(headers, value)
    except MalformedEnvelope as error:
        return Incoming(topic, headers, value, None, f"The message is not a fact: {error}.", parked_id)
    message = Incoming(topic, headers, value, envelope, "", parked_id)
    if topic != topic_of(envelope.source):
        message.trouble = f"A fact of {envelope.source} stood on the topic {topic}."
    return message


def from_delivery(delivery: Delivery) -> Incoming:
    return incoming(delivery.topic, delivery.headers, delivery.value)


def pack_headers(headers: Headers) -> str:
    """Headers as JSON text, bytes as base64, so that whatever came can be kept and shown."""
    return json.dumps([[name, base64.b64encode(value).decode()] for name, value in headers])


def unpack_headers(text: str) -> Headers:
    return tuple((name, base64.b64decode(value)) for name, value in json.loads(text))
