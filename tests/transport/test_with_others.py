"""The quota with the registry and commerce beside it: from the amount to the endorsement, and C19 from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.runtime.ids import new_id
from exportlane.runtime.service import discover
from exportlane.runtime.storage import load_thing
from exportlane.runtime.testing import System, system, until
from tests.agency.office import EXPORTER
from tests.transport.conftest import TODAY, Transport, refusal
from vehicle_registry.units import QUOTA_COPIES

PLATE = "津A12345"


class Three:
    """Transport, the registry and commerce, each with its counter."""

    def __init__(self, run: System) -> None:
        self.run = run
        self.transport = Transport(run)
        self.police = run.client("vehicle-registry", "vehicle-registry", "officer")
        self.commerce = run.client("licensing", "licensing", "officer")

    async def receives(self, vin: str, unit_no: str | None, **changed: object) -> str:
        """The registry takes in the papers of a transfer; the answer is the case."""
        case = new_id()
        transfer = {
            "delivered_on": (TODAY - timedelta(3)).isoformat(), "seller_kind": "person", "plate_no": PLATE,
            "insurance_valid_to": (TODAY + timedelta(200)).isoformat(), "small_passenger_car": True,
            "quota_unit_no": unit_no,
        } | changed  # fmt: skip
        vehicle = {
            "case_id": case, "vin": vin, "brand": "大众", "model_code": "SVW7144", "vehicle_class": "passenger",
            "energy_type": "A", "displacement_ml": 1395, "motor_kw": None, "first_registration_date": "2022-03-01",
            "transfer_pending_export_date": None, "temp_plate_valid_to": None, "former_plate_no": None,
            "registration_cert_no": "120012345678", "scrapping_due_date": None, "agent_registered": True,
            "transfer": transfer,
        }  # fmt: skip
        lot = {
            "lot_id": new_id(), "batch_id": new_id(), "profile": "tianjin", "exporter_uscc": EXPORTER,
            "vehicles": [vehicle],
        }  # fmt: skip
        answer = await self.run.client("vehicle-registry", "gateway", "service").post("/v1/vehicles", lot)
        assert answer.status_code == 201, answer.text
        for verb, body in (("accept-transfer", None), ("check-transfer", {"how": "electronic"})):
            done = await self.does(case, verb, body)
            assert done.status_code == 200, done.text
        return case

    async def does(self, case: str, verb: str, body: object = None) -> httpx.Response:
        return await self.police.post(f"/v1/vehicles/{case}/{verb}", body, version="*")

    async def endorsed(self, case: str) -> None:
        """Once the registry has heard of the reservation."""

        async def done() -> bool:
            return (await self.does(case, "endorse", {})).status_code == 200

        await until(done, what="the endorsement", pause=0.1)

    async def vehicle(self, case: str) -> dict[str, Any]:
        shown: dict[str, Any] = (await self.police.get(f"/v1/vehicles/{case}")).json()
        return shown

    async def until_suspended(self) -> dict[str, Any]:
        async def barred() -> dict[str, Any] | None:
            shown: dict[str, Any] = (await self.commerce.get(f"/v1/filings/by-uscc/{EXPORTER}")).json()
            return shown if shown["status"] == "suspended" else None

        found = await until(barred, what="the suspension")
        assert found is not None
        return found


@pytest.fixture
async def three(tmp_path: Path) -> AsyncIterator[Three]:
    found = discover()
    names = ("transport", "vehicle-registry", "licensing")
    async with system(tmp_path, definitions={name: found[name] for name in names}) as run:
        yield Three(run)


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.requirement("TJ-2.5")
async def test_from_the_amount_to_the_car_that_is_registered_on_its_unit(three: Three) -> None:
    office, vin = three.transport, "LSVAU033002221761"
    grant = await office.allocated(2)
    unit = await office.reserved(grant["id"], vin)
    without = await three.receives("LFV2A21K9J4000003", None)
    case = await three.receives(vin, unit["id"])

    refused = await three.does(without, "endorse", {})
    await three.endorsed(case)
    used = await office.until_unit(unit["id"], "consumed")
    sale = await three.police.post(
        "/v1/other-uses", {"kind": "domestic_transfer", "vin": vin, "reference": "JJ-1"}
    )
    updates = [
        (
            await three.police.post(
                "/v1/other-uses", {"kind": "update_quota", "vin": vin, "reference": "JJ-2"}
            )
        ),
        (await office.exporter.post("/v1/update-quota-requests", {"vin": vin, "reference": "JJ-2"})),
    ]

    assert refusal(refused) == (422, "quota_required")
    assert (used["case_id"], used["consumed_on"]) == (case, TODAY.isoformat())
    assert sale.json()["refusal"]["code"] == "domestic_transfer_barred"
    assert {answer.json()["refusal"]["code"] for answer in updates} == {"no_update_quota"}
    assert len({answer.json()["refusal"]["article"] for answer in updates}) == 1


@pytest.mark.requirement("TJ-2.2")
async def test_misuse_that_transport_hears_of_locks_the_car_and_suspends_the_firm(three: Three) -> None:
    office, vin = three.transport, "LSVAU033002221761"
    grant = await office.allocated(3)
    unit = await office.reserved(grant["id"], vin)
    case = await three.receives(vin, unit["id"])
    await three.endorsed(case)
    await office.until_unit(unit["id"], "consumed")

    said = {"vin": vin, "code": "domestic_sale", "reason": "Offered in a showroom."}
    misuse = (await office.officer.post("/v1/misuses", said)).json()
    proposed = {"result": "established", "code": "domestic_sale", "reason": "A contract of sale was found."}
    await office.does(f"misuses/{misuse['id']}", "propose", proposed)
    await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)

    async def locked() -> list[dict[str, Any]]:
        return (await three.vehicle(case))["locks"]  # type: ignore[no-any-return]

    locks = await until(locked, what="the lock")
    firm = await three.until_suspended()
    assert [(lock["code"], lock["article"]) for lock in locks] == [("misuse", "天津措施（征求意见稿）第二条")]
    assert firm["may_apply"] is False
    assert await office.counts(grant["id"]) == {"revoked": 3}


@pytest.mark.requirement("TJ-2.2")
async def test_misuse_that_the_police_report_freezes_the_firms_quota_and_a_frozen_unit_endorses_nothing(
    three: Three,
) -> None:
    office, vin, other = three.transport, "LSVAU033002221761", "LFV2A21K9J4000003"
    grant = await office.allocated(3)
    unit, kept = await office.reserved(grant["id"], vin), await office.reserved(grant["id"], other)
    case, waiting = await three.receives(vin, unit["id"]), await three.receives(other, kept["id"])
    await three.endorsed(case)
    await office.until_unit(unit["id"], "consumed")

    report = await three.does(
        case, "report-misuse", {"code": "road_use", "reason": "Stopped on the motorway."}
    )
    misuse = (await office.until_listed("/v1/misuses"))[0]

    async def frozen() -> bool:
        async with three.run.services["vehicle-registry"].database.reading() as connection:
            thing = await load_thing(
                three.run.services["vehicle-registry"].database, connection, QUOTA_COPIES, grant["id"]
            )
        return thing is not None

    await until(frozen, what="the freeze at the registry")
    held = await three.does(waiting, "endorse", {})
    dismissed = {"result": "dismissed", "code": "towed", "reason": "It stood on a tow truck."}
    await office.does(f"misuses/{misuse['id']}", "propose", dismissed)
    await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)
    await three.endorsed(waiting)

    assert report.status_code == 200, report.text
    assert refusal(held) == (422, "quota_frozen")
    assert (await office.until_unit(kept["id"], "consumed"))["vin"] == other
    assert (await office.unit(unit["id"]))["status"] == "consumed"
