"""Spans kept in a local SQLite file, so that the story of a case can be drawn without a collector.

Writing never blocks handling: ended spans go to a bounded queue, a thread writes them in batches a few times a second,
and what does not fit is dropped and counted. The file is bounded too: the newest 200,000 spans stay. A process that is
killed loses at most what the last fraction of a second held; facts are in the ledger and lose nothing.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor

from exportlane.runtime.propagation import CASE_ID, CASE_IDS, FACT_ID, FACT_TYPE, FACTS_ANNOUNCED

KEPT = 200_000
_QUEUE = 50_000
_WRITE_EVERY_S = 0.2
_LOCK_WAIT_S = 5.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger("exportlane.telemetry")

_TABLES = """
CREATE TABLE IF NOT EXISTS spans (
  id INTEGER PRIMARY KEY,
  trace_id TEXT NOT NULL, span_id TEXT NOT NULL, parent_span_id TEXT,
  agency TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, fact_id TEXT, fact_type TEXT,
  started_ns INTEGER NOT NULL, ended_ns INTEGER NOT NULL,
  failed INTEGER NOT NULL, announced TEXT NOT NULL, links TEXT NOT NULL, attributes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS spans_of_case (
  case_id TEXT NOT NULL, span INTEGER NOT NULL, PRIMARY KEY (case_id, span)
) WITHOUT ROWID;
"""
# One statement for a whole batch: SQLite then works without Python's lock, beside the thread that handles messages,
# where a row at a time would ask for the lock at every row.
_COLUMNS = ", ".join(f"json_extract(value, '$[{column}]')" for column in range(14))
_INSERT = f"INSERT INTO spans SELECT ?2 + key, {_COLUMNS} FROM json_each(?1)"  # noqa: S608 - made of numbers alone
_INSERT_CASES = (
    "INSERT OR IGNORE INTO spans_of_case SELECT json_extract(value, '$[0]'), ?2 + json_extract(value, '$[1]')"
    " FROM json_each(?1)"
)
_HOPS = (
    "SELECT agency, trace_id, span_id, parent_span_id, links, name, kind, started_ns, ended_ns, fact_id, fact_type,"
    " announced, failed FROM spans JOIN spans_of_case ON span = id WHERE case_id = ? ORDER BY started_ns, id LIMIT ?"
)
_ATTRIBUTES = (
    "SELECT span_id, attributes FROM spans JOIN spans_of_case ON span = id WHERE case_id = ? LIMIT ?"
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One thing that an agency did for a case. `links` are ids of spans; `announced` types of facts that followed."""

    agency: str
    trace_id: str
    span_id: str
    parent_span_id: str | None
    links: tuple[str, ...]
    name: str
    kind: str
    started_at: datetime
    ended_at: datetime
    fact_id: str | None
    fact_type: str | None
    announced: tuple[str, ...] = ()
    failed: bool = False


class SpanStore:
    """The file. Any thread and any process may write and read; SQLite orders them."""

    def __init__(self, path: Path, *, kept: int = KEPT) -> None:
        self.path = path
        self._kept = kept
        self._since_pruned = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connected() as connection:
            connection.executescript("PRAGMA journal_mode=WAL;" + _TABLES)

    def write(self, rows: Sequence[tuple[Row, Sequence[str]]]) -> None:
        """Add spans with the cases they are about (as `row_of` makes them) and, at times, drop the oldest.

        Raises sqlite3.Error.
        """
        with self._connected() as connection:
            # The numbers are given here, so nobody else may write between the look and the insert.
            connection.execute("BEGIN IMMEDIATE")
            last = connection.execute("SELECT coalesce(max(id), 0) FROM spans").fetchone()[0]
            spans = orjson.dumps([row for row, _ in rows], default=str).decode()
            connection.execute(_INSERT, (spans, last + 1))
            pairs = [(case_id, number) for number, (_, case_ids) in enumerate(rows) for case_id in case_ids]
            connection.execute(_INSERT_CASES, (orjson.dumps(pairs).decode(), last + 1))
            self._since_pruned += len(rows)
            if self._since_pruned > self._kept // 20:
                oldest = last + len(rows) - self._kept
                connection.execute("DELETE FROM spans WHERE id <= ?", (oldest,))
                connection.execute("DELETE FROM spans_of_case WHERE span <= ?", (oldest,))
                self._since_pruned = 0
            connection.execute("COMMIT")

    def hops(self, case_id: str, *, limit: int = 10_000) -> list[Hop]:
        """Everything that was done for a case and is kept, oldest first. Blocks for a moment: call it in a thread."""
        with self._connected() as connection:
            return [_hop(row) for row in connection.execute(_HOPS, (case_id, limit))]

    def attributes(self, case_id: str, *, limit: int = 10_000) -> dict[str, dict[str, Any]]:
        """What the spans of a case say beside what a hop says, by the span's id: for operators. Blocks, like `hops`."""
        with self._connected() as connection:
            rows = connection.execute(_ATTRIBUTES, (case_id, limit)).fetchall()
        return {span_id: orjson.loads(attributes) for span_id, attributes in rows}

    def count(self) -> int:
        """How many spans are kept."""
        with self._connected() as connection:
            return int(connection.execute("SELECT count(*) FROM spans").fetchone()[0])

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_LOCK_WAIT_S, isolation_level=None)) as connection:
            # Spans are no evidence: losing the last ones in a power cut is fine, waiting for the disk is not.
            connection.execute("PRAGMA synchronous=OFF")
            yield connection


