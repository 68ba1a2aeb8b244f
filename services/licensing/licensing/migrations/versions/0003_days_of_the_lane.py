"""One row for each day of the priority lane, held while its places are counted; filings to be carried over."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lane_days",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("looks", sa.BigInteger, nullable=False),
    )
    op.add_column("filings", sa.Column("untold", sa.Text, nullable=True))
    op.create_index("ix_filings_untold", "filings", ["untold"])
