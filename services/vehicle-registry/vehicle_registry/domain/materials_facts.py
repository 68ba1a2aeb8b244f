"""What the materials rest on beside the vehicle's own record: sharing that gave nothing, a carrier's document. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SharingDown:
    """Sharing was asked and gave nothing: since when, and why, in both languages. Paper takes its place (第四条)."""

    at: datetime
    reason: str
    zh: str


@dataclass(frozen=True, slots=True)
class TransportDocument:
    """The bill of lading or rail bill under which the vehicle left, as the carrier told it (material M12).

    What departed has departed: unlike a licence's data it does not grow old, but its age is shown.
    """

    fact_id: str
    document_no: str
    vessel_or_train: str
    departed_on: date
    seen_at: datetime

    @property
    def said(self) -> tuple[str, str]:
        """Why the paper is spared, in English and in Chinese."""
        return (
            f"the carrier shared the departure with {self.vessel_or_train} under {self.document_no} (第四条)",
            f"承运人已共享离港信息：{self.vessel_or_train}，单号{self.document_no}",
        )
