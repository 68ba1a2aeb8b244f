"""Timers, the columns of the averages, and who holds a vehicle or an invoice."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import second_step

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


ADDED = ("profile", "district", "rebate_class", "accepted_on", "decided_on", "paid_on", "standing", "pauses")
RENAMED = (
    ('"outcome":"exempt"', '"outcome":"exempt_no_refund"'),
    ('"clawback_asked"', '"clawback_ordered"'),
)
"""Words of the states that the first version wrote, and what they are called now."""


def upgrade() -> None:
    second_step(op, "claims")
    for name in ADDED:
        op.add_column("claims", sa.Column(name, sa.Text, nullable=True))
    op.create_index("ix_claims_profile_decided_on", "claims", ["profile", "decided_on"])
    op.create_table(
        "claim_holds",
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("claim_id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("what", "turn"),
    )
    for before, after in RENAMED:
        op.execute(
            sa.text("update claims set doc = replace(doc, :before, :after)").bindparams(
                before=before, after=after
            )
        )
    op.execute("update claims set status = 'clawback_ordered' where status = 'clawback_asked'")
