"""Where a claim can stand, what can become of one vehicle of it, and the table of moves. PURE.

```
 received ──submit──► submitted ◄──► correction_requested
  (draft)                │                    ▲
                       accept                 │ ask / supply
                         ▼                    ▼
   ┌──────────────── accepted ──check──► auto_checked
   │ suspicion          │                    │
   ▼                    ├──── approve ───────┤
 under_investigation    ▼                    ▼
   │ normal: back    approved ──► treasury_sent ──► paid ──► clawback_ordered ──► clawed_back or offset
   └ fraud: rejected  or exempted (a success), taxed, rejected
```

Before the decision the enterprise may withdraw; a vehicle that never leaves lets its line lapse. Status of a claim
whose vehicles ended differently: what still needs an act comes first.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where the claim stands. `received` is the draft, kept until every vehicle of it has left."""

    RECEIVED = "received"
    SUBMITTED = "submitted"
    CORRECTION = "correction_requested"
    ACCEPTED = "accepted"
    AUTO_CHECKED = "auto_checked"
    UNDER_INVESTIGATION = "under_investigation"
    APPROVED = "approved"
    TREASURY_SENT = "treasury_sent"
    PAID = "paid"
    EXEMPTED = "exempted"
    TAXED = "taxed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CLAWBACK_ORDERED = "clawback_ordered"
    CLAWED_BACK = "clawed_back"
    OFFSET = "offset"


class Outcome(StrEnum):
    """What became of one vehicle of the claim."""

    OPEN = "open"
    REFUND = "refund"
    PAID = "paid"
    EXEMPT = "exempt_no_refund"
    TAXED = "taxed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CLAWBACK_ORDERED = "clawback_ordered"
    CLAWED_BACK = "clawed_back"
    OFFSET = "offset"


class Verb(StrEnum):
    """What can be done to the claim, by an officer, the enterprise, or because a fact was heard."""

    SUBMIT = "submit"
    LAPSE = "lapse"
    ACCEPT = "accept"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    WITHDRAW = "withdraw"
    CHECK = "check"
    RAISE_SUSPICION = "raise_suspicion"
    CLEAR_SUSPICION = "clear_suspicion"
    FIND_FRAUD = "find_fraud"
    SEND_ENQUIRY = "send_enquiry"
    RECORD_ANSWER = "record_answer"
    APPROVE = "approve"
    REFUSE = "refuse"
    TAX = "tax"
    SEND_TO_TREASURY = "send_to_treasury"
    PAY = "pay"
    ORDER_CLAWBACK = "order_claw_back"
    CLAW_BACK = "claw_back"
    SET_OFF = "set_off"
    FILE_DOCUMENTS = "file_documents"
    RECORD_FOREX = "record_forex"
    CHANGE_CLASS = "change_class"


_ALWAYS: Final = frozenset({Verb.RECORD_FOREX, Verb.CHANGE_CLASS})
_LODGED: Final = _ALWAYS | {Verb.FILE_DOCUMENTS}
_BEFORE: Final = _LODGED | {Verb.REFUSE, Verb.WITHDRAW}
_IN_REVIEW: Final = _BEFORE | {Verb.REQUEST_CORRECTION, Verb.APPROVE, Verb.TAX, Verb.RAISE_SUSPICION}
_AFTER_PAYMENT: Final = _LODGED | {Verb.ORDER_CLAWBACK, Verb.CLAW_BACK}

MOVES: Final[Mapping[Status, frozenset[Verb]]] = MappingProxyType(
    {
        Status.RECEIVED: _ALWAYS | {Verb.SUBMIT, Verb.ACCEPT, Verb.LAPSE, Verb.WITHDRAW},
        Status.SUBMITTED: _BEFORE | {Verb.ACCEPT, Verb.REQUEST_CORRECTION},
        Status.CORRECTION: _BEFORE | {Verb.SUPPLY_CORRECTION},
        Status.ACCEPTED: _IN_REVIEW | {Verb.CHECK},
        Status.AUTO_CHECKED: _IN_REVIEW,
        Status.UNDER_INVESTIGATION: _LODGED
        | {Verb.SEND_ENQUIRY, Verb.RECORD_ANSWER, Verb.CLEAR_SUSPICION, Verb.FIND_FRAUD, Verb.REFUSE},
        Status.APPROVED: _LODGED | {Verb.SEND_TO_TREASURY, Verb.PAY},
        Status.TREASURY_SENT: _LODGED | {Verb.PAY},
        Status.PAID: _AFTER_PAYMENT,
        Status.CLAWBACK_ORDERED: _AFTER_PAYMENT | {Verb.SET_OFF},
        Status.CLAWED_BACK: _AFTER_PAYMENT,
        Status.OFFSET: _AFTER_PAYMENT,
        Status.EXEMPTED: _LODGED,
        Status.TAXED: _LODGED,
        Status.REJECTED: frozenset(),
        Status.WITHDRAWN: frozenset(),
        Status.LAPSED: frozenset({Verb.LAPSE}),
    }
)

UNDECIDED: Final = frozenset(
    {Status.SUBMITTED, Status.CORRECTION, Status.ACCEPTED, Status.AUTO_CHECKED, Status.UNDER_INVESTIGATION}
)
"""Lodged, and not decided yet."""

BY_WEIGHT: Final = (
    (Outcome.CLAWBACK_ORDERED, Status.CLAWBACK_ORDERED),
    (Outcome.REFUND, Status.APPROVED),
    (Outcome.CLAWED_BACK, Status.CLAWED_BACK),
    (Outcome.OFFSET, Status.OFFSET),
    (Outcome.PAID, Status.PAID),
    (Outcome.EXEMPT, Status.EXEMPTED),
    (Outcome.TAXED, Status.TAXED),
    (Outcome.REJECTED, Status.REJECTED),
    (Outcome.WITHDRAWN, Status.WITHDRAWN),
    (Outcome.LAPSED, Status.LAPSED),
)
"""The status that the outcomes of the vehicles lead to: what still needs an act comes first."""

FREE: Final = frozenset(
    {Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.LAPSED, Outcome.CLAWED_BACK, Outcome.OFFSET}
)
"""A vehicle or an invoice of such a line may stand in another claim; of any other line it may not."""
