from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from exportlane.runtime.propagation import (
    current_traceparent,
    current_tracestate,
    note_announced,
    note_case,
    note_cases,
    parse_traceparent,
    start_batch,
    start_message,
    traceparent_of,
    tracestate_of,
)
from exportlane.runtime.telemetry import Telemetry, setup
from tests.runtime.edge_given import Settings

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01"


@dataclass(frozen=True)
class Message:
    id: str = "fact-1"
    source: str = "vehicle-registry"
    type: str = "vehicle.deregistered.v1"
    subject: str = "case-1"
    sequence: int = 2
    traceparent: str = PARENT
    tracestate: str = ""


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def telemetry(tmp_path: Path, exported: InMemorySpanExporter) -> Iterator[Telemetry]:
    made = setup("customs", Settings(tmp_path, embedded=False), processors=[SimpleSpanProcessor(exported)])
    yield made
    made.shutdown()


def test_a_traceparent_names_a_remote_span() -> None:
    context = parse_traceparent(PARENT, "vendor=abc")

    assert context is not None
    assert (f"{context.trace_id:032x}", f"{context.span_id:016x}") == (TRACE, SPAN)
    assert context.is_remote
    assert context.trace_flags.sampled
    assert context.trace_state.get("vendor") == "abc"


@given(st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.integers(0, 1))
def test_what_is_written_is_read_again(trace_id: int, span_id: int, flags: int) -> None:
    text = f"00-{trace_id:032x}-{span_id:016x}-{flags:02x}"

    context = parse_traceparent(text)

    assert context is not None
    assert traceparent_of(context) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "x", f"00-{TRACE}-{SPAN}", f"00-{'0' * 32}-{SPAN}-01", f"00-{TRACE}-{'0' * 16}-01", f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more", f"00-{TRACE.upper()}-{SPAN}-01", f"00-{TRACE}-{SPAN}-1", PARENT + "\n",
        " " + PARENT,
        f"00-{'g' * 32}-{SPAN}-01", f"0-{TRACE}-{SPAN}-01",
    ],
)  # fmt: skip
def test_a_malformed_traceparent_is_ignored(text: str) -> None:
    assert parse_traceparent(text) is None


def test_a_later_version_may_say_more() -> None:
    assert parse_traceparent(f"01-{TRACE}-{SPAN}-01-more") is not None


def test_a_tracestate_longer_than_the_standard_allows_is_dropped() -> None:
    context = parse_traceparent(PARENT, "vendor=" + "x" * 600)

    assert context is not None
    assert not context.trace_state


def test_no_span_means_no_traceparent() -> None:
    assert current_traceparent() == ""
    assert current_tracestate() == ""
    assert traceparent_of(trace.INVALID_SPAN) == ""


def test_the_current_span_is_what_a_fact_carries(telemetry: Telemetry) -> None:
    with telemetry.tracer.start_as_current_span("POST /v1/applications") as span:
        assert current_traceparent() == traceparent_of(span)

    assert current_traceparent() == ""


def test_a_message_continues_the_story_of_its_fact_and_links_to_its_batch(
    telemetry: Telemetry, exported: InMemorySpanExporter
) -> None:
    batch = start_batch(telemetry.tracer, "process batch")

    start_message(telemetry.tracer, Message(), batch).end()
    batch.end()

    message, whole = exported.get_finished_spans()
    assert (message.name, message.kind) == ("process vehicle.deregistered.v1", SpanKind.CONSUMER)
    assert f"{message.context.trace_id:032x}" == TRACE
    assert message.parent is not None
    assert f"{message.parent.span_id:016x}" == SPAN
    assert [link.context.span_id for link in message.links] == [whole.context.span_id]
    assert whole.context.trace_id != message.context.trace_id
    assert dict(message.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.destination.name": "exportlane.vehicle-registry.facts",
        "messaging.operation.type": "process",
        "case.id": "case-1",
        "fact.id": "fact-1",
        "fact.type": "vehicle.deregistered.v1",
        "fact.sequence": 2,
    }


def test_messages_of_one_batch_keep_their_own_stories(
    telemetry: Telemetry, exported: InMemorySpanExporter
) -> None:
    batch = start_batch(telemetry.tracer, "process batch")
    parents = [f"00-{n:032x}-{n:016x}-01" for n in range(1, 6)]

    spans = [
        start_message(telemetry.tracer, replace(Message(), traceparent=parent), batch) for parent in parents
    ]
    told = [traceparent_of(span) for span in spans]
    for span in spans:
        span.end()

    assert [f"{span.context.trace_id:032x}" for span in exported.get_finished_spans()] == [
        p[3:35] for p in parents
    ]
    assert len(set(told)) == 5


def test_a_message_never_takes_what_happens_to_be_current_for_its_cause(
    telemetry: Telemetry, exported: InMemorySpanExporter
) -> None:
    with telemetry.tracer.start_as_current_span("something else"):
        start_message(telemetry.tracer, replace(Message(), traceparent="")).end()
        start_batch(telemetry.tracer, "process batch").end()

    assert [span.parent for span in exported.get_finished_spans()[:2]] == [None, None]


def test_a_fact_that_its_producer_did_not_sample_is_still_a_hop(
    telemetry: Telemetry, exported: InMemorySpanExporter
) -> None:
    start_message(telemetry.tracer, replace(Message(), traceparent=PARENT[:-2] + "00")).end()

    assert len(exported.get_finished_spans()) == 1


def test_the_state_of_the_trace_goes_on_to_the_next_fact(telemetry: Telemetry) -> None:
    span = start_message(telemetry.tracer, replace(Message(), tracestate="vendor=abc"))

    assert tracestate_of(span) == "vendor=abc"


def test_a_span_may_be_about_one_case_or_several(
    telemetry: Telemetry, exported: InMemorySpanExporter
) -> None:
    for cases in (["case-1"], ["case-1", "case-2"], []):
        span = telemetry.tracer.start_span("decide")
        note_cases(span, cases)
        note_announced(span, ["licence.granted.v1"] * len(cases))
        span.end()
    span = telemetry.tracer.start_span("decide")
    note_case(span, "case-9")
    span.end()

    assert [dict(span.attributes or {}) for span in exported.get_finished_spans()] == [
        {"case.id": "case-1", "fact.announced": ("licence.granted.v1",)},
        {"case.ids": ("case-1", "case-2"), "fact.announced": ("licence.granted.v1", "licence.granted.v1")},
        {},
        {"case.id": "case-9"},
    ]
