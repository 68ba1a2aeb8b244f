"""The tables of the first version: claims, their vehicles, and those of every service."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COLUMNS = ("status", "exporter_uscc", "batch_id", "claim_no", "deadline")
SEARCHED = ("exporter_uscc", "batch_id", "claim_no", "deadline", ("status", "deadline"))


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    thing_table(operations, "claims", dict.fromkeys(COLUMNS, "text"), index=SEARCHED)
    op.create_table(
        "claim_vins",
        sa.Column("vin", sa.Text, nullable=False),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("vin", "claim_id"),
    )
