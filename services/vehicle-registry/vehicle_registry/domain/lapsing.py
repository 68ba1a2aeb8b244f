"""What becomes of a notice that nobody answers in time: it counts as a withdrawal. PURE.

A deregistration goes back to where it may be applied for again; a transfer registration ends, and with it the case.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law.limits import Running
from exportlane.law.rules import rule
from vehicle_registry.domain.endings import withdrawn
from vehicle_registry.domain.status import Status
from vehicle_registry.domain.transfer import refused_with
from vehicle_registry.domain.vehicle import Ended, Policy, Vehicle
from vehicle_registry.domain.waiting import CORRECTION_SUPPLY

NOT_SUPPLIED: Final = "correction_not_supplied"
_ARTICLE: Final = "机动车登记规定 第三条；期限为本系统约定"


@rule(
    "REG-LAPSE",
    zh="逾期不补正的，视为撤回申请",
    en="A notice that is not answered in time ends the application as if it were withdrawn",
    article=_ARTICLE,
    slug=NOT_SUPPLIED,
    effect="deem",
)
def unanswered(vehicle: Vehicle, clock: Running, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """What the passing of this clock's last day means for the vehicle; nothing for any other clock."""
    if clock.matter != CORRECTION_SUPPLY:
        return Decided(vehicle)
    sentence = f"What was asked for was not supplied by {clock.due_on}."
    if vehicle.status is Status.CORRECTION:
        return withdrawn(vehicle, reason=sentence, now=now, policy=policy)
    if vehicle.status is Status.TRANSFER_CORRECTION:
        return refused_with(vehicle, Ended(NOT_SUPPLIED, sentence, _ARTICLE), now=now)
    return Decided(vehicle)
