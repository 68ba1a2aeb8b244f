"""Things: what an agency decides about (an application, a vehicle, a declaration), kept as one row each.

A row is the state as JSON, a version for optimistic locking, and the columns one searches by. A service says what a
kind of thing is (`Kind`) and which fact it hears for it (`Hears`); reading and writing are the runtime's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, FactData, Heard, Refused, Waiting, Write
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.database import Columns, Database, Insert, Update, Value

S = TypeVar("S")


class OnTime(Protocol):
    """What an agency does when the moment has come that `Kind.wake` named: pure, quick, no I/O.

    Called once for each moment, in the transaction that writes what it decides. The state it gives decides when it is
    called next; one that is unchanged and still due counts as a failure.
    """

    def __call__(self, state: Any, *, now: datetime, policy: Any) -> Decided[Any]: ...


class OnCalendar(Protocol):
    """What an agency does with a thing when another calendar holds: pure. None when nothing changes.

    Asked of every thing of the kind after a holiday notice was loaded, perhaps more than once: an answer that was
    written must not be given again.
    """

    def __call__(self, state: Any, *, now: datetime, policy: Any) -> Decided[Any] | None: ...


@dataclass(frozen=True)
class Kind(Generic[S]):
    """One kind of thing.

    `table` has the columns of `migrations.thing_table` and those of `columns` (texts, unless named in `numbers`).
    A kind that is `keyed_by_case` has the case id as its id; otherwise `thing_case` says which thing a case belongs to.
    `view` is what the service's own API shows of a state (default: the state).
    `wake` names the next moment at which `on_time` must be asked, from the state alone; None when there is none.
    """

    name: str
    table: str
    state: type[S]
    thing_id: Callable[[S], str]
    case_ids: Callable[[S], tuple[str, ...]]
    columns: Mapping[str, Callable[[S], Value]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    keyed_by_case: bool = False
    correlation: Callable[[S], str] | None = None
    view: Callable[[S], Mapping[str, object]] | None = None
    wake: Callable[[S], datetime | None] | None = None
    on_time: OnTime | None = None
    on_calendar: OnCalendar | None = None

    def __post_init__(self) -> None:
        if (self.wake is None) != (self.on_time is None):
            raise ValueError(f"the kind {self.name} needs both wake and on_time, or neither")

    @cached_property
    def codec(self) -> TypeAdapter[S]:
        return TypeAdapter(self.state)

    @cached_property
    def row_columns(self) -> Columns:
        """The columns of a row, in the order of `_row`."""
        extra: Columns = tuple((name, "bigint" if name in self.numbers else "text") for name in self.columns)
        if self.wake is not None:
            extra = (*extra, ("wake_at", "text"))
        return (("id", "text"), ("version", "bigint"), ("updated_at", "text"), ("doc", "text"), *extra)

    def encode(self, state: S) -> str:
        return self.codec.dump_json(state).decode()

    def decode(self, doc: str) -> S:
        return self.codec.validate_json(doc)

    def show(self, state: S) -> Mapping[str, object]:
        if self.view is not None:
            return self.view(state)
        shown: Mapping[str, object] = self.codec.dump_python(state, mode="json")
        return shown

    def correlation_of(self, state: S) -> str:
        if self.correlation is not None:
            return self.correlation(state)
        return str(getattr(state, "batch_id", "") or self.thing_id(state))


class Handler(Protocol):
    """What an agency does on a fact: pure, quick, no I/O."""

    def __call__(
        self, state: Any, heard: Heard, *, now: Any, policy: Any
    ) -> Decided[Any] | Refused | Waiting: ...


@dataclass(frozen=True, slots=True)
class Hears:
    """A line of a service's consumer table: the kind of thing that a fact concerns, and the handler."""

    kind: Kind[Any]
    handler: Handler
    only: Callable[[FactData], bool] | None = None
    """Which facts of the type are heard at all (default: every one); of the others only the place is noted."""
    about: Callable[[FactData], str | None] | None = None
    """For facts whose thing stands in their data and not in their case: by what it is found; None: nothing of ours."""
    found_by: str = "id"
    """The column of the kind that `about` speaks of.

    By `id` a thing that does not exist may be made by the handler; by another column the newest thing counts, and a
    fact that fits none is noted and concerns nobody here.
    """


@dataclass(slots=True)
class Loaded(Generic[S]):
    """A thing as it was read, or as decisions have changed it since; `version` 0 means that it is new."""

    kind: Kind[S]
    state: S | None
    version: int
    changed: bool = False
    wake_at: str | None = None
    """The next moment of its timer, as it was written; None before that."""


def thing_writes(things: Iterable[Loaded[Any]], now: str) -> list[Insert | Update]:
    """The statements that write changed things: inserts for new ones, version-checked updates for the others."""
    inserts: dict[str, Insert] = {}
    updates: dict[str, Update] = {}
    links = Insert("thing_case", (("kind", "text"), ("case_id", "text"), ("thing_id", "text")), [])
    for thing in things:
        if not thing.changed or thing.state is None:
            continue
        kind, state = thing.kind, thing.state
        row = _row(kind, state, thing.version + 1, now)
        if kind.wake is not None:
            at = kind.wake(state)
            thing.wake_at = None if at is None else rfc3339(at)
            row = (*row, thing.wake_at)
        if thing.version:
            updates.setdefault(
                kind.table, Update(kind.table, kind.row_columns, [], versioned=True)
            ).rows.append(row)
            continue
        columns = (*kind.row_columns, ("created_at", "text"))
        inserts.setdefault(kind.table, Insert(kind.table, columns, [])).rows.append((*row, now))
        if not kind.keyed_by_case:
            links.rows.extend((kind.name, case_id, kind.thing_id(state)) for case_id in kind.case_ids(state))
    return [*inserts.values(), *updates.values(), links]


def extra_writes(writes: Iterable[Write]) -> list[Insert | Update]:
    """Rows for the service's own tables, one statement per table and set of columns."""
    inserts: dict[tuple[str, Columns, bool], Insert] = {}
    for write in writes:
        # What is None is left out: an absent column is null, whatever its type.
        row = {name: value for name, value in write.row.items() if value is not None}
        columns: Columns = tuple((name, _sql_type(value)) for name, value in row.items())
        key = (write.table, columns, write.once)
        conflict = "on conflict do nothing" if write.once else ""
        inserts.setdefault(key, Insert(write.table, columns, [], conflict)).rows.append(tuple(row.values()))
    return list(inserts.values())


async def load_thing(
    database: Database, connection: AsyncConnection, kind: Kind[S], thing_id: str, *, lock: bool = False
) -> Loaded[S] | None:
    """One thing by its id, or None. With `lock` others who want to change it wait for this transaction."""
    # On SQLite a transaction that writes is alone anyway.
    tail = " for update" if lock and database.dialect == "postgresql" else ""
    statement = f"select version, doc from {kind.table} where id = :id{tail}"  # noqa: S608  # the kind's table, from the code
    row = (await connection.execute(sa.text(statement), {"id": thing_id})).one_or_none()
    return None if row is None else Loaded(kind, kind.decode(row.doc), row.version)


def _row(kind: Kind[S], state: S, version: int, now: str) -> tuple[Value, ...]:
    searched = tuple(column(state) for column in kind.columns.values())
    return (kind.thing_id(state), version, now, kind.encode(state), *searched)


def _sql_type(value: Value) -> Any:
    if isinstance(value, bool):
        return "boolean"
    return "bigint" if isinstance(value, int) else "text"
