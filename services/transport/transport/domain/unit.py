"""A unit: the right to register one car for export. Made by an allocation, used up by one transfer registration. PURE.

```
 available ──reserve──► reserved ──(transfer registered)──► consumed ──(misuse)──► revoked
   ▲  │                    │  └──(misuse on its grant)────────────────────────────► revoked
   │  │                    └── release, licence refused, or the reservation runs out ──► available
   │  └──(last day over)──► expired;   taken back ──► withdrawn
```

It serves export only, no update quota follows from it, and its car is not driven on roads: always, so these are no
fields that anybody could set. 天津措施 第二条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts.decision import Announce, FactData, Refused
from exportlane.law.limits import Running
from transport.domain.articles import TIANJIN_2
from transport.domain.grant import Ended


class UnitStatus(StrEnum):
    """Where a unit stands. A unit that was released is available again; what was is in `past`."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    CONSUMED = "consumed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class UnitVerb(StrEnum):
    """What can be done to a unit."""

    RESERVE = "reserve"
    RELEASE = "release"
    LAPSE = "lapse"
    CONSUME = "consume"
    EXPIRE = "expire"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"


_S, _V = UnitStatus, UnitVerb
UNIT_MOVES: Final[Mapping[UnitStatus, Mapping[UnitVerb, frozenset[UnitStatus]]]] = MappingProxyType(
    {
        _S.AVAILABLE: {
            _V.RESERVE: frozenset({_S.RESERVED}),
            # A registration of a reservation's last day may be heard after it has run out, or after its licence's end.
            _V.CONSUME: frozenset({_S.CONSUMED}),
            _V.EXPIRE: frozenset({_S.EXPIRED}),
            _V.REVOKE: frozenset({_S.REVOKED}),
            _V.WITHDRAW: frozenset({_S.WITHDRAWN}),
        },
        _S.RESERVED: {
            _V.RELEASE: frozenset({_S.AVAILABLE, _S.EXPIRED}),
            _V.LAPSE: frozenset({_S.AVAILABLE, _S.EXPIRED}),
            _V.CONSUME: frozenset({_S.CONSUMED}),
            _V.REVOKE: frozenset({_S.REVOKED}),
        },
        _S.CONSUMED: {_V.REVOKE: frozenset({_S.REVOKED})},
        _S.EXPIRED: {_V.CONSUME: frozenset({_S.CONSUMED})},
        _S.REVOKED: {},
        _S.WITHDRAWN: {},
    }
)
"""Every move there is, with where it can end; any other is refused and changes nothing."""

PURPOSE: Final = MappingProxyType(
    {"purpose": "export_only", "generates_update_quota": False, "road_use_allowed": False}
)
"""What is true of every unit at all times (天津措施 第二条)."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation that ended without a registration, and how."""

    vin: str
    reserved_on: date
    valid_to: date
    how: Literal["released", "expired", "revoked"]
    ended_on: date
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """`id` is the number of the unit; `valid_to` its own last day, `reserved_to` that of the reservation.

    `reserved_at` is the moment of the reservation, None for one that was made before moments were kept; `case_id` the
    case of the registration that used it up.
    """

    id: str
    grant_no: str
    uscc: str
    year: int
    profile: str
    profile_version: str
    number: int
    valid_to: date
    status: UnitStatus = UnitStatus.AVAILABLE
    vin: str | None = None
    reserved_on: date | None = None
    reserved_at: datetime | None = None
    reserved_to: date | None = None
    reserved_by: str | None = None
    consumed_on: date | None = None
    case_id: str | None = None
    past: tuple[Reservation, ...] = ()
    ended: Ended | None = None
    clocks: tuple[Running, ...] = ()

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def live_vin(self) -> str | None:
        """The car that this unit stands for now, and for which no other unit may stand."""
        if self.status in {UnitStatus.RESERVED, UnitStatus.CONSUMED} or self.consumed_on is not None:
            return self.vin
        return None


def unit_forbidden(unit: Unit, verb: UnitVerb) -> Refused | None:
    """None when the verb is a move from here, otherwise the refusal that changes nothing."""
    if verb in UNIT_MOVES[unit.status]:
        return None
    sentence = f"To {verb} is not possible while the unit {unit.id} is {unit.status}."
    return Refused("move-not-allowed", sentence, TIANJIN_2)


def of_unit(unit: Unit, name: str, model: type[FactData], **data: object) -> Announce:
    """A fact about the unit, version 1."""
    whole = {"unit_no": unit.id, "grant_no": unit.grant_no, "uscc": unit.uscc, **data}
    return Announce(unit.id, f"quota.{name}.v1", model.model_validate(whole))
