"""An application for an export licence: what it holds, where it stands and which moves the law allows from there.

One application is one batch and becomes one licence (一批一证): up to twenty vehicles of one HS code, one customs port,
one country (公告2024年第6号). The life of it:

    draft ──> submitted ── complete, all lines endorsed ──> accepted ──> granted ──> used
                ^  └──> correction_requested <──────────────────┘ │        │ ^          │
                │            └──> lapsed                          │        │ └──────────┘ (shut out)
                ├──> not_accepted                                 │        ├──> expired | surrendered ──> submitted
                └───────────────> refused | withdrawn <───────────┘        └──> revoked | cancelled
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from exportlane.law.limits import Running
from licensing.domain.dossier import (
    USED_GOODS,
    Changes,
    FormerLicence,
    Item,
    LaneDecision,
    Licence,
    Line,
    Outcome,
    Proposal,
    Standstill,
    Urgency,
)
from licensing.domain.standing import Standing


class Status(StrEnum):
    """Where an application stands; the words of 行政许可法 in the README."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    USED = "used"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can be done to an application. `cancel` is a person's act, `undo` follows from another agency's fact."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    LAPSE = "lapse"
    REQUEST_PRIORITY = "request_priority"
    SET_PRIORITY = "set_priority"
    PAUSE = "pause"
    RESUME = "resume"
    PROPOSE = "propose"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    WRITE_OFF = "write_off"
    REINSTATE = "reinstate"
    REQUEST_REISSUE = "request_reissue"
    DECLINE_REISSUE = "decline_reissue"
    REISSUE = "reissue"
    SURRENDER = "surrender"
    EXPIRE = "expire"
    REAPPLY = "reapply"
    REVOKE = "revoke"
    CANCEL = "cancel"
    UNDO = "undo"


_WAITS_FOR_A_NEW_ONE: Final[Mapping[Verb, Status]] = {
    Verb.REAPPLY: Status.SUBMITTED,
    Verb.CANCEL: Status.CANCELLED,
    Verb.UNDO: Status.CANCELLED,
}

