"""The files that ``exportlane rebate`` reads. Every fault names its line and its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

from exportlane.cli.answering import BadInput, parse_day
from exportlane.law.averages import Matter
from exportlane.law.calendar import shipped_calendar
from exportlane.law.errors import BadInvoice, LawError
from exportlane.law.pauses import Pause
from exportlane.law.rebate import InvoiceKind, Refund, agree, compute
from exportlane.policies.located import BadJson, Located, Place, read_located

LINE: Final = frozenset({"id", "gross", "levy_rate", "hs_rebate_rate", "invoice_kind"})
LINE_MAY: Final = frozenset({"ex_vat"})
CLAIM: Final = frozenset({"id", "class", "accepted"})
CLAIM_MAY: Final = frozenset({"decided", "pauses", "normal"})
CLASSES: Final = (1, 2, 3, 4)
KINDS: Final = tuple(kind.value for kind in InvoiceKind)

_MONEY: Final = re.compile(r"-?[0-9]{1,16}(\.[0-9]+)?")
_RATE: Final = re.compile(r"-?[0-9](\.[0-9]{1,6})?")


def refunds_of(file: str, text: str) -> list[tuple[str, Refund]]:
    """The refund of every line, by its id, in the order of the file. Raises BadInput."""
    return [_refund(row) for row in _rows(file, text, "lines", LINE, LINE_MAY)]


def matters_of(file: str, text: str) -> list[Matter]:
    """The claims of a file, in its order. Raises BadInput."""
    return [_matter(row) for row in _rows(file, text, "claims", CLAIM, CLAIM_MAY)]


@dataclass(frozen=True, slots=True)
class _Float:
    """A number with a point or an exponent, as it is written. It is never reckoned with."""

    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One object of the list with its place, so that a fault can be found again."""

    file: str
    located: Located
    place: Place
    said: dict[str, Any]

    def wrong(self, field: str, sentence: str, slug: str, *within: int) -> NoReturn:
        _wrong(self.file, self.located, (*self.place, field, *within), sentence, slug)

    def text(self, field: str) -> str:
        value = self.said[field]
        if not isinstance(value, str) or not value.strip():
            self.wrong(field, f"{field} is a text", "bad_value")
        return value

    def day(self, field: str, value: object, *within: int) -> date:
        if not isinstance(value, str):
            self.wrong(field, f"{field}: a day is written YYYY-MM-DD, in quotes", "bad_date", *within)
        try:
            return parse_day(value, field)
        except BadInput as error:
            self.wrong(field, str(error), error.slug, *within)

    def counted_day(self, field: str, value: object) -> date:
        """A day from or up to which working days are counted, so the calendar must reach it."""
        day = self.day(field, value)
        try:
            shipped_calendar().require(day)
        except LawError as error:
            self.wrong(field, str(error), error.slug)
        return day

    def number(self, field: str, form: re.Pattern[str]) -> Decimal:
        value = self.said[field]
        if isinstance(value, _Float):
            sentence = f"{field} {value.text} is a binary fraction to most programs: write it in quotes"
            self.wrong(field, sentence, "float_refused")
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.wrong(field, f"{field} is a number in quotes", "bad_value")
        if not form.fullmatch(str(value)):
            example = "113000.00" if form is _MONEY else "0.13, with six decimals at most"
            self.wrong(field, f"{field} {str(value)!a} is no number such as {example}", "bad_value")
        return Decimal(value)


def _rows(file: str, text: str, name: str, must: frozenset[str], may: frozenset[str]) -> Iterator[_Row]:
    located = _located(file, text)
    top = located.value
    if not isinstance(top, dict) or set(top) != {name} or not isinstance(top[name], list):
        _wrong(file, located, (), f'the file is an object with one list, {{"{name}": [...]}}', "bad_file")
    seen: dict[str, int] = {}
    for number, said in enumerate(top[name]):
        place = (name, number)
        if not isinstance(said, dict):
            _wrong(file, located, place, "each entry is an object", "bad_value")
        row = _Row(file, located, place, said)
        _require(row, must, may)
        id_ = row.text("id")
        if id_ in seen:
            row.wrong("id", f"the id {id_!a} stands on line {seen[id_]} already", "duplicate_id")
        seen[id_] = located.line((*place, "id"))
        yield row


