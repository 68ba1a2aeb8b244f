"""Unified social credit code: GB 32100.

The check character is reckoned by python-stdnum. Its format check is not used: it raises lower case to capitals, drops
hyphens, and refuses the letters that the registering authority and the kind of body may have (positions 1 and 2).
"""

from functools import lru_cache

from stdnum.cn import uscc

from exportlane.law.checks.characters import DIGITS, character_fault, named
from exportlane.law.checks.result import CheckResult, failed, passed

ALPHABET = DIGITS + "ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V, Z."""
POSITIONS = [ALPHABET] * 2 + [DIGITS] * 6 + [ALPHABET] * 10


@lru_cache(maxsize=4096)  # the same firms come with each of their vehicles
def uscc_check_character(first_17: str) -> str:
    """The 18th character that 17 well-formed ones call for."""
    return str(uscc.calc_check_digit(first_17))


def check_uscc(value: str) -> CheckResult:
    """Check a unified social credit code by its characters and its check character."""
    if fault := character_fault(value, "a unified social credit code", POSITIONS):
        return fault
    expected = uscc_check_character(value[:17])
    if value[17] != expected:
        return failed(
            "check_character",
            f"character 18, the check character, should be '{expected}', not {named(value[17])}",
        )
    return passed(f"the code is well formed and its check character {value[17]} is right")
