"""Visits of the portal are kept here and no longer in the visitors' browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal_sessions",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "sealed")),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("created_at", "seen_at", "ends_at", "renewing_until")
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_portal_sessions_ends_at", "portal_sessions", ["ends_at"])
