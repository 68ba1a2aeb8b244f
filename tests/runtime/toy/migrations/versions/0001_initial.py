"""The toy's tables."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    runtime_tables(op)
    thing_table(op, "papers", {"told": "bigint"})
    thing_table(op, "files", {"opened": "text"})
    op.create_table(
        "notes",
        sa.Column("case_id", sa.Text),
        sa.Column("count", sa.BigInteger),
        sa.Column("loud", sa.Boolean),
    )
