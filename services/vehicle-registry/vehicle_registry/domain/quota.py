"""The export quota of small passenger cars, as far as the transfer registration must know of it. PURE.

The transport commission keeps the units and tells what becomes of them; the registry keeps a copy of what it was told,
with its age, and endorses on no unit of which it has not heard that it is reserved for this car and this firm.
天津措施 第二条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal, Protocol

from exportlane.law.instants import shown

QUOTA_ARTICLE: Final = "天津措施（征求意见稿）第二条"
REQUIRED: Final = "quota_required"
FROZEN: Final = "quota_frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaCopy:
    """What was last heard of a unit, or of a grant whose units are frozen. `as_of` is the moment of that fact."""

    id: str
    status: Literal["reserved", "released", "expired", "revoked", "frozen", "unfrozen"]
    uscc: str
    as_of: datetime
    grant_no: str | None = None
    vin: str | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why a unit does not serve: the code and a sentence that says how old the knowledge is."""

    code: str
    sentence: str


class QuotaUnits(Protocol):
    """Whoever knows the units of the quota."""

    def why_not(self, unit_no: str, *, vin: str, uscc: str, on: date) -> Lacking | None:
        """Why the unit does not serve this car of this firm on this day, None when it does."""

    def as_of(self, unit_no: str) -> datetime | None:
        """The moment of what is known of the unit, None when nothing is."""


@dataclass(frozen=True, slots=True)
class HeardUnits:
    """The units as they were heard of, the grants that are frozen, and which car used a unit here (unit -> VIN).

    `newest` is the moment of the newest fact about any unit: how fresh it is that nothing was heard of this one.
    """

    units: Mapping[str, QuotaCopy] = field(default_factory=dict)
    frozen: Mapping[str, QuotaCopy] = field(default_factory=dict)
    used: Mapping[str, str] = field(default_factory=dict)
    newest: datetime | None = None

    def as_of(self, unit_no: str) -> datetime | None:
        """The moment of the last fact about the unit."""
        copy = self.units.get(unit_no)
        return copy.as_of if copy is not None else None

    def why_not(self, unit_no: str, *, vin: str, uscc: str, on: date) -> Lacking | None:
        """One unit is for one car: reserved for it and its firm, not over, not frozen, used for no other car."""
        copy = self.units.get(unit_no)
        if copy is None:
            heard = (
                f"the newest word of any unit is of {shown(self.newest)}"
                if self.newest
                else "nor of any other"
            )
            return Lacking(REQUIRED, f"no reservation of the unit {unit_no} was heard of, {heard}")
        if self.used.get(unit_no, vin) != vin:
            return Lacking(REQUIRED, f"the unit {unit_no} was used for another vehicle")
        if (unfit := _unfit(copy, vin=vin, uscc=uscc, on=on)) is not None:
            return Lacking(REQUIRED, f"the unit {unit_no} {unfit} (as of {shown(copy.as_of)})")
        if (held := self.frozen.get(copy.grant_no or "")) is not None:
            sentence = f"the unit {unit_no} is frozen for a report of misuse (as of {shown(held.as_of)})"
            return Lacking(FROZEN, sentence)
        return None


def _unfit(copy: QuotaCopy, *, vin: str, uscc: str, on: date) -> str | None:
    """What stands against the unit for this car of this firm on this day."""
    if copy.status != "reserved":
        return f"is {copy.status}"
    if (copy.vin, copy.uscc) != (vin, uscc):
        return f"is not reserved for this {'vehicle' if copy.vin != vin else 'exporter'}"
    if copy.valid_to is not None and on > copy.valid_to:
        return f"was reserved until {copy.valid_to}"
    return None


NOTHING_HEARD: Final = HeardUnits()
"""Before anybody has looked: no unit serves."""


def newer(before: QuotaCopy | None, told: QuotaCopy) -> QuotaCopy:
    """What is known after a fact was told. A fact that says only how it ended keeps what was known of the grant."""
    if before is None:
        return told
    return replace(told, grant_no=told.grant_no or before.grant_no)
