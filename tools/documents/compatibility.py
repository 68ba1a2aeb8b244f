"""Which change of a contract breaks somebody: rules over two JSON Schemas, the released one and today's.

Writers and readers are upgraded at different times, and a ledger is replayed years later, so both directions count:
today's readers must take every released message, and released readers must take every message of today. What is left
is little, and that is the point: a type may gain optional fields and better words. Anything else is a new type, `.v2`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

WORDS = frozenset({"$schema", "$id", "title", "description", "examples", "deprecated"})
"""Keywords that tell people something and demand nothing."""


def breaks(released: Mapping[str, Schema], today: Mapping[str, Schema]) -> list[str]:
    """A sentence for every change that would break a writer or a reader; nothing when the contracts agree."""
    found = [f"{type_}: the type is gone" for type_ in released if type_ not in today]
    for type_, before in released.items():
        if type_ in today:
            found += [f"{type_}{where}: {what}" for where, what in _compare("", before, today[type_])]
    return found


def _compare(where: str, before: Schema, after: Schema) -> Iterator[tuple[str, str]]:
    yield from _properties(where, before, after)
    yield from _choices(where, before, after)
    for keyword in sorted(
        (before.keys() | after.keys()) - WORDS - {"properties", "required", "enum", "const"}
    ):
        old, new = before.get(keyword), after.get(keyword)
        pairs = _pairs(old, new)
        for number, (one, other) in enumerate(pairs):
            yield from _compare(f"{where}[{keyword} {number}]", one, other)
        if pairs:
            continue
        if old != new:
            yield where, f"`{keyword}` changed from {old!r} to {new!r}"


def _properties(where: str, before: Schema, after: Schema) -> Iterator[tuple[str, str]]:
    old, new = before.get("properties", {}), after.get("properties", {})
    demanded, demands = set(before.get("required", ())), set(after.get("required", ()))
    for name in sorted(old.keys() - new.keys()):
        yield f"{where}.{name}", "the field is gone"
    for name in sorted(demands - demanded):
        yield f"{where}.{name}", "the field is required now, and released messages lack it"
    for name in sorted((demanded - demands) & new.keys()):
        yield f"{where}.{name}", "the field may be missing now, and released readers demand it"
    for name in sorted(old.keys() & new.keys()):
        yield from _compare(f"{where}.{name}", old[name], new[name])


def _choices(where: str, before: Schema, after: Schema) -> Iterator[tuple[str, str]]:
    old, new = _values(before), _values(after)
    if old is None or new is None:
        if old != new:
            yield where, "the list of values came or went"
        return
    for value in sorted(old - new):
        yield where, f"the value {value} is gone, and released messages carry it"
    for value in sorted(new - old):
        yield where, f"the value {value} is new, and released readers refuse it"


def _values(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {repr(schema["const"])}
    return {repr(value) for value in schema["enum"]} if "enum" in schema else None


def _pairs(old: object, new: object) -> list[tuple[Schema, Schema]]:
    """The schemas below a keyword that stand opposite each other; none when the keyword holds something else."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [(old, new)]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        opposite = list(zip(old, new, strict=True))
        return opposite if all(isinstance(one, Mapping) for pair in opposite for one in pair) else []
    return []
