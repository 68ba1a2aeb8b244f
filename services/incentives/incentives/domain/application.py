"""An application for support: the expenses of one firm and one year, what was found of them, and the money. PURE."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from exportlane.law.limits import Running
from incentives.domain.line import NOTHING, Finding, Line, PaperEvidence
from incentives.domain.status import MOVES, Status, Verb


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation, in words, with the amount before and after; `cut_by` names the cap."""

    zh: str
    en: str
    article: str
    before: Decimal
    after: Decimal
    cut_by: str | None = None


@dataclass(frozen=True, slots=True)
class Takes:
    """What a grant takes out of the caps, by the calculator's own keys."""

    amounts: dict[str, Decimal] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)
    invoices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Granted:
    """What the rules give for one line: the code says what cut it, the steps how it was reckoned."""

    line_id: str
    item: str
    requested: Decimal
    granted: Decimal
    code: str
    reason: str
    article: str
    reason_en: str = ""
    steps: tuple[Step, ...] = ()
    takes: Takes = field(default_factory=Takes)


@dataclass(frozen=True, slots=True)
class Objection:
    """Somebody objects during the publication. The name stays with the office."""

    number: str
    by: str
    reason: str
    on: date
    answer: str | None = None
    upheld: bool | None = None
    answered_by: str | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money out, shared between city and county; or, `offset_against`, set off against another application's debt."""

    amount: Decimal
    city: Decimal
    county: Decimal
    paid_on: date
    reference: str
    by: str
    items: dict[str, Decimal]
    share_article: str
    offset_against: str | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """An order to pay back, and what came back on it."""

    amount: Decimal
    code: str
    reason: str
    article: str
    by: str
    ordered_on: date
    due_on: date | None
    returned: tuple[Return, ...] = ()
    lifted: str | None = None

    @property
    def outstanding(self) -> Decimal:
        """What has still to come."""
        return NOTHING if self.lifted else self.amount - sum((r.amount for r in self.returned), NOTHING)


@dataclass(frozen=True, slots=True)
class Return:
    """Money that came back."""

    amount: Decimal
    way: Literal["cash", "offset"]
    on: date
    reference: str
    by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: a code, a sentence, the article, and what the firm can do about it."""

    code: str
    reason: str
    article: str
    remedy: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One point of a notice of correction."""

    code: str
    sentence: str
    article: str | None = None
    line_id: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """The days of the publication (公示), both count, and the sum that was shown."""

    first: date
    last: date
    total: Decimal
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The whole of it. `turn` is its place among those of its firm and year, from the day it was handed in.

    `exports` is customs' count at the newest look, `grants` what the rules give by it; from the approval on they stand.
    """

    id: str
    number: str
    uscc: str
    name: str
    district: str
    policy: str
    year: int
    lines: tuple[Line, ...]
    claimed_exports: int | None = None
    seat_paper: PaperEvidence | None = None
    """For a firm whose own code names another city: the paper about its seat."""
    status: Status = Status.DRAFT
    turn: int | None = None
    submitted_on: date | None = None
    accepted_on: date | None = None
    corrections: int = 0
    asked: tuple[NoticeItem, ...] = ()
    exports: int | None = None
    findings: tuple[Finding, ...] = ()
    reviewed_by: tuple[str, ...] = ()
    grants: tuple[Granted, ...] = ()
    publication: Publication | None = None
    objections: tuple[Objection, ...] = ()
    approved_by: str | None = None
    approved_on: date | None = None
    out_of_turn: str | None = None
    payments: tuple[Payment, ...] = ()
    released: Decimal = NOTHING
    recoveries: tuple[Recovery, ...] = ()
    outcome: Outcome | None = None
    moves: int = 0
    clocks: tuple[Running, ...] = field(default=())

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def granted(self) -> Decimal:
        """What was granted, or would be, all lines together."""
        return sum((each.granted for each in self.grants), NOTHING)

    @property
    def paid(self) -> Decimal:
        return sum((each.amount for each in self.payments), NOTHING)

    @property
    def recovered(self) -> Decimal:
        returns = (each for order in self.recoveries for each in order.returned)
        return sum((each.amount for each in returns), NOTHING)

    @property
    def unpaid(self) -> Decimal:
        """What was approved and is still to be paid."""
        return self.granted - self.paid - self.released if self.approved_on else NOTHING

    def line(self, line_id: str) -> Line | None:
        return next((each for each in self.lines if each.id == line_id), None)

    def may(self, verb: Verb) -> bool:
        """Whether the table has such a move from here."""
        return verb in MOVES[self.status]

    def moved(self, verb: Verb, **changes: Any) -> Application:
        """The application after the move. Raises KeyError when there is no such move."""
        return replace(self, status=MOVES[self.status][verb], **changes)


def by_item(grants: tuple[Granted, ...]) -> dict[str, Decimal]:
    """What was granted under each item, in the order of the lines; items that got nothing are left out."""
    sums: dict[str, Decimal] = {}
    for each in grants:
        if each.granted:
            sums[each.item] = sums.get(each.item, NOTHING) + each.granted
    return sums
