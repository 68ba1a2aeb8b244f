"""The envelope of every fact: CloudEvents 1.0, Kafka protocol binding, binary content mode.

A fact is one header per attribute and the data as the message's value. What is hashed and signed is the *statement* of
the fact: all attributes (core and extensions, without the signature itself) and the SHA-256 of the data, as canonical
JSON (RFC 8785; every member is a string, so sorting the keys is all there is to it). Anybody can rebuild it offline.

Source: CloudEvents 1.0.2, section 3.1; Kafka protocol binding 1.0.2, section 3.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from pydantic_core import to_json

SPECVERSION = "1.0"
CONTENT_TYPE = "application/json"
GENESIS = "0" * 64
"""The `prevhash` of the first fact of a case in an agency's ledger."""

_PREFIX = "ce_"


class MalformedEnvelope(ValueError):
    """The headers are not a CloudEvent of this contract. The sentence says which attribute is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One fact as it stands in a ledger and on the bus.

    `source` is the agency's name (``licensing``); `subject` and `partitionkey` the case id; `sequence` counts this
    agency's facts of this case from 1 without gaps; `prevhash` and `digest` (hex SHA-256) chain them; `time` is when
    it happened and `recordedtime` when it was written down (RFC 3339, UTC); `correlationid` is the batch,
    `causationid` the fact or request that led to it; `actor` is who decided (``agency/role/subject`` or ``rule``).
    """

    id: str
    source: str
    type: str
    time: str
    subject: str
    sequence: int
    prevhash: str
    correlationid: str
    causationid: str
    recordedtime: str
    actor: str
    traceparent: str
    tracestate: str
    data: bytes
    signature: str = ""

    def statement(self) -> bytes:
        """The bytes that are hashed and signed: canonical JSON of all attributes and of the data's SHA-256."""
        return _canonical(
            {
                "actor": self.actor,
                "causationid": self.causationid,
                "correlationid": self.correlationid,
                "datacontenttype": CONTENT_TYPE,
                "datasha256": hashlib.sha256(self.data).hexdigest(),
                "id": self.id,
                "partitionkey": self.subject,
                "prevhash": self.prevhash,
                "recordedtime": self.recordedtime,
                "sequence": str(self.sequence),
                "source": self.source,
                "specversion": SPECVERSION,
                "subject": self.subject,
                "time": self.time,
                "traceparent": self.traceparent,
                "tracestate": self.tracestate,
                "type": self.type,
            }
        )

    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """The Kafka headers of the fact (`ce_…` and `content-type`)."""
        pairs = [("content-type", CONTENT_TYPE.encode()), (_PREFIX + "specversion", SPECVERSION.encode())]
        pairs += [(_PREFIX + name, str(getattr(self, name)).encode()) for name in _ATTRIBUTES]
        pairs.append((_PREFIX + "partitionkey", self.subject.encode()))
        return tuple(pairs)


_ATTRIBUTES = tuple(field.name for field in fields(Envelope) if field.name != "data")
_DIGITS = 18  # what fits a bigint in every database
_OPTIONAL = frozenset({"tracestate", "traceparent", "signature"})


def digest(statement: bytes) -> str:
    """Hex SHA-256 of a statement: the link of the chain."""
    return hashlib.sha256(statement).hexdigest()


def read_envelope(headers: Iterable[tuple[str, bytes]], data: bytes) -> Envelope:
    """Parse the headers of a message. Raises MalformedEnvelope with a sentence that names the attribute."""
    found: dict[str, str] = {}
    try:
        for name, value in headers:
            lowered = name.lower()
            if lowered in found:
                raise MalformedEnvelope(f"the header {lowered} stands twice")
            found[lowered] = value.decode()
    except UnicodeDecodeError as error:
        raise MalformedEnvelope("a header is not UTF-8 text") from error
    if found.get(_PREFIX + "specversion") != SPECVERSION:
        raise MalformedEnvelope("ce_specversion is missing or is not 1.0")
    if found.get("content-type", CONTENT_TYPE).split(";")[0].strip() != CONTENT_TYPE:
        raise MalformedEnvelope("the content type is not application/json")
    attributes = {name: found.get(_PREFIX + name, "") for name in _ATTRIBUTES}
    for name, text in attributes.items():
        if not text and name not in _OPTIONAL:
            raise MalformedEnvelope(f"ce_{name} is missing")
    sequence = attributes.pop("sequence")
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) <= _DIGITS and int(sequence) >= 1):
        raise MalformedEnvelope("ce_sequence is not a whole number from 1")
    if found.get(_PREFIX + "partitionkey", attributes["subject"]) != attributes["subject"]:
        raise MalformedEnvelope("ce_partitionkey differs from ce_subject")
    return Envelope(sequence=int(sequence), data=data, **attributes)


def _canonical(members: dict[str, str]) -> bytes:
    # The members stand in the order of their names already; a test compares this with the standard library's JSON.
    return to_json(members)
