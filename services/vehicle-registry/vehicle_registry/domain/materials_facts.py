"""What the materials rest on beside the vehicle's own record: that sharing could not answer. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SharingDown:
    """Sharing was asked and gave nothing: since when, and why, in both languages. Paper takes its place (第四条)."""

    at: datetime
    reason: str
    zh: str
