"""Every message that was ever sent can still be read, and its hash and signature still hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS, OPERATIONS
from exportlane.contracts.envelope import GENESIS, Envelope, digest, read_envelope
from exportlane.runtime.signing import SignatureRefused, read_key_ring
from tests.contracts import golden_story
from tests.contracts.golden_story import FOLDER, KEYS, chain_of, path_of
from tools.documents.headers import HEADERS
from tools.documents.schemas import schemas

MESSAGES = sorted(path.stem for path in FOLDER.glob("*.v*.json"))
golden = pytest.mark.parametrize("type_", MESSAGES)


def message(type_: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path_of(type_).read_text(encoding="utf-8"))
    return read


def envelope(type_: str) -> Envelope:
    kept = message(type_)
    headers = [(name, value.encode()) for name, value in kept["headers"].items()]
    return read_envelope(headers, kept["data"].encode())


def test_every_type_has_a_golden_message() -> None:
    assert set(MESSAGES) >= {*AGENCY_OF_TYPE, *OPERATIONS}


def test_a_golden_message_is_never_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in FOLDER.iterdir()}

    golden_story.main()

    assert {path: path.read_bytes() for path in FOLDER.iterdir()} == before
    assert capsys.readouterr().out == ""


@golden
def test_it_is_still_a_fact_of_its_type(type_: str) -> None:
    read = envelope(type_)

    fact = ALL_FACTS[type_].model_validate_json(read.data)

    assert read.type == type_
    # What was added to the type since the message was sent is left out.
    assert fact.model_dump_json(exclude_unset=True).encode() == read.data


@golden
def test_its_digest_is_what_it_was(type_: str) -> None:
    assert digest(envelope(type_).statement()) == message(type_)["digest"]


@golden
def test_its_signature_holds_and_an_altered_one_does_not(type_: str) -> None:
    read, ring = envelope(type_), read_key_ring(KEYS)
    altered = replace(read, data=read.data.replace(b"LSVAU033002221761", b"LFV2A21K9J4000003") + b" ")

    ring.verify(read.signature, read.statement(), source=read.source)

    with pytest.raises(SignatureRefused):
        ring.verify(read.signature, altered.statement(), source=read.source)


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_agencys_messages_form_one_chain(agency: str) -> None:
    last = GENESIS
    for number, kept in enumerate(chain_of(agency), start=1):
        assert kept["headers"]["ce_sequence"] == str(number)
        assert kept["headers"]["ce_prevhash"] == last
        last = kept["digest"]


@golden
def test_it_carries_the_headers_that_are_documented(type_: str) -> None:
    headers = message(type_)["headers"]
    documented = {header.name: header for header in HEADERS}

    assert set(headers) == set(documented)
    for name, header in documented.items():
        Draft202012Validator({"type": "string"} | header.demands).validate(headers[name])


@golden
def test_its_data_obey_the_json_schema(type_: str) -> None:
    schema = schemas()[type_]

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(message(type_)["data"]))


@golden
def test_a_reader_passes_over_a_field_that_a_newer_writer_added(type_: str) -> None:
    data = json.loads(message(type_)["data"])

    newer = ALL_FACTS[type_].model_validate_json(json.dumps(data | {"added_later": {"by": "a newer writer"}}))

    assert newer == ALL_FACTS[type_].model_validate_json(json.dumps(data))
