"""The answer of a check."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: a warning asks for a second look, an error stops the case."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found: a sentence for people and a slug for machines; valid unless the level is error."""

    valid: bool
    level: Level
    reason: str
    code: str


def passed(reason: str) -> CheckResult:
    """Everything is right."""
    return CheckResult(valid=True, level=Level.OK, reason=reason, code="ok")


def warned(code: str, reason: str) -> CheckResult:
    """Odd, but no ground to refuse."""
    return CheckResult(valid=True, level=Level.WARNING, reason=reason, code=code)


def failed(code: str, reason: str) -> CheckResult:
    """Not what it claims to be."""
    return CheckResult(valid=False, level=Level.ERROR, reason=reason, code=code)
