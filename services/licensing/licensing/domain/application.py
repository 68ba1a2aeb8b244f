"""An application for an export licence: what it holds, where it stands and which moves the law allows from there.

One application is one batch and becomes one licence (一批一证): up to twenty vehicles of one HS code, one customs port,
one country (公告2024年第6号). The life of it:

    submitted ── all lines endorsed 转让待出口 ──> accepted ──> granted ──> used
        ^  └──> correction_requested <──────────────┘ │           └───────────┴──> cancelled
        └────────────────┘                            └──> refused | withdrawn
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Status(StrEnum):
    """Where an application stands; the words of 行政许可法 in the README."""

    SUBMITTED = "submitted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    USED = "used"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What can be done to an application. `cancel` is a person's act, `undo` follows from another agency's fact."""

    ACCEPT = "accept"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    WRITE_OFF = "write_off"
    CANCEL = "cancel"
    UNDO = "undo"


MOVES: Final[Mapping[Status, Mapping[Verb, Status]]] = MappingProxyType(
    {
        Status.SUBMITTED: {
            Verb.ACCEPT: Status.ACCEPTED,
            Verb.REQUEST_CORRECTION: Status.CORRECTION_REQUESTED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.CORRECTION_REQUESTED: {
            Verb.SUPPLY_CORRECTION: Status.SUBMITTED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.ACCEPTED: {
            Verb.REQUEST_CORRECTION: Status.CORRECTION_REQUESTED,
            Verb.GRANT: Status.GRANTED,
            Verb.REFUSE: Status.REFUSED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.GRANTED: {
            Verb.WRITE_OFF: Status.USED,
            Verb.CANCEL: Status.CANCELLED,
            Verb.UNDO: Status.CANCELLED,
        },
        # A used licence is not cancelled by hand: customs must first cancel what it released against it.
        Status.USED: {Verb.WRITE_OFF: Status.USED, Verb.UNDO: Status.CANCELLED},
        Status.REFUSED: {},
        Status.WITHDRAWN: {},
        Status.CANCELLED: {},
    }
)

UNDECIDED: Final = frozenset({Status.SUBMITTED, Status.CORRECTION_REQUESTED, Status.ACCEPTED})
LICENSED: Final = frozenset({Status.GRANTED, Status.USED})
CLOSED: Final = frozenset(status for status, moves in MOVES.items() if not moves)


class MoveNotAllowed(Exception):
    """The table has no such move. Nothing was changed."""

    def __init__(self, status: Status, verb: Verb) -> None:
        super().__init__(f"an application that is {status} cannot {verb}")
        self.status, self.verb = status, verb


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """The third-party inspection of one vehicle (WM/T 8-2022, WM/T 9-2022)."""

    number: str
    body: str
    standard: str
    dated: date
    result: str


@dataclass(frozen=True, slots=True)
class AfterSalesLetter:
    """The manufacturer's 售后维修服务确认书, which names every VIN and the country (商贸函〔2025〕648号)."""

    manufacturer: str
    vins: tuple[str, ...]
    destination: str


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What the vehicle registry announced with 转让待出口: the values that the annex must equal."""

    vin: str
    owner_uscc: str
    brand: str
    model_code: str
    first_registration_date: date
    transfer_pending_export_date: date
    scrapping_due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One vehicle of the application, and what the other agencies have said about it so far.

    `declaration_no` is set once customs released the vehicle; `restored` and `customs_undone` once the registry or
    customs announced that its own step is undone.
    """

    case_id: str
    vin: str
    brand: str
    model_code: str
    first_registration_date: date
    transfer_pending_export_date: date
    inspection_report: InspectionReport | None = None
    after_sales_letter: AfterSalesLetter | None = None
    scrapping_due_date: date | None = None
    endorsement: Endorsement | None = None
    declaration_no: str | None = None
    restored: bool = False
    customs_undone: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a notice or of an examination: what is wrong, with which vehicle, and under which article."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence itself. `valid_to` never passes 31 December of the year of issue (公告2024年第6号)."""

    licence_no: str
    issued_on: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """Why an application ended without a licence, or why its licence is void."""

    code: str
    reason: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """The whole of it. `due_on` is the last day for a decision, None while a correction is awaited or after the end.

    `asked` is the open notice of correction and `corrections` how many there were; `found` is what the rules found
    when an officer decides; `by_hand` says that an officer asked something himself: then the rules alone no longer
    decide.
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

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError when the application has no such case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    def every(self, holds: Callable[[Line], bool]) -> bool:
        """Whether all lines have something: a licence is one, for all of them or for none."""
        return all(holds(line) for line in self.lines)


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
