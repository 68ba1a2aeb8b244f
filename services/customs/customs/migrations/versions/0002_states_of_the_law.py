"""What the whole law of a declaration needs: timers, the day of release, errors counted, the cultivation list."""

import sqlalchemy as sa
from alembic import op

from exportlane.runtime.migrations import second_step, thing_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    second_step(op, "declarations")
    op.add_column("declarations", sa.Column("released", sa.Text, nullable=True))
    op.create_index("ix_declarations_released", "declarations", ["released"])
    op.create_table(
        "declaration_errors",
        sa.Column("declaration_id", sa.Text, nullable=False),
        sa.Column("exporter", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("found", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_declaration_errors_exporter_day", "declaration_errors", ["exporter", "day"])
    columns = dict.fromkeys(("stage", "exporter", "listed"), "text")
    thing_table(op, "aeo_cultivation", columns, index=("stage", "exporter"))
    # A firm stands on the list once.
    op.create_index("ux_aeo_cultivation_listed", "aeo_cultivation", ["listed"], unique=True)
