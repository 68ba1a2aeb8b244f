"""Numbers of ships and containers.

The check digits are reckoned by python-stdnum. Its format checks are not used: they trim and raise to capitals, and
the one for containers takes any word character for an owner code and knows a category R that ISO 6346 does not.
"""

from stdnum import imo, iso6346

from exportlane.law.checks.characters import CAPITALS, DIGITS, character_fault, named
from exportlane.law.checks.result import CheckResult, failed, passed

IMO = [DIGITS] * 7
CONTAINER = [CAPITALS] * 3 + ["UJZ"] + [DIGITS] * 7


def check_imo(value: str) -> CheckResult:
    """Check a ship's IMO number: seven digits, the letters IMO left out."""
    if fault := character_fault(value, "an IMO number", IMO):
        return fault
    return _check_digit(value, str(imo.calc_check_digit(value[:6])), "the IMO number")


def check_container(value: str) -> CheckResult:
    """Check a container number (ISO 6346): owner, category U, J or Z, six digits, check digit; no spaces."""
    if fault := character_fault(value, "a container number", CONTAINER):
        return fault
    return _check_digit(value, str(iso6346.calc_check_digit(value[:10])), "the container number")


def _check_digit(value: str, expected: str, noun: str) -> CheckResult:
    if value[-1] != expected:
        return failed(
            "check_digit",
            f"character {len(value)}, the check digit, should be '{expected}', not {named(value[-1])}",
        )
    return passed(f"{noun} is well formed and its check digit {expected} is right")
