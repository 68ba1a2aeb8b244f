"""Whether a vehicle may serve another use than export: sold at home, or counted for an update quota. PURE.

天津措施 第二条: a car that was registered on a unit of the export quota is used for nothing else, and no update quota
(更新指标) follows from it. Whoever is endorsed 转让待出口 is not traded at home either. The register answers such a
request and keeps it; what it does not bar is for the office that was asked to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.status import Status
from vehicle_registry.domain.vehicle import Ended, Vehicle

Use = Literal["domestic_transfer", "update_quota"]
_TIANJIN: Final = "天津措施（征求意见稿）第二条"
_PENDING: Final = "二手车出口有关事项申办指南（企业版2025年修订）；机动车登记规定 第二十八条"
_NOT_BOUND: Final = frozenset({Status.LIFTED, Status.TRANSFER_REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherUse:
    """One request and its answer. `reference` is the file number of the office that asks; nobody is named here."""

    id: str
    kind: Use
    vin: str
    reference: str
    received_on: date
    asked_by: str
    answer: Literal["refused", "not_barred"] = "not_barred"
    refusal: Ended | None = None
    case_id: str | None = None


@rule(
    "TJ-2.2.sale",
    zh="已签注转让待出口的车辆不得在国内转让登记",
    en="A vehicle endorsed 转让待出口 is not transferred at home",
    article=f"{_TIANJIN}；{_PENDING}",
    slug="domestic_transfer_barred",
)
def sold_at_home(vehicle: Vehicle) -> Ended | None:
    """From the endorsement on, whatever became of the export; only a supervisor's lifting frees it."""
    if vehicle.transfer_pending_export_date is None or vehicle.status in _NOT_BOUND:
        return None
    article = _TIANJIN if vehicle.quota_unit_no else _PENDING
    sentence = f"{vehicle.vin} was endorsed 转让待出口 on {vehicle.transfer_pending_export_date}: export only"
    return Ended("domestic_transfer_barred", sentence, article)


@rule(
    "TJ-2.2.update",
    zh="使用出口指标登记的车辆不产生更新指标",
    en="No update quota follows from a car that was registered on a unit of the export quota",
    article=_TIANJIN,
    slug="no_update_quota",
)
def counted_for_update(vehicle: Vehicle) -> Ended | None:
    """A unit that was consumed counts for nothing else, before the exit and after it."""
    if vehicle.quota_unit_no is None:
        return None
    sentence = f"{vehicle.vin} was registered on the unit {vehicle.quota_unit_no} of the export quota"
    return Ended("no_update_quota", sentence, _TIANJIN)


BARRED_BY: Final[Mapping[Use, Callable[[Vehicle], Ended | None]]] = MappingProxyType(
    {"domestic_transfer": sold_at_home, "update_quota": counted_for_update}
)


def answered(asked: OtherUse, vehicles: Iterable[Vehicle], *, now: datetime) -> Decided[OtherUse]:
    """The request with its answer; `vehicles` are the cases of its VIN, newest first."""
    received = replace(asked, received_on=statutory_day(now))
    for vehicle in vehicles:
        refusal = BARRED_BY[asked.kind](vehicle)
        if refusal is not None:
            return Decided(replace(received, answer="refused", refusal=refusal, case_id=vehicle.id))
    return Decided(received)
