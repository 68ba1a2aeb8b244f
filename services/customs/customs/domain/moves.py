"""Where a declaration can stand, what can be done to it, and which moves the law allows: a table, nothing else.

    draft ─> submitted ─> accepted ─> document_checked ─> (inspection_ordered ─> inspected) ─> licence_verified
               ^  └─> returned_for_correction                                                     │ release
               │                                                                                  v
    cleared <─ departed <─ departed_origin_port <───────────────────────────────────────────── released
       └─> returned             └── departure reversed ──> shut_out <── not loaded ───────────────┘
                                                              └─> accepted (amended) | submitted (anew) | cancelled

Whatever is accepted can be asked to be amended or cancelled, and whatever is still in the country can be detained.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where a declaration stands; the words of 海关法 in the README."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    ACCEPTED = "accepted"
    DOCUMENT_CHECKED = "document_checked"
    INSPECTION_ORDERED = "inspection_ordered"
    INSPECTED = "inspected"
    LICENCE_VERIFIED = "licence_verified"
    RELEASED = "released"
    DEPARTED_ORIGIN_PORT = "departed_origin_port"
    DEPARTED = "departed"
    CLEARED = "cleared"
    AMENDMENT_REQUESTED = "amendment_requested"
    CANCELLATION_REQUESTED = "cancellation_requested"
    SHUT_OUT = "shut_out"
    DETAINED = "detained"
    REJECTED = "rejected"
    CONFISCATED = "confiscated"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RETURNED = "returned"


class Verb(StrEnum):
    """What can be done to a declaration. `unverify` follows when the licence that was verified is no longer one."""

    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    ACCEPT = "accept"
    CHECK_DOCUMENTS = "check_documents"
    ORDER_INSPECTION = "order_inspection"
    INSPECT = "inspect"
    VERIFY_LICENCE = "verify_licence"
    UNVERIFY = "unverify"
    RELEASE = "release"
    DEPART_ORIGIN = "depart_origin"
    REVERSE_DEPARTURE = "reverse_departure"
    DEPART = "depart"
    CLEAR = "clear"
    SHUT_OUT = "shut_out"
    RESUBMIT = "resubmit"
    REQUEST_AMENDMENT = "request_amendment"
    AMEND = "amend"
    AMEND_RELEASED = "amend_released"
    REFUSE_AMENDMENT = "refuse_amendment"
    REQUEST_CANCELLATION = "request_cancellation"
    REFUSE_CANCELLATION = "refuse_cancellation"
    DETAIN = "detain"
    LIFT_DETENTION = "lift_detention"
    CONFISCATE = "confiscate"
    REJECT = "reject"
    CANCEL = "cancel"
    LAPSE = "lapse"
    RETURN = "return"


class Back(Enum):
    """Where a move leads that takes a declaration back to where it stood."""

    BEFORE = "before"


Target = Status | Back
Moves = Mapping[Verb, Target]

_ENDS: Final[Moves] = {Verb.REJECT: Status.REJECTED, Verb.CANCEL: Status.CANCELLED, Verb.LAPSE: Status.LAPSED}
_DETAINABLE: Final[Moves] = {Verb.DETAIN: Status.DETAINED}
_OPEN_TO_REQUESTS: Final[Moves] = {
    Verb.REQUEST_AMENDMENT: Status.AMENDMENT_REQUESTED,
    Verb.REQUEST_CANCELLATION: Status.CANCELLATION_REQUESTED,
}
_UNDER_EXAMINATION: Final[Moves] = {
    Verb.ORDER_INSPECTION: Status.INSPECTION_ORDERED,
    Verb.VERIFY_LICENCE: Status.LICENCE_VERIFIED,
    Verb.RELEASE: Status.RELEASED,
    **_OPEN_TO_REQUESTS,
    **_DETAINABLE,
    **_ENDS,
}

MOVES: Final[Mapping[Status, Moves]] = MappingProxyType(
    {
        Status.DRAFT: {Verb.SUBMIT: Status.SUBMITTED, Verb.LAPSE: Status.LAPSED},
        # 退单 only before acceptance; after it a declaration is amended or cancelled (海关法 第二十六条).
        Status.SUBMITTED: {
            Verb.REQUEST_CORRECTION: Status.RETURNED_FOR_CORRECTION,
            Verb.ACCEPT: Status.ACCEPTED,
            **_DETAINABLE,
            **_ENDS,
        },
        Status.RETURNED_FOR_CORRECTION: {
            Verb.SUPPLY_CORRECTION: Status.SUBMITTED,
            **_DETAINABLE,
            **_ENDS,
        },
        Status.ACCEPTED: {Verb.CHECK_DOCUMENTS: Status.DOCUMENT_CHECKED, **_UNDER_EXAMINATION},
        Status.DOCUMENT_CHECKED: _UNDER_EXAMINATION,
        # What is to be inspected is neither amended nor cancelled before it was (修改和撤销管理办法).
        Status.INSPECTION_ORDERED: {Verb.INSPECT: Status.INSPECTED, **_DETAINABLE, **_ENDS},
        Status.INSPECTED: _UNDER_EXAMINATION,
        Status.LICENCE_VERIFIED: {Verb.UNVERIFY: Status.DOCUMENT_CHECKED, **_UNDER_EXAMINATION},
        Status.RELEASED: {
            Verb.DEPART_ORIGIN: Status.DEPARTED_ORIGIN_PORT,
            Verb.DEPART: Status.DEPARTED,
            Verb.CLEAR: Status.CLEARED,
            Verb.SHUT_OUT: Status.SHUT_OUT,
            Verb.CANCEL: Status.CANCELLED,
            **_OPEN_TO_REQUESTS,
            **_DETAINABLE,
        },
        Status.DEPARTED_ORIGIN_PORT: {
            Verb.DEPART: Status.DEPARTED,
            Verb.CLEAR: Status.CLEARED,
            Verb.REVERSE_DEPARTURE: Status.SHUT_OUT,
            Verb.CANCEL: Status.CANCELLED,
            **_DETAINABLE,
        },
        Status.DEPARTED: {Verb.CLEAR: Status.CLEARED},
        Status.CLEARED: {Verb.RETURN: Status.RETURNED},
        Status.AMENDMENT_REQUESTED: {
            Verb.AMEND: Status.ACCEPTED,
            Verb.AMEND_RELEASED: Back.BEFORE,
            Verb.REFUSE_AMENDMENT: Back.BEFORE,
            **_ENDS,
        },
        Status.CANCELLATION_REQUESTED: {Verb.REFUSE_CANCELLATION: Back.BEFORE, **_ENDS},
        Status.SHUT_OUT: {
            Verb.RESUBMIT: Status.SUBMITTED,
            Verb.CANCEL: Status.CANCELLED,
            **_OPEN_TO_REQUESTS,
            **_DETAINABLE,
        },
        Status.DETAINED: {Verb.LIFT_DETENTION: Back.BEFORE, Verb.CONFISCATE: Status.CONFISCATED},
        Status.REJECTED: {},
        Status.CONFISCATED: {},
        Status.CANCELLED: {},
        Status.LAPSED: {},
        Status.RETURNED: {},
    }
)

UNDONE: Final = frozenset({Status.REJECTED, Status.CONFISCATED, Status.CANCELLED, Status.LAPSED})
GONE: Final = frozenset({Status.DEPARTED, Status.CLEARED, Status.RETURNED})
"""The goods have left the country: a licence that becomes void now contradicts what happened."""
LET_GO: Final = frozenset({Status.RELEASED, Status.DEPARTED_ORIGIN_PORT})
"""Released and not gone: a hold comes too late, and what is undone now is a release."""
PAUSED: Final = frozenset({Status.AMENDMENT_REQUESTED, Status.CANCELLATION_REQUESTED, Status.DETAINED})
"""States that remember where the declaration stood before."""


class MoveNotAllowed(Exception):
    """The table has no such move. Nothing was changed."""

    def __init__(self, status: Status, verb: Verb) -> None:
        super().__init__(f"a declaration that is {status} cannot {verb}")
        self.status, self.verb = status, verb
