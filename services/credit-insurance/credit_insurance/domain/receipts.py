"""Receipts of foreign exchange (收汇), recorded by the bank: for one case, or for a contract of several. PURE.

A receipt in another currency than the contract's says how much of the contract it settles; so a contract in dollars may
be paid in yuan, and the share of yuan is known (台州意见 第九条).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import (
    NOTHING,
    YUAN,
    in_yuan,
    nothing_at_all,
    share_of,
    total,
    unknown_currency,
)
from credit_insurance.domain.articles import FOREX, FOREX_GOODS
from credit_insurance.domain.exports import Export, Inflow
from credit_insurance.domain.pledges import Settled, came_in
from credit_insurance.domain.refusals import first, to_come
from credit_insurance.domain.shipments import another_firms
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True)
class Part:
    """What of a receipt belongs to one case: as it was paid, and as it settles the contract."""

    case_id: str
    amount: Decimal
    settles: Decimal
    settles_currency: str
    repaid: Decimal = NOTHING
    """How much of it went to the loan for which the case stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One payment from abroad. `settles`: how much of the contract, where it was paid in another currency."""

    id: str
    receipt_no: str
    uscc: str
    bank_id: str
    amount: Decimal
    currency: str
    received_on: date
    settles: Decimal | None = None
    contract_no: str | None = None
    parts: tuple[Part, ...] = ()
    yuan: Decimal = NOTHING
    recorded_on: date | None = None
    recorded_by: str | None = None
    reversed_on: date | None = None
    reason: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def counts(self) -> bool:
        """Whether it was not recorded by mistake."""
        return self.reversed_on is None

    @property
    def in_yuan_paid(self) -> bool:
        """Whether it came in yuan."""
        return self.currency == YUAN


@dataclass(frozen=True, slots=True)
class Recorded:
    """The receipt, and every case with what it repays."""

    receipt: Decided[Receipt]
    settled: tuple[Settled, ...]


def record(receipt: Receipt, exports: Sequence[Export], *, now: datetime, terms: Terms) -> Recorded | Refused:
    """Record a receipt: for the one case given, or spread over the cases of a contract, the earliest due first."""
    if refused := _faulty(receipt, exports, now=now, terms=terms):
        return refused
    shares = _spread(receipt, exports)
    if isinstance(shares, Refused):
        return shares
    settled: list[Settled] = []
    for export, part in shares:
        inflow = Inflow(receipt.id, part.settles, part.settles_currency, receipt.received_on)
        after = came_in(export, inflow)
        if isinstance(after, Refused):
            return after
        settled.append(after)
    parts = tuple(
        replace(part, repaid=after.repays) for (_, part), after in zip(shares, settled, strict=True)
    )
    yuan = in_yuan(receipt.amount, receipt.currency, terms)
    kept = replace(receipt, parts=parts, yuan=yuan, recorded_on=statutory_day(now))
    facts: tuple[Announce, ...] = tuple(
        telling.forex_received(kept, part) for part in parts if part.amount > NOTHING
    )
    return Recorded(Decided(kept, facts), tuple(settled))


def _faulty(receipt: Receipt, exports: Sequence[Export], *, now: datetime, terms: Terms) -> Refused | None:
    foreign = next((each for each in exports if each.uscc != receipt.uscc), None)
    return first(
        nothing_at_all(receipt.amount, "/amount"),
        unknown_currency(receipt.currency, "/currency", terms),
        None if receipt.settles is None else nothing_at_all(receipt.settles, "/settles"),
        to_come(receipt.received_on, "/received_on", statutory_day(now)),
        None if foreign is None else another_firms(foreign, receipt.uscc),
        converted(receipt, exports),
    )


@rule(
    "INS-FOREX-CURRENCY",
    zh="收汇币种与合同币种不同的，应注明抵付的合同金额",
    en="A receipt in another currency than the contract's says how much of the contract it settles",
    article=FOREX,
    slug="settlement_missing",
)
def converted(receipt: Receipt, exports: Sequence[Export]) -> Refused | None:
    """A refusal of a receipt that cannot be set against the contract."""
    currencies = {export.shipment.currency for export in exports if export.shipment is not None}
    currencies |= {inflow.currency for export in exports if not export.shipment for inflow in export.inflows}
    if len(currencies) > 1:
        sentence = f"The cases are in {', '.join(sorted(currencies))}; record a receipt for each case."
        return Refused("currencies_differ", sentence, FOREX, "/contract_no", 422)
    if currencies <= {receipt.currency} or receipt.settles is not None:
        return None
    sentence = (
        f"The contract is in {min(currencies)}: say in `settles` how much of it {receipt.currency} pay."
    )
    return Refused("settlement_missing", sentence, FOREX, "/settles", 422)


def _spread(receipt: Receipt, exports: Sequence[Export]) -> list[tuple[Export, Part]] | Refused:
    whole = receipt.amount if receipt.settles is None else receipt.settles
    if receipt.contract_no is None:
        export = exports[0]
        return [(export, Part(export.id, receipt.amount, whole, _currency(export, receipt)))]
    owing = sorted((e for e in exports if e.shipment is not None and e.owed > 0), key=_due)
    if total(export.owed for export in owing) < whole:
        sentence = f"Of the contract {receipt.contract_no} less than {whole} is owed in declared cases."
        return Refused("receipt_exceeds", sentence, FOREX_GOODS, "/amount", 422)
    return _spread_over(receipt, owing, whole)


def _spread_over(receipt: Receipt, owing: Sequence[Export], whole: Decimal) -> list[tuple[Export, Part]]:
    found: list[tuple[Export, Part]] = []
    settles_left, paid_left = whole, receipt.amount
    for export in owing:
        settles = min(export.owed, settles_left)
        if settles <= 0:
            break
        # Of an amount in another currency the last case has what is left, so that not a cent is lost or made.
        last = settles == settles_left
        paid = paid_left if last else share_of(receipt.amount, settles / whole)
        found.append((export, Part(export.id, paid, settles, _currency(export, receipt))))
        settles_left, paid_left = settles_left - settles, paid_left - paid
    return found


def _due(export: Export) -> tuple[date, str]:
    return (export.shipment.due_on if export.shipment is not None else date.max, export.id)


def _currency(export: Export, receipt: Receipt) -> str:
    if export.shipment is not None:
        return export.shipment.currency
    return export.inflows[0].currency if export.inflows else receipt.currency
