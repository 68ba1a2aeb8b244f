"""The tables of this agency: one row for each policy, premium, report, buyer, export, receipt, loss and loan.

Columns are what lists are filtered and sorted by; days are ISO texts, sums whole cents. Of an export they also carry
what sums are made of: what is under way to a buyer, what is owed, what is financed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from credit_insurance import timing
from credit_insurance.domain.assignments import Assignment, AssignmentStatus
from credit_insurance.domain.banks import Bank, Seat
from credit_insurance.domain.buyers import Buyer
from credit_insurance.domain.consents import Consent, Look
from credit_insurance.domain.exports import Export
from credit_insurance.domain.finances import Finance
from credit_insurance.domain.hedges import Hedge, HedgeStatus
from credit_insurance.domain.losses import Loss
from credit_insurance.domain.policies import InsurancePolicy
from credit_insurance.domain.premiums import Premium
from credit_insurance.domain.receipts import Receipt
from credit_insurance.domain.reports import Report, ReportStatus
from exportlane.runtime.storage import Kind


def in_cents(amount: Decimal | None) -> int | None:
    """An amount in whole cents, for sums in the database."""
    return None if amount is None else int(amount * 100)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _yes(value: object) -> str | None:
    return "yes" if value else None


def _itself(state: Any) -> tuple[str, ...]:
    """An entry of a register stands under its own id in the ledger."""
    return (state.id,)


def _id(state: Any) -> str:
    return str(state.id)


def _late_from(export: Export) -> str | None:
    """The day on which payment was due, of what may become overdue; None for all else."""
    if export.shipment is None or export.receivable <= 0 or export.deemed is not None:
        return None
    return export.shipment.due_on.isoformat()


POLICIES: Final[Kind[InsurancePolicy]] = Kind(
    name="policy", table="policies", state=InsurancePolicy, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "product": lambda one: one.product.value,
        "insurer": lambda one: one.insurer,
        "policy_no": lambda one: one.policy_no,
        "valid_to": lambda one: one.valid_to.isoformat(),
        "assignee": lambda one: one.assignee,
    },
    wake=timing.policy_wakes, on_time=timing.policy_on_time,
)  # fmt: skip

PREMIUMS: Final[Kind[Premium]] = Kind(
    name="premium", table="premiums", state=Premium, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "policy_id": lambda one: one.policy_id,
        "insurer": lambda one: one.insurer,
        "due_on": lambda one: one.due_on.isoformat(),
        "receipt_no": lambda one: one.receipt_no,
        "paid_on": lambda one: _day(one.paid_on),
        "amount": lambda one: in_cents(one.amount_cny),
    },
    numbers=frozenset({"amount"}),
)  # fmt: skip

REPORTS: Final[Kind[Report]] = Kind(
    name="report", table="reports", state=Report, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "type": lambda one: one.type.value,
        "buyer_id": lambda one: one.buyer_id,
        "report_no": lambda one: one.report_no,
        "receipt_no": lambda one: one.receipt_no,
        "rating": lambda one: one.rating if one.status is ReportStatus.ISSUED else None,
        "paid_on": lambda one: _day(one.paid_on),
        "fee": lambda one: in_cents(one.fee_cny),
    },
    numbers=frozenset({"fee"}),
    wake=timing.report_wakes, on_time=timing.report_on_time,
)  # fmt: skip

BUYERS: Final[Kind[Buyer]] = Kind(
    name="buyer", table="buyers", state=Buyer, thing_id=_id, case_ids=_itself,
    columns={"country": lambda one: one.country, "level": lambda one: one.level},
)  # fmt: skip

EXPORTS: Final[Kind[Export]] = Kind(
    name="export", table="exports", state=Export, thing_id=_id, case_ids=_itself, keyed_by_case=True,
    columns={
        "uscc": lambda one: one.uscc,
        "contract_no": lambda one: one.contract_no,
        "standing": lambda one: one.standing.value,
        "declared": lambda one: _yes(one.shipment),
        "insured": lambda one: _yes(one.shipment is not None and one.shipment.policy_id),
        "policy_id": lambda one: one.shipment.policy_id if one.shipment else None,
        "buyer_id": lambda one: one.shipment.buyer_id if one.shipment else None,
        "currency": lambda one: one.shipment.currency if one.shipment else None,
        "due_on": lambda one: _day(one.shipment.due_on) if one.shipment else None,
        "declared_on": lambda one: _day(one.shipment.declared_on) if one.shipment else None,
        "cleared_on": lambda one: _day(one.cleared_on),
        "alive": lambda one: _yes(one.alive),
        "receivable": lambda one: _yes(one.receivable > 0),
        "late_from": _late_from,
        "financed_by": lambda one: one.pledge.bank_id if one.pledge else None,
        "assignee": lambda one: one.assignee,
        "value": lambda one: in_cents(one.shipment.value) if one.shipment else None,
        "owed": lambda one: in_cents(one.owed) if one.alive else 0,
        "financed": lambda one: in_cents(one.financed),
    },
    numbers=frozenset({"value", "owed", "financed"}),
)  # fmt: skip


RECEIPTS: Final[Kind[Receipt]] = Kind(
    name="receipt", table="receipts", state=Receipt, thing_id=_id, case_ids=_itself,
    columns={
        "uscc": lambda one: one.uscc,
        "bank_id": lambda one: one.bank_id,
        # The number of one that was recorded by mistake is free again.
        "receipt_no": lambda one: one.receipt_no if one.counts else None,
        "contract_no": lambda one: one.contract_no,
        "currency": lambda one: one.currency,
        "received_on": lambda one: one.received_on.isoformat(),
        "yuan": lambda one: in_cents(one.yuan),
    },
    numbers=frozenset({"yuan"}),
)  # fmt: skip

LOSSES: Final[Kind[Loss]] = Kind(
    name="loss", table="losses", state=Loss, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "policy_id": lambda one: one.policy_id,
        "buyer_id": lambda one: one.buyer_id,
        "case_id": lambda one: one.case_id,
        "loss_no": lambda one: one.loss_no,
        "reported_on": lambda one: _day(one.reported_on),
        "currency": lambda one: one.currency,
        "amount": lambda one: in_cents(one.amount),
        "indemnity": lambda one: in_cents(one.indemnity),
    },
    numbers=frozenset({"amount", "indemnity"}),
)  # fmt: skip

ASSIGNMENTS: Final[Kind[Assignment]] = Kind(
    name="assignment", table="assignments", state=Assignment, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "policy_id": lambda one: one.policy_id,
        "bank_id": lambda one: one.bank_id,
        "case_id": lambda one: one.case_id,
        # The rights of a policy, and of a case, are with one bank at a time: the index on this column says so too.
        "held": lambda one: (one.case_id or one.policy_id) if one.status is AssignmentStatus.ASSIGNED else None,
    },
)  # fmt: skip

CONSENTS: Final[Kind[Consent]] = Kind(
    name="consent", table="consents", state=Consent, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "bank_id": lambda one: one.bank_id,
        "valid_to": lambda one: one.valid_to.isoformat(),
    },
)  # fmt: skip

EVIDENCE_LOOKS: Final[Kind[Look]] = Kind(
    name="look at evidence", table="evidence_looks", state=Look, thing_id=_id, case_ids=_itself,
    columns={
        "uscc": lambda one: one.uscc,
        "case_id": lambda one: one.case_id,
        "bank_id": lambda one: one.bank_id,
        "answered": lambda one: "yes" if one.answered else "no",
    },
)  # fmt: skip

FINANCES: Final[Kind[Finance]] = Kind(
    name="loan", table="finances", state=Finance, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "bank_id": lambda one: one.bank_id,
        "currency": lambda one: one.currency,
        "due_on": lambda one: _day(one.due_on),
        "open": lambda one: in_cents(one.open),
    },
    numbers=frozenset({"open"}),
)  # fmt: skip

HEDGES: Final[Kind[Hedge]] = Kind(
    name="guarantee", table="hedges", state=Hedge, thing_id=_id, case_ids=_itself,
    columns={
        "status": lambda one: one.status.value,
        "uscc": lambda one: one.uscc,
        "hedge_no": lambda one: None if one.status is HedgeStatus.REVERSED else one.hedge_no,
        "guaranteed_on": lambda one: one.guaranteed_on.isoformat(),
        "amount": lambda one: in_cents(one.usd_amount),
    },
    numbers=frozenset({"amount"}),
)  # fmt: skip

BANKS: Final[Kind[Bank]] = Kind(
    name="bank", table="banks", state=Bank, thing_id=_id, case_ids=_itself, columns={"name": lambda one: one.name}
)  # fmt: skip

SEATS: Final[Kind[Seat]] = Kind(
    name="seat of a bank", table="bank_seats", state=Seat, thing_id=_id, case_ids=_itself,
    columns={"bank_id": lambda one: one.bank_id},
)  # fmt: skip

KINDS: Final[tuple[Kind[Any], ...]] = (
    POLICIES, PREMIUMS, REPORTS, BUYERS, EXPORTS, RECEIPTS, LOSSES, ASSIGNMENTS, CONSENTS, EVIDENCE_LOOKS, FINANCES,
    HEDGES, BANKS, SEATS,
)  # fmt: skip
