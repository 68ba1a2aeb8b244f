"""Customs running on its own in a throwaway folder, with everybody who may call it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from httpx import Response

from exportlane.contracts.decision import FactData
from exportlane.contracts.licensing import LicenceCancelled, LicenceGranted
from exportlane.contracts.vehicle_registry import VehicleDeregistered
from exportlane.law.clock import licence_valid_to
from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, until
from tests.agency import office as agency
from tests.customs.given import EXPORTER, VINS

TODAY = statutory_day(SystemClock().now())
LICENCE_NO = f"{TODAY.year % 100:02d}-12-00A7K3"


class Office(agency.Office):
    """Customs, the two agencies that it hears, and its callers."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "customs", "/v1/declarations", officer="zhao")
        self.licensing = self.beside("licensing")
        self.registry = self.beside("vehicle-registry")

    def client(self, agency: str, role: str) -> Caller:
        return self.caller(agency, role, uscc=EXPORTER if role == "exporter" else None)

    async def received(self, **changes: Any) -> dict[str, Any]:
        answer = await self.gateway.post("/v1/declarations", paper(**changes))
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def hears_licence(self, declaration: dict[str, Any], **changes: Any) -> None:
        for line in declaration["lines"]:
            fact = granted(declaration, line, **changes)
            await self.licensing.announces("licence.granted.v1", fact, line["case_id"])

    async def hears_cancellation(self, declaration: dict[str, Any]) -> None:
        for line in declaration["lines"]:
            fact = LicenceCancelled(
                application_id=declaration["id"],
                licence_no=LICENCE_NO,
                vin=line["vin"],
                code="holder_request",
                reason="The buyer stepped back.",
                article="行政许可法 第七十条",
            )
            await self.licensing.announces("licence.cancelled.v1", fact, line["case_id"])

    async def hears(
        self, declaration: dict[str, Any], type_: str, fact: type[FactData], **values: Any
    ) -> None:
        """A fact of licensing or the registry about every vehicle of the declaration."""
        voice = self.licensing if type_.startswith("licence.") else self.registry
        for line in declaration["lines"]:
            of_case = {"application_id": declaration["id"], "vin": line["vin"], **values}
            await voice.announces(type_, fact.model_validate(of_case), line["case_id"])

    async def until_held(self, declaration_id: str) -> dict[str, Any]:
        async def held() -> dict[str, Any] | None:
            shown = await self.see(declaration_id)
            return shown if any(hold["announced"] for hold in shown["holds"]) else None

        found = await until(held, what="a hold")
        assert found is not None
        return found

    async def until_void(self, declaration_id: str, licence_no: str) -> None:
        """Until customs have heard that the licence is over: facts of two agencies keep no order between them."""

        async def heard() -> bool:
            return licence_no in (await self.see(declaration_id))["void_licences"]

        await until(heard, what="the end of the licence")

    async def verb(
        self, shown: dict[str, Any], verb: str, body: object = None, *, by: Caller | None = None
    ) -> dict[str, Any]:
        """Do a verb on the newest version; the answer must be a yes."""
        answer = await self.tries(shown, verb, body, by=by)
        assert answer.status_code == 200, (verb, answer.text)
        done: dict[str, Any] = answer.json()
        return done

    async def tries(
        self, shown: dict[str, Any], verb: str, body: object = None, *, by: Caller | None = None
    ) -> Response:
        path = f"{self.things}/{shown['id']}/{verb}"
        return await (by or self.officer).post(path, body, version="*")

    async def hears_deregistration(self, declaration: dict[str, Any]) -> None:
        for line in declaration["lines"]:
            fact = VehicleDeregistered(vin=line["vin"], phase="provisional", on=TODAY, materials=())
            await self.registry.announces("vehicle.deregistered.v1", fact, line["case_id"])

    async def on_the_desk(self, **changes: Any) -> dict[str, Any]:
        declaration = await self.received(**changes)
        await self.hears_licence(declaration)
        await self.hears_deregistration(declaration)
        return await self.until_status(declaration["id"], "submitted")


def granted(declaration: dict[str, Any], line: dict[str, Any], **changes: Any) -> LicenceGranted:
    same = ("exporter_uscc", "customs_port", "destination_country", "hs_code", "contract_no")
    plain: dict[str, Any] = {
        "application_id": declaration["id"],
        "licence_no": LICENCE_NO,
        "issued_on": TODAY,
        "valid_to": licence_valid_to(TODAY),
        "quantity": len(declaration["lines"]),
        "vins": tuple(each["vin"] for each in declaration["lines"]),
        "first_registration_date": date(2021, 5, 6),
        "transfer_pending_export_date": TODAY - timedelta(days=9),
        **{name: declaration[name] for name in same},
        **{name: line[name] for name in ("vin", "brand", "model_code")},
    }
    return LicenceGranted.model_validate({**plain, **changes})


def line_paper(vin: str = VINS[0], **changes: Any) -> dict[str, Any]:
    plain = {
        "case_id": new_id(),
        "vin": vin,
        "brand": "大众",
        "model_code": "SVW71617BM",
        "goods_name": "旧大众1.6L轿车",
        "fob_amount": "8200.00",
        "currency": "USD",
        "new_energy": False,
    }
    return {**plain, **changes}


def paper(**changes: Any) -> dict[str, Any]:
    plain = {
        "lot_id": new_id(),
        "batch_id": new_id(),
        "profile": "tianjin",
        "exporter_uscc": EXPORTER,
        "contract_no": "TJ-KAZ-2026-117",
        "customs_port": "0202",
        "destination_country": "KAZ",
        "hs_code": "8703234990",
        "transport_mode": "rail",
        "vessel": None,
        "lines": [line_paper(VINS[0]), line_paper(VINS[1])],
    }
    return {**plain, **changes}


def facts(shown: dict[str, Any]) -> list[str]:
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]
