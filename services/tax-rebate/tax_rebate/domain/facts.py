"""The facts that the tax office announces, one function each. PURE.

A fact is about one vehicle of a claim. Amounts are in CNY on the fen; who sold the vehicle and for how much stays here.
"""

from __future__ import annotations

from datetime import date

from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.fields import Item
from exportlane.contracts.tax_rebate import (
    RebateApproved,
    RebateClaimAccepted,
    RebateClawedBack,
    RebateCorrectionRequested,
    RebateCorrectionSupplied,
    RebateExempted,
    RebateLapsed,
    RebatePaid,
    RebateRejected,
)
from tax_rebate.domain.claim import CURRENCY, Asked, Claim, Ended, Line
from tax_rebate.domain.invoices import REFUND_ARTICLE, why_exempt


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
    return _announce(line, "claim_accepted", data)


def correction_requested(claim: Claim, line: Line, items: tuple[Asked, ...], *, by: str) -> Announce:
    """The whole notice goes to every case of the claim, because every case waits for all its items."""
    told = tuple(Item(code=i.code, sentence=i.sentence, article=i.article, vin=i.vin) for i in items)
    data = RebateCorrectionRequested(claim_id=claim.id, vin=line.vin, items=told, by=by)
    return _announce(line, "correction_requested", data)


def correction_supplied(claim: Claim, line: Line, codes: tuple[str, ...]) -> Announce:
    """Every item of the notice was answered."""
    data = RebateCorrectionSupplied(claim_id=claim.id, vin=line.vin, items=codes)
    return _announce(line, "correction_supplied", data)


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
    return _announce(line, "approved", data)


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
    return _announce(line, "exempted", data)


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
    return _announce(line, "paid", data)


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
    return _announce(line, "rejected", data)


def lapsed(claim: Claim, line: Line, ended: Ended) -> Announce:
    """The claim for this vehicle is without object: it never left."""
    data = RebateLapsed(claim_id=claim.id, vin=line.vin, code=ended.code, reason=ended.sentence)
    return _announce(line, "lapsed", data)


def clawed_back(claim: Claim, line: Line, *, reason: str) -> Announce:
    """The refund of this vehicle was paid back or set off."""
    data = RebateClawedBack(
        claim_id=claim.id,
        claim_no=claim.number,
        vin=line.vin,
        amount=line.amount,
        currency=CURRENCY,
        reason=reason,
    )
    return _announce(line, "clawed_back", data)


def _announce(line: Line, name: str, data: FactData) -> Announce:
    return Announce(case_id=line.case_id, type=f"rebate.{name}.v1", data=data)
