"""Trace context between a fact's envelope and OpenTelemetry (W3C Trace Context), safe for batches.

A batch of messages is handled in one span; each message has its own span besides, whose parent is the span that
announced the fact (in another process, perhaps weeks ago) and which links to the batch. So a case stays one connected
story although its messages share transactions with those of other cases. Automatic instrumentation of consumers
cannot say this: it knows one context per poll.

Nothing here is attached to the running task: a decision is made without waiting, so its span is handed on as a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    TraceFlags,
    Tracer,
    TraceState,
)

_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NO_STATE = TraceState()
_LONGEST_STATE = 512
_NO_PARENT = Context()

CASE_ID = "case.id"
CASE_IDS = "case.ids"
FACT_ID = "fact.id"
FACT_TYPE = "fact.type"
FACT_SEQUENCE = "fact.sequence"
FACTS_ANNOUNCED = "fact.announced"


class MessageFields(Protocol):
    """What a message's span is made of; an envelope has it all."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def traceparent(self) -> str: ...
    @property
    def tracestate(self) -> str: ...


def parse_traceparent(traceparent: str, tracestate: str = "") -> SpanContext | None:
    """The remote span that a `traceparent` names, None when it is absent or malformed (W3C: then ignore both)."""
    matched = _TRACEPARENT.fullmatch(traceparent)
    if matched is None:
        return None
    version, trace_id, span_id, flags, rest = matched.groups()
    # A later version may append fields; version 00 may not, and ff is never valid.
    if version == "ff" or (version == "00" and rest):
        return None
    context = SpanContext(
        int(trace_id, 16),
        int(span_id, 16),
        is_remote=True,
        trace_flags=TraceFlags(int(flags, 16) & TraceFlags.SAMPLED),
        trace_state=_parse_state(tracestate) if tracestate else _NO_STATE,
    )
    return context if context.is_valid else None


def _parse_state(tracestate: str) -> TraceState:
    if len(tracestate) > _LONGEST_STATE:
        return _NO_STATE
    return TraceState.from_header([tracestate])


def traceparent_of(span: Span | SpanContext) -> str:
    """The `traceparent` that names this span; empty when there is no span."""
    context = span if isinstance(span, SpanContext) else span.get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & 1:02x}"


def tracestate_of(span: Span | SpanContext) -> str:
    """The `tracestate` that travels beside it; mostly empty."""
    context = span if isinstance(span, SpanContext) else span.get_span_context()
    return context.trace_state.to_header() if context.trace_state else ""


def current_traceparent() -> str:
    """The `traceparent` of the span that is current in this task; empty when there is none."""
    return traceparent_of(trace.get_current_span())


def current_tracestate() -> str:
    """The `tracestate` of the span that is current in this task; mostly empty."""
    return tracestate_of(trace.get_current_span())


def context_of(remote: SpanContext | None) -> Context:
    """An OpenTelemetry context in which `remote` is the parent, or an empty one: never what happens to be current."""
    return _NO_PARENT if remote is None else trace.set_span_in_context(NonRecordingSpan(remote), _NO_PARENT)


def start_batch(tracer: Tracer, name: str, links: Sequence[SpanContext] = ()) -> Span:
    """The span of a whole batch: a trace of its own, linked to what it handles. The caller ends it.

    `links` may stay empty: every message's span links to the batch, so the connection is there from the other side.
    """
    return tracer.start_span(
        name, context=_NO_PARENT, kind=SpanKind.CONSUMER, links=[Link(context) for context in links]
    )


def start_message(
    tracer: Tracer,
    message: MessageFields,
    batch: Span | SpanContext | None = None,
    *,
    destination: str = "",
    system: str = "kafka",
) -> Span:
    """The span of one message, ``process licence.granted.v1``. The caller ends it.

    Its parent is the span that announced the fact; a message without trace context starts a trace. `destination` is
    the topic, by default the one of the fact's source. With its end it costs about 25 microseconds.
    """
    remote = parse_traceparent(message.traceparent, message.tracestate) if message.traceparent else None
    links = None
    if batch is not None:
        links = (Link(batch if isinstance(batch, SpanContext) else batch.get_span_context()),)
    return tracer.start_span(
        "process " + message.type,
        context=context_of(remote),
        kind=SpanKind.CONSUMER,
        attributes={
            "messaging.system": system,
            "messaging.destination.name": destination or f"exportlane.{message.source}.facts",
            "messaging.operation.type": "process",
            CASE_ID: message.subject,
            FACT_ID: message.id,
            FACT_TYPE: message.type,
            FACT_SEQUENCE: message.sequence,
        },
        links=links,
    )


def note_case(span: Span, case_id: str) -> None:
    """Say which case a span is about, so that it is found from the case's id."""
    span.set_attribute(CASE_ID, case_id)


def note_cases(span: Span, case_ids: Iterable[str]) -> None:
    """The same for several cases: a decision on a licence of twenty vehicles is a hop of each of the twenty."""
    several = tuple(case_ids)
    if len(several) == 1:
        note_case(span, several[0])
    elif several:
        span.set_attribute(CASE_IDS, several)


def note_announced(span: Span, fact_types: Sequence[str]) -> None:
    """Say which facts followed from what the span stands for."""
    if fact_types:
        span.set_attribute(FACTS_ANNOUNCED, tuple(fact_types))
