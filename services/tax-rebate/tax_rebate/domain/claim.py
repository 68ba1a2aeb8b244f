"""An export rebate claim as the tax office keeps it. PURE.

One claim has the lines of one declaration, 1 to 20 vehicles. Each line has an outcome of its own: an exempt vehicle
stands beside a refunded one, and what came back is clawed back alone. Law: 增值税法 第三十三条; 财政部
税务总局公告2026年第11号; 国家税务总局公告2026年第5号; limits by class: 国家税务总局公告2016年第46号.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.limits import Running
from exportlane.law.pauses import Pause
from tax_rebate.domain.articles import PROCEDURE_ARTICLE
from tax_rebate.domain.moves import BY_WEIGHT, FREE, MOVES, Outcome, Status, Verb
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

CURRENCY: Final = "CNY"
"""Refunds are reckoned and paid in the currency of the purchase invoice."""
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One vehicle of a claim; `amount` is the refund once it is decided, with the consumption tax in it."""

    case_id: str
    vin: str
    hs_rebate_rate: Decimal
    invoice: Invoice
    item_no: int | None = None
    declared_item: str | None = None
    consumption_tax: Decimal = NOTHING
    fob_amount: Decimal | None = None
    fob_currency: str | None = None
    departure: Departure | None = None
    early: EarlyDeparture | None = None
    returned_on: date | None = None
    certificate_no: str | None = None
    outcome: Outcome = Outcome.OPEN
    amount: Decimal = NOTHING
    ended: Ended | None = None

    @property
    def declaration_item(self) -> str | None:
        """Declaration and item, 21 digits, once customs have named the declaration."""
        if self.departure is None or self.item_no is None:
            return None
        return f"{self.departure.declaration_no}{self.item_no:03d}"

    @property
    def exported_on(self) -> date | None:
        """The day of export: the confirmed departure, or under the scheme that from the port of departure."""
        if self.departure is not None:
            return self.departure.cleared_on
        return self.early.on if self.early is not None and self.early.reversed_on is None else None

    @property
    def consignor_uscc(self) -> str | None:
        """Who sent the vehicle, as customs say; None where they have not said it."""
        left = self.departure or self.early
        return None if left is None else left.consignor_uscc

    @property
    def occupies(self) -> bool:
        """Whether its vehicle and its invoice may stand in no other claim."""
        return self.outcome not in FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim for the vehicles of one declaration. `id` is the lot; dates are statutory days.

    `rebate_class` is the class at acceptance, which decides the limit; `class_now` a later one, which decides the
    conditions. `receipts` are those that a bank told of and that `forex` counts, `forex_before` what was shown before
    the first of them. `suspicions` stand, `looked_into` were cleared. `normal`: whether the decided claim counts for
    the average.
    """

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    rebate_class: int
    lines: tuple[Line, ...]
    profile_version: str | None = None
    status: Status = Status.RECEIVED
    claim_no: str | None = None
    district: str | None = None
    period: str | None = None
    rebate_filing: bool = True
    departure_port_scheme: bool = False
    scheme_hint: bool = False
    departure_port: str | None = None
    exit_port: str | None = None
    transport_mode: str | None = None
    container: bool | None = None
    dangerous_goods: bool = False
    dishonest: bool = False
    class_now: int | None = None
    forex: Forex | None = None
    forex_before: Forex | None = None
    receipts: tuple[Receipt, ...] = ()
    submitted_on: date | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    target_on: date | None = None
    average_threatened: bool = False
    pauses: tuple[Pause, ...] = ()
    clocks: tuple[Running, ...] = ()
    asked: tuple[Asked, ...] = ()
    corrections: int = 0
    documents: tuple[Document, ...] = ()
    filed: tuple[Document, ...] = ()
    filed_on: date | None = None
    suspicions: tuple[Suspicion, ...] = ()
    looked_into: tuple[Suspicion, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    normal: bool | None = None
    decided_on: date | None = None
    treasury_on: date | None = None
    paid_on: date | None = None
    set_off: tuple[SetOff, ...] = ()
    class_review: int | None = None
    ended: Ended | None = None

    @property
    def number(self) -> str:
        """What the claim is called: its number, or its id before it is accepted."""
        return self.claim_no or self.id

    @property
    def class_in_force(self) -> int:
        """The class of the enterprise today, by which the conditions are checked."""
        return self.class_now or self.rebate_class

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError: a fact is only ever handed to the claim that has its case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    def with_line(self, changed: Line) -> Claim:
        """The claim with one line replaced, found by its case."""
        return replace(self, lines=tuple(changed if x.case_id == changed.case_id else x for x in self.lines))


def open_lines(claim: Claim) -> tuple[Line, ...]:
    """The vehicles of the claim that are not decided yet."""
    return tuple(line for line in claim.lines if line.outcome is Outcome.OPEN)


def status_of(lines: tuple[Line, ...]) -> Status:
    """The status that follows from the outcomes once nothing is open: what still needs an act comes first."""
    outcomes = {line.outcome for line in lines}
    return next(status for outcome, status in BY_WEIGHT if outcome in outcomes)


def forbidden(claim: Claim, verb: Verb) -> Refused | None:
    """None when `verb` is a move of the claim's status, otherwise the refusal that changes nothing."""
    if verb in MOVES[claim.status]:
        return None
    return Refused(
        slug="move-not-allowed",
        sentence=f"{verb} is not possible while the claim {claim.number} is {claim.status}",
        article=PROCEDURE_ARTICLE,
    )


def strangers(claim: Claim, vins: Iterable[str | None], field: str) -> Refused | None:
    """A refusal when something is said of a vehicle that is not in the claim, or is decided already."""
    known = {line.vin for line in open_lines(claim)}
    if not (strange := sorted({vin for vin in vins if vin is not None} - known)):
        return None
    sentence = f"these vehicles are not in the claim, or decided already: {', '.join(strange)}"
    return Refused("vehicle_unknown", sentence, PROCEDURE_ARTICLE, field=field, status=422)


def contradiction(claim: Claim, line: Line, sentence: str) -> Refused:
    """A fact that cannot be true beside what the tax office knows: the message is parked for a person."""
    return Refused("contradiction", f"{line.vin} in a claim that is {claim.status}: {sentence}")
