"""The tax office's law: what a rebate claim can become, and who decides it. PURE.

`moves` has the table of moves, `claim` the state, `lodging` how a claim comes in, `matching` and `invoices` what is
asked and suspected, `deciding` and `review` what rules and officers decide, `investigation` a suspicion, `treasury`
and `clawback` the money, `goods` what customs' facts mean, `duties` what the enterprise owes beside the claim.
"""

from tax_rebate.domain.claim import Claim, Line, contradiction, open_lines
from tax_rebate.domain.clawback import GROUNDS, claw_back, order_claw_back, set_off
from tax_rebate.domain.duties import (
    change_class,
    file_documents,
    forex_came_in,
    forex_taken_back,
    record_forex,
)
from tax_rebate.domain.goods import came_back, cleared, departed_early, never_left, turned_round
from tax_rebate.domain.investigation import find_fraud, raise_suspicion, record_answer, send_enquiry
from tax_rebate.domain.invoices import KINDS, refund
from tax_rebate.domain.lodging import claim_number, receive, submit
from tax_rebate.domain.matching import questions, suspicions
from tax_rebate.domain.moves import FREE, MOVES, UNDECIDED, Outcome, Status, Verb
from tax_rebate.domain.papers import (
    Asked,
    Departure,
    Document,
    EarlyDeparture,
    Ended,
    Enquiry,
    Forex,
    Invoice,
    Receipt,
    SetOff,
    Suspicion,
)
from tax_rebate.domain.policy import (
    AUTOMATIC_CLAWBACK,
    AUTOMATIC_DECIDE,
    AUTOMATIC_PAY,
    Policy,
    Rules,
    Scheme,
)
from tax_rebate.domain.review import (
    approve,
    check,
    clear_suspicion,
    refuse,
    request_correction,
    supply_correction,
    tax,
    withdraw,
)
from tax_rebate.domain.treasury import pay, payable, send_to_treasury

__all__ = [
    "AUTOMATIC_CLAWBACK", "AUTOMATIC_DECIDE", "AUTOMATIC_PAY", "FREE", "GROUNDS", "KINDS", "MOVES", "UNDECIDED",
    "Asked", "Claim", "Departure", "Document", "EarlyDeparture", "Ended", "Enquiry", "Forex", "Invoice", "Line",
    "Outcome", "Policy", "Receipt", "Rules", "Scheme", "SetOff", "Status", "Suspicion", "Verb",
    "approve", "came_back", "change_class", "check", "claim_number", "claw_back", "clear_suspicion", "cleared",
    "contradiction", "departed_early", "file_documents", "find_fraud", "forex_came_in", "forex_taken_back",
    "never_left", "open_lines", "order_claw_back", "pay", "payable", "questions", "raise_suspicion", "receive",
    "record_answer", "record_forex", "refund", "refuse", "request_correction", "send_enquiry", "send_to_treasury",
    "set_off", "submit", "supply_correction", "suspicions", "tax", "turned_round", "withdraw",
]  # fmt: skip
