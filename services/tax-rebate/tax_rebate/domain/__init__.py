"""The tax office's law: what a rebate claim can become, and who decides it. PURE.

`claim` has the state and the table of moves, `invoices` what an invoice is worth, `review` what officers and rules
decide, `goods` what customs' facts mean, `facts` what is announced.
"""

from tax_rebate.domain.claim import (
    AUTOMATIC_CLAWBACK,
    AUTOMATIC_DECIDE,
    AUTOMATIC_PAY,
    MOVES,
    Asked,
    Claim,
    Departure,
    Document,
    Ended,
    Invoice,
    Line,
    Outcome,
    Policy,
    Rules,
    Status,
    Verb,
    contradiction,
)
from tax_rebate.domain.goods import came_back, claw_back, cleared, never_left
from tax_rebate.domain.invoices import KINDS, questions, refund
from tax_rebate.domain.review import (
    approve,
    claim_number,
    pay,
    receive,
    refuse,
    request_correction,
    supply_correction,
)

__all__ = [
    "AUTOMATIC_CLAWBACK",
    "AUTOMATIC_DECIDE",
    "AUTOMATIC_PAY",
    "KINDS",
    "MOVES",
    "Asked",
    "Claim",
    "Departure",
    "Document",
    "Ended",
    "Invoice",
    "Line",
    "Outcome",
    "Policy",
    "Rules",
    "Status",
    "Verb",
    "approve",
    "came_back",
    "claim_number",
    "claw_back",
    "cleared",
    "contradiction",
    "never_left",
    "pay",
    "questions",
    "receive",
    "refund",
    "refuse",
    "request_correction",
    "supply_correction",
]
