"""Forms made from what a verb takes: fields from the agency's schema. PURE.

A field is named by its path in the body, `items.0.code`; so an error at `/items/0/code` finds its field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from gateway.portal.fact_words import Words
from gateway.portal.work.interface import Interface, Schema
from gateway.portal.work.shape import Document, Things, Verb, each_of
from gateway.portal.work.vocabulary.spoken import name_of, value_of

Kind = Literal[
    "text",
    "long",
    "choice",
    "reason",
    "day",
    "moment",
    "integer",
    "decimal",
    "yes",
    "many",
    "words",
    "rows",
    "group",
]
LONG_FROM: Final = 300
_ORDER: Final = {
    name: place
    for place, name in enumerate(
        (
            "code",
            "result",
            "priority",
            "list",
            "items",
            "vins",
            "line_id",
            "vin",
            "*",
            "finding",
            "valid_to",
            "note",
            "reason",
            "sentence",
            "article",
        )
    )
}
"""What is chosen comes first, what is written last; the others stand between as the agency has them."""
_VEHICLE: Final = frozenset({"vin"})
_VEHICLES: Final = frozenset({"vins"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its value, its words, the article that it rests on."""

    value: str
    words: Words
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `name` is its path in the body; `fields` those of a group or of one row of many."""

    name: str
    words: Words
    kind: Kind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    longest: int | None = None
    least: str | None = None
    most: str | None = None
    preset: str = ""

    @property
    def key(self) -> str:
        """The last part of its name."""
        return self.name.rsplit(".", 1)[-1]

    def in_row(self, row: int, under: str) -> Field:
        """The field of a row as that of one row: `items.code` becomes `items.2.code`."""
        name = f"{under}.{row}{self.name.removeprefix(under)}"
        return replace(self, name=name, fields=tuple(each.in_row(row, under) for each in self.fields))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the fields of one verb on one thing."""

    interface: Interface
    things: Things
    verb: Verb
    document: Document

    def fields(self, schema: Schema | None) -> tuple[Field, ...]:
        """The fields of a body. Without a schema there is nothing to fill in."""
        if schema is None:
            return ()
        whole = self.interface.resolved(schema)
        return self._members(whole, "")

    def _members(self, schema: Schema, under: str) -> tuple[Field, ...]:
        required = set(schema.get("required", ()))
        made = [
            self._field(f"{under}{name}", self.interface.resolved(each), required=name in required)
            for name, each in schema.get("properties", {}).items()
        ]
        return tuple(sorted(made, key=lambda each: _ORDER.get(each.key, _ORDER["*"])))

    def _field(self, name: str, schema: Schema, *, required: bool) -> Field:
        key = name.rsplit(".", 1)[-1]
        made = Field(
            name, name_of(key, schema.get("title")), "text", required=required, longest=schema.get("maxLength"),
            least=_number(schema.get("minimum")), most=_number(schema.get("maximum")),
        )  # fmt: skip
        if (choices := self._choices(key, schema)) is not None:
            return replace(
                made, kind="reason" if key == "code" and self.verb.reasons else "choice", choices=choices
            )
        if schema.get("type") == "array":
            return self._array(made, key, schema)
        if schema.get("type") == "object" and schema.get("properties"):
            return replace(made, kind="group", fields=self._members(schema, f"{name}."))
        return replace(made, kind=_plain(schema))

    def _choices(self, key: str, schema: Schema) -> tuple[Choice, ...] | None:
        if "enum" in schema:
            return tuple(Choice(str(each), value_of(key, str(each))) for each in schema["enum"])
        if key in self.verb.picks:
            return tuple(
                Choice(each, value_of(key, each)) for each in each_of(self.document, self.verb.picks[key])
            )
        if key == "code" and self.verb.reasons:
            return tuple(Choice(each.code, each.words, each.article) for each in self.verb.reasons)
        if key in _VEHICLE and (found := self._vins()):
            return found
        return None

    def _array(self, made: Field, key: str, schema: Schema) -> Field:
        items = self.interface.resolved(schema.get("items", {}))
        if items.get("type") == "object":
            return replace(made, kind="rows", fields=self._members(items, f"{made.name}."))
        if "enum" in items:
            return replace(
                made, kind="many", choices=tuple(Choice(str(e), value_of(key, str(e))) for e in items["enum"])
            )
        if key in _VEHICLES and (found := self._vins()):
            return replace(made, kind="many", choices=found)
        return replace(made, kind="words")

    def _vins(self) -> tuple[Choice, ...]:
        found = [str(line["vin"]) for line in self.things.lines_of(self.document) if line.get("vin")]
        return tuple(Choice(vin, Words(vin, vin)) for vin in found)


def _plain(schema: Schema) -> Kind:
    kind, form = schema.get("type"), schema.get("format")
    if kind == "boolean":
        return "yes"
    if kind == "integer":
        return "integer"
    if form in {"date", "date-time"}:
        return "day" if form == "date" else "moment"
    if kind == "number" or str(schema.get("pattern", "")).startswith(("^-?[0-9]{1,13}", "^[0-9]+(")):
        return "decimal"
    return "long" if int(schema.get("maxLength") or 0) >= LONG_FROM else "text"


def _number(value: object) -> str | None:
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)
