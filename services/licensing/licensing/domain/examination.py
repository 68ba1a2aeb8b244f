"""The examination of an application: all rules, all vehicles, at once.

A *refusing* finding ends the application as a whole (一批一证); a *correctable* one goes in the one notice that names
all of them (行政许可法 第三十二条). Codes X01 to X13 are those of the consistency table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from licensing.domain import consistency, inspection, letter
from licensing.domain.application import Application
from licensing.domain.dossier import Item, Line
from licensing.domain.policy import Rules


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found. Nothing at all means that the licence is to be granted."""

    refusing: tuple[Item, ...]
    correctable: tuple[Item, ...]

    @property
    def all(self) -> tuple[Item, ...]:
        return self.refusing + self.correctable


OfVehicle = Callable[[Line, Application, Rules], Iterable[Item]]
OfApplication = Callable[[Application, date, Rules], Iterable[Item]]
OfPaper = Callable[[Line, Application, date, Rules], Iterable[Item]]

ABOUT_THE_APPLICATION: Final[tuple[OfApplication, ...]] = (
    consistency.not_filed,
    consistency.another_consignor,
    consistency.not_used,
    consistency.another_heading,
    consistency.long_contract_no,
)
ABOUT_A_VEHICLE: Final[tuple[OfVehicle, ...]] = (
    consistency.not_endorsed,
    consistency.another_owner,
    consistency.another_vin,
    consistency.another_model,
    consistency.other_days,
    consistency.registered_too_late,
    consistency.encumbered,
    consistency.near_scrapping,
    consistency.not_own_product,
    letter.letter_missing,
    letter.letter_for_another_country,
    letter.letter_by_another,
    inspection.failed_inspection,
)
"""What refuses."""
ABOUT_A_REPORT: Final[tuple[OfPaper, ...]] = (
    inspection.report_missing,
    inspection.report_of_the_future,
    inspection.report_old,
    inspection.another_standard,
    inspection.report_for_another,
    inspection.report_unsealed,
)
"""What can be put right."""


def examine(state: Application, *, on: date, rules: Rules) -> Findings:
    """Examine everything at once, on the statutory day `on`."""
    refusing = [item for asked in ABOUT_THE_APPLICATION for item in asked(state, on, rules)]
    for line in state.live:
        refusing.extend(item for asked in ABOUT_A_VEHICLE for item in asked(line, state, rules))
    return Findings(tuple(refusing), tuple(missing_papers(state, on=on, rules=rules)))


def missing_papers(state: Application, *, on: date, rules: Rules) -> Iterator[Item]:
    """What the applicant can still put right: translation, letter, inspection report (X09)."""
    yield from inspection.translation_missing(state)
    yield from inspection.conformity_missing(state, rules)
    for line in state.live:
        yield from letter.letter_incomplete(line, state, rules)
        for asked in ABOUT_A_REPORT:
            yield from asked(line, state, on, rules)
