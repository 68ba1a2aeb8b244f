"""Reading policy data part by part: every fault is noted with its place, and reading goes on to find the next.

`{"switch": "U7"}` stands for the value of the chosen reading of that switch, wherever a value may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from exportlane.law.subsidies.faults import Fault, Place

_MONEY: Final = re.compile(r"[0-9]{1,13}\.[0-9]{2}")
_RATE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,8})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_DAY: Final = date(1970, 1, 1)
"""Stands where no day could be read; a policy with a fault is never made."""
C = TypeVar("C", bound=str)


@dataclass(slots=True)
class Notes:
    """What was found while reading, and the values that the switches stand for."""

    faults: list[Fault] = field(default_factory=list)
    switched: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Part:
    """One value of the data, with its place."""

    value: Any
    place: Place
    notes: Notes

    def wrong(self, sentence: str) -> None:
        self.notes.faults.append(Fault(self.place, sentence))

    def fields(self, must: Sequence[str], may: Sequence[str] = ()) -> bool:
        """Whether it is an object with all these names and no other. Unknown and missing names are faults."""
        if not isinstance(self.value, Mapping):
            self.wrong(f"an object is meant, with {', '.join(must)}")
            return False
        for name in self.value:
            if name not in must and name not in may:
                self._inside(name).wrong(f"there is no {name!r} here")
        missing = [name for name in must if name not in self.value]
        for name in missing:
            self.wrong(f"{name} is missing")
        return not missing

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(name) is not None

    def at(self, name: str) -> Part:
        """The value of a name, or what the switch says that stands there."""
        found = self._inside(name)
        said = found.value
        if not (isinstance(said, Mapping) and set(said) == {"switch"}):
            return found
        switch = said["switch"]
        if switch not in self.notes.switched:
            found.wrong(f"there is no switch {switch!r}")
            return Part(None, found.place, Notes())  # one fault is enough for one mistake
        self.notes.unread.discard(switch)
        return Part(self.notes.switched[switch], found.place, self.notes)

    def named(self) -> Iterator[tuple[str, Part]]:
        """The entries of an object whose names are free."""
        if not isinstance(self.value, Mapping):
            self.wrong("an object is meant")
            return
        for name in self.value:
            yield name, self._inside(name)

    def each(self) -> Iterator[Part]:
        """The entries of a list."""
        if not isinstance(self.value, list):
            self.wrong("a list is meant")
            return
        for number, value in enumerate(self.value):
            yield Part(value, (*self.place, number), self.notes)

    def text(self, form: str | None = None) -> str:
        if (
            isinstance(self.value, str)
            and self.value.strip()
            and (not form or re.fullmatch(form, self.value))
        ):
            return self.value
        self.wrong("a text is meant" if form is None else f"{self.value!r} is not written like {form}")
        return ""

    def texts(self, known: Mapping[str, object] | None = None) -> tuple[str, ...]:
        """A list of texts, each of them known where it is said what is."""
        found = [(part, part.text()) for part in self.each()]
        for part, said in found:
            if known is not None and said and said not in known:
                part.wrong(f"there is no {said!r}")
        return tuple(said for _, said in found)

    def one_of(self, *known: C) -> C:
        for one in known:
            if self.value == one and isinstance(self.value, str):
                return one
        self.wrong(f"{self.value!r} is none of {', '.join(known)}")
        return known[0]

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.wrong(f"true or false is meant, not {self.value!r}")
        return self.value is True

    def whole(self) -> int:
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value > 0:
            return self.value
        self.wrong(f"a whole number above 0 is meant, not {self.value!r}")
        return 1

    def money(self) -> Decimal:
        return self._decimal(_MONEY, 'money is a text with two decimals, such as "100000.00"')

    def rate(self) -> Decimal:
        """A fraction of 1 at most."""
        found = self._decimal(_RATE, 'a rate is a fraction as text, such as "0.80"')
        if found > 1:
            self.wrong(f"{self.value} is above 1: a rate is a fraction, such as 0.80")
        return found

    def factor(self) -> Decimal:
        return self._decimal(_RATE, 'a number as text, such as "7.1825"')

    def day(self) -> date:
        if isinstance(self.value, str) and _DAY.fullmatch(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                self.wrong(f"there is no day {self.value}")
                return A_DAY
        self.wrong(f"a day is written YYYY-MM-DD, not {self.value!r}")
        return A_DAY

    def _decimal(self, form: re.Pattern[str], sentence: str) -> Decimal:
        if isinstance(self.value, str) and form.fullmatch(self.value):
            return Decimal(self.value)
        self.wrong(f"{self.value!r}: {sentence}")
        return Decimal("0.00")

    def _inside(self, name: str) -> Part:
        value = self.value.get(name) if isinstance(self.value, Mapping) else None
        return Part(value, (*self.place, name), self.notes)
