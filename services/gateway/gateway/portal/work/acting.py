"""A verb in the officer's name: what is sent, and what a refusal means to the person who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from gateway.entrance import Entrance
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import Answer, ask
from gateway.portal.visits import Visit
from gateway.portal.work.forms import Field
from gateway.portal.work.history import Told, history_of
from gateway.portal.work.reasons import sentence_of
from gateway.portal.work.shape import Document, Things, Verb
from gateway.portal.work.vocabulary.faults import fault_of

STALE: Final = frozenset({"stale-version"})
UNDER_WAY: Final = frozenset({"idempotency-key-in-progress"})
UNREACHABLE: Final = frozenset({"agency-unavailable", "unavailable"})


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody was quicker: where the thing stands now, and what happened since this person looked, newest first."""

    state: Words
    tone: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a verb was not done. `law` is the sentence of the rule behind it; `fields` are the errors by field."""

    title: Words
    detail: str
    article: str | None = None
    law: Words | None = None
    fields: Mapping[str, Sequence[Words]] = field(default_factory=dict)
    changed: Changed | None = None
    unreachable: bool = False
    under_way: bool = False


def address_of(things: Things, thing_id: str, verb: Verb | None = None, part: str = "") -> str:
    """The address of a thing, or of a verb on it, at its agency."""
    place = f"{things.path}/{quote(thing_id, safe='')}"
    if verb is None:
        return place
    return f"{place}/{verb.path}" + (f"/{quote(part, safe='')}" if verb.part else "")


async def do(  # noqa: PLR0913 - whom, in whose name, on what, which version of it, under which key
    entrance: Entrance,
    visit: Visit,
    things: Things,
    thing_id: str,
    verb: Verb,
    *,
    body: Any,
    version: int | None,
    key: str,
    part: str = "",
) -> Answer:
    """Do it. The same key and content never have their effect twice."""
    place = address_of(things, thing_id, verb, part)
    return await ask(entrance, visit, things.agency, verb.method, place, body=body, version=version, key=key)


async def look(entrance: Entrance, visit: Visit, things: Things, thing_id: str) -> Answer:
    """The thing as it is now."""
    return await ask(entrance, visit, things.agency, "GET", address_of(things, thing_id))


async def refusal(  # noqa: PLR0913, PLR0917 - whom, in whose name, on what, what came back, what was seen
    entrance: Entrance,
    visit: Visit,
    things: Things,
    thing_id: str,
    answer: Answer,
    fields: Iterable[Field],
    seen: int | None,
) -> Refusal:
    """What a refusal means. For a version that is old, the thing is read again to say what changed."""
    told = read_refusal(things.agency, answer, fields)
    if answer.document.get("slug") not in STALE:
        return told
    now = await look(entrance, visit, things, thing_id)
    return Refusal(
        told.title, told.detail, changed=what_changed(things, now.document, seen) if now.ok else None
    )


def read_refusal(agency: str, answer: Answer, fields: Iterable[Field]) -> Refusal:
    """A problem document as a person reads it."""
    document: Mapping[str, Any] = answer.document if isinstance(answer.document, Mapping) else {}
    slug, names = str(document.get("slug")), set(_names(fields))
    errors: dict[str, list[Words]] = {}
    for each in document.get("errors") or ():
        _put(errors, names, each.get("field"), str(each.get("sentence")))
    detail = str(document.get("detail") or "")
    if not errors and document.get("field"):
        _put(errors, names, document["field"], detail)
    title = str(document.get("title") or "")
    at_fields = bool(document.get("errors")) and "" not in errors
    return Refusal(
        Words(str(document.get("title_zh") or title), title),
        "" if at_fields else detail,
        document.get("article"),
        sentence_of(agency, str(document.get("code") or "")),
        errors,
        unreachable=slug in UNREACHABLE,
        under_way=slug in UNDER_WAY,
    )


def _put(errors: dict[str, list[Words]], names: set[str], pointer: object, sentence: str) -> None:
    """An error at `/items/0/code` belongs to the field `items.0.code`, or else to the nearest field around it."""
    name = str(pointer or "").strip("/").replace("/", ".")
    while name and name not in names and not any(each.startswith(f"{name}.") for each in names):
        name = name.rpartition(".")[0]
    errors.setdefault(name, []).append(fault_of(sentence))


def _names(fields: Iterable[Field]) -> Iterable[str]:
    for each in fields:
        yield each.name
        if each.kind == "rows":
            for row in range(100):
                yield from _names(inner.in_row(row, each.name) for inner in each.fields)
        else:
            yield from _names(each.fields)


def what_changed(things: Things, document: Document, seen: int | None) -> Changed:
    """Where it stands now and the facts after those that were seen; without a count the last one alone."""
    facts = list(document.get("history") or ())
    newer = facts[seen:] if seen is not None else facts[-1:]
    status = things.status_of(document)
    state = things.states.get(status) or Words(status, status)
    return Changed(state, things.tone_of(status), tuple(history_of(newer)))
