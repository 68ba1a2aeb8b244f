"""When a fault began, as far as the services tell: by the age of what waits. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from exportlane.operations.findings import Finding


def since(
    statuses: Mapping[str, Mapping[str, Any]], finding: Finding, now: dt.datetime
) -> dt.datetime | None:
    """When a fault began, as far as the statuses tell: by the age of what waits."""
    status = statuses.get(finding.service) or {}
    match finding.code:
        case "facts-unpublished":
            return _ago(now, status.get("oldest_unpublished_seconds"))
        case "messages-unhandled":
            return _ago(now, status.get("oldest_unhandled_seconds"))
        case "relay-stuck":
            return _ago(now, (status.get("relay") or {}).get("waiting_seconds"))
        case "message-poison" | "message-untrusted":
            state = "failed" if finding.code == "message-poison" else "untrusted"
            return _first_parked(statuses, finding, state)
        case _:
            return None


def _ago(now: dt.datetime, seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else now - dt.timedelta(seconds=seconds)


def _first_parked(
    statuses: Mapping[str, Mapping[str, Any]], finding: Finding, state: str
) -> dt.datetime | None:
    asked = statuses.values() if state == "untrusted" else [statuses.get(finding.service) or {}]
    moments = [
        str(one["oldest_at"])
        for status in asked
        for one in status.get("parked_causes") or ()
        if one["state"] == state and one.get("oldest_at")
    ]
    return dt.datetime.fromisoformat(min(moments)) if moments else None