MOVES: Final[Mapping[Status, Mapping[Verb, Status]]] = MappingProxyType(
    {
        Status.DRAFT: {
            Verb.SUBMIT: Status.SUBMITTED,
            # No officer refuses what was not handed in; a fact of the registry can end it.
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.SUBMITTED: {
            Verb.ACCEPT: Status.ACCEPTED,
            Verb.REFUSE_ACCEPTANCE: Status.NOT_ACCEPTED,
            Verb.REQUEST_CORRECTION: Status.CORRECTION_REQUESTED,
            Verb.REQUEST_PRIORITY: Status.SUBMITTED,
            Verb.SET_PRIORITY: Status.SUBMITTED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.CORRECTION_REQUESTED: {
            Verb.SUPPLY_CORRECTION: Status.SUBMITTED,
            Verb.LAPSE: Status.LAPSED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.ACCEPTED: {
            Verb.REQUEST_CORRECTION: Status.CORRECTION_REQUESTED,
            Verb.REQUEST_PRIORITY: Status.ACCEPTED,
            Verb.SET_PRIORITY: Status.ACCEPTED,
            Verb.PAUSE: Status.ACCEPTED,
            Verb.RESUME: Status.ACCEPTED,
            Verb.PROPOSE: Status.ACCEPTED,
            Verb.GRANT: Status.GRANTED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.GRANTED: {
            Verb.WRITE_OFF: Status.USED,
            Verb.REQUEST_REISSUE: Status.GRANTED,
            Verb.DECLINE_REISSUE: Status.GRANTED,
            Verb.REISSUE: Status.GRANTED,
            Verb.SURRENDER: Status.SURRENDERED,
            Verb.EXPIRE: Status.EXPIRED,
            Verb.REVOKE: Status.REVOKED,
            Verb.CANCEL: Status.CANCELLED,
            Verb.UNDO: Status.CANCELLED,
        },
        # A used licence is not cancelled by hand: customs must first take back what it released against it.
        Status.USED: {
            Verb.WRITE_OFF: Status.USED,
            Verb.REINSTATE: Status.GRANTED,
            Verb.EXPIRE: Status.EXPIRED,
            Verb.UNDO: Status.CANCELLED,
        },
        # A release of a day on which the licence was still valid may be heard after it ran out.
        Status.EXPIRED: {**_WAITS_FOR_A_NEW_ONE, Verb.WRITE_OFF: Status.USED},
        Status.SURRENDERED: _WAITS_FOR_A_NEW_ONE,
        Status.REFUSED: {},
        Status.NOT_ACCEPTED: {},
        Status.LAPSED: {},
        Status.WITHDRAWN: {},
        Status.REVOKED: {},
        Status.CANCELLED: {},
    }
)

UNDECIDED: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.CORRECTION_REQUESTED, Status.ACCEPTED})
LICENSED: Final = frozenset({Status.GRANTED, Status.USED})
WAITING: Final = frozenset({Status.EXPIRED, Status.SURRENDERED})
"""Without a valid licence, and a new one may be applied for."""
CLOSED: Final = frozenset(status for status, moves in MOVES.items() if not moves)
VOID: Final = frozenset({Status.REVOKED, Status.CANCELLED})


class MoveNotAllowed(Exception):
    """The table has no such move. Nothing was changed."""

    def __init__(self, status: Status, verb: Verb) -> None:
        super().__init__(f"an application that is {status} cannot {verb}")
        self.status, self.verb = status, verb


@dataclass(frozen=True, slots=True)
class Application:
    """The whole of it. `due_on` is the last day for a decision, None while a correction is awaited or after the end.

    `asked` is the open notice of correction and `corrections` how many there were; `found` is what the rules found
    when an officer decides; `by_hand` says that an officer asked something himself: then the rules alone no longer
    decide. `queue_on` is the day that gives the application its place in the work list (see `lanes`). `round` counts
    the licences applied for; `profile_version` None is the version in force when it came.
    """

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    exporter_name: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    applied_on: date
    lines: tuple[Line, ...]
    status: Status = Status.SUBMITTED
    due_on: date | None = None
    asked: tuple[Item, ...] = ()
    found: tuple[Item, ...] = ()
    corrections: int = 0
    by_hand: bool = False
    licence: Licence | None = None
    outcome: Outcome | None = None
    profile_version: str | None = None
    consignor_uscc: str | None = None
    exporter_kind: str | None = None
    goods_condition: str = USED_GOODS
    contract_translation: bool = True
    conformity_declaration: str | None = None
    standing: Standing | None = None
    received_on: date | None = None
    accepted_on: date | None = None
    deemed: bool = False
    decided_on: date | None = None
    in_time: bool | None = None
    clocks: tuple[Running, ...] = ()
    urgency: Urgency | None = None
    lane: LaneDecision | None = None
    queue_on: date | None = None
    standstill: Standstill | None = None
    flags: tuple[str, ...] = ()
    proposal: Proposal | None = None
    round: int = 1
    former: tuple[FormerLicence, ...] = ()
    reissue: Changes | None = None

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError when the application has no such case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    @property
    def live(self) -> tuple[Line, ...]:
        """The vehicles that are still on it."""
        return tuple(line for line in self.lines if line.left_out is None)

    @property
    def urgent(self) -> bool:
        """Whether it stands in the priority lane."""
        return self.lane is not None and self.lane.urgent

    def every(self, holds: Callable[[Line], bool]) -> bool:
        """Whether all vehicles have something: a licence is one, for all of them or for none."""
        return all(holds(line) for line in self.live)

    @property
    def endorsed(self) -> bool:
        """Whether the registry has endorsed every vehicle 转让待出口."""
        return self.every(lambda line: line.endorsement is not None)


def may(state: Application, verb: Verb) -> bool:
    """Whether the table has this move."""
    return verb in MOVES[state.status]


def moved(state: Application, verb: Verb, **changes: Any) -> Application:
    """The application after the move, with `changes` to its other fields. Raises MoveNotAllowed."""
    target = MOVES[state.status].get(verb)
    if target is None:
        raise MoveNotAllowed(state.status, verb)
    return replace(state, status=target, **changes)


def with_line(state: Application, line: Line) -> Application:
    """The application with one line replaced by its newer self."""
    return replace(state, lines=tuple(line if line.case_id == old.case_id else old for old in state.lines))
