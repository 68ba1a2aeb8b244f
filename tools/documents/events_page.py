"""docs/events.md: every fact, who announces it, who hears it and what it carries."""

from __future__ import annotations

import inspect

from exportlane.contracts import AGENCIES, ALL_FACTS, FACTS_OF_AGENCY, OPERATIONS, topic_of
from exportlane.process import hears
from exportlane.process.sentences import WHO
from tools.documents.headers import HEADERS
from tools.documents.markdown import notice, table
from tools.documents.schemas import Schema, schemas

_INTRODUCTION = """A fact is a signed CloudEvent 1.0 in the binary mode of the Kafka binding: one header per attribute,
the data as the message's value in JSON. The key is the case id. `docs/asyncapi.yaml` says the same for machines, and
each type has its JSON Schema in `docs/schemas/`.

A type is never changed in a way that would break a reader or a writer: it may gain optional fields. Everything else is
a new type, `.v2`, announced beside the old one until nobody hears that any more. Readers ignore unknown fields.

No fact names a former owner, and only the tax office's facts carry an amount. Dates are statutory days in
Asia/Shanghai, amounts are text with two decimals."""


def events_page() -> str:
    """The whole page."""
    found = schemas()
    parts = ["# Facts 事件", notice("shared/exportlane/contracts"), _INTRODUCTION, _headers()]
    for agency in AGENCIES:
        parts.append(f"## {WHO[agency].en} {WHO[agency].zh}: `{topic_of(agency)}`")
        parts += [_fact(type_, found[type_]) for type_ in FACTS_OF_AGENCY[agency]]
    parts.append("## Any agency, about its own messages")
    parts += [_fact(type_, found[type_]) for type_ in OPERATIONS]
    return "\n\n".join(parts) + "\n"


def _headers() -> str:
    rows = [(f"`{one.name}`", one.meaning, "yes" if one.required else "no") for one in HEADERS]
    return "\n\n".join(("## Headers", table(("Header", "Meaning", "Required"), rows)))


def _fact(type_: str, schema: Schema) -> str:
    description = inspect.cleandoc(ALL_FACTS[type_].__doc__ or "")
    listeners = [f"`{agency}`" for agency in AGENCIES if type_ in hears(agency)]
    heard = f"Heard by {', '.join(listeners)}." if listeners else "Heard by nobody yet."
    demanded = schema.get("required", [])
    rows = [
        (f"`{name}`", _shape(field), "yes" if name in demanded else "no", field.get("description", ""))
        for name, field in schema["properties"].items()
    ]
    fields = table(("Field", "Shape", "Required", "Meaning"), rows)
    return "\n\n".join((f"### `{type_}`", description, heard, fields))


def _shape(field: Schema) -> str:
    """What a field may hold, in a few words."""
    if "anyOf" in field:
        return " or ".join(_shape(one) for one in field["anyOf"])
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if "pattern" in field:
        return f"`{field['pattern']}`"
    return str(field["format"]) if "format" in field else _shape_by_type(field)


def _shape_by_type(field: Schema) -> str:
    if field["type"] == "array":
        return f"list of {_shape(field['items'])}{_size(field, 'minItems', 'maxItems')}"
    if field["type"] == "object":
        return "{" + ", ".join(field["properties"]) + "}"
    if field["type"] == "integer":
        return f"integer{_size(field, 'minimum', 'maximum')}"
    return f"{field['type']}{_size(field, 'minLength', 'maxLength')}"


def _size(field: Schema, low: str, high: str) -> str:
    if high not in field:
        return ""
    return f" ({field.get(low, 0)}–{field[high]})"
