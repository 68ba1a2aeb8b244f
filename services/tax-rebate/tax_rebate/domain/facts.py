"""The facts that the tax office announces on the way to a decision, one function each. PURE.

A fact is about one vehicle of a claim. Amounts are in CNY on the fen; who sold the vehicle and for how much stays here.
"""

from __future__ import annotations

from datetime import date

from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.fields import Item
from exportlane.contracts.tax_rebate import (
    RebateApproved,
    RebateAutoChecked,
    RebateClaimAccepted,
    RebateCorrectionRequested,
    RebateCorrectionSupplied,
    RebateEnquiryAnswered,
    RebateEnquirySent,
    RebateExempted,
    RebateLapsed,
    RebatePaid,
    RebateRejected,
    RebateSubmitted,
    RebateSuspicionCleared,
    RebateSuspicionRaised,
    RebateTaxed,
    RebateTreasurySent,
    RebateWithdrawn,
)
from tax_rebate.domain.articles import REFUND_ARTICLE
from tax_rebate.domain.claim import CURRENCY, Claim, Line, open_lines
from tax_rebate.domain.invoices import why_exempt
from tax_rebate.domain.papers import Asked, Ended, Enquiry, Suspicion

Facts = tuple[Announce, ...]


def submitted(claim: Claim, line: Line, *, on: date) -> Announce:
    """Lodged and not accepted yet."""
    data = RebateSubmitted(claim_id=claim.id, vin=line.vin, submitted_on=on, rebate_class=claim.rebate_class)
    return announce(line, "submitted", data)


def accepted(claim: Claim, line: Line, *, on: date) -> Announce:
    """The claim has its number; the clock of its class starts."""
    data = RebateClaimAccepted(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        exporter_uscc=claim.exporter_uscc,
        rebate_class=claim.rebate_class,
        accepted_on=on,
    )
    return announce(line, "claim_accepted", data)


def correction_requested(claim: Claim, items: tuple[Asked, ...], *, by: str) -> Facts:
    """The whole notice goes to every case of the claim, because every case waits for all its items."""
    told = tuple(Item(code=i.code, sentence=i.sentence, article=i.article, vin=i.vin) for i in items)
    return tuple(
        announce(
            line,
            "correction_requested",
            RebateCorrectionRequested(claim_id=claim.id, vin=line.vin, items=told, by=by),
        )
        for line in open_lines(claim)
    )


def correction_supplied(claim: Claim, line: Line, codes: tuple[str, ...]) -> Announce:
    """Every item of the notice was answered."""
    data = RebateCorrectionSupplied(claim_id=claim.id, vin=line.vin, items=codes)
    return announce(line, "correction_supplied", data)


def auto_checked(claim: Claim, found: tuple[Suspicion, ...]) -> Facts:
    """The rules have looked; a person goes on."""
    codes = _codes(found)
    return tuple(
        announce(
            line,
            "auto_checked",
            RebateAutoChecked(claim_id=claim.id, vin=line.vin, suspicion_codes=codes),
        )
        for line in open_lines(claim)
    )


def suspicion_raised(claim: Claim, found: tuple[Suspicion, ...], *, by: str) -> Facts:
    """The claim is looked into; one announcement for every case, because all of them wait."""
    reason = "; ".join(each.sentence for each in found)[:2000]
    return tuple(
        announce(
            line,
            "suspicion_raised",
            RebateSuspicionRaised(
                claim_id=claim.id, vin=line.vin, codes=_codes(found), reason=reason, article=found[0].article, by=by
            ),
        )
        for line in open_lines(claim)
    )  # fmt: skip


def suspicion_cleared(claim: Claim, line: Line, *, reason: str, by: str) -> Announce:
    """Normal after all."""
    data = RebateSuspicionCleared(claim_id=claim.id, vin=line.vin, reason=reason, by=by)
    return announce(line, "suspicion_cleared", data)


def enquiry_sent(claim: Claim, line: Line, enquiry: Enquiry) -> Announce:
    """A letter is on its way."""
    data = RebateEnquirySent(
        claim_id=claim.id,
        vin=line.vin,
        enquiry_no=enquiry.number,
        to_office=enquiry.to_office,
        sent_on=enquiry.sent_on,
    )
    return announce(line, "enquiry_sent", data)


def enquiry_answered(claim: Claim, line: Line, number: str, *, finding: str, on: date) -> Announce:
    """Its answer has come."""
    data = RebateEnquiryAnswered.model_validate(
        {"claim_id": claim.id, "vin": line.vin, "enquiry_no": number, "finding": finding, "answered_on": on}
    )
    return announce(line, "enquiry_answered", data)


def approved(claim: Claim, line: Line, *, on: date) -> Announce:
    """The refund of this vehicle is decided."""
    data = RebateApproved(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        amount=line.amount,
        currency=CURRENCY,
        decided_on=on,
    )
    return announce(line, "approved", data)


def exempted(claim: Claim, line: Line, *, on: date) -> Announce:
    """The export of this vehicle is exempt without a refund: a success."""
    data = RebateExempted(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        reason=why_exempt(line),
        article=REFUND_ARTICLE,
        decided_on=on,
    )
    return announce(line, "exempted", data)


def taxed(claim: Claim, line: Line, ended: Ended, *, on: date) -> Announce:
    """The export of this vehicle is taxed like a sale at home."""
    data = RebateTaxed(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        code=ended.code,
        reason=ended.sentence,
        article=ended.article or REFUND_ARTICLE,
        decided_on=on,
    )
    return announce(line, "taxed", data)


def treasury_sent(claim: Claim, line: Line, *, on: date) -> Announce:
    """The order to pay is with the treasury."""
    data = RebateTreasurySent(
        claim_id=claim.id, claim_no=claim.number, vin=line.vin, amount=line.amount, currency=CURRENCY, on=on
    )
    return announce(line, "treasury_sent", data)


def paid(claim: Claim, line: Line, *, on: date) -> Announce:
    """The treasury paid the refund of this vehicle."""
    data = RebatePaid(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        amount=line.amount,
        currency=CURRENCY,
        paid_on=on,
    )
    return announce(line, "paid", data)


def rejected(claim: Claim, line: Line, ended: Ended) -> Announce:
    """This vehicle gets no refund."""
    data = RebateRejected(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        code=ended.code,
        reason=ended.sentence,
        article=ended.article or REFUND_ARTICLE,
    )
    return announce(line, "rejected", data)


def withdrawn(claim: Claim, line: Line, *, reason: str) -> Announce:
    """The enterprise took the claim for this vehicle back."""
    data = RebateWithdrawn(claim_id=claim.id, vin=line.vin, reason=reason)
    return announce(line, "withdrawn", data)


def lapsed(claim: Claim, line: Line, ended: Ended) -> Announce:
    """The claim for this vehicle is without object: it never left."""
    data = RebateLapsed(claim_id=claim.id, vin=line.vin, code=ended.code, reason=ended.sentence)
    return announce(line, "lapsed", data)


def announce(line: Line, name: str, data: FactData) -> Announce:
    """One fact about one vehicle."""
    return Announce(case_id=line.case_id, type=f"rebate.{name}.v1", data=data)


def _codes(found: tuple[Suspicion, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.code for each in found))
