"""A thing's document in words: its single values, its tables, what was asked and found, its clocks. PURE.

Everything that the agency shows is shown: what this module does not know by name is told by its field's name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.portal.fact_words import Words
from gateway.portal.work.shape import Document, Things
from gateway.portal.work.vocabulary.spoken import country_of, limit_of, name_of, value_of
from gateway.portal.work.vocabulary.values import VALUES
from gateway.shown.offices import port

SPECIAL: Final = frozenset(
    {
        "id",
        "version",
        "status",
        "stage",
        "history",
        "moves",
        "asked",
        "found",
        "matters",
        "holds",
        "clocks",
        "queue_on",
    }
)
"""What stands elsewhere on the page, or is for machines."""
ITEMS: Final = ("asked", "found", "matters", "holds", "suspicions", "findings")
MOST_COLUMNS: Final = 9
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")
_YES, _NO = Words("是", "Yes"), Words("否", "No")


@dataclass(frozen=True, slots=True)
class Shown:
    """One value: what it is called, how it is shown (`text`, `day`, `moment`, `said`, `mono`), and where it leads."""

    words: Words
    value: Any
    show: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A VIN and the case behind it."""

    vin: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A list of things of one kind, or a single thing with several values."""

    words: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Shown, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Something missing, found or held against: its sentence, its article, its vehicle."""

    sentence: str
    article: str | None
    vin: str | None


def values_of(document: Document, things: Things) -> list[Shown]:
    """The single values of a document."""
    hidden = SPECIAL | things.hidden
    return [shown(name, value) for name, value in document.items() if name not in hidden and _single(value)]


def tables_of(document: Document, things: Things) -> list[Table]:
    """Its parts that have parts, the vehicles left out: they have a table of their own."""
    hidden = SPECIAL | things.hidden | set(ITEMS) | ({things.lines} if things.lines else set())
    found = [
        _table(name, value) for name, value in document.items() if name not in hidden and not _single(value)
    ]
    return [table for table in found if table is not None]


def vehicles_of(document: Document, things: Things) -> Table | None:
    """Its vehicles, each leading to its case."""
    lines = [_linked(line) for line in things.lines_of(document)]
    return _table(str(things.lines), lines) if lines else None


def _linked(line: Document) -> dict[str, Any]:
    """A vehicle with its VIN first; the case it belongs to is where the VIN leads."""
    rest = {name: value for name, value in line.items() if name not in {"vin", "case_id"}}
    return {"vin": Case(str(line.get("vin") or line.get("case_id") or ""), line.get("case_id")), **rest}


def items_of(document: Document, name: str) -> list[Item]:
    """What was asked for, found or held against under this name."""
    found = document.get(name) or ()
    return [
        Item(
            str(each.get("sentence") or each.get("reason") or each.get("code") or ""),
            each.get("article"),
            each.get("vin"),
        )
        for each in found
        if isinstance(each, Mapping)
    ]


def shown(name: str, value: Any) -> Shown:
    """A single value in its form."""
    words = name_of(name)
    if isinstance(value, Case):
        return Shown(words, value.vin, "mono", f"/cases/{value.id}" if value.id else None)
    said = _said(name, value)
    if said is not None:
        return Shown(words, said, "said")
    text = "、".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)
    return Shown(words, text, _form(name, text))


def _said(name: str, value: Any) -> Words | None:
    """The words of a value that has some."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if not isinstance(value, str):
        return None
    if name.endswith("country"):
        return country_of(value)
    if name == "customs_port":
        found = port(value)
        return Words(str(found["zh"]), str(found["en"]))
    return value_of(name, value) if value in VALUES.get(name, {}) else None


def _form(name: str, text: str) -> str:
    if _MOMENT.fullmatch(text) and _is_moment(text):
        return "moment"
    if _DAY.fullmatch(text) and _is_moment(text):
        return "day"
    return "mono" if name.endswith(("_no", "uscc", "vin", "_id")) or name == "id" else "text"


def _is_moment(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _single(value: Any) -> bool:
    if value is None or isinstance(value, Mapping) or (isinstance(value, str | list) and not value):
        return False
    return not (
        isinstance(value, list | tuple) and any(isinstance(each, Mapping | list | tuple) for each in value)
    )


def _table(name: str, value: Any) -> Table | None:
    if isinstance(value, Mapping):
        cells = tuple(_leaves(value))
        return Table(name_of(name), tuple(cell.words for cell in cells), (cells,)) if cells else None
    rows = [list(_leaves(each)) for each in value or () if isinstance(each, Mapping)]
    head: list[Words] = []
    for row in rows:
        head += [cell.words for cell in row if cell.words not in head]
    head = head[:MOST_COLUMNS]
    if not head:
        return None
    made = tuple(tuple(_find(row, words) for words in head) for row in rows)
    return Table(name_of(name), tuple(head), made)


def _find(row: Sequence[Shown], words: Words) -> Shown:
    return next((cell for cell in row if cell.words == words), Shown(words, None, "text"))


def _leaves(value: Mapping[str, Any], depth: int = 0) -> Iterator[Shown]:
    for name, each in value.items():
        if isinstance(each, Mapping):
            if depth < 1:
                for leaf in _leaves(each, depth + 1):
                    title = name_of(name)
                    words = Words(f"{title.zh}·{leaf.words.zh}", f"{title.en}: {leaf.words.en}")
                    yield Shown(words, leaf.value, leaf.show)
        elif _single(each):
            yield shown(name, each)


def clocks_of(document: Document) -> list[dict[str, Any]]:
    """The time limits with their days."""
    return [
        {
            **each,
            "words": limit_of(str(each.get("matter"))),
            "unit_words": value_of("unit", str(each.get("unit"))),
        }
        for each in document.get("clocks") or ()
        if isinstance(each, Mapping)
    ]
