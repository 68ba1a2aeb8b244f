"""The third version: requests for another use than export, and units of the quota that are used once."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import thing_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operations = Operations(op.get_context())
    operations.add_column("vehicles", sa.Column("quota_unit_no", sa.Text, nullable=True))
    # Rows without a unit do not hinder each other: an empty value is equal to none.
    operations.create_index("vehicles_quota_unit", "vehicles", ["quota_unit_no"], unique=True)
    thing_table(
        operations,
        "other_uses",
        dict.fromkeys(("kind", "vin", "answer"), "text"),
        index=("vin",),
    )
