"""Pictures of all cases: how long papers were missing between steps, what was refunded, indices that hold it all."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Whatever a picture is narrowed by stands in one index, so that any choice of filters costs one pass over it.
CASE = (
    "profile", "stages", "ended_as", "live", "step", "waiting_kind", "workdays", "ended_on", "waiting_agency",
    "waiting_since", "due_on", "opened_on", "destination", "port", "exporter_uscc", "batch_id", "rework",
    "refund_cents", "variant",
)  # fmt: skip
STEP = (
    "profile", "step", "outcome", "workdays", "gap", "ended_week", "began_week", "agency", "opened_on", "destination",
    "port", "exporter_uscc", "batch_id",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("case_flow", sa.Column("refund_cents", sa.BigInteger))
    op.add_column("case_steps", sa.Column("gap", sa.BigInteger))
    op.add_column("case_steps", sa.Column("opened_on", sa.Text))
    # It holds less, and whoever chooses a profile and some days would be led to it.
    op.drop_index("ix_case_flow_variant", "case_flow")
    op.create_index("ix_case_flow_pictures", "case_flow", list(CASE))
    op.create_index("ix_case_steps_pictures", "case_steps", list(STEP))
