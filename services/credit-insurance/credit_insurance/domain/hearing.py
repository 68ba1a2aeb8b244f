"""What facts of other agencies mean for a case here. PURE. Nothing is announced: nobody waits for what we know."""

from __future__ import annotations

from dataclasses import replace

from credit_insurance.domain.articles import FOREX_GOODS, RECEIVABLES
from credit_insurance.domain.exports import Export, Standing, Trace, traced
from exportlane.contracts.decision import Decided
from exportlane.law.rules import rule


@rule(
    "INS-RECEIVABLE",
    zh="已结关出口而未收汇的，为应收账款；退运、撤销的不是",
    en="Cleared and not paid for: a receivable. Goods that came back, or never left, are none",
    article=RECEIVABLES,
    slug="receivable_left",
)
def left(export: Export, trace: Trace) -> Decided[Export]:
    """The goods have left: what is declared of them is owed from now on. Goods that came back stay so."""
    gone = traced(export, trace)
    if export.standing is Standing.RETURNED:
        return Decided(gone)
    return Decided(replace(gone, standing=Standing.CLEARED, cleared_on=trace.on))


def came_back(export: Export, trace: Trace) -> Decided[Export]:
    """The goods came back (退运): nothing is owed for them; what a bank advanced is the exporter's to repay."""
    return Decided(replace(traced(export, trace), standing=Standing.RETURNED))


def never_left(export: Export, trace: Trace) -> Decided[Export]:
    """The declaration was cancelled (撤销)."""
    if export.standing is Standing.RETURNED:
        return Decided(traced(export, trace))
    return Decided(replace(traced(export, trace), standing=Standing.CANCELLED))


@rule(
    "INS-DEEMED",
    zh="税务机关认定视同收汇的，不列入逾期未收汇",
    en="What counts as received with the tax office is not overdue here",
    article=FOREX_GOODS,
    effect="waive",
)
def counted_as_received(export: Export, reason: str | None) -> Decided[Export]:
    """The tax office recorded a receipt, or why it counts as received."""
    return Decided(export if reason is None else replace(export, deemed=reason))
