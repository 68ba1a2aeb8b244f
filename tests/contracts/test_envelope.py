"""The envelope: a CloudEvent in binary mode that anybody can rebuild and check."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from exportlane.contracts.envelope import GENESIS, Envelope, MalformedEnvelope, digest, read_envelope

FACT = Envelope(
    id="fact-1",
    source="licensing",
    type="licence.granted.v1",
    time="2026-11-05T02:00:00.000000Z",
    subject="case-1",
    sequence=1,
    prevhash=GENESIS,
    correlationid="batch-1",
    causationid="request-1",
    recordedtime="2026-11-05T02:00:01.000000Z",
    actor="rule",
    traceparent="",
    tracestate="",
    data='{"reason":"补正"}'.encode(),
    signature="header..signature",
)


def headers(**changes: str | None) -> list[tuple[str, bytes]]:
    """The headers of the fact with some changed, or left out where the value is None."""
    kept = dict(FACT.headers()) | {
        name.replace("__", "-"): value.encode() for name, value in changes.items() if value is not None
    }
    return [(name, value) for name, value in kept.items() if changes.get(name, "") is not None]


def test_what_is_written_into_headers_is_read_from_them() -> None:
    assert read_envelope(FACT.headers(), FACT.data) == FACT


def test_header_names_are_read_in_any_case() -> None:
    assert read_envelope([(name.upper(), value) for name, value in FACT.headers()], FACT.data) == FACT


def test_the_statement_is_canonical_json_and_holds_everything_but_the_signature() -> None:
    members = json.loads(FACT.statement())

    assert list(members) == sorted(members)
    assert FACT.statement() == json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()
    assert "signature" not in members
    assert FACT.signature.encode() not in FACT.statement()


@pytest.mark.parametrize(
    "changed",
    [
        replace(FACT, id="fact-2"),
        replace(FACT, source="customs"),
        replace(FACT, type="licence.refused.v1"),
        replace(FACT, time="2026-11-05T02:00:00.000001Z"),
        replace(FACT, subject="case-2"),
        replace(FACT, sequence=2),
        replace(FACT, prevhash="1" * 64),
        replace(FACT, correlationid="batch-2"),
        replace(FACT, causationid="request-2"),
        replace(FACT, recordedtime="2026-11-05T02:00:02.000000Z"),
        replace(FACT, actor="licensing/officer/z"),
        replace(FACT, traceparent="00-1-1-01"),
        replace(FACT, tracestate="a=b"),
        replace(FACT, data=b"{}"),
    ],
)
def test_whatever_is_altered_changes_the_digest(changed: Envelope) -> None:
    assert digest(changed.statement()) != digest(FACT.statement())


def test_the_signature_does_not_sign_itself() -> None:
    assert replace(FACT, signature="another").statement() == FACT.statement()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ce_specversion": "0.3"}, "specversion"),
        ({"ce_specversion": None}, "specversion"),
        ({"content__type": "text/plain"}, "content type"),
        ({"ce_id": None}, "ce_id is missing"),
        ({"ce_type": ""}, "ce_type is missing"),
        ({"ce_sequence": "0"}, "ce_sequence"),
        ({"ce_sequence": "-1"}, "ce_sequence"),
        ({"ce_sequence": "１"}, "ce_sequence"),
        ({"ce_sequence": "1.0"}, "ce_sequence"),
        ({"ce_sequence": "9" * 19}, "ce_sequence"),
        ({"ce_partitionkey": "case-2"}, "ce_partitionkey"),
    ],
)
def test_a_malformed_envelope_is_refused_by_its_attribute(
    changes: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(MalformedEnvelope, match=sentence):
        read_envelope(headers(**changes), FACT.data)


def test_a_header_that_stands_twice_is_refused() -> None:
    with pytest.raises(MalformedEnvelope, match="stands twice"):
        read_envelope([*FACT.headers(), ("CE_Source", b"customs")], FACT.data)


def test_a_header_that_is_no_text_is_refused() -> None:
    with pytest.raises(MalformedEnvelope, match="UTF-8"):
        read_envelope([*FACT.headers(), ("ce_other", b"\xff")], FACT.data)


def test_a_content_type_with_a_charset_is_json_too() -> None:
    read = read_envelope(headers(content__type="application/json; charset=utf-8"), FACT.data)

    assert read == FACT
