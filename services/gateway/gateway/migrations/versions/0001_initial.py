"""The tables of the first version: cases, timeline, deliveries, and those of every service."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COLUMNS = (
    "vin", "exporter_uscc", "exporter_name", "profile", "batch_id", "lot_id", "licence_no", "declaration_no",
    "ended_as", "live", "as_of", "due_on",
)  # fmt: skip
# Every index costs each change of a case, and a case changes a dozen times; what is not here is sorted when asked for.
SEARCHED = ("vin", "exporter_uscc", "licence_no", "declaration_no", "batch_id", "due_on")


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    thing_table(operations, "cases", dict.fromkeys(COLUMNS, "text"), index=SEARCHED)
    live = sa.text("live = '1'")
    op.create_index(
        "ux_cases_one_live_case_of_a_vin",
        "cases",
        ["vin"],
        unique=True,
        postgresql_where=live,
        sqlite_where=live,
    )
    _timeline()
    _deliveries()


def _timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("case_id", "agency", "type")),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("occurred_at", "received_at", "data")),
    )
    op.create_index("ix_timeline_case_id", "timeline", ["case_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("lot_id", "agency", "path", "body", "status")
        ),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.Text, nullable=False),
        sa.Column("traceparent", sa.Text, nullable=False),
        sa.Column("last_error", sa.Text, nullable=True),
        sa.Column("updated_at", sa.Text, nullable=False),
    )
    op.create_index("ix_deliveries_lot_id", "deliveries", ["lot_id"])
    pending = sa.text("status = 'pending'")
    op.create_index(
        "ix_deliveries_due", "deliveries", ["next_at"], postgresql_where=pending, sqlite_where=pending
    )
