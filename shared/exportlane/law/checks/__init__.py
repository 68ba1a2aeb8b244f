"""Whether a number is what it claims to be, by its form and its check character.

Each check reads like a careful clerk: it repairs nothing, names the first thing that is wrong and where, and answers
with a ``CheckResult``; a warning is still valid.
"""

from exportlane.law.checks.papers import (
    check_declaration_no,
    check_hs_code,
    check_licence_no,
    shipped_headings,
)
from exportlane.law.checks.plate import check_plate
from exportlane.law.checks.result import CheckResult, Level
from exportlane.law.checks.transport import check_container, check_imo
from exportlane.law.checks.uscc import check_uscc
from exportlane.law.checks.vin import check_vin

__all__ = [
    "CheckResult",
    "Level",
    "check_container",
    "check_declaration_no",
    "check_hs_code",
    "check_imo",
    "check_licence_no",
    "check_plate",
    "check_uscc",
    "check_vin",
    "shipped_headings",
]
