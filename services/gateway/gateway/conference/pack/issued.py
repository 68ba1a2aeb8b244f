"""A pack that was issued: its words fixed, numbered, with their SHA-256. PURE.

Issuing again makes another pack with the next number; the one before stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exportlane.contracts import conference as facts
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.rules import rule
from gateway.conference.deciding import Sitting
from gateway.conference.rights import BOTH, barred
from gateway.conference.ticket import Acting, digest


@dataclass(frozen=True, slots=True)
class IssuedPack:
    """One issued pack. `text` is its JSON as it was hashed."""

    id: str
    profile: str
    month: str
    number: int
    sha256: str
    issued_on: date
    issued_by: str
    text: str

    @property
    def shown(self) -> Mapping[str, object]:
        """All but the words."""
        return {
            "profile": self.profile, "month": self.month, "number": self.number, "sha256": self.sha256,
            "issued_on": self.issued_on.isoformat(), "issued_by": self.issued_by,
        }  # fmt: skip


@rule(
    "CONF-PACK",
    zh="会议材料一经印发即固定，重新印发另行编号",
    en="An issued pack does not change; issuing again makes the next number",
    article=BOTH,
    slug="month_not_begun",
)
def issue_pack(
    id_: str, month: str, text: str, *, before: int, acting: Acting, sitting: Sitting
) -> Decided[IssuedPack] | Refused:
    """Fix the pack of a month that has begun. `before` is the number of the last one issued for it, or 0."""
    no = barred(acting, "issue_pack", sitting.body, on=sitting.today)
    if no is not None:
        return no
    if month > sitting.today.strftime("%Y-%m"):
        sentence = f"{month} 尚未开始，不能印发材料。{month} has not begun; there is nothing to issue."
        return Refused("month_not_begun", sentence, sitting.body.article, status=422)
    pack = IssuedPack(
        id_, sitting.body.profile, month, before + 1, digest(text), sitting.today, acting.actor, text
    )
    fact = facts.MeetingPackIssued(
        profile=pack.profile,
        on=sitting.today,
        by=acting.actor,
        month=month,
        number=pack.number,
        sha256=pack.sha256,
    )
    return Decided(pack, (Announce(pack.id, "meeting.pack_issued.v1", fact),))
