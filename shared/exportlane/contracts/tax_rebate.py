"""What the tax office announces about an export rebate claim (出口退（免）税).

These are the only facts that carry an amount. What was paid for the vehicle and to whom stays with the tax office.
Reader: the gateway, which shows amounts only to those entitled.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import (
    Actor,
    Amount,
    Article,
    Code,
    Currency,
    Day,
    Id,
    ItemCodes,
    Items,
    Name,
    Sentence,
    Uscc,
    Vin,
)

RebateClass = Annotated[int, Field(ge=1, le=4)]
"""Management class of the enterprise at acceptance (国家税务总局公告2016年第46号); it decides the time limit."""


Codes = Annotated[tuple[Code, ...], Field(max_length=50)]


class _OfClaim(FactData):
    claim_id: Id
    vin: Vin


class RebateSubmitted(_OfClaim):
    """Handed in and not accepted yet: something stands in the way, and the clock has not started."""

    submitted_on: Day
    rebate_class: RebateClass


class RebateAutoChecked(_OfClaim):
    """The rules compared the claim with customs' data and the invoices; what they suspect stands here.

    Announced where a person goes on from here. Where the rules decide alone, the decision follows in the same breath.
    """

    suspicion_codes: Codes = ()


class RebateSuspicionRaised(_OfClaim):
    """Under investigation: the clock stands still, and the claim leaves the population of the average."""

    codes: Annotated[Codes, Field(min_length=1)]
    reason: Sentence
    article: Article
    by: Actor


class RebateSuspicionCleared(_OfClaim):
    """Normal after all: the clock goes on and the days of the investigation are not counted."""

    reason: Sentence
    by: Actor


class RebateEnquirySent(_OfClaim):
    """A letter of enquiry (函调) went to the tax office of the seller."""

    enquiry_no: Id
    to_office: Name
    sent_on: Day


class RebateEnquiryAnswered(_OfClaim):
    """The seller's tax office answered the letter."""

    enquiry_no: Id
    finding: Literal["in_order", "not_in_order", "cannot_be_verified"]
    answered_on: Day


class RebateTaxed(_OfClaim):
    """Neither refunded nor exempt: the export is taxed like a sale at home. Closes like a rejection."""

    claim_no: Id
    code: Code
    reason: Sentence
    article: Article
    decided_on: Day


class RebateWithdrawn(_OfClaim):
    """The enterprise took its claim back before it was decided."""

    reason: Sentence


class RebateTreasurySent(_OfClaim):
    """The order to pay went to the treasury; its days are measured apart from the decision."""

    claim_no: Id
    amount: Amount
    currency: Currency
    on: Day


class RebateClawbackOrdered(_OfClaim):
    """A refund that was paid must come back. `class_review`: the class to which the enterprise is to be moved."""

    claim_no: Id
    code: Code
    reason: Sentence
    amount: Amount
    currency: Currency
    article: Article
    class_review: RebateClass | None = None


class RebateOffset(_OfClaim):
    """What was owed was set off against the enterprise's next refund; counts as clawed back."""

    claim_no: Id
    amount: Amount
    currency: Currency
    against_claim_no: Id


class RebateCertificateIssued(_OfClaim):
    """The electronic certificate for goods that came back: tax made good, or never refunded (已补税/未退税证明)."""

    certificate_no: Id
    kind: Literal["tax_made_good", "not_refunded"]
    on: Day


class RebateDocumentsFiled(_OfClaim):
    """The documents that belong to the export are on file (单证备案)."""

    on: Day


class RebateDocumentsOverdue(_OfClaim):
    """The documents were not filed within the days after the claim; said once."""

    due_on: Day
    article: Article


class RebateForexRecorded(_OfClaim):
    """The receipt of foreign exchange is on record, or why it counts as received. The amount stays here."""

    received_on: Day | None = None
    deemed_reason: Code | None = None


class RebateForexReversed(_OfClaim):
    """A receipt that the bank had told of was recorded by mistake and stands no more; what it had met is open again.

    Where another receipt, or a reason for which it counts as received, still stands, `rebate.forex_recorded` says so.
    """

    on: Day
    reason: Sentence


class RebateClaimAccepted(_OfClaim):
    """The claim was accepted; the tax office's clock starts here."""

    claim_no: Id
    exporter_uscc: Uscc
    rebate_class: RebateClass
    accepted_on: Day


class RebateCorrectionRequested(_OfClaim):
    """One notice of all items that do not add up; the clock stops until they are supplied."""

    items: Items
    by: Actor


class RebateCorrectionSupplied(_OfClaim):
    """The enterprise answered every item; the clock goes on."""

    items: ItemCodes


class RebateApproved(_OfClaim):
    """Decided: a refund of `amount` is due. Ends the tax office's clock; the treasury's time is measured apart."""

    claim_no: Id
    amount: Amount
    currency: Currency
    decided_on: Day


class RebatePaid(_OfClaim):
    """The treasury paid the refund."""

    claim_no: Id
    amount: Amount
    currency: Currency
    paid_on: Day


class RebateExempted(_OfClaim):
    """Exempt without a refund: a success, the usual end for a vehicle bought from a private person."""

    claim_no: Id
    reason: Sentence
    article: Article
    decided_on: Day


class RebateRejected(_OfClaim):
    """The claim was rejected. Nothing upstream is undone: the vehicle has left, the case closes without a refund."""

    claim_no: Id
    code: Code
    reason: Sentence
    article: Article


class RebateLapsed(_OfClaim):
    """A claim that ended because the case ended before it could be decided."""

    code: Code
    reason: Sentence


class RebateClawedBack(_OfClaim):
    """The undo of a payment: the refund was paid back or set off, for this vehicle only."""

    claim_no: Id
    amount: Amount
    currency: Currency
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "rebate.claim_accepted.v1": RebateClaimAccepted,
    "rebate.correction_requested.v1": RebateCorrectionRequested,
    "rebate.correction_supplied.v1": RebateCorrectionSupplied,
    "rebate.approved.v1": RebateApproved,
    "rebate.paid.v1": RebatePaid,
    "rebate.exempted.v1": RebateExempted,
    "rebate.rejected.v1": RebateRejected,
    "rebate.lapsed.v1": RebateLapsed,
    "rebate.clawed_back.v1": RebateClawedBack,
    "rebate.submitted.v1": RebateSubmitted,
    "rebate.auto_checked.v1": RebateAutoChecked,
    "rebate.suspicion_raised.v1": RebateSuspicionRaised,
    "rebate.suspicion_cleared.v1": RebateSuspicionCleared,
    "rebate.enquiry_sent.v1": RebateEnquirySent,
    "rebate.enquiry_answered.v1": RebateEnquiryAnswered,
    "rebate.taxed.v1": RebateTaxed,
    "rebate.withdrawn.v1": RebateWithdrawn,
    "rebate.treasury_sent.v1": RebateTreasurySent,
    "rebate.clawback_ordered.v1": RebateClawbackOrdered,
    "rebate.offset.v1": RebateOffset,
    "rebate.certificate_issued.v1": RebateCertificateIssued,
    "rebate.documents_filed.v1": RebateDocumentsFiled,
    "rebate.documents_overdue.v1": RebateDocumentsOverdue,
    "rebate.forex_recorded.v1": RebateForexRecorded,
    "rebate.forex_reversed.v1": RebateForexReversed,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset()
"""Facts about something that is no case: the tax office announces none."""
