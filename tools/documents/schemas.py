"""JSON Schemas of every fact's data: what a reader demands of a message on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from exportlane.contracts import ALL_FACTS
from exportlane.contracts.decision import FactData

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(type_: str, model: type[FactData]) -> Schema:
    """The schema of one type. Definitions are put in place, so that a schema stands alone wherever it is copied."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.pop("$defs", {})
    inlined = _inline(schema, definitions)
    return {"$schema": DIALECT, "$id": f"urn:exportlane:{type_}", **inlined, "title": type_}


def schemas() -> dict[str, Schema]:
    """The schema of every type, by type."""
    return {type_: schema_of(type_, model) for type_, model in ALL_FACTS.items()}


def written(schema: Mapping[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _inline(node: Any, definitions: Mapping[str, Schema]) -> Any:
    if isinstance(node, list):
        return [_inline(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return _inline({**definitions[name], **rest}, definitions)
    return {key: _inline(value, definitions) for key, value in node.items() if not _is_noise(key, value)}


def _is_noise(key: str, value: Any) -> bool:
    """Pydantic titles every field with its own name, which tells nobody anything. A field named `title` is a schema."""
    return key == "title" and isinstance(value, str)
