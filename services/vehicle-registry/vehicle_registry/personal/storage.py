"""The table of former owners: sealed, with the readings. No fact is ever made of it, and no other table knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from exportlane.runtime.clock import rfc3339
from exportlane.runtime.storage import Kind
from vehicle_registry.personal.sealing import Sealed

Purpose = Literal["transfer_check", "deregistration_check", "court_order", "complaint", "audit"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who read it, when, and for what."""

    at: datetime
    by: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerOwner:
    """Whom the vehicle belonged to, sealed. `id` is the vehicle's."""

    id: str
    exporter_uscc: str
    sealed: Sealed
    given_by: str
    given_at: datetime
    readings: tuple[Reading, ...] = ()


def _view(owner: FormerOwner) -> Mapping[str, object]:
    """What may be shown: that there is something, with which key it is sealed, and how often it was read."""
    return {
        "key_id": owner.sealed.key_id,
        "given_by": owner.given_by,
        "given_at": rfc3339(owner.given_at),
        "readings": len(owner.readings),
    }


FORMER_OWNERS: Final[Kind[FormerOwner]] = Kind(
    name="former_owner",
    table="former_owners",
    state=FormerOwner,
    thing_id=lambda owner: owner.id,
    case_ids=lambda _owner: (),
    columns={"key_id": lambda owner: owner.sealed.key_id},
    view=_view,
)
