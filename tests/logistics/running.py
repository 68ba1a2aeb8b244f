"""The carriers' desk running alone in a throwaway folder, with the agencies that it hears and everybody who calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import Response

from exportlane.contracts.customs import CustomsReleased, CustomsShutOut
from exportlane.contracts.gateway import CaseOpened
from exportlane.contracts.licensing import LicenceGranted
from exportlane.contracts.vehicle_registry import VehicleTransferPendingExport
from exportlane.law.instants import statutory_day
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, until
from tests.agency import office as agency
from tests.logistics.given import EXPORTER, IMO, VINS

LICENCE_NO, DECLARATION_NO = "26-12-00A7K3", "020220260000000017"


def moment(**ahead: float) -> str:
    """An instant so far from now."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def sailing_paper(**changes: Any) -> dict[str, Any]:
    """A vessel that leaves in ten days."""
    return {
        "means": "vessel", "carrier": "COSCO", "name": "MV HAI NAN XING", "number": new_id()[-6:], "imo": IMO,
        "pol": "CNTXG", "pod": "RUVVO", "capacity": {"roro": 10, "container": 2},
        "cargo_cutoff": moment(days=9), "etd": moment(days=10), "eta": moment(days=14), **changes,
    }  # fmt: skip


def train_paper(**changes: Any) -> dict[str, Any]:
    """A train from Dongjiang to Almaty."""
    train = {
        "means": "train", "carrier": "CR Express", "name": "X8001", "number": new_id()[-6:], "imo": None,
        "pol": "CNDJG", "pod": "KZALA", "capacity": {"rail_cage": 6, "rail_container": 3},
    }  # fmt: skip
    return sailing_paper(**{**train, **changes})


