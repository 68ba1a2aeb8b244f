"""What the tax office offers to the other agencies, read out of its own table: where a claim stands."""

from __future__ import annotations

from typing import Final

from exportlane.sharing.offers import Offer, Offers, Values
from tax_rebate.domain import Claim
from tax_rebate.storage import CLAIMS


def rebate_status(claim: Claim, case_id: str) -> Values:
    """What the tax office says of one vehicle. What was paid, and to whom, is for nobody without an agreement."""
    line = claim.line(case_id)
    return {
        "claim_no": claim.claim_no,
        "rebate_status": claim.status.value,
        "outcome": line.outcome.value,
        "decided_on": claim.decided_on,
        "paid_on": claim.paid_on,
        "refund": str(line.amount),
        "currency": "CNY",
    }


OFFERS: Final[Offers] = {"rebate_status": Offer(CLAIMS, rebate_status)}
"""Resource by resource."""
