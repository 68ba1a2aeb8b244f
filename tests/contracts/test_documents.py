"""The generated documents are what the code says today, and the AsyncAPI document describes what is really sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from exportlane.contracts import AGENCIES, ALL_FACTS, topic_of
from exportlane.process import ORDERS, hears
from tests.contracts.golden_story import path_of
from tools import generate


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return generate.documents()


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((generate.DOCS / "asyncapi.yaml").read_text(encoding="utf-8"))
    return read


def test_no_generated_document_is_stale(generated: dict[Path, str]) -> None:
    names = [str(path.relative_to(generate.ROOT)) for path in generate.stale(generated)]

    assert names == [], "run `make docs`"


def test_a_stale_a_missing_and_a_forgotten_file_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    (tmp_path / "schemas").mkdir()
    fresh, old, missing = (tmp_path / "schemas" / f"{name}.json" for name in ("fresh", "old", "missing"))
    forgotten = tmp_path / "schemas" / "forgotten.json"
    for path in (fresh, old, forgotten):
        path.write_text("{}", encoding="utf-8")

    found = generate.stale({fresh: "{}", old: '{"new": 1}', missing: "{}"})

    assert found == sorted([old, missing, forgotten])


def test_writing_brings_everything_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    (tmp_path / "openapi").mkdir()
    (tmp_path / "openapi" / "forgotten.json").write_text("{}", encoding="utf-8")
    wanted = {tmp_path / "process.md": "# Process\n", tmp_path / "schemas" / "a.json": "{}\n"}

    generate.write(wanted)

    assert generate.stale(wanted) == []
    assert not (tmp_path / "openapi" / "forgotten.json").exists()


def test_a_release_remembers_todays_contracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "RELEASED", tmp_path / "released.json")

    assert generate.broken() == []
    generate.release()

    assert set(json.loads((tmp_path / "released.json").read_text(encoding="utf-8"))) == set(ALL_FACTS)
    assert generate.broken() == []


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolved(document: dict[str, Any], reference: str) -> dict[str, Any]:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node if "$ref" not in node else resolved(document, node["$ref"])


def test_every_reference_of_the_asyncapi_document_leads_somewhere(asyncapi: dict[str, Any]) -> None:
    found = list(references(asyncapi))

    assert len(found) > 100
    assert all(reference.startswith("#/") and resolved(asyncapi, reference) for reference in found)


def test_each_agency_has_a_channel_with_its_topic_and_its_facts(asyncapi: dict[str, Any]) -> None:
    assert asyncapi["asyncapi"].startswith("3.")
    assert set(asyncapi["channels"]) == set(AGENCIES)
    for agency, channel in asyncapi["channels"].items():
        assert channel["address"] == channel["bindings"]["kafka"]["topic"] == topic_of(agency)


@pytest.mark.parametrize("agency", AGENCIES)
def test_an_agency_receives_exactly_what_the_process_says_it_hears(
    asyncapi: dict[str, Any], agency: str
) -> None:
    received = {
        message["$ref"].rsplit("/", 1)[1]
        for name, operation in asyncapi["operations"].items()
        if operation["action"] == "receive" and name.startswith(f"{agency}.hears.")
        for message in operation["messages"]
    }

    assert received == hears(agency)


@pytest.mark.parametrize("type_", ALL_FACTS)
def test_a_golden_message_obeys_the_asyncapi_document(asyncapi: dict[str, Any], type_: str) -> None:
    golden = json.loads(path_of(type_).read_text(encoding="utf-8"))
    described = asyncapi["components"]["messages"][type_]

    headers = resolved(asyncapi, described["headers"]["$ref"])
    payload = resolved(asyncapi, described["payload"]["$ref"])

    Draft202012Validator(headers).validate(golden["headers"])
    Draft202012Validator(payload).validate(json.loads(golden["data"]))
    assert not Draft202012Validator(headers).is_valid(golden["headers"] | {"ce_type": "another"})


def test_the_process_page_shows_every_step_fact_and_order(generated: dict[Path, str]) -> None:
    page = generated[generate.DOCS / "process.md"]

    assert page.count("```mermaid") == 2
    for order in ORDERS.values():
        assert f"`{order.name}`" in page
        for step in order.steps:
            assert step.title.zh in page
            assert all(
                f"`{type_.removesuffix('.v1')}`" in page
                for type_ in step.announces - {"licence.reinstated.v1"}
            )


def test_no_row_of_a_table_is_torn(generated: dict[Path, str]) -> None:
    for name in ("process.md", "events.md"):
        rows = [line for line in generated[generate.DOCS / name].splitlines() if line.startswith("|")]
        widths = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]

        assert rows
        assert min(widths) >= 3
        for above, below in pairwise(rows):
            if below.startswith("| ---"):
                assert len(re.findall(r"(?<!\\)\|", above)) == len(re.findall(r"(?<!\\)\|", below))


def test_every_fact_has_its_section_on_the_events_page(generated: dict[Path, str]) -> None:
    page = generated[generate.DOCS / "events.md"]

    assert all(f"### `{type_}`" in page for type_ in ALL_FACTS)
