"""The facts that the tax office announces after a decision: refunds that come back, papers that follow. PURE."""

from __future__ import annotations

from datetime import date

from exportlane.contracts.decision import Announce
from exportlane.contracts.tax_rebate import (
    RebateCertificateIssued,
    RebateClawbackOrdered,
    RebateClawedBack,
    RebateDocumentsFiled,
    RebateDocumentsOverdue,
    RebateForexRecorded,
    RebateForexReversed,
    RebateOffset,
)
from tax_rebate.domain.articles import PROCEDURE_ARTICLE
from tax_rebate.domain.claim import CURRENCY, Claim, Line
from tax_rebate.domain.facts import announce
from tax_rebate.domain.papers import Ended, Forex


def clawback_ordered(claim: Claim, line: Line, ended: Ended, *, class_review: int | None) -> Announce:
    """What was paid for this vehicle must come back."""
    data = RebateClawbackOrdered(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        code=ended.code,
        reason=ended.sentence,
        amount=line.amount,
        currency=CURRENCY,
        article=ended.article or PROCEDURE_ARTICLE,
        class_review=class_review,
    )
    return announce(line, "clawback_ordered", data)


def clawed_back(claim: Claim, line: Line, *, reason: str) -> Announce:
    """The refund of this vehicle was paid back."""
    data = RebateClawedBack(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        amount=line.amount,
        currency=CURRENCY,
        reason=reason,
    )
    return announce(line, "clawed_back", data)


def offset(claim: Claim, line: Line, *, against: str) -> Announce:
    """The refund of this vehicle was set off against the next claim of the enterprise."""
    data = RebateOffset(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        amount=line.amount,
        currency=CURRENCY,
        against_claim_no=against,
    )
    return announce(line, "offset", data)


def certificate_issued(claim: Claim, line: Line, number: str, *, made_good: bool, on: date) -> Announce:
    """The electronic certificate for goods that came back."""
    kind = "tax_made_good" if made_good else "not_refunded"
    data = RebateCertificateIssued.model_validate(
        {"claim_id": claim.id, "vin": line.vin, "certificate_no": number, "kind": kind, "on": on}
    )
    return announce(line, "certificate_issued", data)


def documents_filed(claim: Claim, line: Line, *, on: date) -> Announce:
    """The documents are on file."""
    return announce(line, "documents_filed", RebateDocumentsFiled(claim_id=claim.id, vin=line.vin, on=on))


def documents_overdue(claim: Claim, line: Line, *, due_on: date) -> Announce:
    """They were not put on file in time."""
    data = RebateDocumentsOverdue(claim_id=claim.id, vin=line.vin, due_on=due_on, article=PROCEDURE_ARTICLE)
    return announce(line, "documents_overdue", data)


def forex_recorded(claim: Claim, line: Line, forex: Forex) -> Announce:
    """The receipt is on record; its amount stays here."""
    data = RebateForexRecorded(
        claim_id=claim.id,
        vin=line.vin,
        received_on=forex.received_on,
        deemed_reason=forex.deemed_reason,
    )
    return announce(line, "forex_recorded", data)


def forex_reversed(claim: Claim, line: Line, *, reason: str, on: date) -> Announce:
    """A receipt stands no more."""
    data = RebateForexReversed(claim_id=claim.id, vin=line.vin, on=on, reason=reason)
    return announce(line, "forex_reversed", data)
