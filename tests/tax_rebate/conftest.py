"""The tax office alone on the embedded system, and what customs say to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from exportlane.law.checks.vin import vin_check_digit
from exportlane.runtime.testing import System, system
from tax_rebate.main import service
from tests.agency import office as agency
from tests.agency.office import EXPORTER
from tests.agency.voices import Voice

VIN = "LSVAU033002221761"
OTHER_VIN = "LGXC76C30P0123456"
DECLARATION = "020220260000000017"


_numbers = count(1)


def a_vin() -> str:
    """A VIN that was not given before, check digit included (GB 16735)."""
    body = f"LSVAU0330T{next(_numbers):07d}"
    return body[:8] + vin_check_digit(body) + body[9:]


def new_id() -> str:
    return str(uuid.uuid4())


def an_invoice(**changed: object) -> dict[str, object]:
    """113,000 with 13 %."""
    invoice: dict[str, object] = {
        "number": f"{next(_numbers):020d}",
        "kind": "vat_special_13",
        "gross_amount": "113000.00",
        "levy_rate": "0.13",
        "ex_vat_amount": "100000.00",
        "seller_uscc": "91310000MA1FL0000N",
        "date": "2026-10-01",
    }
    return invoice | changed


def exempt() -> dict[str, object]:
    """The invoice of a private seller."""
    return an_invoice(
        kind="used_vehicle_unified",
        gross_amount="80000.00",
        ex_vat_amount="80000.00",
        levy_rate="0",
        seller_uscc=None,
    )


def wrong() -> dict[str, object]:
    """An invoice that does not add up."""
    return an_invoice(gross_amount="113100.00")


def a_line(case_id: str | None = None, **changed: object) -> dict[str, object]:
    """One vehicle of a claim as the gateway hands it over."""
    line: dict[str, object] = {
        "case_id": case_id or new_id(),
        "vin": VIN,
        "hs_rebate_rate": "0.13",
        "invoice": an_invoice(),
    }
    return line | changed


def a_claim(*lines: dict[str, object], **changed: object) -> dict[str, object]:
    """The claim for one lot."""
    body: dict[str, object] = {
        "lot_id": new_id(),
        "batch_id": new_id(),
        "profile": "tianjin",
        "exporter_uscc": EXPORTER,
        "rebate_class": 1,
        "lines": list(lines) or [a_line()],
    }
    return body | changed


def cleared(vin: str = VIN, **changed: object) -> dict[str, object]:
    """`customs.cleared` for one vehicle."""
    data: dict[str, object] = {
        "declaration_id": "lot",
        "declaration_no": DECLARATION,
        "vin": vin,
        "licence_no": "26-12-00000A",
        "cleared_on": "2026-11-20",
        "transport_mode": "2",
        "vessel": None,
    }
    return data | changed


def ended(vin: str = VIN, **changed: object) -> dict[str, object]:
    """What customs say of a declaration that came to nothing."""
    return {
        "declaration_id": "lot",
        "vin": vin,
        "code": "licence_cancelled",
        "reason": "no licence",
    } | changed


def returned(vin: str = VIN) -> dict[str, object]:
    """`customs.returned` for one vehicle."""
    return {
        "declaration_id": "lot",
        "declaration_no": DECLARATION,
        "vin": vin,
        "reason": "refused by the buyer",
        "returned_on": "2026-11-21",
    }


class Office(agency.Office):
    """The running tax office and those who call it."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "tax-rebate", "/v1/claims", officer="wu")

    def customs(self) -> Voice:
        return self.speaks("customs")

    async def receive(self, *lines: dict[str, object], **changed: object) -> tuple[str, list[str]]:
        """Hand a claim over and return its id and its cases."""
        body = a_claim(*lines, **changed)
        answer = await self.gateway.post("/v1/claims", body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"], [line["case_id"] for line in answer.json()["lines"]]

    async def accepted(self, *lines: dict[str, object], **changed: object) -> str:
        """A claim whose vehicles are cleared, where officers decide."""
        claim_id, cases = await self.receive(*lines, **changed)
        vins = [line["vin"] for line in (await self.see(claim_id))["lines"]]
        async with self.customs() as customs:
            for case, vin in zip(cases, vins, strict=True):
                await customs.says(case, "customs.cleared.v1", cleared(vin))
            await self.until_status(claim_id, "accepted")
        return claim_id


Start = Callable[..., AbstractAsyncContextManager[System]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """The tax office with settings of one's own: ``async with start(automatic="none") as run``."""

    def started(**settings: Any) -> AbstractAsyncContextManager[System]:
        return system(tmp_path, definitions={"tax-rebate": service}, **settings)

    return started


@pytest.fixture
async def office(start: Start) -> Any:
    """The tax office as the profiles have it: its rules decide alone."""
    async with start() as run:
        yield Office(run)


@pytest.fixture
async def by_hand(start: Start) -> Any:
    """The tax office where officers decide everything."""
    async with start(automatic="none") as run:
        yield Office(run)
