"""Status documents as services give them, well but for what a test says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exportlane.operations.findings import Seen

NAMES = ("gateway", "licensing", "vehicle-registry", "customs", "tax-rebate")
CHECKS = ("database", "bus", "signing-key", "tasks")


def status(name: str, **ill: Any) -> dict[str, Any]:
    """What a service says of itself. Words that are no field of the document stand for parts of one."""
    failing = ill.pop("failing", [])
    return {
        "service": name,
        "checks": [
            {"name": check, "ok": check not in failing, "sentence": "It does not answer.", "ms": 1.0}
            for check in CHECKS
        ],
        "database": {"median_ms": ill.pop("median_ms", 3.0), "disk_full": ill.pop("disk_full", None)},
        "disks": [_disk(ill.pop("volume", f"host:{name}"), ill.pop("free", 20 * 2**30))],
        "expiries": list(_expiries(name, ill)),
        "relay": {
            "leading": True,
            "unpublished": 1,
            "waiting_seconds": 9.0,
            "stuck": ill.pop("stuck", False),
        },
        "dead_tasks": [],
        "troubles": [],
        "parked": {},
        "timers": {},
        "calendar_ends_on": "2027-12-31",
        "calendar_days_left": 300,
        "calendar_notices": [],
        **ill,
    }


def system(
    *,
    every: Mapping[str, Any] | None = None,
    silent: Mapping[str, str] | None = None,
    refused: Mapping[str, str] | None = None,
    deliveries: Mapping[str, Any] | None = None,
    skews: Mapping[str, float] | None = None,
    **ill: Mapping[str, Any],
) -> Seen:
    """Five services; `every` is wrong with all of them, and by its name what is wrong with one."""
    away = {**(silent or {}), **(refused or {})}
    return Seen(
        statuses={
            name: status(name, **{**(every or {}), **ill.get(name.replace("-", "_"), {})})
            for name in NAMES
            if name not in away
        },
        silent=silent or {},
        refused=refused or {},
        deliveries=deliveries or {},
        skews=skews or {},
    )


def _disk(volume: str, free: int) -> dict[str, Any]:
    total = 100 * 2**30
    return {
        "volume": volume,
        "path": "/data",
        "free_bytes": free,
        "total_bytes": total,
        "free_ratio": free / total,
    }


def _expiries(name: str, ill: dict[str, Any]) -> Any:
    token, says = ill.pop("token_left", 3600.0), ill.pop("token_says", None)
    for kind, left, warn in (
        ("service-token", None if says else token, 300.0),
        ("signing-key", ill.pop("key_left", None), 30 * 86_400.0),
        ("certificate", ill.pop("certificate_left", 90 * 86_400.0), 30 * 86_400.0),
    ):
        sentence = says if kind == "service-token" else None
        what = f"{kind} of {name}"
        yield {"kind": kind, "name": what, "seconds_left": left, "warn_seconds": warn, "sentence": sentence}
