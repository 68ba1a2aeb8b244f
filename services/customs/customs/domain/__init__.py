"""What customs decides about export declarations: pure, without clock, database or network.

`declaration` holds the states and the table of moves, `rules` the examination, `outcomes` what a declaration can come
to, `decisions` the acts of people, `hearing` what follows from the facts of other agencies, `announcements` the facts.
"""

from __future__ import annotations

from customs.domain.decisions import (
    HeadCorrection,
    LineCorrection,
    decide_acceptance,
    decide_cancellation,
    decide_clearance,
    decide_correction,
    decide_correction_request,
    decide_receipt,
    decide_rejection,
    decide_release,
    decide_return,
)
from customs.domain.declaration import (
    GONE,
    MOVES,
    UNDONE,
    Annex,
    Declaration,
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
from customs.domain.hearing import hear_deregistered, hear_licence, hear_licence_cancelled, hear_no_licence
from customs.domain.rules import Findings, Policy, Rules, examine

__all__ = [
    "GONE",
    "MOVES",
    "UNDONE",
    "Annex",
    "Declaration",
    "Findings",
    "HeadCorrection",
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
    "decide_acceptance",
    "decide_cancellation",
    "decide_clearance",
    "decide_correction",
    "decide_correction_request",
    "decide_receipt",
    "decide_rejection",
    "decide_release",
    "decide_return",
    "examine",
    "hear_deregistered",
    "hear_licence",
    "hear_licence_cancelled",
    "hear_no_licence",
    "may",
    "moved",
]