class Desk(agency.Office):
    """The desk, and the agencies that it hears."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "logistics", "/v1/bookings", officer="port")
        self.opener = self.beside("gateway")
        self.customs = self.beside("customs")
        self.registry = self.beside("vehicle-registry")
        self.licensing = self.beside("licensing")

    async def opened(self, vin: str = VINS[0], *, exporter: str = EXPORTER, profile: str = "tianjin") -> str:
        """A case that was opened and is known here."""
        case_id = new_id()
        fact = CaseOpened(
            batch_id=new_id(), lot_id=new_id(), vin=vin, exporter_uscc=exporter, profile=profile,
            profile_version=f"{profile}-2026.1", process_version="2026.1", destination_country="RUS",
            customs_port="0202", contract_no="HT-1", hs_code="8703234990",
        )  # fmt: skip
        await self.opener.announces("case.opened.v1", fact, case_id)
        await until(lambda: self._known(case_id), what="the case is known")
        return case_id

    async def _known(self, case_id: str) -> bool:
        return (await self.officer.get(f"/v1/cargos/{case_id}")).status_code == 200

    async def cargo(self, case_id: str) -> dict[str, Any]:
        """A case as the desk knows it."""
        shown: dict[str, Any] = (await self.officer.get(f"/v1/cargos/{case_id}")).json()
        return shown

    async def until_cargo_is_known(self, case_id: str, name: str) -> dict[str, Any]:
        """The same for a case that may not be known yet."""
        await until(lambda: self._known(case_id), what="the case is known")
        return await self.until_cargo(case_id, name)

    async def until_cargo(self, case_id: str, name: str) -> dict[str, Any]:
        """The case, once it has a value of this name."""

        async def there() -> dict[str, Any] | None:
            shown = await self.cargo(case_id)
            return shown if shown[name] else None

        found = await until(there, what=f"{name} of the case")
        assert found is not None
        return found

    async def released(self, case_id: str, vin: str = VINS[0]) -> None:
        """Customs release it."""
        fact = CustomsReleased(
            declaration_id="d", vin=vin, declaration_no=DECLARATION_NO, licence_no=LICENCE_NO, customs_port="0202",
            released_on=statutory_day(datetime.now(UTC)),
        )  # fmt: skip
        await self.customs.announces("customs.released.v1", fact, case_id)
        await self.until_cargo(case_id, "released_on")

    async def shut_out(self, case_id: str, vin: str = VINS[0]) -> None:
        """Customs shut it out."""
        fact = CustomsShutOut(
            declaration_id="d", vin=vin, reason="not loaded", on=statutory_day(datetime.now(UTC))
        )
        await self.customs.announces("customs.shut_out.v1", fact, case_id)
        await self.until_cargo(case_id, "shut_out_on")

    async def endorsed(
        self, case_id: str, vin: str = VINS[0], *, energy: str = "A", plate_days: int = 40
    ) -> None:
        """The registry endorses it."""
        today = statutory_day(datetime.now(UTC))
        fact = VehicleTransferPendingExport(
            vin=vin, owner_uscc=EXPORTER, brand="大众", model_code="SVW", vehicle_class="passenger", energy_type=energy,
            first_registration_date=today - timedelta(days=900), transfer_pending_export_date=today,
            temp_plate_valid_to=today + timedelta(days=plate_days),
        )  # fmt: skip
        await self.registry.announces("vehicle.transfer_pending_export.v1", fact, case_id)
        await self.until_cargo(case_id, "energy_type")

    async def licensed(self, case_id: str, vin: str = VINS[0]) -> None:
        """Commerce grants the licence."""
        today = statutory_day(datetime.now(UTC))
        fact = LicenceGranted(
            application_id="a", vin=vin, licence_no=LICENCE_NO, exporter_uscc=EXPORTER, issued_on=today, valid_to=today,
            customs_port="0202", destination_country="RUS", hs_code="8703234990", contract_no="HT-1", quantity=1,
            vins=(vin,), brand="大众", model_code="SVW", first_registration_date=today,
            transfer_pending_export_date=today,
        )  # fmt: skip
        await self.licensing.announces("licence.granted.v1", fact, case_id)
        await self.until_cargo(case_id, "done")

    async def sailing(self, paper: dict[str, Any] | None = None) -> dict[str, Any]:
        """A sailing in the schedule."""
        answer = await self.officer.post("/v1/sailings", paper or sailing_paper())
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def asks(
        self, sailing: dict[str, Any], *cases: tuple[str, str], by: Caller | None = None, **changes: Any
    ) -> Response:
        """The exporter asks for space for these (case, VIN)."""
        vehicles = [{"case_id": case, "vin": vin, "new_energy": False} for case, vin in cases]
        body = {"sailing_id": sailing["id"], "mode": "roro", "vehicles": vehicles, **changes}
        return await (by or self.exporter).post("/v1/bookings", body)

    async def booked(
        self, sailing: dict[str, Any], *cases: tuple[str, str], **changes: Any
    ) -> dict[str, Any]:
        """A booking that was asked for."""
        answer = await self.asks(sailing, *cases, **changes)
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def tries(
        self, booking: dict[str, Any], verb: str, body: object = None, *, by: Caller | None = None
    ) -> Response:
        """A verb on a booking."""
        return await (by or self.officer).post(f"/v1/bookings/{booking['id']}/{verb}", body, version="*")

    async def does(self, booking: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
        """The same; the answer must be a yes."""
        answer = await self.tries(booking, verb, body)
        assert answer.status_code == 200, (verb, answer.text)
        shown: dict[str, Any] = answer.json()
        return shown

    async def ready(self, *vins: str) -> list[tuple[str, str]]:
        """Cases of these vehicles, released."""
        cases = [(await self.opened(vin), vin) for vin in vins]
        for case, vin in cases:
            await self.released(case, vin)
        return cases

    async def loaded(self, sailing: dict[str, Any], *vins: str) -> dict[str, Any]:
        """A booking on board."""
        booking = await self.booked(sailing, *await self.ready(*vins))
        await self.does(booking, "confirm")
        await self.does(booking, "gate-in", {})
        return await self.does(booking, "load", {})


def code_of(answer: Response) -> str:
    """The code of a refusal, which must name its article and a sentence."""
    body = answer.json()
    assert body.get("article"), body
    assert len(body["detail"]) > 10, body
    found: str = body["code"]
    return found
