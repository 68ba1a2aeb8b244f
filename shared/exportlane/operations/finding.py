"""What one finding is made of, and the kinds of findings there are. PURE data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from exportlane.process import Words

__all__ = [
    "CONSEQUENCE",
    "CRITICAL",
    "RUNBOOK",
    "WARNING",
    "Finding",
    "Kind",
    "Severity",
    "Words",
    "anchor_of",
]

RUNBOOK = "docs/runbook.md"

Severity = Literal["critical", "warning", "consequence"]
CRITICAL: Severity = "critical"
"""Something does not work now."""
WARNING: Severity = "warning"
"""Something works and will not for long, or works badly."""
CONSEQUENCE: Severity = "consequence"
"""It follows from another finding, named in `because`, and goes away with it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding: its code for machines, how grave it is, what to do, and the runbook's heading about it."""

    code: str
    severity: Severity
    title: Words
    advice: Words
    section: str

    def found(self, service: str, sentence: Words, *, part: str = "", advice: Words | None = None) -> Finding:
        """A finding of this kind. `part` is what is broken, where it is not simply the service."""
        return Finding(
            service=service, part=part or service, code=self.code, severity=self.severity, title=self.title,
            sentence=sentence, advice=advice or self.advice, section=self.section,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a person should know.

    `service` is whose page tells more: a service, or `broker`. `part` is what is broken: a service, `broker`,
    `database of customs`, `disk of customs`, `clock of customs`, `topic of licensing` … `because` is the `id` of the
    finding that this one follows from. `section` is a heading of the runbook.
    """

    service: str
    part: str
    code: str
    severity: Severity
    title: Words
    sentence: Words
    advice: Words
    section: str
    because: str | None = None

    @property
    def id(self) -> str:
        """The same for the same fault, as long as it lasts."""
        return f"{self.code}:{self.part}"

    @property
    def runbook_anchor(self) -> str:
        return anchor_of(self.section)

    def document(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {
            "id": self.id, "service": self.service, "part": self.part, "code": self.code, "severity": self.severity,
            "title": _pair(self.title), "sentence": _pair(self.sentence), "advice": _pair(self.advice),
            "section": self.section, "runbook": f"{RUNBOOK}#{self.runbook_anchor}", "because": self.because,
        }  # fmt: skip


def read_finding(document: Mapping[str, Any]) -> Finding:
    """What `document` wrote. Raises KeyError or TypeError for anything else."""
    texts: dict[str, Any] = {name: Words(**document[name]) for name in ("title", "sentence", "advice")}
    names = ("service", "part", "code", "severity", "section", "because")
    return Finding(**texts, **{name: document[name] for name in names})


def anchor_of(heading: str) -> str:
    """The anchor of a heading, as it is made where such pages are shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _pair(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
