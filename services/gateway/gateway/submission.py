"""What the entrance checks before a case is opened. PURE: the day, the headings and the live cases are arguments.

An error refuses the row and leaves the others alone; a warning is told and stops nothing. What only an agency may judge
(whether the letter of the manufacturer is needed, whether a paper is missing) is left to that agency.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from exportlane.law.checks import Level, check_plate, check_vin
from exportlane.law.rules import rule
from gateway.papers import Fault, UnreadableRow, VehicleRow
from gateway.row_checks import INVOICES, REGISTRATION, article_of, errors

CERTIFICATE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """By what rows are judged: the day, the headings that may be exported, the currencies that have a rate."""

    today: dt.date
    headings: AbstractSet[str]
    currencies: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A case that runs for a VIN already; `visible` when the caller may know which."""

    case_id: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd that stops nothing."""

    field: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is refused: a slug for machines, a sentence for people, every fault found."""

    slug: str
    sentence: str
    field: str | None = None
    case_id: str | None = None
    faults: tuple[Fault, ...] = ()
    article: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One row after the checks, counted from 1."""

    row: int
    vin: str | None
    vehicle: VehicleRow | None
    problem: RowProblem | None
    warnings: tuple[Warned, ...] = ()


def judge(
    rows: Sequence[VehicleRow | UnreadableRow], measure: Measure, *, live: Mapping[str, LiveCase]
) -> tuple[Judged, ...]:
    """Check every row by itself, then against its siblings and against the cases that run."""
    readable = [row for row in rows if isinstance(row, VehicleRow)]
    seen = Counter(row.vin for row in readable)
    invoices = Counter(_invoice(row) for row in readable)
    return tuple(
        _unreadable(number, row)
        if isinstance(row, UnreadableRow)
        else Judged(
            number,
            row.vin,
            row,
            _of_itself(row, measure) or _among_siblings(row, seen, invoices) or _beside(row, live),
            tuple(_warnings(row, today=measure.today)),
        )
        for number, row in enumerate(rows, start=1)
    )


def _beside(row: VehicleRow, live: Mapping[str, LiveCase]) -> RowProblem | None:
    found = live.get(row.vin)
    return None if found is None else live_case_problem(row.vin, found)


def _invoice(row: VehicleRow) -> tuple[str | None, str, str | None]:
    """What tells invoices apart: code, number, and who issued them."""
    return row.invoice.code, row.invoice.number, row.invoice.seller_uscc


def _unreadable(number: int, row: UnreadableRow) -> Judged:
    first = row.faults[0]
    sentence = f"The vehicle of row {number} cannot be read: {first.field} {first.sentence}"
    faults = tuple(replace(fault, article=article_of(fault.field)) for fault in row.faults)
    article = article_of(first.field)
    found = RowProblem("validation-failed", sentence, first.field, faults=faults, article=article)
    return Judged(number, row.vin, None, found)


def _of_itself(row: VehicleRow, measure: Measure) -> RowProblem | None:
    found = errors(row, today=measure.today, headings=measure.headings, currencies=measure.currencies)
    faults = tuple(found)
    if not faults:
        return None
    first = faults[0]
    return RowProblem("rule-violated", first.sentence, first.field, None, faults, first.article, first.code)


@rule(
    "GW-TWICE",
    zh="同一车辆、同一发票不得在一次申报中重复",
    en="A vehicle and an invoice stand in a submission once",
    article=INVOICES,
    slug="duplicate-invoice",
)
def _among_siblings(
    row: VehicleRow, seen: Mapping[str, int], invoices: Mapping[tuple[str | None, str, str | None], int]
) -> RowProblem | None:
    if seen[row.vin] > 1:
        # Which of the two is meant nobody but the exporter knows; taking the first would be a guess.
        sentence = f"The VIN {row.vin} stands in this submission more than once."
        return RowProblem("duplicate-in-batch", sentence, "/vin", article=REGISTRATION)
    if invoices[_invoice(row)] > 1:
        sentence = f"The invoice {row.invoice.number} stands in this submission for more than one vehicle."
        return RowProblem("duplicate-invoice", sentence, "/invoice/number", article=INVOICES)
    return None


def live_case_problem(vin: str, live: LiveCase) -> RowProblem:
    """X12, one live case per VIN; the case is named only to those who may know it."""
    if live.visible:
        return RowProblem(
            "live-case-exists",
            f"The case {live.case_id} runs for the VIN {vin} already.",
            "/vin",
            live.case_id,
            article=REGISTRATION,
        )
    sentence = f"A case of another exporter runs for the VIN {vin} already."
    return RowProblem("live-case-exists", sentence, "/vin", article=REGISTRATION)


def _warnings(row: VehicleRow, *, today: dt.date) -> Iterator[Warned]:
    checks = {"/vin": check_vin(row.vin)}
    if row.former_plate_no is not None:
        checks["/former_plate_no"] = check_plate(row.former_plate_no)
    for field, result in checks.items():
        if result.level is Level.WARNING:
            yield Warned(field, result.code, f"{result.reason[0].upper()}{result.reason[1:]}.")
    number = row.registration_cert_no
    if number is None:
        sentence = (
            "The number of the registration certificate is missing; the vehicle registry will ask for it."
        )
        yield Warned("/registration_cert_no", "missing", sentence)
    elif not (number.isascii() and number.isdigit() and len(number) == CERTIFICATE_DIGITS):
        sentence = f"A registration certificate usually has a number of {CERTIFICATE_DIGITS} digits."
        yield Warned("/registration_cert_no", "unusual", sentence)
    if row.temp_plate_valid_to is not None and row.temp_plate_valid_to < today:
        yield Warned(
            "/temp_plate_valid_to", "expired", f"The temporary plate expired on {row.temp_plate_valid_to}."
        )
