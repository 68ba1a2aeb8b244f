from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from exportlane.runtime.propagation import start_message
from exportlane.runtime.telemetry import EventLog, Telemetry, configure_logging, setup
from exportlane.runtime.telemetry.metrics import MESSAGES_PARKED, OLDEST_UNPUBLISHED_AGE
from tests.runtime.edge_given import Settings
from tests.runtime.test_telemetry_propagation import Message


@pytest.fixture
def reader() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture
def telemetry(tmp_path: Path, reader: InMemoryMetricReader) -> Iterator[Telemetry]:
    made = setup("licensing", Settings(tmp_path, embedded=False), readers=[reader])
    yield made
    made.shutdown()


def test_each_service_of_a_process_speaks_under_its_own_name(tmp_path: Path) -> None:
    before = trace.get_tracer_provider(), metrics.get_meter_provider()
    names = ("licensing", "customs")
    made = [setup(name, Settings(tmp_path, embedded=False)) for name in names]

    spans = [telemetry.tracer.start_span("x") for telemetry in made]

    resources = [span.resource.attributes for span in spans]  # type: ignore[attr-defined]
    assert [resource["service.name"] for resource in resources] == list(names)
    assert [resource["exportlane.agency"] for resource in resources] == list(names)
    assert {resource["service.namespace"] for resource in resources} == {"exportlane"}
    assert resources[0]["service.version"]
    assert (trace.get_tracer_provider(), metrics.get_meter_provider()) == before
    for telemetry in made:
        telemetry.shutdown()


# Metrics


def points(reader: InMemoryMetricReader) -> dict[str, list[Any]]:
    data = reader.get_metrics_data()
    found = data.resource_metrics if data is not None else []
    return {m.name: list(m.data.data_points) for r in found for s in r.scope_metrics for m in s.metrics}


def test_a_gauge_is_asked_when_it_is_read(telemetry: Telemetry, reader: InMemoryMetricReader) -> None:
    age = [0.0]
    telemetry.metrics.observe(OLDEST_UNPUBLISHED_AGE, lambda: age[0])

    age[0] = 2.5

    assert [point.value for point in points(reader)[OLDEST_UNPUBLISHED_AGE]] == [2.5]


def test_a_gauge_may_have_several_values_or_none(telemetry: Telemetry, reader: InMemoryMetricReader) -> None:
    telemetry.metrics.observe(
        MESSAGES_PARKED, lambda: [(3, {"state": "parked"}), (1, {"state": "untrusted"})]
    )
    telemetry.metrics.observe(OLDEST_UNPUBLISHED_AGE, lambda: None)

    found = points(reader)

    assert {point.attributes["state"]: point.value for point in found[MESSAGES_PARKED]} == {
        "parked": 3,
        "untrusted": 1,
    }
    assert not found.get(OLDEST_UNPUBLISHED_AGE)