class StoringProcessor(SpanProcessor):
    """Takes ended spans of one service to the store, from a thread of its own."""

    def __init__(self, store: SpanStore, *, agency: str, write_every_s: float = _WRITE_EVERY_S) -> None:
        self._store = store
        self._agency = agency
        self._every = write_every_s
        self._queue: deque[ReadableSpan] = deque()
        self.dropped = 0
        self._stopping = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"spans-{agency}", daemon=True)
        self._thread.start()

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Nothing to do: a span is kept when it has ended."""

    def on_end(self, span: ReadableSpan) -> None:
        """Queue the span; appending to a deque takes no lock of ours."""
        if len(self._queue) >= _QUEUE:
            self.dropped += 1
            return
        self._queue.append(span)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Write what is queued now. False when it could not be written."""
        return self._write(timeout_s=timeout_millis / 1000)

    def shutdown(self) -> None:
        """Stop the thread and write what is left."""
        self._stopping.set()
        self._thread.join(timeout=10)
        self._write(timeout_s=10)

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            self._write(timeout_s=-1)

    def _write(self, *, timeout_s: float) -> bool:
        if not self._writing.acquire(timeout=timeout_s):
            return False
        try:
            spans = [self._queue.popleft() for _ in range(len(self._queue))]
            if spans:
                self._store.write([row_of(span, self._agency) for span in spans])
        except Exception:  # noqa: BLE001 - whatever goes wrong here stays here
            # The story of a case may have a hole; the service must not stop for it.
            _log.warning("spans.not_written", exc_info=True, extra={"fields": {"agency": self._agency}})
            return False
        finally:
            self._writing.release()
        return True


def row_of(span: ReadableSpan, agency: str) -> tuple[Row, tuple[str, ...]]:
    """The row of a span and the cases that it is about."""
    attributes = dict(span.attributes or {})
    context = span.context
    one, several = attributes.pop(CASE_ID, None), attributes.pop(CASE_IDS, ())
    row = (
        f"{context.trace_id:032x}",
        f"{context.span_id:016x}",
        f"{span.parent.span_id:016x}" if span.parent is not None else None,
        agency,
        span.name,
        span.kind.name.lower(),
        attributes.pop(FACT_ID, None),
        attributes.pop(FACT_TYPE, None),
        span.start_time,
        span.end_time,
        not span.status.is_ok,
        attributes.pop(FACTS_ANNOUNCED, ()),
        [f"{link.context.span_id:016x}" for link in span.links],
        attributes,
    )
    return row, _texts((*_texts(several), one))


def _texts(values: object) -> tuple[str, ...]:
    return tuple(each for each in values if isinstance(each, str)) if isinstance(values, tuple) else ()


def hops(path: Path, case_id: str) -> list[Hop]:
    """The hops of a case from the file at `path`; none when there is no file."""
    return SpanStore(path).hops(case_id) if path.is_file() else []


def _hop(row: Iterable[Any]) -> Hop:
    (
        agency,
        trace_id,
        span_id,
        parent,
        links,
        name,
        kind,
        started,
        ended,
        fact_id,
        fact_type,
        announced,
        failed,
    ) = row
    return Hop(
        agency=agency,
        trace_id=trace_id,
        span_id=span_id,
        parent_span_id=parent,
        links=tuple(orjson.loads(links)),
        name=name,
        kind=kind,
        started_at=_instant(started),
        ended_at=_instant(ended),
        fact_id=fact_id,
        fact_type=fact_type,
        announced=tuple(orjson.loads(announced)),
        failed=bool(failed),
    )


def _instant(nanoseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
