"""What the tax office announces about an export rebate claim (出口退（免）税).

These are the only facts that carry an amount. What was paid for the vehicle and to whom stays with the tax office.
Reader: the gateway, which shows amounts only to those entitled.
"""

from __future__ import annotations

from typing import Annotated

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
    Sentence,
    Uscc,
    Vin,
)

RebateClass = Annotated[int, Field(ge=1, le=4)]
"""Management class of the enterprise at acceptance (国家税务总局公告2016年第46号); it decides the time limit."""


class _OfClaim(FactData):
    claim_id: Id
    vin: Vin


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
}
