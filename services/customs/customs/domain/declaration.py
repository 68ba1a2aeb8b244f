"""An export declaration: what it holds, where it stands and which moves the law allows from there.

One declaration uses one licence, whole and in one go (公告2024年第6号). The life of it:

    draft ── the step before is done for all lines ──> submitted ──> accepted ──> released ──> cleared ──> returned
      │                                        ^  └──> returned_for_correction        │
      └──> lapsed                              └────────┘  └──> rejected <── accepted └──> cancelled
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Status(StrEnum):
    """Where a declaration stands; the words of 海关法 in the README."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED_FOR_CORRECTION = "returned_for_correction"
    ACCEPTED = "accepted"
    RELEASED = "released"
    CLEARED = "cleared"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RETURNED = "returned"


class Verb(StrEnum):
    """What can be done to a declaration. `undo` follows from a licence that became void, `cancel` is a person's act."""

    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    ACCEPT = "accept"
    RELEASE = "release"
    CLEAR = "clear"
    REJECT = "reject"
    CANCEL = "cancel"
    LAPSE = "lapse"
    RETURN = "return"


MOVES: Final[Mapping[Status, Mapping[Verb, Status]]] = MappingProxyType(
    {
        Status.DRAFT: {Verb.SUBMIT: Status.SUBMITTED, Verb.LAPSE: Status.LAPSED},
        # 退单 only before acceptance; after it a declaration is amended or cancelled (海关法 第二十六条).
        Status.SUBMITTED: {
            Verb.REQUEST_CORRECTION: Status.RETURNED_FOR_CORRECTION,
            Verb.ACCEPT: Status.ACCEPTED,
            Verb.REJECT: Status.REJECTED,
        },
        Status.RETURNED_FOR_CORRECTION: {
            Verb.SUPPLY_CORRECTION: Status.SUBMITTED,
            Verb.REJECT: Status.REJECTED,
        },
        Status.ACCEPTED: {Verb.RELEASE: Status.RELEASED, Verb.REJECT: Status.REJECTED},
        Status.RELEASED: {Verb.CLEAR: Status.CLEARED, Verb.CANCEL: Status.CANCELLED},
        Status.CLEARED: {Verb.RETURN: Status.RETURNED},
        Status.REJECTED: {},
        Status.CANCELLED: {},
        Status.LAPSED: {},
        Status.RETURNED: {},
    }
)

UNDONE: Final = frozenset({Status.REJECTED, Status.CANCELLED, Status.LAPSED})
GONE: Final = frozenset({Status.CLEARED, Status.RETURNED})
"""The goods have left the country: a licence that becomes void now contradicts what happened."""


class MoveNotAllowed(Exception):
    """The table has no such move. Nothing was changed."""

    def __init__(self, status: Status, verb: Verb) -> None:
        super().__init__(f"a declaration that is {status} cannot {verb}")
        self.status, self.verb = status, verb


@dataclass(frozen=True, slots=True)
class Licence:
    """What the commerce authority announced about the licence that the declaration must be equal to."""

    licence_no: str
    exporter_uscc: str
    issued_on: date
    valid_to: date
    customs_port: str
    destination_country: str
    hs_code: str
    contract_no: str
    quantity: int
    vins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """One vehicle's row in the annex of the licence."""

    vin: str
    brand: str
    model_code: str


@dataclass(frozen=True, slots=True)
class Line:
    """One vehicle: goods declared, and what the other agencies have said about it so far.

    `annex` is set once the licence was heard for this vehicle, `deregistered` once the registry took it off.
    """

    case_id: str
    vin: str
    brand: str
    model_code: str
    goods_name: str
    fob_amount: Decimal
    currency: str
    new_energy: bool
    annex: Annex | None = None
    deregistered: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a notice or of an examination: what is wrong, with which vehicle, and under which article."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why a declaration ended without a departure, or why the goods are back."""

    code: str
    reason: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """The whole of it. `asked` is the open notice of correction; `found` what the rules found when an officer decides;
    `by_hand` says that an officer asked something himself, so that the rules alone no longer decide.
    """

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    transport_mode: str
    vessel: str | None
    lines: tuple[Line, ...]
    status: Status = Status.DRAFT
    licence: Licence | None = None
    asked: tuple[Item, ...] = ()
    found: tuple[Item, ...] = ()
    by_hand: bool = False
    declaration_no: str | None = None
    accepted_on: date | None = None
    released_on: date | None = None
    cleared_on: date | None = None
    returned_on: date | None = None
    outcome: Outcome | None = None

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError when the declaration has no such case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    def every(self, holds: Callable[[Line], bool]) -> bool:
        """Whether all lines have something: a declaration goes through in one piece."""
        return all(holds(line) for line in self.lines)


def may(state: Declaration, verb: Verb) -> bool:
    """Whether the table has this move."""
    return verb in MOVES[state.status]


def moved(state: Declaration, verb: Verb, **changes: Any) -> Declaration:
    """The declaration after the move, with `changes` to its other fields. Raises MoveNotAllowed."""
    target = MOVES[state.status].get(verb)
    if target is None:
        raise MoveNotAllowed(state.status, verb)
    return replace(state, status=target, **changes)


def with_line(state: Declaration, line: Line) -> Declaration:
    """The declaration with one line replaced by its newer self."""
    return replace(state, lines=tuple(line if line.case_id == old.case_id else old for old in state.lines))
