"""Reserving a unit for one car, releasing it, and what time does to it. PURE. 天津措施 第二条."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.transport import QuotaUnitExpired, QuotaUnitReleased, QuotaUnitReserved
from exportlane.law import limits
from exportlane.law.instants import due_instant, is_late, statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import C1, OWN, TIANJIN_2
from transport.domain.grant import Ended, Grant, GrantStatus, GrantVerb, forbidden
from transport.domain.policy import Policy
from transport.domain.unit import Reservation, Unit, UnitStatus, UnitVerb, of_unit, unit_forbidden

RESERVATION: Final = "quota_reservation"
BY_LICENCE: Final = "transport/rule/licence"
WITHOUT_LICENCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "licence_refused": "The licence for the car was refused before its transfer was registered.",
        "licence_not_accepted": "The application for the car's licence was not accepted.",
        "licence_withdrawn": "The application for the car's licence was withdrawn.",
        "licence_lapsed": "The application for the car's licence lapsed: its correction did not come in time.",
    }
)
"""How an application is over without a licence: the code of a unit that is released for it, and its sentence."""


def may_reserve(grant: Grant, *, now: datetime) -> Refused | None:
    """Why nothing of this grant may be reserved now; each reason with a code of its own."""
    if grant.status is GrantStatus.EXPIRED or (grant.valid_to is not None and is_late(now, grant.valid_to)):
        return Refused("grant_expired", f"The grant {grant.id} was valid to {grant.valid_to}.", TIANJIN_2)
    if grant.status is GrantStatus.REVOKED:
        return Refused("grant_revoked", f"The grant {grant.id} was revoked for misuse.", TIANJIN_2)
    if grant.status in {GrantStatus.APPLIED, GrantStatus.DETERMINED}:
        sentence = (
            f"Nothing of the grant {grant.id} is allocated; transport allocates what commerce determined."
        )
        return Refused("not_allocated", sentence, TIANJIN_2)
    return forbidden(grant, GrantVerb.RESERVE) or _held(grant, now=now)


def _held(grant: Grant, *, now: datetime) -> Refused | None:
    """An allocated grant that is frozen, or for a year that has not begun."""
    if grant.frozen:
        sentence = f"A report of misuse by {grant.uscc} waits for a decision; its quota is frozen until then."
        return Refused("quota_frozen", sentence, TIANJIN_2)
    if statutory_day(now).year < grant.year:
        return Refused("grant_not_begun", f"The grant {grant.id} is for {grant.year}.", OWN)
    return None


@rule(
    "QTA-EXHAUSTED",
    zh="指标用完的，不得再预留",
    en="Where no unit is free, none is reserved",
    article=TIANJIN_2,
    slug="quota_exhausted",
)
def exhausted(grant: Grant) -> Refused:
    """Said when no unit of the grant is available, also not one that somebody is just giving back."""
    return Refused("quota_exhausted", f"Every unit of the grant {grant.id} is taken.", TIANJIN_2)


@rule(
    "QTA-ONE-CAR",
    zh="一个指标对应一辆车，一辆车只占用一个指标",
    en="One unit is for one car, and a car stands on one unit",
    article=TIANJIN_2,
    slug="vin_has_unit",
)
def second_unit(vin: str, holder: Unit | None) -> Refused | None:
    """Refused when a unit is reserved for this car, or was used up by it. Whose it is, nobody is told."""
    if holder is None:
        return None
    sentence = f"A unit stands for the car {vin} already: it is {holder.status}."
    return Refused("vin_has_unit", sentence, TIANJIN_2, "/vin")


def reserve(unit: Unit, vin: str, *, by: str, now: datetime, policy: Policy) -> Decided[Unit] | Refused:
    """Keep the unit for this car: for the days of the profile, and never beyond the unit's own last day."""
    if refused := unit_forbidden(unit, UnitVerb.RESERVE):
        return refused
    today = statutory_day(now)
    rules = policy.rules(unit.profile, unit.profile_version)
    last = min(today + timedelta(rules.reservation_days or 0), unit.valid_to)
    clock = policy.until(RESERVATION, last, on=today, rules=rules)
    state = replace(
        unit, status=UnitStatus.RESERVED, vin=vin, reserved_on=today, reserved_at=now, reserved_to=last, reserved_by=by,
        clocks=(*unit.clocks, clock),
    )  # fmt: skip
    fact = of_unit(state, "unit_reserved", QuotaUnitReserved, vin=vin, reserved_on=today, valid_to=last)
    return Decided(state, (fact,))


