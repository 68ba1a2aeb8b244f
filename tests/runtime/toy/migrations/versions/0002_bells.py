"""The toy's timers."""

from alembic import op

from exportlane.runtime.migrations import second_step, thing_table

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    second_step(op, "papers", "files")
    thing_table(op, "bells", {})
    thing_table(op, "terms", {"due": "text"})
