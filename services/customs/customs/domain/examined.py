"""What a rule of the examination looks at, and how it says what does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from customs.domain.declaration import Declaration
from customs.domain.parts import Licence
from customs.domain.policy import Rules


@dataclass(frozen=True, slots=True)
class Seen:
    """A declaration as the rules look at it on the day `on`. `licence` is None unless one is in force for it."""

    state: Declaration
    licence: Licence | None
    on: date
    rules: Rules

    @property
    def day(self) -> date:
        """The day on which the licence must be valid: that of acceptance, or today before it (X06).

        A licence that was issued in the place of another after the acceptance is looked at on its own day.
        """
        accepted = self.state.accepted_on
        if accepted is None or self.licence is None or accepted < self.licence.issued_on:
            return self.on
        return accepted


@dataclass(frozen=True, slots=True)
class Fault:
    """That a rule does not hold: in Chinese and in English, where on the paper, and with which vehicle."""

    zh: str
    en: str
    field: str
    vin: str | None = None


def at(number: int, name: str) -> str:
    """The place of a field of a line, as a JSON pointer."""
    return f"/lines/{number}/{name}"
