"""The third-party inspection report, one for each vehicle (X09), and the translation of the contract.

A failed inspection refuses; everything else about a report can be put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from exportlane.law.rules import rule
from licensing.domain.application import Application
from licensing.domain.articles import APPLICATION_GUIDE, CONFORMITY, QUALITY_STANDARDS
from licensing.domain.dossier import Item, Line
from licensing.domain.policy import Rules


@rule(
    "X09",
    zh="检测合格",
    en="The vehicle passed its inspection",
    article="公告2024年第6号；WM/T 8-2022、WM/T 9-2022",
    slug="inspection_failed",
)
def failed_inspection(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """A vehicle that failed does not leave."""
    report = line.inspection_report
    if report is not None and report.result != "pass":
        sentence = f"The inspection report {report.number} of {report.body} says that the vehicle failed."
        yield Item("inspection_failed", sentence, QUALITY_STANDARDS, line.vin)


@rule(
    "LIC-REPORT",
    zh="每辆车附检测报告",
    en="Each vehicle comes with its inspection report",
    article="公告2024年第6号；WM/T 8-2022、WM/T 9-2022",
    slug="inspection_report_missing",
    effect="correct",
)
def report_missing(line: Line, _state: Application, _on: date, _rules: Rules) -> Iterator[Item]:
    """The report is there."""
    if line.inspection_report is None:
        yield Item(
            "inspection_report_missing",
            "The third-party inspection report is missing.",
            QUALITY_STANDARDS,
            line.vin,
        )


@rule(
    "LIC-REPORT-FUTURE",
    zh="检测报告的日期不在将来",
    en="A report is not dated in the future",
    article="公告2024年第6号；WM/T 8-2022、WM/T 9-2022",
    slug="inspection_report_future",
    effect="correct",
)
def report_of_the_future(line: Line, _state: Application, on: date, _rules: Rules) -> Iterator[Item]:
    """Its day has come."""
    report = line.inspection_report
    if report is not None and report.dated > on:
        sentence = f"The inspection report {report.number} is dated {report.dated}, which is still to come."
        yield Item("inspection_report_future", sentence, QUALITY_STANDARDS, line.vin)


@rule(
    "LIC-REPORT-AGE",
    zh="检测报告不早于申请前规定的天数",
    en="A report is not older than the profile says on the day of application",
    article="期限为本系统约定",
    slug="inspection_report_old",
    effect="correct",
)
def report_old(line: Line, state: Application, _on: date, rules: Rules) -> Iterator[Item]:
    """Its age on the day of application is within the profile's days."""
    report, most = line.inspection_report, rules.inspection_max_age_days
    if report is not None and state.applied_on - report.dated > timedelta(most):
        sentence = (
            f"The inspection report {report.number} of {report.dated} is older than {most} days on the day of "
            f"application, {state.applied_on}."
        )
        yield Item("inspection_report_old", sentence, QUALITY_STANDARDS, line.vin)


@rule(
    "LIC-REPORT-STANDARD",
    zh="检测标准与车辆类别相符：乘用车 WM/T 8，商用车和挂车 WM/T 9",
    en="The standard fits the class of the vehicle: WM/T 8 for passenger cars, WM/T 9 for the others",
    article="WM/T 8-2022、WM/T 9-2022",
    slug="inspection_standard_wrong",
    effect="correct",
)
def another_standard(line: Line, _state: Application, _on: date, rules: Rules) -> Iterator[Item]:
    """The registry says which class it is; the report names the standard of that class."""
    report, known = line.inspection_report, line.endorsement
    wanted = rules.standards.get(known.vehicle_class) if known and known.vehicle_class else None
    if report is not None and wanted is not None and _plain(wanted) != _plain(report.standard):
        sentence = f"The report was made to {report.standard}; for this class of vehicle it is {wanted}."
        yield Item("inspection_standard_wrong", sentence, QUALITY_STANDARDS, line.vin)


@rule(
    "LIC-REPORT-OWNER",
    zh="检测报告的所有人或者委托人是申请企业",
    en="The owner or client on the report is the applicant",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="inspection_owner_wrong",
    effect="correct",
)
def report_for_another(line: Line, state: Application, _on: date, _rules: Rules) -> Iterator[Item]:
    """The report was made for this firm; older papers do not name one."""
    report = line.inspection_report
    if report is not None and report.owner_uscc not in {None, state.exporter_uscc}:
        sentence = f"The report was made for {report.owner_uscc}, but the applicant is {state.exporter_uscc}."
        yield Item("inspection_owner_wrong", sentence, APPLICATION_GUIDE, line.vin)


@rule(
    "LIC-REPORT-SEAL",
    zh="检测报告盖章",
    en="The report is sealed",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="inspection_report_unsealed",
    effect="correct",
)
def report_unsealed(line: Line, _state: Application, _on: date, _rules: Rules) -> Iterator[Item]:
    """The body put its seal on it."""
    report = line.inspection_report
    if report is not None and not report.sealed:
        sentence = f"The inspection report {report.number} of {report.body} carries no seal."
        yield Item("inspection_report_unsealed", sentence, APPLICATION_GUIDE, line.vin)


@rule(
    "LIC-TRANSLATION",
    zh="外文合同附中文译本，以译本为准",
    en="A contract in a foreign language comes with a Chinese translation, which prevails",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="contract_translation_missing",
    effect="correct",
)
def translation_missing(state: Application) -> Iterator[Item]:
    """The contract can be read in Chinese."""
    if not state.contract_translation:
        sentence = "The contract is in a foreign language and its Chinese translation is missing."
        yield Item("contract_translation_missing", sentence, APPLICATION_GUIDE)


@rule(
    "LIC-CONFORMITY",
    zh="目的国有准入标准的，附符合性声明",
    en="Where the destination has an access standard, a declaration of conformity comes with the application",
    article="商贸发〔2024〕25号",
    slug="conformity_declaration_missing",
    effect="correct",
)
def conformity_missing(state: Application, rules: Rules) -> Iterator[Item]:
    """The enterprise declares that the vehicles conform; which countries ask for it is the profile's data."""
    if state.destination_country in rules.conformity_countries and state.conformity_declaration is None:
        sentence = f"{state.destination_country} has an access standard, and the declaration of conformity is missing."
        yield Item("conformity_declaration_missing", sentence, CONFORMITY)


def _plain(standard: str) -> str:
    """`WM/T 8-2022` and `WM/T8-2022` are one standard."""
    return standard.replace(" ", "").upper()
