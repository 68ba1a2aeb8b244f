"""Receivables (应收账款) by day: how old, how late, how much of each may be financed. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from credit_insurance.domain.amounts import NOTHING, share_of
from credit_insurance.domain.articles import FINANCED_ONCE, RECEIVABLES
from credit_insurance.domain.exports import Export, Standing
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule

AGES: Final = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
OLDEST: Final = "91+"


@dataclass(frozen=True, slots=True)
class Age:
    """How old a receivable is in days from the clearance, and how many days late; 0 when it is not due yet."""

    days: int
    overdue_days: int

    @property
    def bucket(self) -> str:
        """The column of the table by age."""
        return next((name for most, name in AGES if self.days <= most), OLDEST)


def age(export: Export, on: date) -> Age:
    """The age of a receivable."""
    since = export.cleared_on or on
    due = export.shipment.due_on if export.shipment is not None else on
    return Age(max(0, (on - since).days), max(0, (on - due).days))


def overdue(export: Export, on: date) -> bool:
    """Whether payment should have come: owed, due before today, and not counted as received by the tax office."""
    return export.receivable > NOTHING and export.deemed is None and age(export, on).overdue_days > 0


def financeable(export: Export, terms: Terms) -> Decimal:
    """The most that a bank may advance on it now."""
    return share_of(export.receivable, terms.advance_rate)


@rule(
    "INS-FINANCED-ONCE",
    zh="同一应收账款不得重复融资；逾期、报损、退运的应收账款不予融资",
    en="A receivable is financed once, and not when it is overdue, reported as a loss, or gone",
    article=FINANCED_ONCE,
    slug="receivable_financed",
)
def not_financeable(export: Export, bank_id: str, policy_assignee: str | None, on: date) -> Refused | None:
    """Why no bank, or not this one, can advance money on this case today."""
    if export.standing is not Standing.CLEARED or export.receivable <= NOTHING:
        sentence = f"For the case {export.id} nothing is owed: its goods are {export.standing}, {export.owed} is open."
        return Refused("receivable_left", sentence, RECEIVABLES, "/case_ids")
    if export.pledge is not None:
        sentence = f"The case {export.id} stands for a loan already."
        return Refused("receivable_financed", sentence, FINANCED_ONCE, "/case_ids")
    if export.loss_id is not None:
        return Refused("loss_open", f"A loss of the case {export.id} is open.", RECEIVABLES, "/case_ids")
    if overdue(export, on):
        return Refused("receivable_overdue", f"The case {export.id} is overdue.", RECEIVABLES, "/case_ids")
    holder = export.assignee or policy_assignee
    if holder not in {None, bank_id}:
        sentence = f"The rights to indemnities of the case {export.id} are with another bank."
        return Refused("rights_assigned_already", sentence, FINANCED_ONCE, "/case_ids")
    return None
