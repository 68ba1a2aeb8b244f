"""The few numbers that matter: how old is the oldest thing that waits, what is parked, how late is what people see.

Gauges are asked for when they are exported: a service registers a callback, and nothing is counted in between.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from opentelemetry.metrics import CallbackOptions, Histogram, Meter, Observation

READY = "exportlane.ready"
VITALS_AGE = "exportlane.vitals.age"
STARTED = "exportlane.process.started"
DATABASE_WRITE = "exportlane.database.write_duration"
DATABASE_FULL = "exportlane.database.disk_full"
DISK_FREE = "exportlane.disk.free_ratio"
DISK_AVAILABLE = "exportlane.disk.available"
OLDEST_UNPUBLISHED_AGE = "exportlane.relay.oldest_unpublished_age"
UNPUBLISHED = "exportlane.relay.unpublished"
RELAY_LEADER = "exportlane.relay.leader"
RELAY_STUCK = "exportlane.relay.stuck"
OLDEST_UNHANDLED_AGE = "exportlane.consumer.oldest_unhandled_age"
UNHANDLED = "exportlane.consumer.unhandled"
MESSAGES_PARKED = "exportlane.messages.parked"
TIMERS = "exportlane.timers"
TASKS_DEAD = "exportlane.tasks.dead"
EXPIRY = "exportlane.expiry.remaining"
ISSUER_KEYS_AGE = "exportlane.issuer.keys_age"
ISSUER_FAILING = "exportlane.issuer.failing"
CALENDAR_LEFT = "exportlane.calendar.remaining"
PEER_REACHABLE = "exportlane.peer.reachable"
PEER_CLOCK_AHEAD = "exportlane.peer.clock_ahead"
DELIVERIES = "exportlane.deliveries"
OLDEST_DELIVERY_AGE = "exportlane.deliveries.oldest_pending_age"
DEADLINES = "exportlane.cases.deadlines"
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
        unit, description = _GAUGES.get(name, ("", ""))
        self.meter.create_observable_gauge(
            name,
            callbacks=[lambda _options: _asked(name, callback, _options)],
            unit=unit,
            description=description,
        )


_YES = "{yes}"
"""Yes is 1, no is 0. What stands in braces is no unit, so that no page calls it one."""
_GAUGES: Mapping[str, tuple[str, str]] = {
    READY: (_YES, "Whether what the service depends on answered the last time"),
    VITALS_AGE: ("s", "Since the service looked at itself; the other gauges are as old"),
    STARTED: ("s", "When the process was started, in seconds since 1970"),
    DATABASE_WRITE: ("s", "How long a write to the database takes, the middle one of the last few"),
    DATABASE_FULL: (_YES, "Whether a write failed lately because the disk is full"),
    DISK_FREE: ("", "Free share of a volume that the service writes to"),
    DISK_AVAILABLE: ("By", "Room that is left on a volume that the service writes to"),
    OLDEST_UNPUBLISHED_AGE: ("s", "Age of the oldest fact that is recorded and not yet published"),
    UNPUBLISHED: ("{fact}", "Facts that are recorded and not yet published, at most a thousand are counted"),
    RELAY_LEADER: (_YES, "Whether this replica is the one that publishes"),
    RELAY_STUCK: (_YES, "Whether the same fact waits to be published though the broker answers"),
    OLDEST_UNHANDLED_AGE: ("s", "Age of the oldest message that is published and not yet handled here"),
    UNHANDLED: ("{message}", "Messages that are published and not yet handled here"),
    MESSAGES_PARKED: ("{message}", "Messages that wait for a person, and those behind them"),
    TIMERS: ("{timer}", "Timers that are due, that failed, and that are set aside for a person"),
    TASKS_DEAD: ("{task}", "Background tasks that should run and do not"),
    EXPIRY: ("s", "Until a token, key or certificate of the service ends; negative when it has"),
    ISSUER_KEYS_AGE: ("s", "Since the issuer's keys were read"),
    ISSUER_FAILING: (_YES, "Whether the last try to read the issuer's keys failed"),
    CALENDAR_LEFT: ("d", "Days until the published working-day calendar ends"),
    PEER_REACHABLE: (_YES, "Whether an agency answered the gateway's last probe"),
    PEER_CLOCK_AHEAD: ("s", "By how much an agency's clock is ahead of the gateway's"),
    DELIVERIES: ("{paper}", "Papers to agencies that are pending or were refused"),
    OLDEST_DELIVERY_AGE: ("s", "Age of the oldest paper that is not delivered"),
    DEADLINES: ("{case}", "Cases with a last day that has passed, or soon will"),
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
