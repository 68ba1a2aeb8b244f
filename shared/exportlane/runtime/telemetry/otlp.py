"""Export over OTLP/HTTP, imported only when an endpoint is set."""

from __future__ import annotations

import logging
import traceback

from opentelemetry import context as otel_context
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from exportlane.runtime.telemetry.logs import fields_of

_TIMEOUT_S = 5
_METRICS_EVERY_MS = 15_000
_SEVERITIES = (
    (logging.CRITICAL, SeverityNumber.FATAL),
    (logging.ERROR, SeverityNumber.ERROR),
    (logging.WARNING, SeverityNumber.WARN),
    (logging.INFO, SeverityNumber.INFO),
    (0, SeverityNumber.DEBUG),
)


def span_processor(endpoint: str) -> BatchSpanProcessor:
    """Spans go in batches from a thread of their own; when the collector is away they are dropped, not waited for."""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=_TIMEOUT_S)
    return BatchSpanProcessor(exporter, max_queue_size=16_384, max_export_batch_size=2048)


def metric_reader(endpoint: str) -> PeriodicExportingMetricReader:
    """Metrics go every fifteen seconds."""
    exporter = OTLPMetricExporter(endpoint=f"{endpoint}/v1/metrics", timeout=_TIMEOUT_S)
    return PeriodicExportingMetricReader(exporter, export_interval_millis=_METRICS_EVERY_MS)


def log_handler(endpoint: str, resource: Resource) -> OtlpLogHandler:
    """Log lines of one service go in batches too."""
    provider = LoggerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPLogExporter(endpoint=f"{endpoint}/v1/logs", timeout=_TIMEOUT_S)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    return OtlpLogHandler(provider)


class OtlpLogHandler(logging.Handler):
    """Hands log records to OpenTelemetry with their fields, trace and span."""

    def __init__(self, provider: LoggerProvider) -> None:
        super().__init__()
        self._provider = provider
        self._otel = provider.get_logger("exportlane")

    def emit(self, record: logging.LogRecord) -> None:
        fields = {
            name: value for name, value in fields_of(record).items() if name not in {"trace_id", "span_id"}
        }
        attributes = {name: _plain(value) for name, value in fields.items()}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            attributes |= {
                "exception.type": type(error).__name__,
                "exception.message": str(error),
                "exception.stacktrace": "".join(traceback.format_exception(error)),
            }
        severity = next(number for level, number in _SEVERITIES if record.levelno >= level)
        self._otel.emit(
            LogRecord(
                timestamp=int(record.created * 1e9),
                context=otel_context.get_current(),
                severity_text=record.levelname,
                severity_number=severity,
                body=record.getMessage(),
                event_name=record.getMessage(),
                attributes=attributes,
            )
        )

    def close(self) -> None:
        self._provider.shutdown()
        super().close()


def _plain(value: object) -> str | int | float | bool:
    return value if isinstance(value, str | int | float | bool) else str(value)
