"""The tables of the first version: sailings, bookings, cases as they are known here, lines and movements."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SAILINGS = ("status", "means", "pol", "pod", "line_id", "etd", "cutoff", "identity")
BOOKINGS = ("status", "exporter", "mode", "sailing", "cutoff", "batteries")
CARGOS = ("vin", "exporter", "booking", "ready", "in_zone", "waits", "urgency")
LINES = ("status", "support", "mode", "opened", "international")
MOVEMENTS = ("day", "month", "event", "booking_no", "case_id", "vin", "mode", "sailing_id", "pol", "pod")


def upgrade() -> None:
    runtime_tables(op)
    texts = dict.fromkeys
    thing_table(op, "sailings", texts(SAILINGS, "text"), index=("status", "etd", "cutoff"))
    op.create_index("ux_sailings_identity", "sailings", ["identity"], unique=True)
    thing_table(op, "bookings", texts(BOOKINGS, "text"), index=("status", "exporter", "sailing", "cutoff"))
    thing_table(
        op,
        "cargos",
        texts(CARGOS, "text"),
        index=("exporter", "vin", ("waits", "urgency"), "ready", "booking"),
    )
    thing_table(op, "lines", texts(LINES, "text"), index=("status", "support"))
    op.create_table(
        "movements",
        *(sa.Column(name, sa.Text, nullable=False) for name in MOVEMENTS),
        sa.Column("new_energy", sa.BigInteger, nullable=False),
        sa.Column("container_no", sa.Text, nullable=True),
        sa.Column("line_id", sa.Text, nullable=True),
        sa.Column("minutes", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_movements_day", "movements", ["day"])
