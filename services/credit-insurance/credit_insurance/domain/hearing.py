"""What facts of other agencies mean for a case here. PURE.

Nothing is announced of what we only know; that a declaration was taken back with the end of its case is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from credit_insurance.domain.articles import DISCLOSURE, FOREX_GOODS, RECEIVABLES
from credit_insurance.domain.exports import Export, Standing, Trace, traced
from credit_insurance.domain.shipments import withdraw
from exportlane.contracts.decision import Decided, Refused
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


ENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "licence_refused": "The export licence was refused.",
        "licence_not_accepted": "The application for the export licence was not accepted.",
        "licence_withdrawn": "The application for the export licence was withdrawn.",
        "licence_lapsed": "The application for the export licence lapsed.",
        "customs_rejected": "Customs will not release the goods.",
        "customs_confiscated": "Customs confiscated the goods.",
    }
)
"""Ends of a case whose goods were never released, by code; any other is named by its code alone."""


@rule(
    "INS-CASE-OVER",
    zh="案件在放行前终止的，未收汇、未融资、未报损的出运申报视为撤回",
    en="A case that ends before its goods are released takes its declaration back, where nothing rests on it",
    article=DISCLOSURE,
    effect="deem",
)
def over(export: Export, trace: Trace, *, now: datetime) -> Decided[Export]:
    """The case has ended (`trace.what` says how) and its goods never leave: nothing that was declared is under way.

    Premiums stay as they are, as when the firm takes a declaration back. Where a receipt, a loan, an assignment or a
    loss rests on the declaration it stays on record for those, and counts against no limit. Told again, or of goods
    that have left, it takes nothing back.
    """
    known = traced(export, trace)
    if export.standing is not Standing.OPENED:
        return Decided(known)
    ended = replace(known, standing=Standing.CANCELLED)
    reason = ENDS.get(trace.what, f"The case ended before its goods were released ({trace.what}).")
    taken_back = withdraw(ended, reason, now=now, code=trace.what)
    return Decided(ended) if isinstance(taken_back, Refused) else taken_back


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
