"""The tables of the first version: applications, the vehicles on them, and those of every service."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COLUMNS = ("status", "exporter", "profile", "batch", "due", "licence_no")
SEARCHED = ("status", "exporter", "batch", "due")


def upgrade() -> None:
    runtime_tables(op)
    thing_table(op, "applications", dict.fromkeys(COLUMNS, "text"), index=SEARCHED)
    # Two licences never carry one number: the drawn serial rests on this index.
    op.create_index("ux_applications_licence_no", "applications", ["licence_no"], unique=True)
    op.create_table(
        "application_vins",
        sa.Column("vin", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("vin", "application_id"),
    )
