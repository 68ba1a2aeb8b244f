"""The money: the order goes to the treasury, the treasury pays. PURE.

The tax office's clock ended with the decision; the days until the payment are the treasury's and measured apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from tax_rebate.domain import facts
from tax_rebate.domain.claim import NOTHING, Claim, forbidden
from tax_rebate.domain.moves import Outcome, Status, Verb
from tax_rebate.domain.outcomes import Answer, paid


def send_to_treasury(claim: Claim, *, now: datetime) -> Answer:
    """The order to pay goes to the treasury (国库)."""
    if refused := forbidden(claim, Verb.SEND_TO_TREASURY):
        return refused
    today = statutory_day(now)
    due = tuple(line for line in claim.lines if line.outcome is Outcome.REFUND)
    said = tuple(facts.treasury_sent(claim, line, on=today) for line in due)
    return Decided(replace(claim, status=Status.TREASURY_SENT, treasury_on=today), said)


def pay(claim: Claim, *, now: datetime) -> Answer:
    """The treasury paid what was approved."""
    if refused := forbidden(claim, Verb.PAY):
        return refused
    return paid(claim, statutory_day(now))


def payable(claim: Claim) -> Decimal:
    """What the treasury is still to pay out: the approved refunds less what they cover elsewhere. Never negative."""
    due = sum((line.amount for line in claim.lines if line.outcome is Outcome.REFUND), NOTHING)
    return due - sum((each.amount for each in claim.set_off), NOTHING) if due else NOTHING
