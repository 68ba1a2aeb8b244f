"""The tables that every service has, and how a service's migrations are run.

Each service keeps its own alembic folder; its first version calls `runtime_tables` and `thing_table`. That the ledger
is append-only is enforced here, in the database itself: no update but of the `published` flag, no delete, no
truncate.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from exportlane.runtime.database import Database

TYPES: Mapping[str, type[sa.Text | sa.BigInteger]] = {"text": sa.Text, "bigint": sa.BigInteger}
LEDGER_COLUMNS = (
    "id", "case_id", "sequence", "type", "time", "recordedtime", "prevhash", "digest", "correlationid",
    "causationid", "actor", "traceparent", "tracestate", "data", "signature",
)  # fmt: skip


MIGRATION_LOCK = 0x6578706F72746C  # «exportl»; any number will do as long as all agree


def runtime_tables(op: Any) -> None:
    """Create the tables of every service, beside those of its things. `op` is alembic's module of that name."""
    _ledger(op)
    _inbox_and_parked(op)
    op.create_table(
        "idempotency",
        _text("caller"), _text("key"), _text("request_digest"), sa.Column("status", sa.BigInteger, nullable=False),
        _text("headers"), _text("body"), _text("created_at"),
        sa.PrimaryKeyConstraint("caller", "key"),
    )  # fmt: skip
    op.create_table(
        "thing_case",
        _text("kind"),
        _text("case_id"),
        _text("thing_id"),
        sa.PrimaryKeyConstraint("kind", "case_id"),
    )
    op.create_index("ix_thing_case_thing", "thing_case", ["thing_id"])
    op.create_table("heartbeat", sa.Column("beats", sa.BigInteger, nullable=False))
    op.execute("insert into heartbeat (beats) values (0)")
    _timers_and_calendar(op)


def thing_table(
    op: Any, name: str, columns: Mapping[str, str], *, index: Sequence[str | tuple[str, ...]] = ()
) -> None:
    """Create the table of one kind of thing: id, version, times, the state as JSON, timer, and named search columns."""
    extra = [sa.Column(column, TYPES[kind], nullable=True) for column, kind in columns.items()]
    op.create_table(
        name,
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        _text("created_at"), _text("updated_at"), _text("doc"), *extra, _text("wake_at", nullable=True),
    )  # fmt: skip
    _wake_index(op, name)
    op.create_index(f"ix_{name}_created_at", name, ["created_at", "id"])
    for entry in index:
        names = [entry] if isinstance(entry, str) else list(entry)
        op.create_index(f"ix_{name}_{'_'.join(names)}", name, names)


def second_step(op: Any, *thing_tables: str) -> None:
    """What a service's second version adds to a database of the first: timers of its things, loaded calendars.

    Nothing happens where it is there already, so that a new database may go through all versions.
    """
    for table in thing_tables:
        wake_column(op, table)
    if not sa.inspect(op.get_bind()).has_table("calendar_notices"):
        _timers_and_calendar(op)


def wake_column(op: Any, table: str) -> None:
    """Give the table of a kind of thing the column in which its timer stands."""
    if any(column["name"] == "wake_at" for column in sa.inspect(op.get_bind()).get_columns(table)):
        return
    op.add_column(table, _text("wake_at", nullable=True))
    _wake_index(op, table)


def _wake_index(op: Any, table: str) -> None:
    # What has no timer is not in the index and costs nothing there.
    waits = sa.text("wake_at is not null")
    op.create_index(f"ix_{table}_wake_at", table, ["wake_at"], postgresql_where=waits, sqlite_where=waits)


