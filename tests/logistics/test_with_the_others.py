"""From the release to the departure with all agencies: customs wait for the carrier, the registry spares the paper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.process import ON_THE_WAY
from exportlane.runtime.service import ServiceDefinition, discover
from exportlane.runtime.testing import System, system, until
from tests.end_to_end.papers import batch, vehicle
from tests.end_to_end.people import EXPORTER, Entrance, Person, Submitted, officer
from tests.logistics.running import sailing_paper
from vehicle_registry.domain import Policy

PORT = officer("logistics")
RULES = "licence.grant,vehicle.deregister,vehicle.restore,customs.release"


def asking_for_the_document(definition: ServiceDefinition) -> ServiceDefinition:
    """The registry of a city that asks for the transport document (M12)."""

    def policy(settings: Any) -> Policy:
        usual: Policy = definition.policy(settings)
        book = {key: replace(rules, transport_document_required=True) for key, rules in usual.book.items()}
        return replace(usual, book=book)

    return replace(definition, policy=policy)


@asynccontextmanager
async def opened(folder: Path, **overrides: Any) -> AsyncIterator[Entrance]:
    async with system(folder, **overrides) as running, entrance_of(running) as entrance:
        yield entrance


@asynccontextmanager
async def entrance_of(running: System) -> AsyncIterator[Entrance]:
    transport = httpx.ASGITransport(app=running.apps["gateway"])
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=30) as http:
        yield Entrance(http, lambda who: running.token(who.agency, who.role, uscc=who.uscc))


class Port:
    """The carriers' desk through the gateway."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance

    async def post(
        self, path: str, body: object = None, *, by: Person = PORT, ok: int = 200
    ) -> dict[str, Any]:
        headers = {} if ok == 201 else {"if-match": "*"}
        answer = await self.entrance.ask(by, "POST", f"/v1/logistics{path}", json=body or {}, headers=headers)
        assert answer.status_code == ok, (path, answer.text)
        shown: dict[str, Any] = answer.json()
        return shown

    async def booked(self, case: str, vin: str) -> dict[str, Any]:
        """A confirmed booking of a case, as soon as the desk has heard of it."""
        sailing = await self.post("/sailings", sailing_paper(), ok=201)
        path = f"/v1/logistics/cargos/{case}"

        async def known() -> bool:
            return (await self.entrance.ask(PORT, "GET", path)).status_code == 200

        await until(known, what="the case at the port")
        vehicles = [{"case_id": case, "vin": vin, "new_energy": False}]
        asked = {"sailing_id": sailing["id"], "mode": "roro", "vehicles": vehicles}
        booking = await self.post("/bookings", asked, by=EXPORTER, ok=201)
        return await self.post(f"/bookings/{booking['id']}/confirm")

    async def does(self, booking: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
        return await self.post(f"/bookings/{booking['id']}/{verb}", body)

    async def until_released(self, case: str) -> None:
        async def there() -> Any:
            return (await self.entrance.get(PORT, f"/v1/logistics/cargos/{case}"))["released_on"]

        await until(there, what="the release at the port")


async def declaration_has(entrance: Entrance, lot: str, name: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        shown = await entrance.thing("customs", lot)
        return shown if shown[name] else None

    found = await until(look, what=f"{name} on the declaration")
    assert found is not None
    return found


async def timeline_with(entrance: Entrance, case: str, type_: str) -> list[dict[str, Any]]:
    facts = await entrance.timeline(case)
    return facts if any(fact["type"] == type_ for fact in facts) else []


@pytest.mark.requirement("TZ-11")
@pytest.mark.requirement("TJ-5.2")
async def test_from_the_release_to_the_departure_everybody_hears_the_carrier(tmp_path: Path) -> None:
    every = {name: found for name, found in discover().items() if name in ON_THE_WAY | {"logistics"}}
    every["vehicle-registry"] = asking_for_the_document(every["vehicle-registry"])
    async with opened(tmp_path, definitions=every, automatic=RULES) as entrance:
        port = Port(entrance)
        submitted = await entrance.submits(batch(vehicle(), profile="national"))
        ((vin, case),) = submitted.cases.items()
        await entrance.reaches("customs", submitted.lot, "released")
        booking = await port.booked(case, vin)
        await port.until_released(case)

        await port.does(booking, "gate-in")
        await port.does(booking, "load")
        aboard = await declaration_has(entrance, submitted.lot, "carrier_loaded_on")
        path = f"/v1/customs/declarations/{submitted.lot}/clear"
        early = await entrance.ask(officer("customs"), "POST", path, json={}, headers={"if-match": "*"})
        await port.does(booking, "depart", {"transport_document_no": "COSU6001"})
        gone = await declaration_has(entrance, submitted.lot, "carrier_departed_on")
        await entrance.act(officer("customs"), "customs", submitted.lot, "clear")
        out = await entrance.reaches("vehicle-registry", case, "deregistered")

        assert (early.status_code, early.json()["code"]) == (409, "carrier_not_departed")
        assert aboard["carrier_vessel"] == gone["carrier_vessel"] == "MV HAI NAN XING"
        assert gone["matters"] == []
        assert out["transport_document"]["document_no"] == "COSU6001"
        facts = await until(
            lambda: timeline_with(entrance, case, "vehicle.deregistered.v1"), what="the timeline"
        )
        told = [fact["type"] for fact in facts]
        for what in ("requested", "confirmed", "gated_in", "loaded", "departed"):
            assert told.count(f"booking.{what}.v1") == 1
        (last,) = (fact for fact in facts if fact["type"] == "vehicle.deregistered.v1")
        spared = {item["code"]: item for item in last["data"]["materials"]}
        assert spared["M12"]["status"] == "waived"
        assert spared["M12"]["fact_id"]


async def left_behind(entrance: Entrance) -> tuple[Submitted, dict[str, Any]]:
    """A released car at the port whose booking was rolled, as customs know; and that booking."""
    port = Port(entrance)
    submitted = await entrance.submits(batch(vehicle()))
    ((vin, case),) = submitted.cases.items()
    await entrance.reaches("customs", submitted.lot, "released")
    booking = await port.booked(case, vin)
    await port.until_released(case)
    await port.does(booking, "gate-in")
    await port.does(booking, "roll", {"code": "full", "reason": "The ship was full."})
    await declaration_has(entrance, submitted.lot, "matters")
    return submitted, booking


async def test_a_car_left_behind_after_its_release_is_a_matter_for_customs_and_nothing_is_undone(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, beside=("logistics",), automatic=RULES) as entrance:
        submitted, _ = await left_behind(entrance)
        ((_, case),) = submitted.cases.items()
        shown = await declaration_has(entrance, submitted.lot, "matters")
        await entrance.act(
            officer("customs"), "customs", submitted.lot, "shut-out", {"reason": "Left behind."}
        )

        async def out() -> Any:
            return (await entrance.get(PORT, f"/v1/logistics/cargos/{case}"))["shut_out_on"]

        await until(out, what="the shutting out at the port")
        assert [item["code"] for item in shown["matters"]] == ["not_loaded"]
        assert shown["status"] == "released"
        after = await entrance.thing("customs", submitted.lot)
        assert (after["status"], after["matters"]) == ("shut_out", [])


async def test_customs_forget_a_booking_that_was_rolled_and_then_cancelled(tmp_path: Path) -> None:
    async with opened(tmp_path, beside=("logistics",), automatic=RULES) as entrance:
        submitted, booking = await left_behind(entrance)

        await Port(entrance).does(
            booking, "cancel", {"code": "no_buyer", "reason": "The buyer stepped back."}
        )

        async def forgotten() -> bool:
            return not (await entrance.thing("customs", submitted.lot))["matters"]

        await until(forgotten, what="the matter of the cancelled booking gone")
        after = await entrance.thing("customs", submitted.lot)
        assert (after["status"], after["carriage"]) == ("released", [])


async def test_rules_confirm_the_departure_only_after_the_carriers_word(tmp_path: Path) -> None:
    """Rolled before customs released it: the release comes, and the confirmation waits for the next ship."""
    verbs = "licence.grant,vehicle.deregister,customs.clear"
    async with opened(tmp_path, beside=("logistics",), automatic=verbs) as entrance:
        port = Port(entrance)
        submitted = await entrance.submits(batch(vehicle()))
        ((vin, case),) = submitted.cases.items()
        await entrance.reaches("customs", submitted.lot, "submitted")
        booking = await port.booked(case, vin)
        await port.does(booking, "gate-in")
        await port.does(booking, "roll", {"code": "full", "reason": "The ship was full."})
        await declaration_has(entrance, submitted.lot, "carriage")
        await entrance.act(officer("customs"), "customs", submitted.lot, "accept")
        await entrance.act(officer("customs"), "customs", submitted.lot, "release")
        await port.until_released(case)
        following = await port.post("/sailings", sailing_paper(name="MV NEXT"), ok=201)
        await port.does(booking, "rebook", {"to_sailing_id": following["id"]})
        await port.does(booking, "load")
        waits = await entrance.reaches("customs", submitted.lot, "released")

        await port.does(booking, "depart", {"transport_document_no": "COSU6002"})
        cleared = await entrance.reaches("customs", submitted.lot, "cleared")

        assert waits["cleared_on"] is None
        assert cleared["vessel"] == "MV NEXT"
