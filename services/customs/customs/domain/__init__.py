"""What customs decides about export declarations: pure, without clock, database or network.

`moves` is the table of states, `declaration` and `parts` what a declaration holds. `examination` asks the rules
(`licence_rules`, `paper_rules`, `loading`). `outcomes` and `endings` are what a declaration can come to; `corrections`,
`passage`, `amendments` and `undoing` the acts of people; `hearing` what follows from the facts of other agencies;
`announcements` the facts. `cultivation` is the register of firms on their way to certification.
"""

from __future__ import annotations

from customs.domain.amendments import (
    decide_amendment,
    decide_amendment_refusal,
    decide_amendment_request,
    decide_cancellation,
    decide_cancellation_refusal,
    decide_cancellation_request,
    decide_new_declaration,
)
from customs.domain.changes import GROUNDS, LISTED
from customs.domain.corrections import (
    decide_correction,
    decide_correction_request,
    decide_receipt,
    decide_vehicles,
)
from customs.domain.counting import ReleaseTimes, release_times
from customs.domain.declaration import Declaration, may, moved
from customs.domain.examination import Explained, Findings, examine, explain
from customs.domain.hearing import (
    hear_deregistered,
    hear_left_out,
    hear_licence,
    hear_licence_cancelled,
    hear_licence_ended,
    hear_locked,
    hear_no_licence,
    hear_unlocked,
)
from customs.domain.loading import POINTS, points_for
from customs.domain.moves import GONE, MOVES, UNDONE, Back, MoveNotAllowed, Status, Verb
from customs.domain.parts import (
    Amendment,
    Annex,
    Answer,
    Goods,
    HeadCorrection,
    Hold,
    Inspection,
    Item,
    Licence,
    Line,
    LineCorrection,
    Outcome,
    Particulars,
    Times,
)
from customs.domain.passage import (
    decide_acceptance,
    decide_clearance,
    decide_departure,
    decide_departure_from_origin,
    decide_departure_reversal,
    decide_document_check,
    decide_inspection,
    decide_inspection_order,
    decide_licence_verification,
    decide_release,
    decide_shut_out,
)
from customs.domain.policy import Policy, Rules
from customs.domain.undoing import (
    decide_confiscation,
    decide_detention,
    decide_detention_lifted,
    decide_hold,
    decide_hold_lifted,
    decide_rejection,
    decide_return,
    decide_shut_out_over,
)

__all__ = [
    "GONE",
    "GROUNDS",
    "LISTED",
    "MOVES",
    "POINTS",
    "UNDONE",
    "Amendment",
    "Annex",
    "Answer",
    "Back",
    "Declaration",
    "Explained",
    "Findings",
    "Goods",
    "HeadCorrection",
    "Hold",
    "Inspection",
    "Item",
    "Licence",
    "Line",
    "LineCorrection",
    "MoveNotAllowed",
    "Outcome",
    "Particulars",
    "Policy",
    "ReleaseTimes",
    "Rules",
    "Status",
    "Times",
    "Verb",
    "decide_acceptance",
    "decide_amendment",
    "decide_amendment_refusal",
    "decide_amendment_request",
    "decide_cancellation",
    "decide_cancellation_refusal",
    "decide_cancellation_request",
    "decide_clearance",
    "decide_confiscation",
    "decide_correction",
    "decide_correction_request",
    "decide_departure",
    "decide_departure_from_origin",
    "decide_departure_reversal",
    "decide_detention",
    "decide_detention_lifted",
    "decide_document_check",
    "decide_hold",
    "decide_hold_lifted",
    "decide_inspection",
    "decide_inspection_order",
    "decide_licence_verification",
    "decide_new_declaration",
    "decide_receipt",
    "decide_rejection",
    "decide_release",
    "decide_return",
    "decide_shut_out",
    "decide_shut_out_over",
    "decide_vehicles",
    "examine",
    "explain",
    "hear_deregistered",
    "hear_left_out",
    "hear_licence",
    "hear_licence_cancelled",
    "hear_licence_ended",
    "hear_locked",
    "hear_no_licence",
    "hear_unlocked",
    "may",
    "moved",
    "points_for",
    "release_times",
]
