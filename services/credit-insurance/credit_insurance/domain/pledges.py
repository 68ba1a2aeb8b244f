"""What reduces the debt of a buyer, and what a bank advanced on it: receipts and indemnities. PURE.

Received + indemnified + pledged never exceeds the contract's value: whatever comes in on a pledged receivable repays
the bank first, as far as the pledge goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from credit_insurance.domain.amounts import NOTHING
from credit_insurance.domain.articles import FOREX_GOODS, OWN, RECEIVABLES
from credit_insurance.domain.exports import Export, Inflow, Pledge
from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True)
class Settled:
    """An export after money came in; `repays` of it goes to the finance that it is pledged for."""

    export: Export
    finance_id: str | None = None
    repays: Decimal = NOTHING


@rule(
    "INS-CONSERVED",
    zh="收汇、赔款、融资之和不得超过合同金额；质押应收账款的收汇先还融资",
    en="Received, indemnified and financed are together at most the value; money on a pledge repays it first",
    article=f"{RECEIVABLES}；{OWN}",
    slug="receipt_exceeds",
)
def came_in(export: Export, inflow: Inflow) -> Settled | Refused:
    """A receipt for this case. Before a contract is declared nobody can say that it is too much."""
    if export.shipment is not None and inflow.amount > export.owed:
        sentence = f"For the case {export.id} only {export.owed} {export.shipment.currency} are still owed."
        return Refused("receipt_exceeds", sentence, FOREX_GOODS, "/amount", 422)
    return _repaid(replace(export, inflows=(*export.inflows, inflow)), inflow.amount)


def taken_back(export: Export, receipt_id: str) -> Export:
    """The case without a receipt that was recorded by mistake: so much is owed again."""
    return replace(export, inflows=tuple(one for one in export.inflows if one.receipt_id != receipt_id))


def indemnified(export: Export, amount: Decimal) -> Settled:
    """The insurer paid for the loss of this case; the loss is closed."""
    paid = replace(export, indemnified=export.indemnified + amount, loss_id=None)
    return _repaid(paid, amount)


def released(export: Export, amount: Decimal) -> Export:
    """So much of the pledge is open no more."""
    pledge = export.pledge
    if pledge is None:
        return export
    left = pledge.amount - amount
    kept = None if left <= NOTHING else Pledge(pledge.finance_id, pledge.bank_id, left)
    return replace(export, pledge=kept)


def _repaid(export: Export, amount: Decimal) -> Settled:
    pledge = export.pledge
    if pledge is None:
        return Settled(export)
    repays = min(amount, pledge.amount)
    return Settled(released(export, repays), pledge.finance_id, repays)
