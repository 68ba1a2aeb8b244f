"""Vehicle identification number: ISO 3779, GB 16735.

The check digit (position 9) and the model year (position 10) are demanded in China and in North America, not by ISO
itself, and European makers fill both freely. So the weight of a wrong check digit depends on the region in which the
vehicle was made, and on whether the vehicle registry already knows the number: then it is stamped so on the frame.
A model year that cannot be is never more than a warning: numbers with a right check digit and a 0 there are on record.
"""

from exportlane.law.checks.characters import CAPITALS, DIGITS, character_fault, named
from exportlane.law.checks.result import CheckResult, failed, passed, warned

LENGTH = 17
ALPHABET = DIGITS + "".join(letter for letter in CAPITALS if letter not in "IOQ")
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = dict(zip(ALPHABET, (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True))
NO_MODEL_YEAR = "UZ0"
"""Beside I, O and Q, which no position has."""
STRICT_REGIONS = "L12345"
"""First characters of China and North America; a profile may choose others."""


def vin_check_digit(vin: str) -> str:
    """The check digit that 17 well-formed characters call for at position 9: 0..9 or X."""
    total = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def check_vin(
    value: str, *, registry_knows: bool = False, strict_regions: str = STRICT_REGIONS
) -> CheckResult:
    """Check a VIN by its characters, check digit and model year.

    Args:
        value: as handed in; it is never repaired.
        registry_knows: the vehicle registry holds this very number, so a wrong check digit is only a warning.
        strict_regions: first characters for which a wrong check digit is an error; elsewhere a warning.
    """
    if fault := character_fault(value, "a VIN", [ALPHABET] * LENGTH):
        return fault
    expected = vin_check_digit(value)
    if value[8] != expected:
        sentence = f"character 9, the check digit, should be '{expected}', not {named(value[8])}"
        if registry_knows:
            return warned("registry_confirmed", f"{sentence}; but the vehicle registry knows this VIN")
        if value[0] in strict_regions:
            return failed("check_digit", sentence)
        return warned("check_digit", f"{sentence}; not demanded where the first character is '{value[0]}'")
    if value[9] in NO_MODEL_YEAR:
        return warned("model_year", f"character 10, the model year, is never {named(value[9])}; look again")
    return passed(f"the VIN is well formed and its check digit {value[8]} is right")
