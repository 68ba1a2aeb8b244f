"""The tables of the first version: declarations, the vehicles on them, and those of every service."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COLUMNS = ("status", "exporter", "profile", "batch", "due", "declaration_no", "licence_no")
SEARCHED = ("status", "exporter", "batch", "due", "licence_no")


def upgrade() -> None:
    runtime_tables(op)
    thing_table(op, "declarations", dict.fromkeys(COLUMNS, "text"), index=SEARCHED)
    # Two declarations never carry one number: the drawn serial rests on this index.
    op.create_index("ux_declarations_declaration_no", "declarations", ["declaration_no"], unique=True)
    op.create_table(
        "declaration_vins",
        sa.Column("vin", sa.Text, nullable=False),
        sa.Column("declaration_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("vin", "declaration_id"),
    )
