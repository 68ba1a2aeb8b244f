"""Numbers of papers: customs declaration, export licence, customs tariff."""

import json
from collections.abc import Set as AbstractSet
from datetime import date
from importlib import resources

from exportlane.law.checks.characters import CAPITALS, DIGITS, character_fault, named
from exportlane.law.checks.result import CheckResult, failed, passed, warned

DECLARATION = [DIGITS] * 18
LICENCE = [DIGITS] * 2 + ["-"] + [DIGITS + CAPITALS] * 2 + ["-"] + [DIGITS + CAPITALS] * 6
HS_CODE = [DIGITS] * 10
FIRST_YEAR, LAST_YEAR = 2000, 2099


def check_declaration_no(value: str) -> CheckResult:
    """Check an export declaration number: 4 customs office, 4 year, ``0`` for export, 9 serial."""
    if fault := character_fault(value, "a declaration number", DECLARATION):
        return fault
    if value[8] == "1":
        return failed(
            "import_declaration", "character 9 is '1': this is an import declaration, an export has '0'"
        )
    if value[8] != "0":
        return failed("direction", f"character 9 must be '0' for an export, not {named(value[8])}")
    if not FIRST_YEAR <= int(value[4:8]) <= LAST_YEAR:
        return warned("year", f"characters 5 to 8 should be the year of acceptance, but read {value[4:8]}")
    return passed(f"a well-formed export declaration number of {value[4:8]} by customs office {value[:4]}")


def check_licence_no(value: str, *, issued: date | None = None) -> CheckResult:
    """Check an export licence number: year, issuing body and serial, as in ``26-AB-123456``.

    Args:
        value: as handed in.
        issued: the day of issue, when known: the number must carry its year.
    """
    if fault := character_fault(value, "a licence number", LICENCE):
        return fault
    if issued is not None and int(value[:2]) != issued.year % 100:
        return failed(
            "year", f"the number is of the year {value[:2]}, but the licence was issued in {issued.year}"
        )
    return passed(f"a well-formed licence number of the year {value[:2]} by issuing body {value[3:5]}")


def shipped_headings() -> frozenset[str]:
    """Read the tariff headings (four digits) under which a used vehicle may leave, from the package data."""
    text = resources.files("exportlane.law").joinpath("data/export_headings.json").read_text("utf-8")
    return frozenset(json.loads(text)["headings"])


def check_hs_code(value: str, *, headings: AbstractSet[str]) -> CheckResult:
    """Check a tariff code of ten digits against the allowed four-digit ``headings``."""
    if fault := character_fault(value, "a tariff (HS) code", HS_CODE):
        return fault
    if value[:4] not in headings:
        return failed(
            "heading", f"heading {value[:4]} is not for used vehicles; allowed: {', '.join(sorted(headings))}"
        )
    return passed(f"a well-formed tariff code under heading {value[:4]}")
