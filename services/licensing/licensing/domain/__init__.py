"""What the commerce authority decides about export licences: pure, without clock, database or network.

`dossier` is what is handed in and known, `application` the states and the table of moves, `policy` the law of the day;
`consistency`, `letter` and `inspection` hold the rules, which `examination` asks all at once; `receiving`, `deciding`,
`priority` and `another_licence` are the acts of people, `outcomes` what they come to, `timers` what time alone does,
`hearing` and `hearing_customs` what follows from the facts of others.
"""

from __future__ import annotations

from licensing.domain.another_licence import (
    decide_against_reissue,
    decide_cancellation,
    decide_reapplication,
    decide_reissue,
    decide_reissue_request,
    decide_revocation,
    decide_surrender,
)
from licensing.domain.application import (
    CLOSED,
    LICENSED,
    MOVES,
    UNDECIDED,
    WAITING,
    Application,
    MoveNotAllowed,
    Status,
    Verb,
    may,
    moved,
)
from licensing.domain.deciding import (
    decide_acceptance,
    decide_correction_request,
    decide_grant,
    decide_not_to_accept,
    decide_pause,
    decide_refusal,
    decide_resumption,
)
from licensing.domain.dossier import (
    AfterSalesLetter,
    Changes,
    Endorsement,
    FormerLicence,
    InspectionReport,
    Item,
    LaneDecision,
    Licence,
    Line,
    LineCorrection,
    Outcome,
    Proposal,
    Standstill,
    Urgency,
)
from licensing.domain.examination import Findings, examine
from licensing.domain.hearing import (
    hear_barred,
    hear_deregistration_refused,
    hear_endorsement,
    hear_registration_revoked,
    hear_restored,
    hear_transfer_lifted,
    hear_transfer_refused,
    hear_unbarred,
)
from licensing.domain.hearing_customs import hear_customs_undone, hear_released, hear_shut_out
from licensing.domain.policy import Policy, Rules
from licensing.domain.priority import decide_priority, decide_priority_request
from licensing.domain.receiving import (
    Known,
    decide_correction,
    decide_receipt,
    decide_submission,
    decide_withdrawal,
)
from licensing.domain.standing import Standing, barred_from_applying
from licensing.domain.timers import passed, wake

__all__ = [
    "CLOSED",
    "LICENSED",
    "MOVES",
    "UNDECIDED",
    "WAITING",
    "AfterSalesLetter",
    "Application",
    "Changes",
    "Endorsement",
    "Findings",
    "FormerLicence",
    "InspectionReport",
    "Item",
    "Known",
    "LaneDecision",
    "Licence",
    "Line",
    "LineCorrection",
    "MoveNotAllowed",
    "Outcome",
    "Policy",
    "Proposal",
    "Rules",
    "Standing",
    "Standstill",
    "Status",
    "Urgency",
    "Verb",
    "barred_from_applying",
    "decide_acceptance",
    "decide_against_reissue",
    "decide_cancellation",
    "decide_correction",
    "decide_correction_request",
    "decide_grant",
    "decide_not_to_accept",
    "decide_pause",
    "decide_priority",
    "decide_priority_request",
    "decide_reapplication",
    "decide_receipt",
    "decide_refusal",
    "decide_reissue",
    "decide_reissue_request",
    "decide_resumption",
    "decide_revocation",
    "decide_submission",
    "decide_surrender",
    "decide_withdrawal",
    "examine",
    "hear_barred",
    "hear_customs_undone",
    "hear_deregistration_refused",
    "hear_endorsement",
    "hear_registration_revoked",
    "hear_released",
    "hear_restored",
    "hear_shut_out",
    "hear_transfer_lifted",
    "hear_transfer_refused",
    "hear_unbarred",
    "may",
    "moved",
    "passed",
    "wake",
]
