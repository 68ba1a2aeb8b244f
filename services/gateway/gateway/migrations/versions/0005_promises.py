"""What facts mean for the figures of the policies: narrow rows, of which a year is counted in a second."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTED = ("matter", "profile", "day", "what", "thing", "since", "of_class", "amount")
"""The index holds all that is counted, so that no row of the table itself is fetched for a figure."""


def upgrade() -> None:
    op.create_table(
        "milestones",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("fact_id", "case_id", "profile", "uscc", "matter", "what", "thing", "day")
        ),
        *(sa.Column(name, sa.Text, nullable=True) for name in ("since", "pauses", "note")),
        *(sa.Column(name, sa.BigInteger, nullable=True) for name in ("of_class", "amount")),
    )
    op.create_index("ix_milestones_counted", "milestones", list(COUNTED))
    op.create_index("ix_milestones_case_id", "milestones", ["case_id"])
    # The gateway's own facts that open no case are few, and those about tickets are asked for by their type.
    others = sa.text("type <> 'case.opened.v1'")
    op.create_index(
        "ix_ledger_type_of_others", "ledger", ["type"], postgresql_where=others, sqlite_where=others
    )
