"""The toy's tables."""

from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    runtime_tables(op)
    thing_table(op, "papers", {"told": "bigint"})
