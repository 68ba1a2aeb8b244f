"""How much room is left on the volumes that a service writes to."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exportlane.runtime.settings import ServiceSettings


def disks_of(settings: ServiceSettings) -> list[dict[str, Any]]:
    """Each volume once, told by host and device. A database server's own disk cannot be seen from here."""
    found: dict[str, dict[str, Any]] = {}
    for folder in _written(settings):
        try:
            device, room = folder.stat().st_dev, os.statvfs(folder)
        except OSError:
            continue
        total, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
        # Root may write into the reserve that others cannot; what services have is what counts.
        found.setdefault(
            f"{socket.gethostname()}:{device}",
            {
                "path": str(folder),
                "free_bytes": free,
                "total_bytes": total,
                "free_ratio": round(free / total, 4) if total else 1.0,
            },
        )
    return [{"volume": volume, **each} for volume, each in found.items()]


def _written(settings: ServiceSettings) -> Iterator[Path]:
    if settings.embedded:
        yield settings.data_dir
    if settings.spans_db is not None:
        yield settings.spans_db.parent
