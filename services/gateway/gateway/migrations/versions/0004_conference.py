"""The joint conference: tickets, meetings, issued packs."""

from alembic import op

from exportlane.runtime.migrations import thing_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ISSUES = (
    "profile",
    "status",
    "kind",
    "member",
    "case_id",
    "figure",
    "open",
    "due_on",
    "raised_on",
    "closed_on",
)
MEETINGS = ("profile", "status", "held_on", "undone")
PACKS = ("profile", "month", "number", "sha256")


def upgrade() -> None:
    thing_table(
        op,
        "conference_issues",
        dict.fromkeys(ISSUES, "text"),
        index=("case_id", ("open", "due_on"), "member"),
    )
    thing_table(op, "conference_meetings", dict.fromkeys(MEETINGS, "text"), index=(("profile", "held_on"),))
    thing_table(op, "conference_packs", dict.fromkeys(PACKS, "text"))
    # Two who issue the same month at once get two numbers: the second meets this index and looks again.
    op.create_index(
        "ux_conference_packs_number", "conference_packs", ["profile", "month", "number"], unique=True
    )