@rule(
    "QTA-RELEASE",
    zh="购车未成，或者转让登记前许可被拒、撤回的，退回指标；已使用的指标不退回",
    en="A purchase that failed, or a licence refused before the transfer, frees the unit; a used one never comes back",
    article=C1,
    slug="unit_consumed",
)
def release(unit: Unit, *, code: str, reason: str, by: str, now: datetime) -> Decided[Unit] | Refused:
    """Give a reserved unit back (C1). What a registration has used stays used, even if the export fails."""
    if unit.consumed_on is not None:
        sentence = (
            f"The unit {unit.id} was used by {unit.vin} on {unit.consumed_on}; a used unit never comes back."
        )
        return Refused("unit_consumed", sentence, TIANJIN_2)
    if refused := unit_forbidden(unit, UnitVerb.RELEASE):
        return refused
    today = statutory_day(now)
    state = freed(unit, "released", code=code, reason=reason, on=today, now=now)
    fact = of_unit(
        unit,
        "unit_released",
        QuotaUnitReleased,
        vin=unit.vin,
        code=code,
        reason=reason,
        released_on=today,
        by=by,
    )
    return Decided(state, (fact,))


@dataclass(frozen=True, slots=True)
class Over:
    """An application was over without a licence: how (`WITHOUT_LICENCE`), whose if commerce says so, and when."""

    code: str
    uscc: str | None
    at: datetime


def without_licence(unit: Unit, over: Over, *, now: datetime) -> Decided[Unit]:
    """Give back the unit of a car that gets no licence (C1); told again, or of another firm, it changes nothing.

    Only the reservation that stood when the application ended is given back: one that was made later is for another
    try, and stands. A car is in one live case at a time, so no other application relied on the older one.
    """
    if unit.status is not UnitStatus.RESERVED or unit.uscc != over.uscc or not _stood(unit, over.at):
        return Decided(unit)
    released = release(unit, code=over.code, reason=WITHOUT_LICENCE[over.code], by=BY_LICENCE, now=now)
    return Decided(unit) if isinstance(released, Refused) else released


def _stood(unit: Unit, at: datetime) -> bool:
    """Whether the reservation was made before that moment; of an old one only the day is known."""
    if unit.reserved_at is not None:
        return unit.reserved_at <= at
    return unit.reserved_on is not None and unit.reserved_on < statutory_day(at)


def freed(
    unit: Unit, how: Literal["released", "expired"], *, code: str, reason: str, on: date, now: datetime
) -> Unit:
    """The unit after its reservation: available again, or run out when its own last day is over as well."""
    if unit.vin is None or unit.reserved_on is None or unit.reserved_to is None:
        raise ValueError(f"{unit.id} is not reserved")
    was = Reservation(unit.vin, unit.reserved_on, unit.reserved_to, how, on, code, reason)
    over = is_late(now, unit.valid_to)
    return replace(
        unit, status=UnitStatus.EXPIRED if over else UnitStatus.AVAILABLE, vin=None, reserved_on=None,
        reserved_at=None, reserved_to=None, reserved_by=None, past=(*unit.past, was), clocks=(),
        ended=Ended("unit_expired", f"It was valid to {unit.valid_to}.", TIANJIN_2) if over else None,
    )  # fmt: skip


def lapse(unit: Unit, *, now: datetime) -> Decided[Unit]:
    """The reservation ran out: nobody has registered the car in time."""
    today = statutory_day(now)
    sentence = f"The reservation was valid to {unit.reserved_to}."
    state = freed(unit, "expired", code="reservation_expired", reason=sentence, on=today, now=now)
    again = state.status is UnitStatus.AVAILABLE
    fact = of_unit(
        unit, "unit_expired", QuotaUnitExpired, vin=unit.vin, again_available=again, expired_on=today
    )
    return Decided(state, (fact,))


def unit_over(unit: Unit, *, now: datetime) -> Decided[Unit]:
    """The unit's own last day is over and nobody has reserved it."""
    if unit.status is not UnitStatus.AVAILABLE or not is_late(now, unit.valid_to):
        return Decided(unit)
    today = statutory_day(now)
    ended = Ended("unit_expired", f"It was valid to {unit.valid_to}.", TIANJIN_2)
    state = replace(unit, status=UnitStatus.EXPIRED, ended=ended)
    fact = of_unit(unit, "unit_expired", QuotaUnitExpired, again_available=False, expired_on=today)
    return Decided(state, (fact,))


def wake_of_unit(unit: Unit) -> datetime | None:
    """The next moment at which time alone changes something."""
    if unit.status is UnitStatus.RESERVED:
        return limits.wake_of(unit.clocks)
    return due_instant(unit.valid_to) if unit.status is UnitStatus.AVAILABLE else None
