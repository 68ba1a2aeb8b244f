"""C1 with the whole platform: commerce refuses, and the unit of the quota and the declared shipment are given back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.runtime.testing import system, until
from tests.credit_insurance.running import BUYER, buyer_paper, days
from tests.end_to_end.papers import USCC, batch, vehicle
from tests.end_to_end.people import EXPORTER, Entrance, officer
from tests.transport.conftest import Transport

BY_RULE = "vehicle.deregister,customs.release,customs.clear"
INSURER = "/v1/credit-insurance"


@pytest.mark.rule("QTA-RELEASE", "INS-CASE-OVER")
async def test_a_refused_licence_frees_the_unit_and_takes_the_declared_shipment_back(tmp_path: Path) -> None:
    async with system(tmp_path, beside=("transport", "credit-insurance"), automatic=BY_RULE) as running:
        line = httpx.ASGITransport(app=running.apps["gateway"])
        async with httpx.AsyncClient(transport=line, base_url="http://gateway", timeout=30) as http:
            entrance = Entrance(http, lambda who: running.token(who.agency, who.role, uscc=who.uscc))
            office, car = Transport(running), vehicle()
            unit = await office.reserved((await office.allocated(1))["id"], car["vin"])
            submitted = await entrance.submits(batch(car))
            await entrance.reaches("licensing", submitted.lot, "accepted")
            await _declared(entrance, submitted.case)

            await entrance.act(
                officer("licensing"), "licensing", submitted.lot, "refuse",
                {"code": "not_genuine", "reason": "The invoice is not genuine.", "article": "行政许可法 第三十八条"},
            )  # fmt: skip

            free = await office.until_unit(unit["id"], "available")

            async def closed() -> Any:
                shown = await entrance.get(EXPORTER, f"{INSURER}/exports/{submitted.case}")
                return shown if shown["standing"] == "cancelled" else None

            export = await until(closed, what="the end of the case at the insurer")
            told = [one for one in export["history"] if one["type"] == "insurance.shipment_withdrawn.v1"]
            assert [one["code"] for one in free["past"]] == ["licence_refused"]
            assert [one["data"]["code"] for one in told] == ["licence_refused"]


async def _declared(entrance: Entrance, case: str) -> None:
    shipment = {
        "uscc": USCC, "case_id": case, "buyer_id": BUYER, "value": "9000.00", "currency": "USD", "payment": "oa",
        "due_on": days(60),
    }  # fmt: skip

    async def known() -> bool:
        return (await entrance.ask(EXPORTER, "GET", f"{INSURER}/exports/{case}")).is_success

    await until(known, what="the case at the insurer")
    for path, body in (("buyers", buyer_paper()), ("shipments", shipment)):
        answer = await entrance.ask(EXPORTER, "POST", f"{INSURER}/{path}", json=body)
        assert answer.status_code == 201, answer.text
