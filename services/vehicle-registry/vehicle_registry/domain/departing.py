"""What a carrier's departure means for a vehicle in the register: its document need not be handed in. PURE.

It is no exit record: that is for customs to give (第三十九条). So nothing becomes final by it; where nothing but the
transport document was waited for, the deregistration goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.deregistration import examine
from vehicle_registry.domain.materials_facts import TransportDocument
from vehicle_registry.domain.materials_table import BY_CODE
from vehicle_registry.domain.status import Status
from vehicle_registry.domain.vehicle import RULE, Answer, Policy, Vehicle
from vehicle_registry.domain.waiting import papers_came, resumed

DOCUMENT: Final = BY_CODE["M12"].document


def departed(vehicle: Vehicle, document: TransportDocument, *, now: datetime, policy: Policy) -> Answer:
    """The carrier left with it: noted, and looked at again where this was all that was missing."""
    noted = replace(vehicle, transport_document=document)
    if not policy.rules(vehicle.profile, vehicle.profile_version).transport_document_required:
        return Decided(noted)
    if noted.status is Status.CORRECTION and {item.code for item in noted.asked} == {DOCUMENT}:
        going = resumed(papers_came(noted, on=statutory_day(now)), now=now, policy=policy)
        return examine(replace(going, asked=()), by=RULE, now=now, policy=policy)
    return Decided(noted)
