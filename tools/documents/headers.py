"""The headers of a fact on Kafka: CloudEvents 1.0, binary mode, with the extensions of this project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Header:
    """One header. `demands` are the keywords of its schema beside the type, which is always text."""

    name: str
    meaning: str
    required: bool = True
    demands: dict[str, Any] = field(default_factory=dict)


_HASH = {"pattern": "^[0-9a-f]{64}$"}
_INSTANT = {"format": "date-time"}

HEADERS: tuple[Header, ...] = (
    Header("content-type", "The data are JSON.", demands={"enum": ["application/json"]}),
    Header("ce_specversion", "CloudEvents version.", demands={"enum": ["1.0"]}),
    Header("ce_id", "Id of the fact, unique for its source."),
    Header("ce_source", "The agency that announces and signs it."),
    Header("ce_type", "What happened, in the past tense, with the version of its contract."),
    Header("ce_time", "When it happened, UTC.", demands=_INSTANT),
    Header("ce_subject", "The case id: one vehicle's export."),
    Header("ce_partitionkey", "Equal to ce_subject, and to the key of the message."),
    Header(
        "ce_sequence",
        "Counts this agency's facts of this case from 1 without gaps.",
        demands={"pattern": "^[1-9][0-9]{0,17}$"},
    ),
    Header(
        "ce_prevhash", "Hash of the agency's fact of this case before; 64 zeros for the first.", demands=_HASH
    ),
    Header("ce_correlationid", "The batch that the case came with."),
    Header("ce_causationid", "The fact or the request that led to it."),
    Header("ce_recordedtime", "When it was written down, UTC.", demands=_INSTANT),
    Header("ce_actor", "Who decided: `agency/role/subject`, or `rule`."),
    Header("ce_traceparent", "W3C trace context.", required=False),
    Header("ce_tracestate", "W3C trace context.", required=False),
    Header(
        "ce_signature", "Detached JWS (Ed25519) over the statement: all attributes and the data's SHA-256."
    ),
)
