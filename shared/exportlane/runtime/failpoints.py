"""Labelled points where a fault test may kill the process, as a power cut would.

`EXPORTLANE_KILL_AT=after_commit:3` ends the process by SIGKILL when the label is passed for the third time;
`licensing/after_commit:3` only in that service (embedded mode runs all of them in one process). Not set, a point
costs one look at an empty dictionary.
"""

from __future__ import annotations

import os
import signal

LABELS = (
    "after_poll",
    "after_decide",
    "before_commit",
    "after_commit",
    "after_send",
    "before_offset_commit",
)

_armed: dict[str, int] = {}


def arm(text: str | None) -> None:
    """Arm one point from `[service/]label:count`. None or an empty text disarms all. Raises ValueError."""
    _armed.clear()
    if not text:
        return
    place, _, count = text.partition(":")
    if place.rpartition("/")[2] not in LABELS:
        raise ValueError(f"{place} is not one of {', '.join(LABELS)}")
    _armed[place] = int(count or "1")


def passed(service: str, label: str) -> None:
    """Say that `service` has come to `label`; never returns when the point is due."""
    if not _armed:
        return
    for place in (label, f"{service}/{label}"):
        if place in _armed:
            _armed[place] -= 1
            if _armed[place] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def arm_from_environment() -> None:
    arm(os.environ.get("EXPORTLANE_KILL_AT"))
