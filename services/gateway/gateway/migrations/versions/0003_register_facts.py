"""Facts about entries of registers (a quota's unit, a policy, a booking line), kept as they came, for the figures."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import thing_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    thing_table(op, "register_entries", {"agency": "text"})
    op.create_table(
        "register_facts",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("subject", "agency", "type")),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("occurred_at", "received_at", "data")),
    )
    op.create_index("ix_register_facts_type", "register_facts", ["type", "occurred_at"])
    op.create_index("ix_register_facts_subject", "register_facts", ["subject"])
