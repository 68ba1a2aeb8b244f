"""Codes of the commerce authority that a finding, a condition or a clock carries, seen through the service."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts.vehicle_registry import VehicleLocked
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import system, until
from licensing.main import service as definition
from tests.licensing.running import TODAY, Authority, line_paper, paper
from tests.licensing.test_api_filings import PARTICULARS, asked
from tests.licensing.test_api_filings import act as act_on_filing

MAKER = {"legal_person": True, "miit_announcement_no": "G-408", "brands": ["大众"]}


def codes(shown: dict[str, Any]) -> set[str]:
    return {item["code"] for item in shown["found"]}


async def found(authority: Authority, **changes: Any) -> dict[str, Any]:
    """An application whose papers the rules have looked at."""
    application = await authority.received(**changes)
    await authority.endorsed(application)
    return await authority.until_found(application["id"])


async def test_a_vehicle_that_was_registered_after_its_endorsement_is_found(by_hand: Authority) -> None:
    late = (TODAY - timedelta(days=2)).isoformat()

    shown = await found(by_hand, lines=[line_paper(first_registration_date=late)])

    assert "registered_too_late" in codes(shown)
    assert all(item["article"] for item in shown["found"])


async def test_twenty_one_vehicles_are_too_many_for_a_licence(by_hand: Authority) -> None:
    lines = [line_paper(f"LSVAU0330020{number:05d}") for number in range(21)]

    answer = await by_hand.officer.post("/v1/applications", paper(lines=lines))

    problem = answer.json()
    if problem["slug"] == "validation-failed":  # a VIN of the row, not the number of rows
        raise AssertionError(problem)
    assert (answer.status_code, problem["code"], problem["field"]) == (422, "too_many_vehicles", "/lines")


async def test_an_answer_that_leaves_an_item_open_is_not_taken(by_hand: Authority) -> None:
    application = await by_hand.received(lines=[line_paper()])
    path = f"/v1/applications/{application['id']}"
    items = [{"code": name, "sentence": f"The {name}, please."} for name in ("photo", "scan")]
    await by_hand.officer.post(f"{path}/request-correction", {"items": items}, version="*")

    answer = await by_hand.exporter.post(f"{path}/supply-correction", {"items": ["photo"]}, version="*")

    assert (answer.status_code, answer.json()["code"]) == (422, "correction-incomplete")
    assert answer.json()["article"] == "行政许可法 第三十二条"


async def test_a_lock_that_comes_before_the_decision_refuses(by_hand: Authority) -> None:
    desk = await by_hand.on_the_desk(lines=[line_paper()])
    line = desk["lines"][0]
    why = {"code": "stolen", "reason": "Reported.", "article": "机动车登记规定 第四十二条"}
    await by_hand.registry.announces(
        "vehicle.locked.v1", VehicleLocked(vin=line["vin"], **why), line["case_id"]
    )
    await by_hand.until_found(desk["id"])

    answer = await by_hand.officer.post(f"/v1/applications/{desk['id']}/grant", {}, version="*")

    assert (answer.status_code, answer.json()["code"]) == (422, "vehicle_encumbered")
    assert answer.json()["article"] == "机动车登记规定 第四十二条"


async def test_a_correction_that_nobody_supplies_lapses_after_thirty_days(tmp_path: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    services = {"licensing": definition}
    async with system(tmp_path, definitions=services, automatic="none", clock=clock) as run:
        authority = Authority(run)
        application = await authority.received(lines=[line_paper()])
        path = f"/v1/applications/{application['id']}/request-correction"
        items = {"items": [{"code": "photo", "sentence": "A photo, please."}]}
        await authority.officer.post(path, items, version="*")
        clock.advance(timedelta(days=45))

        await authority.service.wake_due()

        shown = await authority.see(application["id"])
        assert shown["outcome"]["code"] == "correction_not_supplied"
        assert shown["history"][-1]["type"] == "licence.lapsed.v1"


@pytest.mark.parametrize(
    ("code", "laid_down"),
    [
        ("conformity_declaration_missing", {"conformity_countries": frozenset({"KAZ"})}),
        ("contract_no_too_long", {"contract_no_max": 10}),
    ],
)
async def test_what_no_shipped_profile_lays_down_is_found_where_one_does(
    tmp_path: Path, code: str, laid_down: dict[str, Any]
) -> None:
    def policy(*given: Any, **named: Any) -> Any:
        plain = definition.policy(*given, **named)
        of = {
            name: tuple(replace(one, **laid_down) for one in versions)
            for name, versions in plain.versions.items()
        }
        return replace(plain, versions=of)

    services = {"licensing": replace(definition, policy=policy)}
    async with system(tmp_path, definitions=services, automatic="none") as run:
        shown = await found(Authority(run), lines=[line_paper()])

    assert codes(shown) == {code}


@pytest.mark.parametrize(
    ("code", "kind", "particulars"),
    [
        ("own_products", "manufacturer", {**MAKER, "brands": []}),
        ("miit_announcement", "manufacturer", {**MAKER, "miit_announcement_no": None}),
        ("compliant_tax", "circulation", {**PARTICULARS, "compliance": {"tax": False}}),
    ],
)
async def test_a_condition_that_is_not_met_keeps_the_firm_off(
    alone: Authority, code: str, kind: str, particulars: dict[str, Any]
) -> None:
    filing = await act_on_filing(
        alone.officer, await asked(alone, kind=kind, particulars=particulars), "accept"
    )

    answer = await alone.officer.post(f"/v1/filings/{filing['id']}/file", version=filing["version"])

    assert [one["code"] for one in filing["conditions"] if not one["met"]] == [code]
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["article"]


async def test_a_firm_that_is_listed_as_dishonest_is_not_filed(alone: Authority) -> None:
    filing = await asked(alone)
    listed = {
        "list": "serious_dishonesty", "code": "fraud", "reason": "Forged.", "valid_from": TODAY.isoformat(),
    }  # fmt: skip
    filing = await act_on_filing(alone.supervisor, filing, "list", listed)
    filing = await act_on_filing(alone.officer, filing, "accept")

    answer = await alone.officer.post(f"/v1/filings/{filing['id']}/file", version=filing["version"])

    assert (answer.status_code, answer.json()["code"]) == (422, "no_serious_dishonesty")


async def test_a_manufacturer_applies_for_its_own_products_only(by_hand: Authority) -> None:
    filing = await asked(by_hand, kind="manufacturer", particulars=MAKER)
    for verb in ("accept", "file"):
        filing = await act_on_filing(by_hand.officer, filing, verb)
    uscc = filing["uscc"]
    application = await by_hand.received(
        exporter_uscc=uscc, exporter_kind="manufacturer", lines=[line_paper(brand="宝马")]
    )
    await by_hand.endorsed(application, owner_uscc=uscc)

    async def seen() -> bool:
        return "not_own_product" in codes(await by_hand.see(application["id"]))

    await until(seen, what="the finding")


async def test_an_application_at_the_window_is_not_dated_back(by_hand: Authority) -> None:
    answer = await by_hand.officer.post("/v1/applications", paper(applied_on="2025-12-31"))

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "application-backdated"), problem
    assert (problem["field"], bool(problem["article"])) == ("/applied_on", True)
