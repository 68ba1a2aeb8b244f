"""The fourth version: what transport says of the units of the export quota."""

from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import thing_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    operations = Operations(op.get_context())
    columns = dict.fromkeys(("status", "grant_no", "vin", "as_of"), "text")
    thing_table(operations, "quota_copies", columns, index=("as_of",))
