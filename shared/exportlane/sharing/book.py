"""The catalogue and the agreements: what is offered, by whom, and who may have which field for what. PURE.

Both are data with dates: `fields.json` says of every field how sensitive it is and who alone writes it,
`resources.json` what can be asked, `agreements.json` who may. Every fact type is a resource as well; its fields are
those of its contract. What the agencies beside the process share stands in `of/`, one file for each, with the same
three parts. A new agreement, or the end of one, needs no code. Law: 政务数据共享条例 第十九、二十五条.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS

Sensitivity = Literal["public", "internal", "commercial", "personal"]
LADDER: Final[tuple[Sensitivity, ...]] = ("public", "internal", "commercial", "personal")
"""From what anybody may know to what never leaves its agency."""
EVERYBODY: Final = "*"
"""Stands for any provider, in agreements about facts that every agency announces."""
Kind = Literal["case_id", "vin", "licence_no", "declaration_no", "claim_no", "uscc"]
"""What a resource can be asked by."""

Text = Annotated[str, Field(min_length=1, max_length=400)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,63}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """A name for people, in both languages."""

    zh: Text
    en: Text


class FieldLine(_Strict):
    """One field: how sensitive it is and who alone writes it (`announcer`: whoever announces the fact)."""

    sensitivity: Sensitivity
    source: Text
    words: Words | None = None


class ResourceLine(_Strict):
    """Something that can be asked of an agency: its fields and by what it is found."""

    name: Slug
    provider: Text
    title: Words
    keys: Annotated[tuple[Kind, ...], Field(min_length=1)]
    fields: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Grant(_Strict):
    """Part of an agreement: a resource (or `family.*` of facts) with its fields, by name or up to a sensitivity."""

    resource: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*(\.\*)?$")]
    fields: tuple[Slug, ...] = ()
    up_to: Literal["public", "internal", "commercial"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Grant:
        if bool(self.fields) == bool(self.up_to):
            raise ValueError(f"the grant of {self.resource} names either fields or up_to")
        return self

    def covers(self, resource: str) -> bool:
        """Whether the grant is about this resource."""
        if self.resource.endswith(".*"):
            return resource.startswith(self.resource[:-1])
        return self.resource == resource


class Agreement(_Strict):
    """Who may have what of whom, for which purpose, on which legal basis, from when to when (both days included)."""

    id: Annotated[str, Field(pattern=r"^SH-[0-9]{2,4}$")]
    provider: Text
    consumer: Text
    purposes: Annotated[tuple[Slug, ...], Field(min_length=1)]
    legal_basis: Text
    valid_from: date
    valid_to: date | None
    grants: Annotated[tuple[Grant, ...], Field(min_length=1)]

    def in_force(self, on: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class UnknownField(ValueError):
    """A field that the catalogue does not have: nobody has said yet how sensitive it is."""


class Book(_Strict):
    """Catalogue and agreements together, checked against each other."""

    fields: Mapping[str, FieldLine]
    resources: tuple[ResourceLine, ...]
    purposes: Mapping[str, Words]
    agreements: tuple[Agreement, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Book:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @cached_property
    def by_name(self) -> Mapping[str, ResourceLine]:
        """The resources that can be asked."""
        return {line.name: line for line in self.resources}

    def line(self, field: str, *, of: str) -> FieldLine:
        """What is known of a field. `of.field` comes before `field`. Raises UnknownField."""
        found = self.fields.get(f"{of}.{field}") or self.fields.get(field)
        if found is None:
            raise UnknownField(f"the catalogue does not know the field {field} of {of}")
        return found

    def fields_of(self, resource: str) -> tuple[str, ...]:
        """The names of the fields of a resource or of a fact type. Raises KeyError."""
        if resource in self.by_name:
            return self.by_name[resource].fields
        return tuple(ALL_FACTS[resource].model_fields)

    def granted(self, agreement: Agreement, resource: str) -> frozenset[str]:
        """The fields of a resource that an agreement grants, whatever the day. Personal ones are never among them."""
        return frozenset(
            field
            for grant in agreement.grants
            if grant.covers(resource)
            for field in self.fields_of(resource)
            if self._lets(grant, field, resource)
        )

    def _lets(self, grant: Grant, field: str, resource: str) -> bool:
        line = self.fields.get(f"{resource}.{field}") or self.fields.get(field)
        if line is None or line.sensitivity == "personal":
            return False
        sensitivity = line.sensitivity
        if grant.up_to is not None:
            return LADDER.index(sensitivity) <= LADDER.index(grant.up_to)
        return field in grant.fields

    def provider_of(self, resource: str) -> str | None:
        """Who answers for a resource, None when nobody offers it."""
        if resource in self.by_name:
            return self.by_name[resource].provider
        return AGENCY_OF_TYPE.get(resource)


def _faults(book: Book) -> Iterator[str]:
    names = [line.name for line in book.resources]
    if len(set(names)) < len(names):
        yield "a resource stands in the catalogue twice"
    ids = [agreement.id for agreement in book.agreements]
    if len(set(ids)) < len(ids):
        yield "an agreement's id stands twice"
    for line in book.resources:
        if line.provider not in AGENCIES:
            yield f"{line.name} is offered by {line.provider!r}, which is no agency"
        for field in line.fields:
            if field not in book.fields and f"{line.name}.{field}" not in book.fields:
                yield f"the field {field} of {line.name} has no line in fields.json"
    for agreement in book.agreements:
        yield from _faults_of(agreement, book)
    yield from _overlaps(book)


def _faults_of(agreement: Agreement, book: Book) -> Iterator[str]:
    who = f"agreement {agreement.id}"
    if agreement.consumer not in AGENCIES or agreement.provider not in (*AGENCIES, EVERYBODY):
        yield f"{who} is between {agreement.provider!r} and {agreement.consumer!r}, which are not two agencies"
    if agreement.valid_to is not None and agreement.valid_to < agreement.valid_from:
        yield f"{who} ends before it begins"
    yield from (f"{who} has the unknown purpose {p}" for p in agreement.purposes if p not in book.purposes)
    for grant in agreement.grants:
        if grant.resource.endswith(".*"):
            continue
        owner = book.provider_of(grant.resource)
        if owner is None and grant.resource not in ALL_FACTS:
            yield f"{who} grants {grant.resource}, which nobody offers"
            continue
        if owner is not None and owner != agreement.provider:
            yield f"{who} grants {grant.resource}, which {owner} answers for and not {agreement.provider}"
        known = set(book.fields_of(grant.resource))
        yield from (
            f"{who} grants the unknown field {f} of {grant.resource}" for f in grant.fields if f not in known
        )
        for field in known & set(grant.fields):
            if book.line(field, of=grant.resource).sensitivity == "personal":
                yield f"{who} grants {field} of {grant.resource}, which is personal and never leaves its agency"


def _overlaps(book: Book) -> Iterator[str]:
    """Two agreements in force for the same resource and purpose would leave open which of them holds."""
    seen: dict[tuple[str, str, str, str], list[Agreement]] = {}
    for agreement in book.agreements:
        for grant in agreement.grants:
            for purpose in agreement.purposes:
                if grant.resource in book.by_name:
                    place = (agreement.provider, agreement.consumer, grant.resource, purpose)
                    seen.setdefault(place, []).append(agreement)
    for (_, consumer, resource, purpose), found in seen.items():
        found.sort(key=lambda one: one.valid_from)
        for before, after in pairwise(found):
            if before.valid_to is None or after.valid_from <= before.valid_to:
                yield f"{before.id} and {after.id} both let {consumer} have {resource} for {purpose} on the same day"


def read(parts: Mapping[str, object]) -> Book:
    """A book from parsed JSON. Raises pydantic's ValidationError with a sentence for each fault."""
    return Book.model_validate(parts)


@cache
def shipped_book() -> Book:
    """The book that is packed with the system. Raises ValidationError when a file is wrong."""
    here = files(__package__ or __name__)

    def part(name: str) -> object:
        return json.loads(here.joinpath(f"{name}.json").read_text(encoding="utf-8"))

    book: dict[str, Any] = {"fields": part("fields"), **_only(part("resources")), **_only(part("agreements"))}
    for file in sorted(here.joinpath("of").iterdir(), key=lambda each: each.name):
        own = _only(json.loads(file.read_text(encoding="utf-8")))
        for field, line in own.pop("fields", {}).items():
            if book["fields"].setdefault(field, line) != line:
                raise ValueError(
                    f"{file.name}: the field {field} has another line already; name it type.{field}"
                )
        book["purposes"] |= own.pop("purposes", {})
        for list_ in ("resources", "agreements"):
            book[list_] = [*book[list_], *own.pop(list_, [])]
        if own:
            raise ValueError(f"{file.name}: unknown {', '.join(sorted(own))}")
    return read(book)


def _only(part: object) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise TypeError("a file of the catalogue holds one object")
    return {name: value for name, value in part.items() if name != "comment"}
