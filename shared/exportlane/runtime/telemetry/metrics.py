"""The few numbers that matter: how old is the oldest thing that waits, what is parked, how late is what people see.

Gauges are asked for when they are exported: a service registers a callback, and nothing is counted in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from opentelemetry.metrics import CallbackOptions, Histogram, Meter, Observation

OLDEST_UNPUBLISHED_AGE = "exportlane.relay.oldest_unpublished_age"
OLDEST_UNHANDLED_AGE = "exportlane.consumer.oldest_unhandled_age"
MESSAGES_PARKED = "exportlane.messages.parked"
FACT_VISIBLE_LAG = "exportlane.fact.visible_lag"
HANDLER_DURATION = "exportlane.handler.duration"
REQUEST_DURATION = "http.server.request.duration"

_log = logging.getLogger("exportlane.telemetry")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)

Measured = float | None | Iterable[tuple[float, Mapping[str, str]]]
"""What a gauge's callback returns: one value, None for nothing to say, or values with attributes."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The instruments of one service. Durations and lags are in seconds."""

    meter: Meter
    visible_lag: Histogram
    handler_duration: Histogram
    request_duration: Histogram

    def observe(self, name: str, callback: Callable[[], Measured]) -> None:
        """Register a gauge. The callback must be quick and must not wait; its error is logged, never raised."""
        unit, description = _GAUGES.get(name, ("1", ""))
        self.meter.create_observable_gauge(
            name,
            callbacks=[lambda _options: _asked(name, callback, _options)],
            unit=unit,
            description=description,
        )


_GAUGES: Mapping[str, tuple[str, str]] = {
    OLDEST_UNPUBLISHED_AGE: ("s", "Age of the oldest fact that is recorded and not yet published"),
    OLDEST_UNHANDLED_AGE: ("s", "Age of the oldest message that is published and not yet handled here"),
    MESSAGES_PARKED: ("{message}", "Messages that wait for a person, and those behind them"),
}


def instruments(meter: Meter) -> Metrics:
    """Create the instruments of a service on its own meter."""

    def seconds(name: str, description: str) -> Histogram:
        return meter.create_histogram(
            name, unit="s", description=description, explicit_bucket_boundaries_advisory=_SECONDS
        )

    return Metrics(
        meter=meter,
        visible_lag=seconds(FACT_VISIBLE_LAG, "From when a fact happened to when it can be seen here"),
        handler_duration=seconds(HANDLER_DURATION, "Time to handle a batch, from the poll to the commit"),
        request_duration=seconds(REQUEST_DURATION, "Time to answer an HTTP request"),
    )


def _asked(name: str, callback: Callable[[], Measured], _options: CallbackOptions) -> list[Observation]:
    try:
        measured = callback()
        if measured is None:
            return []
        if isinstance(measured, int | float):
            return [Observation(measured)]
        return [Observation(value, dict(attributes)) for value, attributes in measured]
    except Exception:  # noqa: BLE001 - the callback is a service's own
        # A gauge that fails must not take the export of all the others with it.
        _log.exception("gauge.failed", extra={"fields": {"name": name}})
        return []
