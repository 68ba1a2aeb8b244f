"""The tables of the first version: grants, units, reports of misuse, findings, requests, and those of every service."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GRANTS = {
    "status": "text",
    "uscc": "text",
    "year": "bigint",
    "amount": "bigint",
    "valid_to": "text",
    "living": "text",
}
UNITS = {
    **dict.fromkeys(("status", "grant_no", "uscc"), "text"),
    "year": "bigint",
    **dict.fromkeys(("vin", "live_vin", "reserved_to"), "text"),
}
MISUSES = ("status", "uscc", "vin", "unit_no", "open_unit")
FINDINGS = ("status", "code", "uscc", "vin", "unit_no")
REQUESTS = ("answer", "vin", "asked_uscc")


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    thing_table(operations, "grants", GRANTS, index=("status", "uscc", "year"))
    # A firm has one living grant for a year, whoever is quicker.
    operations.create_index("ux_grants_living", "grants", ["living"], unique=True)
    thing_table(
        operations, "units", UNITS, index=(("grant_no", "status"), "uscc", "vin", "reserved_to", "year")
    )
    # One car stands on one unit: two reservations at the same moment meet here.
    operations.create_index("ux_units_live_vin", "units", ["live_vin"], unique=True)
    thing_table(operations, "misuses", dict.fromkeys(MISUSES, "text"), index=("status", "uscc", "vin"))
    operations.create_index("ux_misuses_open_unit", "misuses", ["open_unit"], unique=True)
    thing_table(operations, "findings", dict.fromkeys(FINDINGS, "text"), index=("status", "vin"))
    thing_table(operations, "update_requests", dict.fromkeys(REQUESTS, "text"), index=("vin", "asked_uscc"))
    operations.create_table(
        "misuse_reports",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("unit_no", "code", "reason", "reported_by")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reported_on",)),
        sa.Column("answered_at", sa.Text, nullable=True),
    )
    operations.create_index("ix_misuse_reports_answered", "misuse_reports", ["answered_at"])
