"""Licensing running on its own in a throwaway folder, with everybody who may call it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from exportlane.contracts.vehicle_registry import VehicleTransferPendingExport
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, until
from tests.agency.office import Office
from tests.licensing.given import EXPORTER, VINS

TODAY = statutory_day(SystemClock().now())
RECENTLY = TODAY - timedelta(days=9)


class Authority(Office):
    """Licensing running on its own, with everybody who may call it."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "licensing", "/v1/applications", officer="li")
        self.registry = self.beside("vehicle-registry")
        self.customs = self.beside("customs")

    def client(self, agency: str, role: str) -> Caller:
        return self.caller(agency, role, uscc=EXPORTER if role == "exporter" else None)

    async def received(self, **changes: Any) -> dict[str, Any]:
        body = paper(**changes)
        answer = await self.gateway.post("/v1/applications", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def endorsed(self, application: dict[str, Any], **changes: Any) -> None:
        for line in application["lines"]:
            await self.registry.announces(
                "vehicle.transfer_pending_export.v1", endorsement(line, **changes), line["case_id"]
            )

    async def until_found(self, application_id: str) -> dict[str, Any]:
        """Wait until the rules have said something to the officer."""

        async def found() -> dict[str, Any] | None:
            shown = await self.see(application_id)
            return shown if shown["found"] else None

        shown = await until(found, what="findings")
        assert shown is not None
        return shown

    async def on_the_desk(self, **changes: Any) -> dict[str, Any]:
        application = await self.received(**changes)
        await self.endorsed(application)
        return await self.until_status(application["id"], "accepted")


def endorsement(line: dict[str, Any], **changes: Any) -> VehicleTransferPendingExport:
    values = {
        name: line[name]
        for name in ("vin", "brand", "model_code", "first_registration_date", "transfer_pending_export_date")
    }
    plain = {"owner_uscc": EXPORTER, "vehicle_class": "passenger", "energy_type": "A", **values}
    return VehicleTransferPendingExport.model_validate({**plain, **changes})


def line_paper(vin: str = VINS[0], **changes: Any) -> dict[str, Any]:
    report = {
        "number": "R-1",
        "body": "CATARC",
        "standard": "WM/T 8-2022",
        "date": RECENTLY.isoformat(),
        "result": "pass",
    }
    plain = {
        "case_id": new_id(),
        "vin": vin,
        "brand": "大众",
        "model_code": "SVW71617BM",
        "first_registration_date": "2021-05-06",
        "transfer_pending_export_date": RECENTLY.isoformat(),
        "inspection_report": report,
        "after_sales_letter": None,
        "scrapping_due_date": None,
    }
    return {**plain, **changes}


def paper(**changes: Any) -> dict[str, Any]:
    plain = {
        "lot_id": new_id(),
        "batch_id": new_id(),
        "profile": "tianjin",
        "exporter_uscc": EXPORTER,
        "exporter_name": "天津远航汽车出口有限公司",
        "contract_no": "TJ-KAZ-2026-117",
        "customs_port": "0202",
        "destination_country": "KAZ",
        "hs_code": "8703234990",
        "applied_on": None,
        "lines": [line_paper(VINS[0]), line_paper(VINS[1])],
    }
    return {**plain, **changes}


def facts(shown: dict[str, Any]) -> list[str]:
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]
