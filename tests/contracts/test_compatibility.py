"""A change that would break a reader or a writer is refused; the rules are tried on contracts broken on purpose."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tools import generate
from tools.documents.compatibility import breaks
from tools.documents.schemas import schemas

Schema = dict[str, Any]
Change = Callable[[Schema], object]

TYPE = "vehicle.deregistered.v1"


def changed(change: Change) -> dict[str, Schema]:
    today = copy.deepcopy(schemas())
    change(today[TYPE])
    return today


def material(schema: Schema) -> Schema:
    found: Schema = schema["properties"]["materials"]["items"]
    return found


def test_todays_contracts_break_nothing_that_was_released() -> None:
    released = json.loads(generate.RELEASED.read_text(encoding="utf-8"))

    assert released
    assert breaks(released, schemas()) == []


ADDITIONS: dict[str, Change] = {
    "an optional field": lambda s: s["properties"].update(note={"type": "string"}),
    "an optional field deep inside": lambda s: material(s)["properties"].update(note={"type": "string"}),
    "better words": lambda s: s.update(description="Better words."),
    "words on a field": lambda s: s["properties"]["on"].update(description="The day."),
    "another order of the fields": lambda s: s["required"].reverse(),
}


@pytest.mark.parametrize("addition", ADDITIONS)
def test_what_breaks_nobody_is_let_through(addition: str) -> None:
    assert breaks(schemas(), changed(ADDITIONS[addition])) == []


def narrowed(schema: Schema) -> None:
    schema["properties"]["phase"]["enum"].remove("provisional")


def widened(schema: Schema) -> None:
    schema["properties"]["phase"]["enum"].append("restored")


BREAKS: dict[str, tuple[Change, str]] = {
    "a field removed": (
        lambda s: (s["properties"].pop("on"), s["required"].remove("on")),
        ".on: the field is gone",
    ),
    "an optional field removed": (lambda s: s["properties"].pop("proof_no"), ".proof_no: the field is gone"),
    "a new required field": (
        lambda s: (s["properties"].update(office={"type": "string"}), s["required"].append("office")),
        ".office: the field is required now",
    ),
    "an optional field required": (
        lambda s: s["required"].append("proof_no"),
        ".proof_no: the field is required now",
    ),
    "a required field optional": (lambda s: s["required"].remove("on"), ".on: the field may be missing now"),
    "a type changed": (lambda s: s["properties"]["on"].update(type="integer"), ".on: `type` changed"),
    "a format changed": (lambda s: s["properties"]["on"].update(format="date-time"), ".on: `format` changed"),
    "a pattern tightened": (lambda s: s["properties"]["vin"].update(pattern="^L"), ".vin: `pattern` changed"),
    "a list shortened": (
        lambda s: s["properties"]["materials"].update(maxItems=5),
        ".materials: `maxItems` changed",
    ),
    "a choice narrowed": (narrowed, ".phase: the value 'provisional' is gone"),
    "a choice widened": (widened, ".phase: the value 'restored' is new"),
    "a choice opened": (
        lambda s: s["properties"]["phase"].pop("enum"),
        ".phase: the list of values came or went",
    ),
    "null forbidden": (lambda s: s["properties"]["proof_no"]["anyOf"].pop(), ".proof_no: `anyOf` changed"),
    "one of two shapes changed": (
        lambda s: s["properties"]["proof_no"]["anyOf"][0].update(maxLength=8),
        ".proof_no[anyOf 0]: `maxLength` changed",
    ),
    "a change deep inside": (
        lambda s: material(s)["properties"]["status"]["enum"].remove("deferred"),
        ".materials[items 0].status: the value 'deferred' is gone",
    ),
    "unknown fields forbidden": (
        lambda s: s.update(additionalProperties=False),
        "`additionalProperties` changed",
    ),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_a_breaking_change_is_refused_and_named(fault: str) -> None:
    change, sentence = BREAKS[fault]

    found = breaks(schemas(), changed(change))

    assert len(found) == 1
    assert found[0].startswith(TYPE)
    assert sentence in found[0]


def test_a_type_that_disappears_is_a_breaking_change() -> None:
    today = schemas()
    del today[TYPE]

    assert breaks(schemas(), today) == [f"{TYPE}: the type is gone"]


def test_a_new_type_breaks_nobody() -> None:
    assert breaks(schemas(), schemas() | {"vehicle.deregistered.v2": {"type": "object"}}) == []


def test_a_constant_counts_as_a_choice_of_one() -> None:
    before, after = {"fact": {"const": "final"}}, {"fact": {"const": "provisional"}}

    assert len(breaks(before, after)) == 2


def test_the_generator_refuses_a_breaking_change_before_it_writes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.documents.schemas.schemas", lambda: changed(narrowed))

    status = generate.main(["--release"])

    assert status == 1
    assert "the value 'provisional' is gone" in capsys.readouterr().out
