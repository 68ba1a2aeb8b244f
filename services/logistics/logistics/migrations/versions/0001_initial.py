"""The tables of the first version: filings, and those of every service."""

from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COLUMNS = ("status", "exporter_uscc", "batch_id")


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    thing_table(operations, "filings", dict.fromkeys(COLUMNS, "text"), index=COLUMNS)
