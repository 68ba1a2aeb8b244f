"""Traces, metrics and logs of one service, correlated by trace and by case.

Several services run in one process in embedded mode, so each has its own providers; the global ones are never
touched and nothing happens on import. Sampling keeps everything: a case lives for weeks, and a hop that was not
sampled would be a hole in its story; a collector may thin out later.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from exportlane.runtime.spans import SpanStore, StoringProcessor
from exportlane.runtime.telemetry.logs import EventLog, configure_logging
from exportlane.runtime.telemetry.metrics import Metrics, instruments

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.trace import Tracer

    from exportlane.runtime.telemetry.prometheus import Exposition

__all__ = [
    "EventLog",
    "Metrics",
    "Telemetry",
    "TelemetrySettings",
    "configure_logging",
    "setup",
    "spans_path",
]

SCOPE = "exportlane"


class TelemetrySettings(Protocol):
    """What is asked of the settings."""

    @property
    def embedded(self) -> bool: ...
    @property
    def data_dir(self) -> Path: ...
    @property
    def otlp_endpoint(self) -> str | None: ...
    @property
    def spans_db(self) -> Path | None: ...


@dataclass(frozen=True, slots=True)
class Telemetry:
    """One service's tracer, meter, instruments and log. `shutdown` writes out what is still held."""

    service: str
    tracer: Tracer
    metrics: Metrics
    log: EventLog
    spans: SpanStore | None
    exposition: Exposition | None
    _traces: TracerProvider
    _meters: MeterProvider
    _log_handlers: list[logging.Handler] = field(default_factory=list)

    @property
    def meter(self) -> Meter:
        return self.metrics.meter

    def flush(self) -> None:
        """Write out what is held now. Blocks; meant for tests and for the end."""
        self._traces.force_flush()
        self._meters.force_flush()

    def shutdown(self) -> None:
        """Write out and let go. Blocks up to a few seconds when a collector does not answer."""
        for handler in self._log_handlers:
            logging.getLogger(log_name(self.service)).removeHandler(handler)
            handler.close()
        self._traces.shutdown()
        self._meters.shutdown()


def log_name(service: str) -> str:
    """The name of a service's logger."""
    return f"exportlane.{service}"


def spans_path(settings: TelemetrySettings) -> Path | None:
    """Where spans are kept locally: the setting, else a file beside the embedded state, else nowhere."""
    if settings.spans_db is not None:
        return settings.spans_db
    return settings.data_dir / "spans.db" if settings.embedded else None


def setup(
    service: str,
    settings: TelemetrySettings,
    *,
    processors: Sequence[SpanProcessor] = (),
    readers: Sequence[MetricReader] = (),
    exposition: Exposition | None = None,
) -> Telemetry:
    """Build a service's telemetry. `processors` and `readers` are added beside those that the settings ask for.

    `exposition` is the page for Prometheus of this process; None keeps no metrics for it.
    """
    resource = Resource.create(
        {
            "service.name": service,
            "service.namespace": "exportlane",
            "service.version": _version(),
            "exportlane.agency": service,
        }
    )
    endpoint = settings.otlp_endpoint.rstrip("/") if settings.otlp_endpoint else None
    all_readers = [*readers, *([exposition.reader()] if exposition is not None else [])]
    handlers: list[logging.Handler] = []
    all_processors = list(processors)
    if endpoint:
        from exportlane.runtime.telemetry import otlp  # noqa: PLC0415 - protobuf costs a start that needs none

        all_processors.append(otlp.span_processor(endpoint))
        all_readers.append(otlp.metric_reader(endpoint))
        handlers.append(otlp.log_handler(endpoint, resource))
    path = spans_path(settings)
    store = SpanStore(path) if path is not None else None
    if store is not None:
        all_processors.append(StoringProcessor(store, agency=service))
    traces = TracerProvider(sampler=ALWAYS_ON, resource=resource, shutdown_on_exit=False)
    for processor in all_processors:
        traces.add_span_processor(processor)
    meters = MeterProvider(metric_readers=all_readers, resource=resource, shutdown_on_exit=False)
    for handler in handlers:
        logging.getLogger(log_name(service)).addHandler(handler)
    return Telemetry(
        service=service,
        tracer=traces.get_tracer(SCOPE),
        metrics=instruments(meters.get_meter(SCOPE)),
        log=EventLog(log_name(service), service=service),
        spans=store,
        exposition=exposition,
        _traces=traces,
        _meters=meters,
        _log_handlers=handlers,
    )


def _version() -> str:
    try:
        return version("exportlane")
    except PackageNotFoundError:
        return "0"
