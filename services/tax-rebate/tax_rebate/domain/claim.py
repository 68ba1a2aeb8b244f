"""An export rebate claim as the tax office keeps it, and the moves that it may make. PURE.

```
 received ──accept──► accepted ◄──supply / ask──► correction_requested
    │                 │      │                        │
  lapse           approve   refuse                  refuse
    ▼                 ▼      └──────► rejected ◄──────┘
  lapsed     approved ──pay──► paid ──claw back──► clawed_back
                 or exempted       └─► clawback_asked ─┘
```

One claim has the lines of one declaration, 1 to 20 vehicles. Each line has an outcome of its own: an exempt vehicle
stands beside a refunded one, and what came back is clawed back alone. Law: 增值税法 第三十三条; 财政部
税务总局公告2026年第11号; 国家税务总局公告2026年第5号; limits by class: 国家税务总局公告2016年第46号.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.pauses import Pause

CURRENCY: Final = "CNY"
"""Refunds are reckoned and paid in the currency of the purchase invoice."""


class Status(StrEnum):
    """Where the claim stands. A claim is `received` until customs have cleared every one of its vehicles."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    CORRECTION = "correction_requested"
    APPROVED = "approved"
    PAID = "paid"
    EXEMPTED = "exempted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    CLAWBACK_ASKED = "clawback_asked"
    CLAWED_BACK = "clawed_back"


class Outcome(StrEnum):
    """What became of one vehicle of the claim."""

    OPEN = "open"
    REFUND = "refund"
    PAID = "paid"
    EXEMPT = "exempt"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    CLAWBACK_ASKED = "clawback_asked"
    CLAWED_BACK = "clawed_back"


class Verb(StrEnum):
    """What can be done to the claim, by an officer, the enterprise, or because a fact was heard."""

    ACCEPT = "accept"
    LAPSE = "lapse"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    APPROVE = "approve"
    PAY = "pay"
    REFUSE = "refuse"
    CLAW_BACK = "claw_back"


MOVES: Final[Mapping[Status, frozenset[Verb]]] = MappingProxyType(
    {
        Status.RECEIVED: frozenset({Verb.ACCEPT, Verb.LAPSE}),
        Status.ACCEPTED: frozenset({Verb.REQUEST_CORRECTION, Verb.APPROVE, Verb.REFUSE}),
        Status.CORRECTION: frozenset({Verb.SUPPLY_CORRECTION, Verb.REFUSE}),
        Status.APPROVED: frozenset({Verb.PAY}),
        Status.PAID: frozenset({Verb.CLAW_BACK}),
        Status.EXEMPTED: frozenset(),
        Status.REJECTED: frozenset(),
        Status.LAPSED: frozenset({Verb.LAPSE}),
        Status.CLAWBACK_ASKED: frozenset({Verb.CLAW_BACK}),
        Status.CLAWED_BACK: frozenset({Verb.CLAW_BACK}),
    }
)

AUTOMATIC_DECIDE: Final = "rebate.decide"
AUTOMATIC_PAY: Final = "rebate.pay"
AUTOMATIC_CLAWBACK: Final = "rebate.clawback"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a city profile lays down for the tax office.

    `automatic`: the verbs that are done at once when the rules pass. `limit_by_class`: working days that bind each
    claim of the class; `average_workdays`: a target for all claims, which no single claim can breach.
    `window_months`: from export.
    """

    automatic: frozenset[str]
    limit_by_class: Mapping[int, int]
    average_workdays: int | None
    window_months: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules by profile and the calendar: `due(start, workdays, pauses)` and `window_ends(export, months)`."""

    rules: Mapping[str, Rules]
    due: Callable[[date, int, tuple[Pause, ...]], date]
    window_ends: Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a notice: what does not add up, for which vehicle, and the article."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was supplied for an item of a notice, by its reference in the archive."""

    code: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The purchase invoice of one vehicle. Amounts in CNY on the fen; `levy_rate` a fraction such as 0.13."""

    number: str
    kind: str
    gross_amount: Decimal
    levy_rate: Decimal
    ex_vat_amount: Decimal
    seller_uscc: str | None
    date: date


@dataclass(frozen=True, slots=True)
class Departure:
    """What the tax office keeps of `customs.cleared` (结关): the declaration and the day of export."""

    declaration_no: str
    cleared_on: date


@dataclass(frozen=True, slots=True)
class Ended:
    """Why the claim or one of its lines ended without a refund: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One vehicle of a claim; `amount` is the refund once it is decided."""

    case_id: str
    vin: str
    hs_rebate_rate: Decimal
    invoice: Invoice
    departure: Departure | None = None
    returned_on: date | None = None
    outcome: Outcome = Outcome.OPEN
    amount: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim for the vehicles of one declaration. `id` is the lot; dates are statutory days."""

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    rebate_class: int
    lines: tuple[Line, ...]
    status: Status = Status.RECEIVED
    claim_no: str | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    target_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    asked: tuple[Asked, ...] = ()
    documents: tuple[Document, ...] = ()
    decided_on: date | None = None
    paid_on: date | None = None
    ended: Ended | None = None

    @property
    def number(self) -> str:
        """What the claim is called: its number, or its id before it is accepted."""
        return self.claim_no or self.id

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError: a fact is only ever handed to the claim that has its case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    def with_line(self, changed: Line) -> "Claim":
        """The claim with one line replaced, found by its case."""
        return replace(self, lines=tuple(changed if x.case_id == changed.case_id else x for x in self.lines))


def status_of(lines: tuple[Line, ...]) -> Status:
    """The status that follows from the outcomes once nothing is open: what still needs an act comes first."""
    outcomes = {line.outcome for line in lines}
    return next(status for outcome, status in _BY_WEIGHT if outcome in outcomes)


_BY_WEIGHT: Final = (
    (Outcome.CLAWBACK_ASKED, Status.CLAWBACK_ASKED),
    (Outcome.REFUND, Status.APPROVED),
    (Outcome.CLAWED_BACK, Status.CLAWED_BACK),
    (Outcome.PAID, Status.PAID),
    (Outcome.EXEMPT, Status.EXEMPTED),
    (Outcome.REJECTED, Status.REJECTED),
    (Outcome.LAPSED, Status.LAPSED),
)


def forbidden(claim: Claim, verb: Verb) -> Refused | None:
    """None when `verb` is a move of the claim's status, otherwise the refusal that changes nothing."""
    if verb in MOVES[claim.status]:
        return None
    return Refused(
        slug="move-not-allowed",
        sentence=f"{verb} is not possible while the claim {claim.number} is {claim.status}",
    )


def contradiction(claim: Claim, line: Line, sentence: str) -> Refused:
    """A fact that cannot be true beside what the tax office knows: the message is parked for a person."""
    return Refused("contradiction", f"{line.vin} in a claim that is {claim.status}: {sentence}")
