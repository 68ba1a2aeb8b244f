"""What the entrance checks before a case is opened. PURE: the day, the headings and the live cases are arguments.

An error refuses the row and leaves the others alone; a warning is told and stops nothing. What only an agency may judge
(whether the letter of the manufacturer is needed, whether a paper is missing) is left to that agency.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from exportlane.law.checks import CheckResult, Level, check_hs_code, check_plate, check_uscc, check_vin
from gateway.papers import Fault, UnreadableRow, VehicleRow

CERTIFICATE_DIGITS = 12


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


@dataclass(frozen=True, slots=True)
class Judged:
    """One row after the checks, counted from 1."""

    row: int
    vin: str | None
    vehicle: VehicleRow | None
    problem: RowProblem | None
    warnings: tuple[Warned, ...] = ()


def judge(
    rows: Sequence[VehicleRow | UnreadableRow],
    *,
    today: dt.date,
    headings: AbstractSet[str],
    live: Mapping[str, LiveCase],
) -> tuple[Judged, ...]:
    """Check every row by itself, then against its siblings and against the cases that run."""
    seen = Counter(row.vin for row in rows if isinstance(row, VehicleRow))
    return tuple(
        _unreadable(number, row)
        if isinstance(row, UnreadableRow)
        else _judged(
            number, row, today=today, headings=headings, twice=seen[row.vin] > 1, live=live.get(row.vin)
        )
        for number, row in enumerate(rows, start=1)
    )


def _unreadable(number: int, row: UnreadableRow) -> Judged:
    sentence = f"The vehicle of row {number} cannot be read: {row.faults[0].field} {row.faults[0].sentence}"
    return Judged(
        number,
        row.vin,
        None,
        RowProblem("validation-failed", sentence, row.faults[0].field, faults=row.faults),
    )


def _judged(
    number: int,
    row: VehicleRow,
    *,
    today: dt.date,
    headings: AbstractSet[str],
    twice: bool,
    live: LiveCase | None,
) -> Judged:
    faults = tuple(_errors(row, today=today, headings=headings))
    warnings = tuple(_warnings(row, today=today))
    problem = None
    if faults:
        problem = RowProblem("rule-violated", faults[0].sentence, faults[0].field, faults=faults)
    elif twice:
        # Which of the two is meant nobody but the exporter knows; taking the first would be a guess.
        sentence = f"The VIN {row.vin} stands in this submission more than once."
        problem = RowProblem("duplicate-in-batch", sentence, "/vin")
    elif live is not None:
        problem = live_case_problem(row.vin, live)
    return Judged(number, row.vin, row, problem, warnings)


def live_case_problem(vin: str, live: LiveCase) -> RowProblem:
    """X12, one live case per VIN; the case is named only to those who may know it."""
    if live.visible:
        return RowProblem(
            "live-case-exists",
            f"The case {live.case_id} runs for the VIN {vin} already.",
            "/vin",
            live.case_id,
        )
    return RowProblem(
        "live-case-exists", f"A case of another exporter runs for the VIN {vin} already.", "/vin"
    )


def _errors(row: VehicleRow, *, today: dt.date, headings: AbstractSet[str]) -> Iterator[Fault]:
    yield from _failed("/vin", check_vin(row.vin))
    yield from _failed("/hs_code", check_hs_code(row.hs_code, headings=headings))
    if row.invoice.seller_uscc is not None:
        yield from _failed("/invoice/seller_uscc", check_uscc(row.invoice.seller_uscc))
    days = {
        "/first_registration_date": row.first_registration_date,
        "/transfer_pending_export_date": row.transfer_pending_export_date,
        "/invoice/date": row.invoice.date,
        "/inspection_report/date": row.inspection_report.date if row.inspection_report else None,
    }
    for field, day in days.items():
        if day is not None and day > today:
            yield Fault(field, f"{day} lies in the future; today is {today}.")
    if row.transfer_pending_export_date < row.first_registration_date:
        yield Fault(
            "/transfer_pending_export_date",
            f"The endorsement of {row.transfer_pending_export_date} lies before the first registration on "
            f"{row.first_registration_date}.",
        )
    if row.scrapping_due_date is not None and row.scrapping_due_date <= row.first_registration_date:
        yield Fault("/scrapping_due_date", "A vehicle is not due for scrapping before it was registered.")


def _failed(field: str, result: CheckResult) -> Iterator[Fault]:
    if result.level is Level.ERROR:
        yield Fault(field, f"{result.reason[0].upper()}{result.reason[1:]}.")


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
