"""The tables of the first version: applications, the ledger of caps, invoices, evidence, and those of every service.

That one invoice serves one item is kept by the primary key of `invoices`; that a cap is used once, by the row of
`accounts` that is locked while somebody decides.
"""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION = ("status", "uscc", "number", "policy", "year", "district", "due", "publicised_to")


def upgrade() -> None:
    runtime_tables(op)
    columns = {**dict.fromkeys(APPLICATION, "text"), "exports": "bigint", "unpaid_fen": "bigint"}
    thing_table(op, "applications", columns, index=("status", "due", ("uscc", "policy", "year")))
    op.create_index("ux_applications_number", "applications", ["number"], unique=True)
    thing_table(op, "accounts", dict.fromkeys(("uscc", "policy", "year"), "text"), index=("uscc",))
    thing_table(op, "invoices", dict.fromkeys(("application_id", "uscc"), "text"), index=("application_id",))
    thing_table(op, "firms", {"first_filed_on": "text"})
    exports = ("uscc", "year", "returned", "fact_id", "as_of")
    thing_table(op, "exports", dict.fromkeys(exports, "text"), index=(("uscc", "year"),))
    thing_table(
        op, "evidence", dict.fromkeys(("kind", "uscc", "year", "ended"), "text"), index=(("uscc", "kind"),)
    )
    thing_table(op, "budgets", dict.fromkeys(("policy", "year", "district", "item"), "text"))
    _amounts()


def _amounts() -> None:
    """What the budget is added up from: one row for each movement of money, never changed."""
    op.create_table(
        "movements",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("application_id", "policy", "year", "district", "item", "kind", "moved_on")
        ),
        sa.Column("fen", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_movements_budget", "movements", ["policy", "year", "district", "item"])
