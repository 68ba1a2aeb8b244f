"""The looks that other agencies took here, and the disputes that they raised: a branch beside the own tables."""

from __future__ import annotations

from alembic import op

from exportlane.sharing.storage import sharing_tables

revision = "sharing_0001"
down_revision = None
branch_labels = ("sharing",)
depends_on = None


def upgrade() -> None:
    sharing_tables(op)


def downgrade() -> None:
    op.drop_table("disputes")
    op.drop_table("looks")