def test_a_gauge_that_fails_takes_no_other_with_it(
    telemetry: Telemetry, reader: InMemoryMetricReader, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> float:
        raise RuntimeError("no database")

    telemetry.metrics.observe(OLDEST_UNPUBLISHED_AGE, broken)
    telemetry.metrics.observe(MESSAGES_PARKED, lambda: 4)

    assert [point.value for point in points(reader)[MESSAGES_PARKED]] == [4]
    assert "gauge.failed" in caplog.text


def test_durations_and_lags_are_in_seconds(telemetry: Telemetry, reader: InMemoryMetricReader) -> None:
    telemetry.metrics.visible_lag.record(0.04)
    telemetry.metrics.handler_duration.record(0.002)

    found = points(reader)

    assert found["exportlane.fact.visible_lag"][0].sum == pytest.approx(0.04)
    assert found["exportlane.handler.duration"][0].count == 1


# Logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("exportlane")
    before = root.handlers[:], root.level, ours.level
    yield io.StringIO()
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_log_line_is_one_json_object_with_event_and_fields(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    EventLog("exportlane.licensing", service="licensing").info("message.parked", case_id="case-1", attempts=4)

    (line,) = lines(stream)
    assert line.pop("time")
    assert line == {
        "level": "info", "event": "message.parked", "logger": "exportlane.licensing", "service": "licensing",
        "case.id": "case-1", "attempts": 4,
    }  # fmt: skip


def test_a_log_line_names_the_span_in_which_it_was_written(stream: io.StringIO, telemetry: Telemetry) -> None:
    configure_logging(stream=stream)

    with telemetry.tracer.start_as_current_span("x") as span:
        telemetry.log.info("inside")
    telemetry.log.info("outside")

    inside, outside = lines(stream)
    assert inside["trace_id"] == f"{span.get_span_context().trace_id:032x}"
    assert inside["span_id"] == f"{span.get_span_context().span_id:016x}"
    assert "trace_id" not in outside


def test_a_field_cannot_pose_as_a_part_of_the_line(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    EventLog("exportlane.x").info("real", event="forged", level="debug")

    assert [(line["event"], line["level"]) for line in lines(stream)] == [("real", "info")]


def test_an_error_is_logged_with_its_trace(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    try:
        int("gone")
    except ValueError:
        EventLog("exportlane.x").exception("failed", attempt=1)

    (line,) = lines(stream)
    assert line["error"].startswith("ValueError(")
    assert "Traceback" in line["error_trace"]


def test_a_readable_line_cannot_be_forged_by_what_a_caller_sent(stream: io.StringIO) -> None:
    configure_logging(stream=stream, human=True)

    EventLog("exportlane.web").bind(path="/v1/x").warning(
        "http.request", agent="a\n12:00:00 info \x1b[31mforged"
    )

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b[31mforged" not in stream.getvalue()
    assert "web http.request" in stream.getvalue()


def test_configuring_twice_writes_each_line_once(stream: io.StringIO) -> None:
    configure_logging(stream=stream, level="debug")
    configure_logging(stream=stream, level="debug")

    log = EventLog("exportlane.x")
    log.debug("one")
    log.error("two")

    assert [line["event"] for line in lines(stream)] == ["one", "two"]


def test_libraries_speak_from_warnings_upwards(stream: io.StringIO) -> None:
    configure_logging(stream=stream, level="info")

    logging.getLogger("aiokafka").info("chatter")
    logging.getLogger("aiokafka").warning("trouble")
    EventLog("exportlane.x").debug("too fine")

    assert [line["event"] for line in lines(stream)] == ["trouble"]


# OTLP


class Collector:
    """A collector on loopback that keeps what is sent to it."""

    def __init__(self) -> None:
        self.received: dict[str, list[bytes]] = {}
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                received.setdefault(self.path, []).append(body)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


def test_spans_metrics_and_logs_reach_a_collector_correlated_by_case(
    tmp_path: Path, collector: Collector
) -> None:
    telemetry = setup("licensing", Settings(tmp_path, embedded=False, otlp_endpoint=collector.address + "/"))
    telemetry.metrics.handler_duration.record(0.01)
    logging.getLogger("exportlane").setLevel("INFO")
    span = start_message(telemetry.tracer, Message())
    with trace.use_span(span, end_on_exit=True):
        telemetry.log.warning("message.parked", case_id="case-1", cause=None)
        try:
            int("gone")
        except ValueError:
            telemetry.log.exception("failed", attempt=1)
    telemetry.shutdown()

    spans = ExportTraceServiceRequest.FromString(collector.received["/v1/traces"][0]).resource_spans[0]
    logs = ExportLogsServiceRequest.FromString(collector.received["/v1/logs"][0]).resource_logs[0]
    measured = ExportMetricsServiceRequest.FromString(collector.received["/v1/metrics"][0]).resource_metrics[
        0
    ]
    for part in (spans, logs, measured):
        names = {each.key: each.value.string_value for each in part.resource.attributes}
        assert (names["service.name"], names["service.namespace"]) == ("licensing", "exportlane")
    sent, (parked, failed) = spans.scope_spans[0].spans[0], logs.scope_logs[0].log_records
    assert parked.span_id == failed.span_id == sent.span_id
    assert {each.key: each.value.string_value for each in parked.attributes}["case.id"] == "case-1"
    assert {each.key: each.value.string_value for each in failed.attributes}["exception.type"] == "ValueError"
    assert {each.key: each.value.string_value for each in sent.attributes}["case.id"] == "case-1"
    assert "exportlane.handler.duration" in {metric.name for metric in measured.scope_metrics[0].metrics}


def test_a_service_that_ended_sends_no_more_logs(tmp_path: Path, collector: Collector) -> None:
    telemetry = setup("licensing", Settings(tmp_path, embedded=False, otlp_endpoint=collector.address))
    telemetry.shutdown()

    telemetry.log.warning("too late")

    assert "/v1/logs" not in collector.received
