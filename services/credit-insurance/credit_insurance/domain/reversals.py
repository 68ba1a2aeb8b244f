"""A receipt that was recorded by mistake is taken back (冲销): its cases are owed again. PURE.

Nothing is deleted: the receipt stays on record as reversed, and its number is free for the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from credit_insurance.domain.amounts import NOTHING
from credit_insurance.domain.articles import FOREX_GOODS, RECEIVABLES
from credit_insurance.domain.exports import Export
from credit_insurance.domain.pledges import taken_back
from credit_insurance.domain.receipts import Part, Receipt
from exportlane.contracts.credit_insurance import ForexReversed
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True)
class Reversed:
    """The receipt, and the cases without it."""

    receipt: Decided[Receipt]
    exports: tuple[Export, ...]


@rule(
    "INS-REVERSE",
    zh="误登的收汇可以冲销一次；已用于归还融资的不得冲销",
    en="A receipt recorded by mistake is reversed once, and not when a loan was repaid with it",
    article=f"{FOREX_GOODS}；{RECEIVABLES}",
    slug="receipt_repaid_a_loan",
)
def reverse(receipt: Receipt, exports: Sequence[Export], reason: str, *, now: datetime) -> Reversed | Refused:
    """Take a receipt back; `exports` are the cases of its parts."""
    if not receipt.counts:
        sentence = f"The receipt {receipt.receipt_no} was reversed on {receipt.reversed_on}."
        return Refused("move-not-allowed", sentence, FOREX_GOODS)
    lent = [part.case_id for part in receipt.parts if part.repaid > NOTHING]
    if lent:
        sentence = f"With this receipt the loan on {', '.join(lent)} was repaid; bank and firm settle that."
        return Refused("receipt_repaid_a_loan", sentence, f"{FOREX_GOODS}；{RECEIVABLES}")
    today = statutory_day(now)
    gone = replace(receipt, reversed_on=today, reason=reason, yuan=NOTHING)
    facts = tuple(_told(gone, part, reason, today) for part in gone.parts if part.amount > NOTHING)
    return Reversed(Decided(gone, facts), tuple(taken_back(export, receipt.id) for export in exports))


def _told(receipt: Receipt, part: Part, reason: str, on: date) -> Announce:
    data = ForexReversed(
        uscc=receipt.uscc, amount=part.amount, currency=receipt.currency, bank=receipt.bank_id,
        receipt_no=receipt.receipt_no, reason=reason, on=on,
    )  # fmt: skip
    return Announce(part.case_id, "forex.reversed.v1", data)
