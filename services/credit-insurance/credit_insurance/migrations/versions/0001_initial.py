"""The tables of the first version: what the insurer and the banks keep, and those of every service."""

from __future__ import annotations

from typing import Final

from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXTS: Final = {
    "policies": "status uscc product insurer policy_no valid_to assignee",
    "premiums": "status uscc policy_id insurer due_on receipt_no paid_on",
    "reports": "status uscc type buyer_id report_no receipt_no rating paid_on",
    "buyers": "country level",
    "exports": (
        "uscc contract_no standing declared insured policy_id buyer_id currency due_on declared_on cleared_on alive "
        "receivable late_from financed_by assignee"
    ),
    "receipts": "uscc bank_id receipt_no contract_no currency received_on",
    "losses": "status uscc policy_id buyer_id case_id loss_no reported_on currency",
    "assignments": "status uscc policy_id bank_id case_id held",
    "consents": "status uscc bank_id valid_to",
    "evidence_looks": "uscc case_id bank_id answered",
    "finances": "status uscc bank_id currency due_on",
    "hedges": "status uscc hedge_no guaranteed_on",
    "banks": "name",
    "bank_seats": "bank_id",
}
NUMBERS: Final = {
    "premiums": "amount", "reports": "fee", "exports": "value owed financed", "receipts": "yuan",
    "losses": "amount indemnity", "finances": "open", "hedges": "amount",
}  # fmt: skip
INDEXES: Final = {
    "exports": (
        "uscc", ("policy_id", "buyer_id"), ("buyer_id", "alive"), ("contract_no", "uscc"), "receivable", "late_from",
    ),
    "receipts": ("uscc", "received_on"),
    "losses": ("status", "case_id"),
    "evidence_looks": ("uscc", "case_id"),
    "assignments": ("policy_id",),
}  # fmt: skip
ONCE: Final = (
    ("policies", "policy_no"), ("premiums", "receipt_no"), ("reports", "report_no"), ("reports", "receipt_no"),
    ("receipts", "receipt_no"), ("losses", "loss_no"), ("assignments", "held"), ("hedges", "hedge_no"),
)  # fmt: skip
"""What stands for one thing only. A column that is empty is in no one's way."""


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    for table, names in TEXTS.items():
        columns = dict.fromkeys(names.split(), "text") | dict.fromkeys(
            NUMBERS.get(table, "").split(), "bigint"
        )
        thing_table(operations, table, columns, index=INDEXES.get(table, ()))
    for table, column in ONCE:
        operations.create_index(f"ux_{table}_{column}", table, [column], unique=True)
