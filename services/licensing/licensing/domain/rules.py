"""The rules by which an application is examined, and the policy they take their figures from.

A *refusing* finding ends the application as a whole (一批一证); a *correctable* one goes in the one notice that names
all of them (行政许可法 第三十二条). Codes X02 to X09 are those of the consistency table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from exportlane.law.calendar import WorkCalendar
from licensing.domain.application import Application, InspectionReport, Item, Line

ANNOUNCEMENT_6 = "商务部等五部门公告2024年第6号"
NOTICE_648 = "商贸函〔2025〕648号"
APPLICATION_GUIDE = "二手车出口有关事项申办指南（企业版2025年修订）"
QUALITY_STANDARDS = "公告2024年第6号；WM/T 8-2022、WM/T 9-2022"
ONE_NOTICE = "行政许可法 第三十二条"
REASONED_REFUSAL = "行政许可法 第三十八条"
WRITE_OFF_LICENCE = "行政许可法 第七十条"
WITHIN_ONE_YEAR = "公告2024年第6号（距强制报废期一年以内的二手车不得出口）"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one city profile says to the commerce authority.

    `next_step` follows the licence in the profile's order: its refusal or its undo is what voids a licence.
    Days are calendar days unless the name says otherwise; an age equal to a limit is still within it.
    """

    profile: str
    version: str
    issuer: str
    next_step: str
    automatic: bool
    limit_workdays: int
    most_vehicles: int
    inspection_max_age_days: int
    letter_from: date
    letter_days: int
    scrapping_margin_years: int
    max_corrections: int


@dataclass(frozen=True, slots=True)
class Policy:
    """All profiles, the version of the process, and the working-day calendar."""

    profiles: Mapping[str, Rules]
    process_version: str
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found. Nothing at all means that the licence is to be granted."""

    refusing: tuple[Item, ...]
    correctable: tuple[Item, ...]

    @property
    def all(self) -> tuple[Item, ...]:
        return self.refusing + self.correctable


def examine(state: Application, *, on: date, rules: Rules) -> Findings:
    """Examine all lines at once, on the statutory day `on`."""
    refusing: list[Item] = []
    correctable: list[Item] = []
    for line in state.lines:
        refusing.extend(_unlike_the_certificate(line, state))
        refusing.extend(_near_scrapping(line, state.applied_on, rules))
        refusing.extend(_letter_missing(line, state, rules))
        refusing.extend(_failed_inspection(line))
        correctable.extend(missing_papers(line, applied_on=state.applied_on, on=on, rules=rules))
    return Findings(tuple(refusing), tuple(correctable))


def _unlike_the_certificate(line: Line, state: Application) -> Iterator[Item]:
    known = line.endorsement
    if known is None:
        sentence = "The registry has not announced the endorsement 转让待出口 of this vehicle."
        yield Item("endorsement_missing", sentence, ANNOUNCEMENT_6, line.vin)
        return
    if known.owner_uscc != state.exporter_uscc:
        sentence = (
            f"The owner on the certificate is {known.owner_uscc}, but the applicant is {state.exporter_uscc}."
        )
        yield Item("owner_mismatch", sentence, APPLICATION_GUIDE, line.vin)
    for name, words in COMPARED.items():
        applied, registered = getattr(line, name), getattr(known, name)
        if applied != registered:
            sentence = (
                f"The {words} applied for is {applied}, but the registration certificate says {registered}."
            )
            yield Item("licence_data_mismatch", sentence, NOTICE_648, line.vin)


COMPARED: Mapping[str, str] = {
    "vin": "VIN",
    "brand": "brand",
    "model_code": "model",
    "first_registration_date": "date of first registration",
    "transfer_pending_export_date": "date of the endorsement 转让待出口",
}
"""Fields that must be equal on the annex and on the certificate (X03, X04), and their words."""


def _near_scrapping(line: Line, applied_on: date, rules: Rules) -> Iterator[Item]:
    days = [line.scrapping_due_date, line.endorsement.scrapping_due_date if line.endorsement else None]
    due = min((day for day in days if day is not None), default=None)
    years = rules.scrapping_margin_years
    if due is not None and due <= years_after(applied_on, years):
        sentence = f"It must be scrapped by {due}, within {years} year(s) of the application of {applied_on}."
        yield Item("scrapping_within_year", sentence, WITHIN_ONE_YEAR, line.vin)


def years_after(day: date, years: int) -> date:
    """The same day some years later, 28 February after a 29th (民法典 第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def letter_needed(line: Line, applied_on: date, rules: Rules) -> bool:
    """Whether the maker's letter is due: applied for within 180 days (included) of first registration, X05."""
    age = applied_on - line.first_registration_date
    return applied_on >= rules.letter_from and age <= timedelta(rules.letter_days)


def _letter_missing(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    if not letter_needed(line, state.applied_on, rules):
        return
    letter = line.after_sales_letter
    if letter is None:
        fault = "no manufacturer's letter of after-sales service came with it"
    elif line.vin not in letter.vins:
        fault = "the manufacturer's letter does not name this VIN"
    elif letter.destination != state.destination_country:
        fault = f"the manufacturer's letter is for {letter.destination}, not for {state.destination_country}"
    else:
        return
    age = (state.applied_on - line.first_registration_date).days
    sentence = f"Applied for {age} days after first registration ({rules.letter_days} or fewer), but {fault}."
    yield Item("after_sales_letter_missing", sentence, NOTICE_648, line.vin)


def _failed_inspection(line: Line) -> Iterator[Item]:
    report = line.inspection_report
    if report is not None and report.result != "pass":
        sentence = f"The inspection report {report.number} of {report.body} says that the vehicle failed."
        yield Item("inspection_failed", sentence, QUALITY_STANDARDS, line.vin)


def missing_papers(line: Line, *, applied_on: date, on: date, rules: Rules) -> Iterator[Item]:
    """What the applicant can still put right: the inspection report, X09."""
    report = line.inspection_report
    if report is None:
        sentence = "The third-party inspection report is missing."
        yield Item("inspection_report_missing", sentence, QUALITY_STANDARDS, line.vin)
        return
    yield from _wrong_age(report, line.vin, applied_on, on, rules)


def _wrong_age(
    report: InspectionReport, vin: str, applied_on: date, on: date, rules: Rules
) -> Iterator[Item]:
    if report.dated > on:
        sentence = f"The inspection report {report.number} is dated {report.dated}, which is still to come."
        yield Item("inspection_report_future", sentence, QUALITY_STANDARDS, vin)
    if applied_on - report.dated > timedelta(rules.inspection_max_age_days):
        sentence = (
            f"The inspection report {report.number} of {report.dated} is older than "
            f"{rules.inspection_max_age_days} days on the day of application, {applied_on}."
        )
        yield Item("inspection_report_old", sentence, QUALITY_STANDARDS, vin)
