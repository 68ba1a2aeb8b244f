"""What the commerce authority decides about export licences: pure, without clock, database or network.

`application` holds the states and the table of moves, `rules` the examination, `decisions` the acts of people and what
follows by rule, `hearing` what follows from the facts of other agencies, `announcements` the facts themselves.
"""

from __future__ import annotations

from licensing.domain.application import (
    CLOSED,
    LICENSED,
    MOVES,
    UNDECIDED,
    AfterSalesLetter,
    Application,
    Endorsement,
    InspectionReport,
    Item,
    Licence,
    Line,
    MoveNotAllowed,
    Outcome,
    Status,
    Verb,
    may,
    moved,
)
from licensing.domain.decisions import (
    LineCorrection,
    decide_cancellation,
    decide_correction,
    decide_correction_request,
    decide_grant,
    decide_refusal,
    decide_submission,
    decide_withdrawal,
)
from licensing.domain.hearing import (
    hear_customs_undone,
    hear_deregistration_refused,
    hear_endorsement,
    hear_released,
    hear_restored,
)
from licensing.domain.rules import Findings, Policy, Rules, examine

__all__ = [
    "CLOSED",
    "LICENSED",
    "MOVES",
    "UNDECIDED",
    "AfterSalesLetter",
    "Application",
    "Endorsement",
    "Findings",
    "InspectionReport",
    "Item",
    "Licence",
    "Line",
    "LineCorrection",
    "MoveNotAllowed",
    "Outcome",
    "Policy",
    "Rules",
    "Status",
    "Verb",
    "decide_cancellation",
    "decide_correction",
    "decide_correction_request",
    "decide_grant",
    "decide_refusal",
    "decide_submission",
    "decide_withdrawal",
    "examine",
    "hear_customs_undone",
    "hear_deregistration_refused",
    "hear_endorsement",
    "hear_released",
    "hear_restored",
    "may",
    "moved",
]