def _require(row: _Row, must: frozenset[str], may: frozenset[str]) -> None:
    for field in sorted(set(row.said) - must - may):
        row.wrong(field, f"there is no field {field!a}", "unknown_field")
    for field in sorted(must - set(row.said)):
        row.wrong(field, f"{field} is missing", "missing_field")


def _located(file: str, text: str) -> Located:
    parse_float: Callable[[str], Any] = _Float
    try:
        return read_located(text.removeprefix("\ufeff"), parse_float=parse_float)
    except BadJson as error:
        sentence = f"{_name(file)}:{error.line}: {error}"
        raise BadInput(sentence, slug="bad_json", field="FILE", line=error.line) from error


def _refund(row: _Row) -> tuple[str, Refund]:
    gross, levy = row.number("gross", _MONEY), row.number("levy_rate", _RATE)
    rebate, kind = row.number("hs_rebate_rate", _RATE), row.text("invoice_kind")
    if kind not in KINDS:
        sentence = f"there is no invoice kind {kind!a}; choose one of {', '.join(KINDS)}"
        row.wrong("invoice_kind", sentence, "unknown_kind")
    try:
        found = compute(gross, levy_rate=levy, hs_rebate_rate=rebate, kind=InvoiceKind(kind))
    except BadInvoice as error:
        row.wrong(error.field, str(error), error.slug)
    if "ex_vat" in row.said and not agree(gross, row.number("ex_vat", _MONEY), levy):
        sentence = f"ex_vat {row.said['ex_vat']} at {levy} does not make {gross}, but {found.ex_vat} does"
        row.wrong("ex_vat", sentence, "amounts_disagree")
    return row.text("id"), found


def _matter(row: _Row) -> Matter:
    of_class, decided, normal = row.said["class"], row.said.get("decided"), row.said.get("normal", True)
    if isinstance(of_class, bool) or of_class not in CLASSES:
        row.wrong("class", "class is 1, 2, 3 or 4", "bad_value")
    if not isinstance(normal, bool):
        row.wrong("normal", "normal is true or false", "bad_value")
    accepted = row.counted_day("accepted", row.said["accepted"])
    ended = None if decided is None else row.counted_day("decided", decided)
    try:
        return Matter(
            id=row.text("id"), of_class=of_class, accepted=accepted, decided=ended, pauses=_pauses(row),
            normal=normal,
        )  # fmt: skip
    except LawError as error:
        row.wrong("decided", str(error), error.slug)


def _pauses(row: _Row) -> tuple[Pause, ...]:
    said = row.said.get("pauses", [])
    if not isinstance(said, list):
        row.wrong("pauses", "pauses is a list of [first, last]", "bad_value")
    return tuple(_pause(row, number, pair) for number, pair in enumerate(said))


def _pause(row: _Row, number: int, pair: object) -> Pause:
    if not isinstance(pair, list) or len(pair) != 2:
        row.wrong("pauses", 'a pause is two days, as in ["2026-10-08", "2026-10-12"]', "bad_value", number)
    first = row.day("pauses", pair[0], number)
    last = None if pair[1] is None else row.day("pauses", pair[1], number)
    try:
        return Pause(first, last)
    except LawError as error:
        row.wrong("pauses", str(error), error.slug, number)


def _wrong(file: str, located: Located, place: Place, sentence: str, slug: str) -> NoReturn:
    line, field = located.line(place), ".".join(map(str, place))
    where = f"{_name(file)}:{line}: " + (f"{field}: " if field else "")
    raise BadInput(where + sentence, slug=slug, field=field or "FILE", line=line)


def _name(file: str) -> str:
    return "standard input" if file == "-" else file
