"""Filings of enterprises, reports of misuse, and what the work list is newly sorted and counted by."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import second_step, thing_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_COLUMNS = ("place", "priority", "received", "decided", "in_time", "urgent_on")
FILING_COLUMNS = ("status", "uscc", "profile", "kind", "due", "valid_to", "living")


def upgrade() -> None:
    for column in NEW_COLUMNS:
        op.add_column("applications", sa.Column(column, sa.Text, nullable=True))
    for column in ("place", "received", "urgent_on", "decided"):
        op.create_index(f"ix_applications_{column}", "applications", [column])
    second_step(op, "applications")
    thing_table(op, "filings", dict.fromkeys(FILING_COLUMNS, "text"), index=("status", "uscc", "due"))
    # A firm has one living filing, whoever is quicker.
    op.create_index("ux_filings_living", "filings", ["living"], unique=True)
    op.create_table(
        "misuse_reports",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("uscc", "case_id", "vin", "code", "reason", "reported_on")
        ),
        sa.Column("answered_at", sa.Text, nullable=True),
    )
    op.create_index("ix_misuse_reports_uscc", "misuse_reports", ["uscc"])
