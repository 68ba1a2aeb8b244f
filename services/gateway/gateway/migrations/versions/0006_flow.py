"""All cases at once: a narrow row for each case and each of its steps, words to find a case by, and how far it got."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CASE = (
    "profile",
    "process_version",
    "exporter_uscc",
    "exporter_name",
    "vin",
    "brand",
    "model_code",
    "destination",
)
CASE_PAPERS = (
    "port", "batch_id", "lot_id", "contract_no", "opened_at", "opened_on", "opened_week", "stages", "risks", "variant",
    "as_of", "updated_at", "rule", "reckoned_on",
)  # fmt: skip
CASE_LATER = (
    "licence_no", "declaration_no", "claim_no", "proof_no", "licence_valid_to", "plate_valid_to", "ended_on",
    "ended_week", "ended_as", "live", "step", "step_state", "waiting_kind", "waiting_agency", "waiting_step",
    "waiting_matter", "waiting_since", "due_on",
)  # fmt: skip
STEP = ("step", "agency", "profile", "exporter_uscc", "destination", "port", "batch_id", "state")
STEP_LATER = ("outcome", "began_on", "began_week", "ended_on", "ended_week")


def upgrade() -> None:
    _cases()
    _steps()
    _words()
    op.create_table("flow_exporters", sa.Column("uscc", sa.Text, primary_key=True), *_texts("name"))
    op.create_table(
        "flow_progress",
        sa.Column("id", sa.Text, primary_key=True),
        *_numbers("heard", "own", "revision"),
        *_texts("gaps", "swept_to"),
        *_texts("rule", "built_at", "looked_at", nullable=True),
    )
    # The gateway builds the rows of older cases in the background, and goes on where it stopped.
    op.execute(
        "insert into flow_progress (id, heard, own, revision, gaps, swept_to) values ('flow', -1, -1, 0, '{}', '')"
    )


def _cases() -> None:
    op.create_table(
        "case_flow",
        sa.Column("case_id", sa.Text, primary_key=True),
        *_numbers("version", "parked", "rework"),
        *_texts(*CASE, *CASE_PAPERS),
        *_texts(*CASE_LATER, nullable=True),
        *_numbers("workdays", nullable=True),
    )
    for name, columns in {
        "opened": ("opened_at", "case_id"),
        "as_of": ("as_of", "case_id"),
        "exporter": ("exporter_uscc", "opened_at"),
        "batch": ("batch_id",),
        "lot": ("lot_id",),
        # A part of a vehicle's number from its middle is looked for in this index alone.
        "vin": ("vin", "case_id"),
        "destination": ("destination", "opened_at"),
        "port": ("port", "opened_at"),
        "profile": ("profile", "opened_at"),
        "variant": ("profile", "opened_on", "variant"),
    }.items():
        op.create_index(f"ix_case_flow_{name}", "case_flow", list(columns))
    _partly("case_flow", "due", ("due_on", "case_id"), "due_on is not null")
    standing = ("step", "profile", "due_on", "step_state", "waiting_kind", "case_id")
    _partly("case_flow", "step", standing, "step is not null")
    _partly(
        "case_flow", "waiting", ("waiting_agency", "waiting_kind", "due_on"), "waiting_agency is not null"
    )
    _partly("case_flow", "ended", ("ended_as", "ended_on", "profile"), "ended_as is not null")
    _partly("case_flow", "risk", ("risks", "opened_at"), "risks <> ''")
    _partly("case_flow", "stale", ("reckoned_on", "case_id"), "live = '1'")


def _steps() -> None:
    op.create_table(
        "case_steps",
        *_texts("case_id", *STEP),
        *_texts(*STEP_LATER, nullable=True),
        *_numbers("version"),
        *_numbers("workdays", "gross", "paused", nullable=True),
        sa.PrimaryKeyConstraint("case_id", "step"),
    )
    # What is counted stands in the index, so that no row is fetched for a median.
    counted = (
        "profile",
        "step",
        "outcome",
        "ended_on",
        "workdays",
        "paused",
        "exporter_uscc",
        "destination",
        "port",
    )
    _partly("case_steps", "ended", counted, "ended_on is not null")
    _partly(
        "case_steps",
        "week",
        ("agency", "ended_week", "profile", "outcome", "workdays"),
        "ended_on is not null",
    )
    _partly(
        "case_steps",
        "open",
        ("step", "state", "began_on", "profile"),
        "ended_on is null and began_on is not null",
    )


def _words() -> None:
    op.create_table(
        "case_words",
        # A word is found by how it begins, so words are in the order of their letters, whatever the database speaks.
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        *_texts("case_id", "kind"),
        sa.PrimaryKeyConstraint("word", "case_id", "kind"),
        sqlite_with_rowid=False,
    )


def _partly(table: str, name: str, columns: tuple[str, ...], where: str) -> None:
    text = sa.text(where)
    op.create_index(f"ix_{table}_{name}", table, list(columns), postgresql_where=text, sqlite_where=text)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]
