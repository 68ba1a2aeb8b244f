"""The second version: timers, stations, appointments, bans, and former owners' data, sealed."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import second_step, thing_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operations = Operations(op.get_context())
    second_step(operations, "vehicles")
    operations.add_column("vehicles", sa.Column("station_id", sa.Text, nullable=True))
    thing_table(
        operations,
        "stations",
        dict.fromkeys(("status", "host_uscc", "valid_to"), "text"),
        index=("host_uscc",),
    )
    thing_table(
        operations,
        "appointment_days",
        {"place": "text", "day": "text", "capacity": "bigint"},
        index=(("place", "day"),),
    )
    thing_table(
        operations,
        "appointments",
        {**dict.fromkeys(("status", "place", "day", "exporter_uscc"), "text"), "vehicles": "bigint"},
        index=(("place", "day"), "exporter_uscc"),
    )
    thing_table(operations, "former_owners", {"key_id": "text"}, index=("key_id",))
    operations.create_table(
        "bans",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("uscc", "vehicle_id", "code")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("article", "banned_until", "ordered_at")),
        sa.PrimaryKeyConstraint("uscc", "vehicle_id"),
    )
