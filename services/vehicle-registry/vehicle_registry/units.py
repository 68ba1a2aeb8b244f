"""Which units of the quota this register has used already: looked up before an endorsement, never inside it.

Two endorsements at the same moment on one unit meet at the table, where a unit stands once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from exportlane.runtime.storage import load_thing
from vehicle_registry.domain import Policy
from vehicle_registry.domain.quota import NotUsedBefore
from vehicle_registry.storage import VEHICLES, used_units

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


async def units_named(service: Service, ids: Sequence[str]) -> Mapping[str, str]:
    """Those units that the papers of these vehicles name and that were used before: unit -> VIN."""
    named: set[str] = set()
    async with service.database.reading() as connection:
        for vehicle_id in ids:
            thing = await load_thing(service.database, connection, VEHICLES, vehicle_id)
            papers = thing.state.transfer if thing is not None and thing.state is not None else None
            if papers is not None and papers.quota_unit_no is not None:
                named.add(papers.quota_unit_no)
        return await used_units(connection, sorted(named))


def knowing(policy: Policy, used: Mapping[str, str]) -> Policy:
    """The policy, where a unit that was used for another vehicle is reserved for nobody."""
    return replace(policy, quota_units=NotUsedBefore(policy.quota_units, used)) if used else policy
