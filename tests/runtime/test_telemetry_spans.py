from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opentelemetry.trace import Status, StatusCode

from exportlane.runtime import spans as spans_module
from exportlane.runtime.propagation import (
    note_announced,
    note_cases,
    start_batch,
    start_message,
    traceparent_of,
)
from exportlane.runtime.spans import SpanStore, StoringProcessor, hops
from exportlane.runtime.telemetry import Telemetry, setup, spans_path
from tests.runtime.edge_given import Settings
from tests.runtime.test_telemetry_propagation import Message


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[[str], Telemetry]]:
    made: list[Telemetry] = []

    def make(name: str) -> Telemetry:
        made.append(setup(name, Settings(tmp_path)))
        return made[-1]

    yield make
    for telemetry in made:
        telemetry.shutdown()


def eventually(holds: Callable[[], bool], limit_s: float = 10) -> None:
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.01)


def test_spans_are_kept_by_default_only_in_embedded_mode(tmp_path: Path) -> None:
    assert spans_path(Settings(tmp_path)) == tmp_path / "spans.db"
    assert spans_path(Settings(tmp_path, embedded=False)) is None
    assert spans_path(Settings(tmp_path, embedded=False, spans_db=tmp_path / "x.db")) == tmp_path / "x.db"


def test_the_story_of_a_case_leads_through_the_services(
    service: Callable[[str], Telemetry], tmp_path: Path
) -> None:
    registry, licensing = service("vehicle-registry"), service("licensing")
    with registry.tracer.start_as_current_span("POST /v1/vehicles") as request:
        note_cases(request, ["case-1"])
        note_announced(request, ["vehicle.transfer_pending_export.v1"])
    batch = start_batch(licensing.tracer, "process batch")
    heard = Message(
        "fact-1",
        "vehicle-registry",
        "vehicle.transfer_pending_export.v1",
        "case-1",
        1,
        traceparent_of(request),
    )
    span = start_message(licensing.tracer, heard, batch)
    note_announced(span, ["licence.granted.v1"])
    span.end()
    batch.end()
    registry.flush()
    licensing.flush()

    first, second = hops(tmp_path / "spans.db", "case-1")

    assert (first.agency, first.kind, first.parent_span_id, first.fact_type) == (
        "vehicle-registry",
        "internal",
        None,
        None,
    )
    assert first.announced == ("vehicle.transfer_pending_export.v1",)
    assert (second.agency, second.kind, second.fact_id) == ("licensing", "consumer", "fact-1")
    assert second.fact_type == "vehicle.transfer_pending_export.v1"
    assert second.parent_span_id == first.span_id
    assert second.trace_id == first.trace_id
    assert second.links == (f"{batch.get_span_context().span_id:016x}",)
    assert first.started_at <= second.started_at <= second.ended_at


def test_a_span_about_several_cases_is_a_hop_of_each(
    service: Callable[[str], Telemetry], tmp_path: Path
) -> None:
    licensing = service("licensing")
    span = start_message(licensing.tracer, Message(subject="case-1"))
    note_cases(span, ["case-1", "case-2"])
    span.end()
    licensing.flush()

    assert [len(hops(tmp_path / "spans.db", case)) for case in ("case-1", "case-2", "case-3")] == [1, 1, 0]


def test_a_failed_hop_says_so(service: Callable[[str], Telemetry], tmp_path: Path) -> None:
    customs = service("customs")
    span = start_message(customs.tracer, Message())
    span.set_status(Status(StatusCode.ERROR))
    span.end()
    customs.flush()

    assert [hop.failed for hop in hops(tmp_path / "spans.db", "case-1")] == [True]


def test_where_no_spans_are_kept_there_are_no_hops(tmp_path: Path) -> None:
    assert hops(tmp_path / "absent.db", "case-1") == []
    assert not list(tmp_path.iterdir())


def test_spans_reach_the_file_without_being_asked_for(
    service: Callable[[str], Telemetry], tmp_path: Path
) -> None:
    start_message(service("customs").tracer, Message()).end()

    eventually(lambda: len(hops(tmp_path / "spans.db", "case-1")) == 1)


def test_the_end_of_a_service_loses_no_span(tmp_path: Path) -> None:
    customs = setup("customs", Settings(tmp_path))
    for _ in range(500):
        start_message(customs.tracer, Message()).end()
    customs.shutdown()

    assert len(hops(tmp_path / "spans.db", "case-1")) == 500


def test_the_file_keeps_the_newest_spans_and_no_more(tmp_path: Path) -> None:
    store = SpanStore(tmp_path / "spans.db", kept=100)
    for number in range(30):
        store.write([(row(f"{number}-{n}"), (f"case-{number}",)) for n in range(10)])

    assert 100 <= store.count() <= 110
    assert store.hops("case-0") == []
    assert len(store.hops("case-29")) == 10
    with sqlite3.connect(tmp_path / "spans.db") as connection:
        orphans = "SELECT count(*) FROM spans_of_case WHERE span NOT IN (SELECT id FROM spans)"
        assert connection.execute(orphans).fetchone() == (0,)
    connection.close()


def row(span_id: str) -> tuple[object, ...]:
    return ("t", span_id, None, "customs", "x", "consumer", None, None, 1, 2, False, [], [], {})


def test_services_of_several_processes_may_write_one_file(tmp_path: Path) -> None:
    stores = [SpanStore(tmp_path / "spans.db") for _ in range(4)]

    def write(store: SpanStore, name: str) -> None:
        for number in range(25):
            store.write([(row(f"{name}-{number}"), ("case-1",))])

    threads = [threading.Thread(target=write, args=(store, str(n))) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({hop.span_id for hop in stores[0].hops("case-1")}) == 100


def test_a_full_queue_drops_and_counts_instead_of_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans_module, "_QUEUE", 10)
    processor = StoringProcessor(SpanStore(tmp_path / "spans.db"), agency="customs", write_every_s=3600)
    telemetry = setup("customs", Settings(tmp_path, embedded=False), processors=[processor])

    for _ in range(25):
        start_message(telemetry.tracer, Message()).end()
    telemetry.shutdown()

    assert processor.dropped == 15
    assert len(hops(tmp_path / "spans.db", "case-1")) == 10


def test_a_file_that_cannot_be_written_stops_no_service(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = SpanStore(tmp_path / "spans.db")
    processor = StoringProcessor(store, agency="customs", write_every_s=3600)
    telemetry = setup("customs", Settings(tmp_path, embedded=False), processors=[processor])
    with sqlite3.connect(tmp_path / "spans.db") as connection:
        connection.execute("DROP TABLE spans")
    connection.close()

    start_message(telemetry.tracer, Message()).end()

    assert processor.force_flush() is False
    assert "spans.not_written" in caplog.text
    telemetry.shutdown()
