"""The loaded holiday notices, and the timers of cases."""

from alembic import op

from exportlane.runtime.migrations import second_step

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    second_step(op, "cases")
