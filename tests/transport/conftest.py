"""Transport running on its own on the embedded system, with everybody who may call it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, system, until
from tests.agency.office import EXPORTER, Office
from transport.main import service

TODAY = statutory_day(SystemClock().now())
YEAR = TODAY.year
GROUND = {"code": "not_used", "reason": "The firm has given the cars up.", "article": "第二条"}
_NUMBERS = itertools.count(1)


def a_vin() -> str:
    """A VIN that no other test has; the check digit is the register's business."""
    return f"LSVAU0330{next(_NUMBERS):08d}"


class Transport(Office):
    """The running service: its officers, commerce's, the firm and a stranger."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "transport", "/v1/grants", officer="chen")
        self.commerce = self.caller("licensing", "officer", subject="li")
        self.second = self.caller("transport", "supervisor", subject="zhou")
        self.viewer = self.caller("transport", "viewer")
        self.registry = self.beside("vehicle-registry")

    async def determined(self, amount: int = 50, uscc: str = EXPORTER, year: int = YEAR) -> dict[str, Any]:
        body = {"uscc": uscc, "year": year, "amount": amount, "grounds": "exports of last year"}
        return created(await self.commerce.post("/v1/grants", body))

    async def allocated(self, amount: int = 50, units: int | None = None, **named: Any) -> dict[str, Any]:
        grant = await self.determined(amount, **named)
        answer = await self.does(f"grants/{grant['id']}", "allocate", {"units": units or amount})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def reserves(self, grant_no: str, vin: str, who: Caller | None = None) -> httpx.Response:
        return await (who or self.exporter).post(f"/v1/grants/{grant_no}/reservations", {"vin": vin})

    async def reserved(self, grant_no: str, vin: str | None = None) -> dict[str, Any]:
        return created(await self.reserves(grant_no, vin or a_vin()))

    async def does(
        self, thing: str, verb: str, body: object = None, who: Caller | None = None, version: str = "*"
    ) -> httpx.Response:
        return await (who or self.officer).post(f"/v1/{thing}/{verb}", body, version=version)

    async def endorsed(self, unit_no: str, vin: str, uscc: str = EXPORTER, case: str | None = None) -> str:
        """The registry says that the car was registered on the unit; the answer is its case."""
        case_id = case or new_id()
        data: dict[str, object] = {
            "vin": vin, "owner_uscc": uscc, "brand": "大众", "model_code": "SVW7144", "energy_type": "A",
            "vehicle_class": "passenger", "first_registration_date": "2022-03-01",
            "transfer_pending_export_date": TODAY.isoformat(), "quota_unit_no": unit_no or None,
        }  # fmt: skip
        await self.registry.says(case_id, "vehicle.transfer_pending_export.v1", data)
        return case_id

    async def consumed(self, grant_no: str, vin: str | None = None) -> dict[str, Any]:
        """A unit that a registration has used up."""
        unit = await self.reserved(grant_no, vin)
        await self.endorsed(unit["id"], unit["vin"])
        return await self.until_unit(unit["id"], "consumed")

    async def unit(self, unit_no: str) -> dict[str, Any]:
        answer = await self.officer.get(f"/v1/units/{unit_no}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def until_unit(self, unit_no: str, status: str) -> dict[str, Any]:
        async def reached() -> dict[str, Any] | None:
            shown = await self.unit(unit_no)
            return shown if shown["status"] == status else None

        found = await until(reached, what=f"the unit's status {status}")
        assert found is not None
        return found

    async def until_listed(self, path: str, count: int = 1, **asked: str) -> list[dict[str, Any]]:
        async def listed() -> list[dict[str, Any]] | None:
            items: list[dict[str, Any]] = (await self.officer.get(path, **asked)).json()["items"]
            return items if len(items) >= count else None

        found = await until(listed, what=f"{count} of {path}")
        assert found is not None
        return found

    async def counts(self, grant_no: str) -> dict[str, int]:
        shown: dict[str, int] = (await self.see(grant_no))["units"]
        return {name: count for name, count in shown.items() if count}


def created(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status and the law's code of a refusal, which names its article and a sentence."""
    body = answer.json()
    assert body["article"], body
    assert body["detail"], body
    return answer.status_code, body["code"]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Transport]:
    """Transport as it is."""
    async with system(tmp_path, definitions={service.name: service}) as run:
        yield Transport(run)
