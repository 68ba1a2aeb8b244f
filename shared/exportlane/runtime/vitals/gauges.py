"""The vitals as numbers for who watches from outside: one gauge each, told as the last look found it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from exportlane.runtime.telemetry import metrics as names
from exportlane.runtime.telemetry.metrics import Measured

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def observe(service: Service) -> None:
    """Register the gauges of a service. Every look makes new vitals, so they are asked of the service anew."""
    seen = _Seen(service)
    for name, told in {
        names.READY: seen.ready,
        names.VITALS_AGE: seen.age,
        names.STARTED: seen.started,
        names.DATABASE_WRITE: seen.database_write,
        names.DATABASE_FULL: seen.database_full,
        names.DISK_FREE: lambda: seen.disks("free_ratio"),
        names.DISK_AVAILABLE: lambda: seen.disks("free_bytes"),
        names.OLDEST_UNPUBLISHED_AGE: lambda: service.vitals.oldest_unpublished_seconds,
        names.UNPUBLISHED: lambda: seen.relay("unpublished"),
        names.RELAY_LEADER: lambda: seen.relay("leading"),
        names.RELAY_STUCK: lambda: seen.relay("stuck"),
        names.OLDEST_UNHANDLED_AGE: lambda: service.vitals.oldest_unhandled_seconds,
        names.UNHANDLED: lambda: service.vitals.unhandled,
        names.MESSAGES_PARKED: lambda: _by_state(service.vitals.parked, ("failed", "untrusted")),
        names.TIMERS: lambda: _by_state(service.vitals.timers, ("set_aside",)),
        names.TASKS_DEAD: lambda: len(service.dead_tasks()),
        names.EXPIRY: seen.expiries,
        names.ISSUER_KEYS_AGE: lambda: service.vitals.issuer.get("keys_age_seconds"),
        names.ISSUER_FAILING: seen.issuer_failing,
        names.CALENDAR_LEFT: lambda: seen.companion("calendar_days_left"),
    }.items():
        service.telemetry.metrics.observe(name, told)


class _Seen:
    """The last look, in the form that gauges want."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def ready(self) -> Measured:
        return [(float(check["ok"]), {"check": check["name"]}) for check in self._service.vitals.checks]

    def age(self) -> Measured:
        looked_at = self._service.looked_at
        return None if looked_at is None else time.monotonic() - looked_at

    def started(self) -> Measured:
        service = self._service
        return [(service.started_at.timestamp(), {"mode": service.settings.mode, "version": service.version})]

    def database_write(self) -> Measured:
        milliseconds = self._service.probe.median_ms
        return None if milliseconds is None else milliseconds / 1000

    def database_full(self) -> Measured:
        return float(self._service.database.disk_full is not None)

    def disks(self, what: str) -> Measured:
        return [(float(each[what]), {"path": each["path"]}) for each in self._service.vitals.disks]

    def relay(self, what: str) -> Measured:
        found = self._service.vitals.relay.get(what)
        return None if found is None else float(found)

    def expiries(self) -> Measured:
        return list(_left(self._service.vitals.expiries))

    def issuer_failing(self) -> Measured:
        return float(bool(self._service.vitals.issuer.get("failing")))

    def companion(self, what: str) -> Measured:
        found = self._service.vitals.companions.get(what)
        return float(found) if isinstance(found, int | float) else None


def _by_state(counts: Mapping[str, int], always: tuple[str, ...]) -> Measured:
    """A state that an alarm asks for is told as zero, too: what is absent rings nowhere."""
    return [
        (float(count), {"state": state}) for state, count in {**dict.fromkeys(always, 0), **counts}.items()
    ]


def _left(expiries: Any) -> Iterator[tuple[float, Mapping[str, str]]]:
    for each in expiries:
        if each["seconds_left"] is not None:
            yield each["seconds_left"], {"kind": each["kind"], "name": each["name"]}
        elif each["sentence"] is not None:
            yield 0.0, {"kind": each["kind"], "name": each["name"]}
