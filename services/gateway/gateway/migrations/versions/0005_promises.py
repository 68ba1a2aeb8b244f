"""What facts mean for the figures of the policies: narrow rows, of which a year is counted in a second."""

import sqlalchemy as sa
from alembic import op

from gateway.promises.remembering import remembered

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = ("profile", "matter", "thing", "what", "at")
COUNTED = ("profile", "matter", "what", "day", "since", "of_class", "amount", "note")
"""What is counted stands in the index in the order in which it is grouped: nothing is sorted and no row is fetched."""


def upgrade() -> None:
    op.create_table(
        "milestones",
        *(sa.Column(name, sa.Text, nullable=False) for name in KEY[:-1]),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("day", "fact_id")),
        *(sa.Column(name, sa.Text, nullable=True) for name in ("since", "pauses", "note")),
        *(sa.Column(name, sa.BigInteger, nullable=True) for name in ("of_class", "amount")),
        sa.PrimaryKeyConstraint(*KEY),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_milestones_counted", "milestones", list(COUNTED))
    # The gateway's own facts that open no case are few, and those about tickets are asked for by their type.
    others = sa.text("type <> 'case.opened.v1'")
    op.create_index(
        "ix_ledger_type_of_others", "ledger", ["type"], postgresql_where=others, sqlite_where=others
    )
    _remember()


def _remember() -> None:
    """Count what was heard before this version as well."""
    connection = op.get_bind()
    for write in remembered(connection):
        names = ", ".join(write.row)
        values = ", ".join(f":{name}" for name in write.row)
        statement = f"insert into {write.table} ({names}) values ({values}) on conflict do nothing"  # noqa: S608 - names from the code
        connection.execute(sa.text(statement), write.row)
