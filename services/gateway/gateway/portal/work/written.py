"""What somebody wrote in a form, and the body that he meant. PURE.

What is left empty is left out, and the agency says in its own words what it misses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gateway.portal.work.forms import Field, Kind
from gateway.portal.work.shape import Reason

MOST_ROWS: Final = 40


def flat(body: Any, under: str = "") -> dict[str, str]:
    """A body as the values of its fields: how a form is filled before anybody writes in it."""
    if isinstance(body, Mapping):
        parts = [flat(value, f"{under}.{name}" if under else str(name)) for name, value in body.items()]
    elif isinstance(body, list | tuple):
        parts = [flat(value, f"{under}.{place}") for place, value in enumerate(body)]
    else:
        return {} if body is None else {under: str(body)}
    return {name: value for part in parts for name, value in part.items()}


class Written:
    """What somebody wrote in a form: several values under one name where boxes were ticked."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def one(self, name: str) -> str:
        """The value of a field, without blanks around it."""
        return self._values.get(name, [""])[-1].strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for value in self._values.get(name, []) if value.strip()]

    def rows(self, name: str) -> list[int]:
        """The numbers of the rows under a name, in order."""
        found = set()
        for key in self._values:
            row = key.removeprefix(f"{name}.").partition(".")[0]
            if key.startswith(f"{name}.") and row.isascii() and row.isdigit() and len(row) < 4:
                found.add(int(row))
        return sorted(found)[:MOST_ROWS]

    def as_values(self) -> dict[str, str]:
        """For the same form once more."""
        return {name: values[-1] for name, values in self._values.items()}

    def ticked(self) -> dict[str, list[str]]:
        """For the boxes of the same form once more."""
        return dict(self._values)


def read(fields: Sequence[Field], written: Written, reasons: Sequence[Reason]) -> dict[str, Any]:
    """The body that a person meant. A chosen reason brings its article, and its sentence where none was written."""
    body = {
        field.key: value
        for field in fields
        if (value := _READ[field.kind](field, written, reasons)) is not None
    }
    chosen = next((each for each in reasons if each.code == body.get("code")), None)
    if chosen is not None:
        names = {field.key for field in fields}
        for name in ("reason", "sentence"):
            if name in names and name not in body and chosen.code != "other":
                body[name] = chosen.words.zh
        if "article" in names and "article" not in body and chosen.article:
            body["article"] = chosen.article
    return body


def _text(field: Field, written: Written, _reasons: Sequence[Reason]) -> str | None:
    return written.one(field.name) or None


def _integer(field: Field, written: Written, _reasons: Sequence[Reason]) -> int | str | None:
    text = written.one(field.name)
    try:
        return int(text) if text else None
    except ValueError:
        return text


def _yes(field: Field, written: Written, _reasons: Sequence[Reason]) -> bool | None:
    text = written.one(field.name)
    return None if text not in {"yes", "no"} else text == "yes"


def _many(field: Field, written: Written, _reasons: Sequence[Reason]) -> list[str] | None:
    return written.all(field.name) or None


def _words(field: Field, written: Written, _reasons: Sequence[Reason]) -> list[str] | None:
    return [line.strip() for line in written.one(field.name).splitlines() if line.strip()] or None


def _group(field: Field, written: Written, reasons: Sequence[Reason]) -> dict[str, Any] | None:
    return read(field.fields, written, reasons) or None


def _rows(field: Field, written: Written, reasons: Sequence[Reason]) -> list[dict[str, Any]] | None:
    rows = [
        read([each.in_row(row, field.name) for each in field.fields], written, reasons)
        for row in written.rows(field.name)
    ]
    return [row for row in rows if row] or None


def _moment(field: Field, written: Written, _reasons: Sequence[Reason]) -> str | None:
    text = written.one(field.name)
    # What a browser gives for a moment has no offset; the clocks on the walls here are those of Shanghai.
    return f"{text}:00+08:00" if len(text) == len("2026-01-01T08:00") else text or None


_READ: Final[Mapping[Kind, Callable[[Field, Written, Sequence[Reason]], Any]]] = {
    "text": _text, "long": _text, "choice": _text, "reason": _text, "day": _text, "decimal": _text,
    "moment": _moment, "integer": _integer, "yes": _yes, "many": _many, "words": _words, "rows": _rows,
    "group": _group,
}  # fmt: skip
