"""The tables of the first version: entries, cases, samples, and those of every service."""

from alembic import op
from alembic.operations import Operations

from exportlane.runtime.migrations import runtime_tables, thing_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ENTRIES = ("register", "status", "district", "uscc", "country", "kind", "year", "living", "once")
CASES = ("exporter", "country", "district", "base", "tagged", "cleared", "decided", "paid")
SAMPLINGS = ("status", "district", "drawn", "open")


def upgrade() -> None:
    operations = Operations(op.get_context())
    runtime_tables(operations)
    found_by = (
        ("register", "status"),
        ("register", "district"),
        ("register", "uscc"),
        ("register", "country"),
    )
    thing_table(operations, "entries", dict.fromkeys(ENTRIES, "text"), index=found_by)
    # What may stand only once stands once, however many ask at the same time.
    for column in ("living", "once"):
        operations.create_index(f"ux_entries_{column}", "entries", [column], unique=True)
    thing_table(
        operations, "cases", dict.fromkeys(CASES, "text"), index=("exporter", "base", ("district", "decided"))
    )
    thing_table(operations, "samplings", dict.fromkeys(SAMPLINGS, "text"), index=("status", "district"))
