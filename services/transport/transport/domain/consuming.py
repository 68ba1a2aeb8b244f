"""A unit is used up by the transfer registration, as the registry tells it, and by nothing else. PURE. 天津措施 第二条.

The registry has registered the car already: what does not fit here is no refusal but a *finding*, which an officer of
transport works off. He lets a unit of the firm count for the car, or notes why nothing is to be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.transport import QuotaUnitConsumed
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import TIANJIN_2
from transport.domain.reserving import WITHOUT_LICENCE
from transport.domain.unit import Unit, UnitStatus, UnitVerb, unit_forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the registry told: this car of this firm was endorsed 转让待出口 on this day, on this unit."""

    fact_id: str
    unit_no: str
    vin: str
    uscc: str
    case_id: str
    on: date


class FindingStatus(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    COUNTED = "counted"
    NOTED = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A registration on a unit that does not fit, for an officer. `id` is the fact; `code` says what does not fit."""

    id: str
    code: str
    sentence: str
    article: str
    registered: Registered
    found_on: date
    status: FindingStatus = FindingStatus.OPEN
    settled_by: str | None = None
    settled_on: date | None = None
    reason: str | None = None
    counted_unit_no: str | None = None


SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unit_unknown": "No allocation made the unit {unit}, on which the registry registered {vin}.",
        "unit_of_another_firm": "The unit {unit} is not one of the firm {uscc}, for which {vin} was registered on it.",
        "unit_for_another_car": "The unit {unit} stands for another car than {vin}, which was registered on it.",
        "unit_not_reserved": "The unit {unit} was not reserved when {vin} was registered on it.",
    }
)


def finding(code: str, registered: Registered, *, now: datetime) -> Finding:
    """What an officer must look at."""
    sentence = SENTENCES[code].format(unit=registered.unit_no, vin=registered.vin, uscc=registered.uscc)
    return Finding(
        id=registered.fact_id, code=code, sentence=sentence, article=TIANJIN_2, registered=registered,
        found_on=statutory_day(now),
    )  # fmt: skip


@rule(
    "QTA-CONSUME",
    zh="指标由转让待出口登记使用；与预留不符的，交由人员核查",
    en="The transfer registration uses a unit up; where it does not fit the reservation a person looks at it",
    article=TIANJIN_2,
    effect="flag",
)
def consume(unit: Unit | None, registered: Registered, *, now: datetime) -> Decided[Unit] | Finding | None:
    """The unit used up, the finding, or None where this registration is known already."""
    if unit is None:
        return finding("unit_unknown", registered, now=now)
    if unit.consumed_on is not None:
        # Told again for the same car (another case of it, a correction): that is no second use.
        return None if unit.vin == registered.vin else finding("unit_for_another_car", registered, now=now)
    if unit.uscc != registered.uscc:
        return finding("unit_of_another_firm", registered, now=now)
    if unit.status is UnitStatus.RESERVED and unit.vin != registered.vin:
        return finding("unit_for_another_car", registered, now=now)
    if unit.status is not UnitStatus.RESERVED and not _in_time(unit, registered):
        return finding("unit_not_reserved", registered, now=now)
    return _used(unit, registered, now=now)


def _in_time(unit: Unit, registered: Registered) -> bool:
    """Whether the car was registered while its reservation ran, although we hear of it only now."""
    if unit.status not in {UnitStatus.AVAILABLE, UnitStatus.EXPIRED} or not unit.past:
        return False
    last = unit.past[-1]
    # Time ended it, or an application that came to nothing: the car may have been registered before either.
    if last.vin != registered.vin or (last.how != "expired" and last.code not in WITHOUT_LICENCE):
        return False
    return last.reserved_on <= registered.on <= min(last.valid_to, last.ended_on)


def _used(unit: Unit, registered: Registered, *, now: datetime) -> Decided[Unit]:
    state = replace(
        unit, status=UnitStatus.CONSUMED, vin=registered.vin, consumed_on=registered.on, ended=None,
        case_id=registered.case_id, clocks=limits.stop_all(unit.clocks, on=statutory_day(now)),
    )  # fmt: skip
    data = QuotaUnitConsumed(
        unit_no=unit.id, grant_no=unit.grant_no, uscc=unit.uscc, vin=registered.vin, on=registered.on
    )
    return Decided(state, (Announce(registered.case_id, "quota.unit_consumed.v1", data),))


def count(
    found: Finding, unit: Unit | None, holder: Unit | None, *, by: str, reason: str, now: datetime
) -> tuple[Decided[Finding], Decided[Unit]] | Refused:
    """The officer lets a unit of the same firm count for the car. `holder` is the unit that stands for it, or None."""
    if refused := _settled(found):
        return refused
    registered = found.registered
    fits = (
        unit is not None
        and unit.uscc == registered.uscc
        and unit_forbidden(unit, UnitVerb.CONSUME) is None
        and unit.vin in {None, registered.vin}
        and (holder is None or holder.id == unit.id)
    )
    if unit is None or not fits:
        sentence = (
            f"Only a unit of {registered.uscc} that is free, or reserved for {registered.vin}, can count."
        )
        return Refused("unit_not_free", sentence, TIANJIN_2, "/unit_no", 422)
    done = replace(
        found, status=FindingStatus.COUNTED, settled_by=by, settled_on=statutory_day(now), reason=reason,
        counted_unit_no=unit.id,
    )  # fmt: skip
    return Decided(done), _used(unit, registered, now=now)


def note(found: Finding, *, by: str, reason: str, now: datetime) -> Decided[Finding] | Refused:
    """The officer says why no unit counts for it."""
    done = replace(
        found, status=FindingStatus.NOTED, settled_by=by, settled_on=statutory_day(now), reason=reason
    )
    return _settled(found) or Decided(done)


def _settled(found: Finding) -> Refused | None:
    if found.status is FindingStatus.OPEN:
        return None
    return Refused("move-not-allowed", f"The finding was settled by {found.settled_by} already.", TIANJIN_2)
