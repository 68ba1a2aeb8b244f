"""Asking the commerce authority, through sharing, whether a licence is still good: before a decision, never inside it.

The registry reads the vehicle, asks if what it was told is too old, and then decides with the answer as an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.storage import load_thing
from exportlane.sharing.client import Denied, Found, SharingClient, client_of
from exportlane.sharing.looks import Question
from vehicle_registry.domain.materials_facts import SharingDown
from vehicle_registry.domain.refreshing import LicenceSeen, Seen, must_ask, renewed
from vehicle_registry.domain.vehicle import Policy, Vehicle
from vehicle_registry.storage import VEHICLES

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

RESOURCE: Final = "licence_validity"
PURPOSE: Final = "deregistration"
Decide = Callable[[Vehicle, datetime, Policy], Decided[Vehicle] | Refused]


async def asked_anew(service: Service, vehicle_id: str, *, always: bool = False) -> Seen | None:
    """What sharing says of the vehicle's licence, None when nobody needs to ask (or the vehicle is not known)."""
    async with service.database.reading() as connection:
        thing = await load_thing(service.database, connection, VEHICLES, vehicle_id)
    if thing is None or thing.state is None or thing.state.licence is None:
        return None
    policy: Policy = service.policy
    if not always and not must_ask(thing.state, now=service.clock.now(), policy=policy):
        return None
    return await _look(service, thing.state)


def deciding_with(seen: Seen | None, decide: Decide) -> Decide:
    """The same decision, made on what sharing has just said; what follows from the answer is told first."""
    if seen is None:
        return decide

    def both(vehicle: Vehicle, now: datetime, policy: Policy) -> Decided[Vehicle] | Refused:
        fresh = renewed(vehicle, seen, now=now, policy=policy)
        answer = decide(fresh.state, now, policy)
        if isinstance(answer, Refused):
            return _with_reason(answer, seen)
        return Decided(answer.state, fresh.facts + answer.facts, answer.writes)

    return both


def _with_reason(refused: Refused, seen: Seen) -> Refused:
    if not isinstance(seen, SharingDown):
        return refused
    sentence = f"{refused.sentence} (sharing was unavailable at {seen.at.isoformat(timespec='seconds')}: {seen.reason})"
    return Refused(refused.slug, sentence, refused.article, refused.field, refused.status)


def client(service: Service) -> SharingClient:
    """The registry's way to other agencies' data, made with its routes, so that the end of its token is watched."""
    return service.part(SharingClient, lambda: client_of(service))


async def _look(service: Service, vehicle: Vehicle) -> Seen:
    question = Question(
        resource=RESOURCE, key="case_id", value=vehicle.id, case_id=vehicle.id, purpose=PURPOSE
    )
    answer = await client(service).look(question)
    if isinstance(answer, Found):
        return _seen(answer)
    if isinstance(answer, Denied):
        return SharingDown(
            answer.at, f"the look was refused ({answer.slug}): {answer.sentence}", "查询被拒绝"
        )
    return SharingDown(answer.at, answer.sentence, "共享通道不可用")


def _seen(answer: Found) -> Seen:
    said = answer.fields
    try:
        return LicenceSeen(
            look_id=answer.look_id,
            licence_no=str(said["licence_no"]),
            status=str(said["licence_status"]),
            valid_to=date.fromisoformat(str(said["valid_to"])),
            exporter_uscc=str(said["exporter_uscc"]),
            covers_vin=said["covers_vin"] is True,
            at=answer.as_of,
        )
    except (KeyError, ValueError) as error:
        return SharingDown(
            answer.as_of, f"the answer cannot be read: {type(error).__name__}", "返回数据无法识别"
        )
