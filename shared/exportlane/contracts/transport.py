"""What the transport commission announces: the export quota of small passenger cars (小客车出口指标).

天津措施（征求意见稿）第二条: commerce fixes an amount for a firm, transport allocates it, a unit is reserved for one
car and used up by its transfer registration. Facts about a grant or a unit have the number of the grant or the unit as
their subject. Only two are about a case: that its car was registered on a unit, and that such a car was misused.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Article, Code, Day, Id, Sentence, Uscc, Vin

Year = Annotated[int, Field(ge=2024, le=2100, description="Calendar year of the quota")]
Units = Annotated[int, Field(ge=0, le=1_000_000, description="Number of units, one for each car")]


class _OfGrant(FactData):
    grant_no: Id
    uscc: Uscc


class _OfUnit(_OfGrant):
    unit_no: Id


class QuotaDetermined(_OfGrant):
    """Commerce fixed the amount for a firm and a year, or changed it from `amount_before`."""

    year: Year
    amount_units: Units
    amount_before: Units | None = None
    grounds: Sentence
    article: Article
    determined_on: Day
    by: Actor


class QuotaAllocated(_OfGrant):
    """Transport allocated units out of the amount; `allocated_units` counts those of all allocations."""

    year: Year
    units: Units
    allocated_units: Units
    first_unit_no: Id
    last_unit_no: Id
    valid_to: Day
    allocated_on: Day
    by: Actor


class QuotaUnitsWithdrawn(_OfGrant):
    """Units that nobody had reserved were taken back: the amount was lowered, or the allocation undone."""

    units: Units
    code: Code
    reason: Sentence
    article: Article
    withdrawn_on: Day
    by: Actor


class QuotaGrantExpired(_OfGrant):
    """Its last day is over: nothing of the amount can be allocated or reserved any more."""

    year: Year
    amount_units: Units
    valid_to: Day


class QuotaUnitsFrozen(_OfGrant):
    """No unit of the grant may be reserved or used until a report of misuse is decided. Reader: the registry."""

    misuse_id: Id
    reason: Sentence
    article: Article
    frozen_on: Day


class QuotaUnitsUnfrozen(_OfGrant):
    """The report was decided; the units may be used again."""

    misuse_id: Id
    reason: Sentence
    unfrozen_on: Day


class QuotaUnitReserved(_OfUnit):
    """The unit is kept for this car until `valid_to`. Reader: the registry, which endorses on no other unit."""

    vin: Vin
    reserved_on: Day
    valid_to: Day


class QuotaUnitReleased(_OfUnit):
    """The purchase failed, or the licence was refused before the transfer: the unit is free again."""

    vin: Vin
    code: Code
    reason: Sentence
    released_on: Day
    by: Actor


class QuotaUnitExpired(_OfUnit):
    """The reservation ran out (`again_available`), or the unit itself did with its last day."""

    vin: Vin | None = None
    again_available: bool
    expired_on: Day


class QuotaUnitConsumed(_OfUnit):
    """The car was registered 转让待出口 on this unit, which never comes back, whatever becomes of the export."""

    vin: Vin
    on: Day


class QuotaUnitRevoked(_OfUnit):
    """The unit is revoked for misuse, of its own car or of another one on the same grant."""

    vin: Vin | None = None
    code: Code
    reason: Sentence
    article: Article
    revoked_on: Day


class QuotaMisuseEstablished(_OfUnit):
    """Two persons decided that the car was driven or sold at home. Readers: the registry locks, commerce suspends."""

    vin: Vin
    code: Code
    reason: Sentence
    article: Article
    on: Day
    by: Actor


class QuotaUpdateRefused(FactData):
    """An update quota was asked for on the ground of such a car; none ever follows from it."""

    request_id: Id
    vin: Vin
    unit_no: Id | None = None
    code: Code
    reason: Sentence
    article: Article
    refused_on: Day


FACTS: dict[str, type[FactData]] = {
    "quota.determined.v1": QuotaDetermined,
    "quota.allocated.v1": QuotaAllocated,
    "quota.units_withdrawn.v1": QuotaUnitsWithdrawn,
    "quota.grant_expired.v1": QuotaGrantExpired,
    "quota.units_frozen.v1": QuotaUnitsFrozen,
    "quota.units_unfrozen.v1": QuotaUnitsUnfrozen,
    "quota.unit_reserved.v1": QuotaUnitReserved,
    "quota.unit_released.v1": QuotaUnitReleased,
    "quota.unit_expired.v1": QuotaUnitExpired,
    "quota.unit_consumed.v1": QuotaUnitConsumed,
    "quota.unit_revoked.v1": QuotaUnitRevoked,
    "quota.misuse_established.v1": QuotaMisuseEstablished,
    "quota.update_refused.v1": QuotaUpdateRefused,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset(FACTS) - {
    "quota.unit_consumed.v1",
    "quota.misuse_established.v1",
}
"""Facts about an entry of its own register: their subject is the entry, never a case."""