def _timers_and_calendar(op: Any) -> None:
    op.create_table(
        "timers_failing",
        _text("kind"), _text("thing_id"), sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False), _text("sentence"), _text("failed_at"),
        _text("next_at", nullable=True), _text("settled_at", nullable=True), _text("changed_by", nullable=True),
        _text("reason", nullable=True),
        sa.PrimaryKeyConstraint("kind", "thing_id"),
    )  # fmt: skip
    op.create_table(
        "calendar_notices",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _text("number"), sa.Column("year", sa.BigInteger, nullable=False), _text("doc"), _text("loaded_at"),
        _text("loaded_by"), _text("applied_at", nullable=True),
        sa.UniqueConstraint("number", name="uq_calendar_notices_number"),
    )  # fmt: skip


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _ledger(op: Any) -> None:
    op.create_table(
        "ledger",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _text("id"), _text("case_id"), sa.Column("sequence", sa.BigInteger, nullable=False), _text("type"),
        _text("time"), _text("recordedtime"), _text("prevhash"), _text("digest"), _text("correlationid"),
        _text("causationid"), _text("actor"), _text("traceparent"), _text("tracestate"), _text("data"),
        _text("signature"),
        sa.Column("published", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("case_id", "sequence", name="uq_ledger_case_sequence"),
    )  # fmt: skip
    unpublished = sa.text("not published")
    op.create_index(
        "ix_ledger_unpublished",
        "ledger",
        ["position"],
        postgresql_where=unpublished,
        sqlite_where=unpublished,
    )
    for statement in _append_only(op.get_bind().dialect.name):
        op.execute(statement)


def _append_only(dialect: str) -> list[str]:
    columns = ", ".join(("position", *LEDGER_COLUMNS))
    if dialect == "sqlite":
        return _append_only_sqlite(columns)
    call = "execute function ledger_append_only()"
    function = """
        create function ledger_append_only() returns trigger language plpgsql as
        $$ begin raise exception 'the ledger is append-only' using errcode = 'restrict_violation'; end $$"""
    no_unpublish = f"""
        create trigger ledger_no_unpublish before update of published on ledger for each row
        when (old.published and not new.published) {call}"""
    return [
        function,
        f"create trigger ledger_no_update before update of {columns} on ledger for each row {call}",
        no_unpublish,
        f"create trigger ledger_no_delete before delete on ledger for each row {call}",
        f"create trigger ledger_no_truncate before truncate on ledger for each statement {call}",
    ]


def _append_only_sqlite(columns: str) -> list[str]:
    refuse = "begin select raise(abort, 'the ledger is append-only'); end"
    no_unpublish = f"""
        create trigger ledger_no_unpublish before update of published on ledger
        when old.published and not new.published {refuse}"""
    # «insert or replace» deletes without asking the trigger against deletes.
    no_replace = f"""
        create trigger ledger_no_replace before insert on ledger when exists (
          select 1 from ledger l where l.position = new.position
          or (l.case_id = new.case_id and l.sequence = new.sequence)) {refuse}"""  # noqa: S608  # our own words
    return [
        f"create trigger ledger_no_update before update of {columns} on ledger {refuse}",
        no_unpublish,
        f"create trigger ledger_no_delete before delete on ledger {refuse}",
        no_replace,
    ]


def _inbox_and_parked(op: Any) -> None:
    op.create_table(
        "inbox",
        _text("case_id"), _text("source"), sa.Column("sequence", sa.BigInteger, nullable=False),
        _text("fact_id"), _text("type"), _text("digest"), _text("handled_at"),
        sa.PrimaryKeyConstraint("case_id", "source", "sequence"),
    )  # fmt: skip
    op.create_table(
        "parked",
        sa.Column("id", sa.Text, primary_key=True),
        _text("case_id"), _text("source"), sa.Column("sequence", sa.BigInteger, nullable=False), _text("fact_id"),
        _text("type"), _text("topic"), _text("headers"), _text("data"), _text("state"), _text("cause"),
        _text("sentence"), sa.Column("attempts", sa.BigInteger, nullable=False), _text("parked_at"),
        _text("changed_at"), _text("changed_by", nullable=True), _text("reason", nullable=True),
    )  # fmt: skip
    # 'done' and 'skipped' rows stay for the record; what is open is found by case at the price of a small index.
    still_open = sa.text("state not in ('done', 'skipped')")
    op.create_index(
        "ix_parked_open", "parked", ["case_id"], postgresql_where=still_open, sqlite_where=still_open
    )


def alembic_config(package: str) -> Config:
    """The alembic configuration of a service's migrations package, e.g. ``licensing.migrations``."""
    config = Config()
    config.set_main_option("script_location", str(resources.files(package)).replace("%", "%%"))
    return config


def run_env() -> None:
    """What a service's `migrations/env.py` calls: run the versions on the connection that `migrate` opened."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def migrate(database: Database, package: str) -> None:
    """Bring the database to the newest version of the service's tables."""
    config = alembic_config(package)

    def upgrade(connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            # Several replicas may start at once; one migrates, the others then find nothing to do.
            connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")

    async with database.transaction() as connection:
        await connection.run_sync(upgrade)


async def is_current(database: Database, package: str) -> bool:
    """Whether the database has the version of the tables that this code needs."""
    heads = set(
        await asyncio.to_thread(lambda: ScriptDirectory.from_config(alembic_config(package)).get_heads())
    )
    async with database.reading() as connection:
        found = await connection.run_sync(lambda c: set(MigrationContext.configure(c).get_current_heads()))
    return heads == found
