"""The registry alone on the embedded system, and what the other agencies say to it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.testing import System, system
from tests.agency.office import EXPORTER, Office
from vehicle_registry.main import service

VIN = "LSVAU033002221761"


def new_id() -> str:
    return str(uuid.uuid4())


def a_paper(case_id: str, **changed: object) -> dict[str, object]:
    """One vehicle as the gateway hands it over."""
    paper: dict[str, object] = {
        "case_id": case_id,
        "vin": VIN,
        "brand": "大众",
        "model_code": "SVW7144",
        "vehicle_class": "passenger",
        "energy_type": "A",
        "displacement_ml": 1395,
        "motor_kw": None,
        "first_registration_date": "2022-03-01",
        "transfer_pending_export_date": "2024-05-06",
        "temp_plate_valid_to": "2024-07-05",
        "registration_cert_no": "120012345678",
        "former_plate_no": "津A12345",
        "scrapping_due_date": None,
        "agent_registered": True,
    }
    return paper | changed


def a_hand_over(*papers: dict[str, object], **changed: object) -> dict[str, object]:
    """The vehicles of one lot."""
    body: dict[str, object] = {
        "lot_id": new_id(),
        "batch_id": new_id(),
        "profile": "tianjin",
        "exporter_uscc": EXPORTER,
        "vehicles": list(papers) or [a_paper(new_id())],
    }
    return body | changed


def granted(vin: str = VIN, **changed: object) -> dict[str, object]:
    """`licence.granted` for one vehicle, valid for long enough."""
    data: dict[str, object] = {
        "application_id": "lot",
        "licence_no": "26-12-00000A",
        "vin": vin,
        "exporter_uscc": EXPORTER,
        "issued_on": "2026-11-20",
        "valid_to": "2099-12-31",
        "customs_port": "0202",
        "destination_country": "KAZ",
        "hs_code": "8703234110",
        "contract_no": "HT-1",
        "quantity": 1,
        "vins": [vin],
        "brand": "大众",
        "model_code": "SVW7144",
        "first_registration_date": "2022-03-01",
        "transfer_pending_export_date": "2024-05-06",
    }
    return data | changed


def cleared(vin: str = VIN) -> dict[str, object]:
    """`customs.cleared` for one vehicle."""
    return {
        "declaration_id": "lot",
        "declaration_no": "020220260000000017",
        "vin": vin,
        "licence_no": "26-12-00000A",
        "cleared_on": "2026-11-20",
        "transport_mode": "2",
        "vessel": "中远之星",
    }


class Registry(Office):
    """The running registry and those who call it."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "vehicle-registry", "/v1/vehicles", officer="li")

    async def receive(self, case_id: str | None = None, **changed: object) -> str:
        """Hand one vehicle over and return its case."""
        case = case_id or new_id()
        head = {name: changed.pop(name) for name in ("profile", "exporter_uscc") if name in changed}
        answer = await self.gateway.post("/v1/vehicles", a_hand_over(a_paper(case, **changed), **head))
        assert answer.status_code == 201, answer.text
        return case


Start = Callable[..., AbstractAsyncContextManager[System]]
Opened = Callable[..., Awaitable[Registry]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """The registry with settings of one's own: ``async with start(automatic="none") as run``."""

    def started(**settings: Any) -> AbstractAsyncContextManager[System]:
        return system(tmp_path, definitions={"vehicle-registry": service}, **settings)

    return started


@pytest.fixture
async def registry(start: Start) -> Any:
    """The registry as the profiles have it: its rules decide alone."""
    async with start() as run:
        yield Registry(run)


@pytest.fixture
async def by_hand(start: Start) -> Any:
    """The registry where officers decide everything."""
    async with start(automatic="none") as run:
        yield Registry(run)
