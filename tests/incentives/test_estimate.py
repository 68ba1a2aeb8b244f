"""What a firm would be granted, asked before it applies: through the service, and through the gateway."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.settings import StartupRefused
from exportlane.runtime.testing import Caller, System, system
from incentives.main import service as definition

ROOT = Path(__file__).parents[2]
EXAMPLE: dict[str, Any] = json.loads(
    (ROOT / "examples" / "subsidy-estimate.json").read_text(encoding="utf-8")
)
MADE_UP = ROOT / "tests" / "policies" / "made_up_city.json"
USCC = EXAMPLE["firm"]["uscc"]
ESTIMATE, ENTITLEMENTS, POLICIES = (
    f"/v1/subsidies/{what}" for what in ("estimate", "entitlements", "policies")
)


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[System]:
    async with system(tmp_path, definitions={"incentives": definition}) as running:
        yield running


@pytest.fixture
def firm(run: System) -> Caller:
    return run.client("incentives", "enterprise", "exporter", uscc=USCC)


def changed(**fields: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EXAMPLE), **fields}


def with_expense(number: int, **fields: Any) -> dict[str, Any]:
    said = changed()
    said["expenses"][number] |= fields
    return said


def one(*expenses: dict[str, Any], **firm: Any) -> dict[str, Any]:
    return changed(firm={**EXAMPLE["firm"], **firm}, expenses=list(expenses))


@pytest.mark.requirement(
    "TZ-1", "TZ-2b", "TZ-3a", "TZ-4", "TZ-6a", "TZ-7", "TZ-9b", "TZ-13a"
)  # the example has one expense under each of these
async def test_the_example_is_answered_to_the_fen_with_every_step(firm: Caller) -> None:
    answer = await firm.post(ESTIMATE, EXAMPLE)

    found = answer.json()
    assert answer.status_code == 200
    assert [(g["id"], g["granted"], g["code"]) for g in found["grants"]] == [
        ("a", "100000.00", "CAP_UNIT"),
        ("b", "20000.00", "CAP_ITEM"),
        ("c", "800000.00", "GRANTED"),
        ("d", "24000.00", "GRANTED"),
        ("e", "75616.44", "GRANTED"),
        ("f", "0.00", "VEHICLES_BELOW_THRESHOLD"),
        ("g", "55000.00", "GRANTED"),
        ("h", "30000.00", "GRANTED"),
    ]
    assert found["total"] == "1104616.44"
    assert all(g["reason"] and g["article"] and g["steps"] for g in found["grants"])
    assert all(step["article"] for g in found["grants"] for step in g["steps"])
    assert "以海关" in found["what_if"]["zh"]


@pytest.mark.requirement("TZ-2a", "TZ-3b", "TZ-5a")
async def test_platform_reports_and_warehouse_are_estimated_too(firm: Caller) -> None:
    paid = {"paid_on": "2025-06-01"}
    lines = [
        {"id": "1", "item": "C1", "provider": "云展会", "amount": "20000.00", **paid},
        {"id": "2", "item": "I2", "insurer": "SINOSURE", "amount": "50000.00", **paid},
        {"id": "3", "item": "W1", "amount": "1200000.00", **paid},
    ]

    found = (await firm.post(ESTIMATE, one(*lines))).json()

    assert [g["granted"] for g in found["grants"]] == ["10000.00", "25000.00", "500000.00"]


@pytest.mark.requirement("TZ-12b")
@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ("dishonest_at_submission", "DISHONEST_AT_SUBMISSION"),
        ("dishonest_at_payment", "DISHONEST_AT_PAYMENT"),
    ],
)
async def test_a_listed_firm_gets_nothing_and_is_told_by_a_code_of_its_own(
    firm: Caller, listed: str, code: str
) -> None:
    found = (await firm.post(ESTIMATE, one(*EXAMPLE["expenses"], **{listed: True}))).json()

    assert {(g["granted"], g["code"]) for g in found["grants"]} == {("0.00", code)}
    assert found["total"] == "0.00"
    assert found["grants"][0]["article"] == "台州意见第十二条"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"fair_kind": "overseas"}, "NOT_ELIGIBLE_FAIR"),
        ({"paid_on": "2024-12-31"}, "NOT_IN_PERIOD"),
    ],
)
async def test_an_expense_that_is_not_eligible_gets_nothing_with_its_code(
    firm: Caller, fields: dict[str, str], code: str
) -> None:
    grant = (await firm.post(ESTIMATE, with_expense(0, **fields))).json()["grants"][0]

    assert (grant["granted"], grant["code"]) == ("0.00", code)
    assert grant["article"]


@pytest.mark.requirement("TZ-13b")
async def test_a_firm_of_a_county_gets_nothing_until_the_county_follows(firm: Caller) -> None:
    said = one(EXAMPLE["expenses"][2], district="331081")

    city = (await firm.post(ESTIMATE, said)).json()
    all_counties = (await firm.post(ESTIMATE, {**said, "readings": {"U19": "all"}})).json()

    assert (city["grants"][0]["code"], city["grants"][0]["reason"]) == (
        "FIRM_NOT_OF_CITY",
        "温岭市尚未参照执行本政策",
    )
    assert all_counties["total"] == "800000.00"
    assert all_counties["readings"]["U19"] == "all"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    (with_expense(3, amount="-1.00"), "amount_not_positive", "/expenses/3/amount"),
    (with_expense(3, amount=0.5), "float_refused", "/expenses/3/amount"),
    (with_expense(3, amount="1.005"), "amount_decimals", "/expenses/3/amount"),
    (with_expense(3, currency="USD"), "foreign_currency", "/expenses/3/currency"),
    (with_expense(3, item="X1"), "unknown_item", "/expenses/3/item"),
    (with_expense(3, id="a"), "duplicate_id", "/expenses/3/id"),
    (with_expense(3, cost="1.00"), "unknown_field", "/expenses/3/cost"),
    (with_expense(0, fair=None), "missing_field", "/expenses/0/fair"),
    (changed(year=2024), "year_not_of_policy", "/year"),
    (changed(policy="atlantis"), "unknown_policy", "/policy"),
    (changed(readings={"U7": "weekly"}), "unknown_reading", "/readings"),
    (changed(expenses="all"), "bad_value", "/expenses"),
    (changed(expenses=None), "missing_field", "/expenses"),
    (one(uscc="91331004MA2A1B2C3V"), "bad_uscc", "/firm/uscc"),
    (one(exports_in_year=-512), "count_negative", "/firm/exports_in_year"),
    ({}, "missing_field", "/policy"),
]


async def test_a_claim_that_cannot_be_read_is_a_problem_with_code_field_article_and_sentence(
    firm: Caller,
) -> None:
    for said, code, field in REFUSED:
        answer = await firm.post(ESTIMATE, said)

        found = answer.json()
        assert answer.status_code == 422, said
        assert (found["slug"], found["code"], found["field"]) == ("rule-violated", code, field)
        assert found["article"], code
        assert found["detail"].endswith("."), code


async def test_what_is_no_object_or_no_json_is_refused(firm: Caller) -> None:
    listed = await firm.post(ESTIMATE, [1])
    broken = await firm.http.post(
        ESTIMATE, content=b"{", headers={"content-type": "application/json", "idempotency-key": "k"}
    )

    assert (listed.status_code, listed.json()["slug"]) == (422, "validation-failed")
    assert broken.status_code in {400, 422}


async def test_an_exporter_asks_for_itself_only_and_the_office_for_anybody(run: System) -> None:
    stranger = run.client("incentives", "enterprise", "exporter", uscc="91310000MA1FL0000N")
    viewer = run.client("incentives", "incentives", "viewer")

    for path, said in ((ESTIMATE, EXAMPLE), (ENTITLEMENTS, entitled())):
        assert (await stranger.post(path, said)).json()["slug"] == "forbidden"
        assert (await viewer.post(path, said)).status_code == 200
    assert (
        await run.client("incentives", "conference", "conference").post(ESTIMATE, EXAMPLE)
    ).status_code == 403


def entitled(**used: str) -> dict[str, Any]:
    said = {name: EXAMPLE[name] for name in ("policy", "year", "firm")}
    return {**said, "used": {"amounts": used}}


async def test_a_firm_asks_what_it_is_entitled_to_and_has_not_used(firm: Caller) -> None:
    used = {"3310:C2:2025": "20000.00", "3310:O1:2025": "600000.00", "3310:G2:2025": "600000.00"}

    answer = await firm.post(ENTITLEMENTS, entitled(**used))

    items = {row["item"]: row for row in answer.json()["items"]}
    assert answer.status_code == 200
    assert len(items) == 15
    assert items["C2"]["state"] == "used_up"
    assert (items["O4"]["state"], items["O4"]["remaining"], items["O4"]["cap_by"]) == (
        "eligible",
        "400000.00",
        "CAP_G2",
    )
    assert items["P1"]["state"] == "not_yet"
    assert "5000" in items["P1"]["missing"][0]["zh"]
    assert all(row["article"] for row in items.values())


async def test_a_question_about_entitlements_brings_no_expenses(firm: Caller) -> None:
    answer = await firm.post(ENTITLEMENTS, EXAMPLE)

    assert (answer.status_code, answer.json()["field"]) == (422, "/expenses")


@pytest.mark.requirement("TZ-13a", "TZ-13c")
async def test_the_policies_can_be_read_with_dates_articles_and_readings(firm: Caller) -> None:
    listed = (await firm.get(POLICIES)).json()["items"]
    shown = (await firm.get(f"{POLICIES}/taizhou-2025")).json()
    missing = await firm.get(f"{POLICIES}/atlantis")

    assert [(row["name"], row["valid_from"], row["valid_to"]) for row in listed] == [
        ("taizhou-2025", "2025-01-01", "2025-12-31")
    ]
    assert all(item["article"] and item["text"] for item in shown["items"])
    assert [switch["name"] for switch in shown["switches"]] == [f"U{n}" for n in range(1, 21)]
    assert (missing.status_code, missing.json()["slug"]) == (404, "not-found")


@pytest.mark.requirement("TZ-13b", "TZ-13c")
async def test_a_city_of_ones_own_is_a_file_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "liangcheng-2026.json").write_bytes(MADE_UP.read_bytes())
    uscc = "91310000MA1FL0000N"
    said = {
        "policy": "liangcheng-2026", "year": 2026, "firm": {"uscc": uscc, "district": "990101"},
        "expenses": [{"id": "t", "item": "TRUCKING", "amount": "80000.00", "paid_on": "2026-08-01"}],
        "readings": {"PERIOD": "policy"},
    }  # fmt: skip

    async with system(
        tmp_path / "data", definitions={"incentives": definition}, subsidy_policies=folder
    ) as running:
        answer = await running.client("incentives", "enterprise", "exporter", uscc=uscc).post(ESTIMATE, said)

    assert answer.json()["grants"][0]["granted"] == "3000.00"
    assert answer.json()["grants"][0]["code"] == "CAP_ITEM"


async def test_a_folder_with_a_fault_stops_the_start_and_names_file_and_line(tmp_path: Path) -> None:
    bad = MADE_UP.read_text(encoding="utf-8").replace('"0.45"', "0.45")
    (tmp_path / "liangcheng-2026.json").write_text(bad, encoding="utf-8")

    with pytest.raises(StartupRefused, match=r"liangcheng-2026\.json:31: items\.FAIR\.formula\.rate"):
        async with system(tmp_path, definitions={"incentives": definition}, subsidy_policies=tmp_path):
            pass


async def test_the_gateway_knows_subsidies_by_their_own_name(tmp_path: Path) -> None:
    async with system(tmp_path, beside=("incentives",)) as running:
        firm = running.client("gateway", "enterprise", "exporter", uscc=USCC)

        alone = await firm.post(ESTIMATE, EXAMPLE)
        under = await firm.post("/v1/incentives/subsidies/estimate", EXAMPLE)
        listed = await firm.get(POLICIES)
        wrong = await firm.post(ESTIMATE, changed(year=2024))

    assert alone.json()["total"] == under.json()["total"] == "1104616.44"
    assert listed.json()["items"][0]["name"] == "taizhou-2025"
    assert (wrong.status_code, wrong.json()["code"]) == (422, "year_not_of_policy")


async def test_a_thousand_expenses_are_estimated_in_one_answer(firm: Caller) -> None:
    line = {"item": "O3", "amount": "1000.00", "paid_on": "2025-06-01"}

    answer = await firm.post(ESTIMATE, one(*({"id": f"{n}", **line} for n in range(1000))))

    assert answer.json()["total"] == "800000.00"
    assert len(answer.json()["grants"]) == 1000
