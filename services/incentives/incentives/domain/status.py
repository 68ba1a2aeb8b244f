"""Where an application stands, and the moves that it may make: a table; any other move is refused and changes nothing.

draft ──> submitted ──> accepted ──> reviewed ──> publicised ──> approved ──> paid ──> recovery_ordered ──> recovered
│  ▲           ▲ │          │ ▲           │
▼  │           └─┼──────────┘ └───────────┘ an objection that is upheld, or a publication begun anew
correction          ▼
refused, withdrawn: from every state before the first payment (withdrawn: before approval)
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    REVIEWED = "reviewed"
    PUBLICISED = "publicised"
    APPROVED = "approved"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RECOVERY_ORDERED = "recovery_ordered"
    RECOVERED = "recovered"


class Verb(StrEnum):
    """What can be done to an application."""

    AMEND = "amend"
    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    ACCEPT = "accept"
    ACCEPT_PAPER = "accept_paper"
    REVIEW = "review"
    PUBLICISE = "publicise"
    OBJECT = "object"
    ANSWER_OBJECTION = "answer_objection"
    UPHOLD_OBJECTION = "uphold_objection"
    APPROVE = "approve"
    PAY = "pay"
    PAY_REST = "pay_rest"
    RELEASE_REST = "release_rest"
    REFUSE = "refuse"
    REVOKE = "revoke_approval"
    WITHDRAW = "withdraw"
    ORDER_RECOVERY = "order_recovery"
    RECOVER = "recover"
    RECOVER_ALL = "recover_all"
    LIFT_RECOVERY = "lift_recovery"


_ENDS: Final[Mapping[Verb, Status]] = {Verb.REFUSE: Status.REFUSED, Verb.WITHDRAW: Status.WITHDRAWN}

MOVES: Final[Mapping[Status, Mapping[Verb, Status]]] = MappingProxyType(
    {
        Status.DRAFT: {
            Verb.AMEND: Status.DRAFT,
            Verb.SUBMIT: Status.SUBMITTED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.SUBMITTED: {
            Verb.REQUEST_CORRECTION: Status.CORRECTION,
            Verb.ACCEPT_PAPER: Status.SUBMITTED,
            Verb.ACCEPT: Status.ACCEPTED,
            **_ENDS,
        },
        Status.CORRECTION: {Verb.SUPPLY_CORRECTION: Status.SUBMITTED, **_ENDS},
        Status.ACCEPTED: {
            Verb.REQUEST_CORRECTION: Status.CORRECTION,
            Verb.ACCEPT_PAPER: Status.ACCEPTED,
            Verb.REVIEW: Status.REVIEWED,
            **_ENDS,
        },
        Status.REVIEWED: {
            Verb.ACCEPT_PAPER: Status.REVIEWED,
            Verb.REVIEW: Status.REVIEWED,
            Verb.PUBLICISE: Status.PUBLICISED,
            **_ENDS,
        },
        Status.PUBLICISED: {
            Verb.OBJECT: Status.PUBLICISED,
            Verb.ANSWER_OBJECTION: Status.PUBLICISED,
            Verb.UPHOLD_OBJECTION: Status.ACCEPTED,
            Verb.PUBLICISE: Status.PUBLICISED,
            Verb.APPROVE: Status.APPROVED,
            **_ENDS,
        },
        Status.APPROVED: {
            Verb.PAY: Status.APPROVED,
            Verb.PAY_REST: Status.PAID,
            Verb.RELEASE_REST: Status.PAID,
            Verb.ORDER_RECOVERY: Status.RECOVERY_ORDERED,
            Verb.REVOKE: Status.REFUSED,
        },
        Status.PAID: {Verb.ORDER_RECOVERY: Status.RECOVERY_ORDERED},
        Status.RECOVERY_ORDERED: {
            Verb.RECOVER: Status.RECOVERY_ORDERED,
            Verb.RECOVER_ALL: Status.RECOVERED,
            Verb.LIFT_RECOVERY: Status.PAID,
        },
        Status.RECOVERED: {Verb.ORDER_RECOVERY: Status.RECOVERY_ORDERED},
        Status.REFUSED: {},
        Status.WITHDRAWN: {},
    }
)
"""Every move there is."""

WAITING: Final = frozenset(
    {Status.SUBMITTED, Status.CORRECTION, Status.ACCEPTED, Status.REVIEWED, Status.PUBLICISED}
)
"""Handed in and not decided: it has its turn."""
ENDED: Final = frozenset({Status.REFUSED, Status.WITHDRAWN})
"""Nothing more can be done, and its invoices are free again."""
