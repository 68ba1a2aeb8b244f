"""Number plates. Only ever a warning: special plates of many kinds exist, and a plate proves nothing here."""

import re

from exportlane.law.checks.result import CheckResult, passed, warned

# The short names of the 31 provinces, regions and municipalities.
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_LETTER = "[A-HJ-NP-Z]"
_SERIAL = "[A-HJ-NP-Z0-9]"
_NORMAL = re.compile(f"{_PROVINCE}{_LETTER}{_SERIAL}{{4}}[A-HJ-NP-Z0-9挂学警港澳]")
_NEW_ENERGY_SMALL = re.compile(f"{_PROVINCE}{_LETTER}[A-HJK]{_SERIAL}[0-9]{{4}}")
_NEW_ENERGY_LARGE = re.compile(f"{_PROVINCE}{_LETTER}[0-9]{{5}}[A-HJK]")


def check_plate(value: str) -> CheckResult:
    """Look whether a plate has one of the usual forms; the result is always valid."""
    if _NORMAL.fullmatch(value):
        return passed("a plate of the usual form")
    if _NEW_ENERGY_SMALL.fullmatch(value) or _NEW_ENERGY_LARGE.fullmatch(value):
        return passed("a new-energy plate of the usual form")
    return warned(
        "unusual_plate", "not a plate of the usual forms (7 characters, or 8 for new energy); look again"
    )
