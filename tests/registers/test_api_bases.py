"""Bases and the cases handled at them; suppliers, payment institutions, pools; what is counted."""

from __future__ import annotations

import pytest

from tests.registers.given import BINHAI, FIRM, LUQIAO, firm, paper
from tests.registers.running import Office


@pytest.mark.requirement("TJ-6.1", "TZ-5b")
async def test_a_base_has_a_catalogue_of_services_that_changes(office: Office) -> None:
    services = ["display", "repair", "inspection", "customs", "storage", "vehicle_office", "finance"]
    tianjin = [
        await office.enter(office.binhai, "bases", name=name, district=BINHAI, services=services)
        for name in ("东疆综合保税区", "天津港综合保税区", "天津经济技术开发区")
    ]
    taizhou = await office.enter(office.luqiao, "bases")
    for base in (*tianjin, taizhou):
        await office.done(office.commerce, base, "confirm")

    changed = await office.done(
        office.luqiao,
        taizhou,
        "change-services",
        services=["finance"],
        source="路商务〔2026〕2号",
        on="2026-11-20",
    )
    future = await office.do(
        office.luqiao, taizhou, "change-services", services=["finance"], source="x", on="2026-11-21"
    )

    of_binhai = (await office.commerce.get("/v1/bases", district=BINHAI)).json()["items"]
    assert [set(base["particulars"]["services"]) for base in of_binhai] == [set(services)] * 3
    assert changed["particulars"]["services"] == ["finance"]
    assert (await office.told(taizhou))[-1][0] == "base.services_changed.v1"
    assert future.json()["code"] == "day_in_future"


@pytest.mark.requirement("TJ-6.1")
@pytest.mark.rule("RGS-BASE")
async def test_a_case_is_tagged_with_its_base_and_counted_there(office: Office) -> None:
    base = await office.enter(office.commerce, "bases")
    other = await office.enter(office.commerce, "bases", name="第二基地")
    cases = [await office.a_case(FIRM), await office.a_case(firm(1))]
    for case in cases:
        tagged = await office.luqiao.post(f"/v1/cases/{case}/tag-base", {"base_id": base["id"]}, version=1)
        assert tagged.status_code == 200, tagged.text
    await office.hear(
        "customs", cases[0], "customs.cleared.v1", declaration_id="d", declaration_no="020220260000000017",
        licence_no="26-12-00001A", cleared_on="2026-11-01", transport_mode="water",
    )  # fmt: skip
    await office.until_case(cases[0], "cleared_on", "2026-11-01")
    money = {"claim_id": "c", "claim_no": "T1", "amount": "10.00", "currency": "CNY"}
    await office.hear("tax-rebate", cases[0], "rebate.paid.v1", paid_on="2026-11-05", **money)
    await office.until_case(cases[0], "paid_on", "2026-11-05")

    figures = (await office.luqiao.get(f"/v1/bases/{base['id']}/figures")).json()
    moved = await office.luqiao.post(f"/v1/cases/{cases[1]}/tag-base", {"base_id": other["id"]}, version=2)
    after = (await office.luqiao.get(f"/v1/bases/{base['id']}/figures")).json()
    listed = (await office.luqiao.get("/v1/cases", base_id=base["id"])).json()["items"]

    assert figures == {"base_id": base["id"], "cases": 2, "firms": 2, "cleared": 1, "paid": 1}
    assert (moved.json()["base_id"], after["cases"]) == (other["id"], 1)
    assert [each["id"] for each in listed] == [cases[0]]


@pytest.mark.rule("RGS-BASE")
async def test_a_case_is_not_tagged_with_what_is_no_base_of_ours(office: Office) -> None:
    base = await office.enter(office.luqiao, "bases")
    supplier = await office.enter(office.commerce, "suppliers")
    case = await office.a_case()

    async def tag(base_id: str, who: object = None) -> tuple[int, str | None]:
        caller = who or office.commerce
        answer = await caller.post(f"/v1/cases/{case}/tag-base", {"base_id": base_id}, version=1)  # type: ignore[attr-defined]
        return answer.status_code, answer.json().get("code")

    unconfirmed, wrong, missing = await tag(base["id"]), await tag(supplier["id"]), await tag("b-9")
    await office.done(office.commerce, base, "confirm")
    foreign, firms = await tag(base["id"], office.binhai), await tag(base["id"], office.firm)
    first = await tag(base["id"])
    again = await office.commerce.post(f"/v1/cases/{case}/tag-base", {"base_id": base["id"]}, version=2)

    assert [unconfirmed, wrong, missing] == [(422, "base_not_registered")] * 3
    assert (foreign, firms[0], first[0]) == ((403, "not_own"), 403, 200)
    assert again.json()["code"] == "tagged_already"
    assert (await office.commerce.get("/v1/cases/nobody")).status_code == 404
    assert (await office.commerce.get("/v1/bases/nobody/figures")).status_code == 404


async def test_an_exporter_sees_its_own_cases_only(office: Office) -> None:
    case = await office.a_case()

    seen = [(await who.get(f"/v1/cases/{case}")).status_code for who in (office.firm, office.stranger)]
    lists = [len((await who.get("/v1/cases")).json()["items"]) for who in (office.firm, office.stranger)]

    assert (seen, lists) == ([200, 404], [1, 0])


@pytest.mark.requirement("TJ-1.4")
async def test_suppliers_and_leading_firms_are_counted_by_district_and_kind(office: Office) -> None:
    kinds = [
        "leading_exporter",
        "leading_exporter",
        "inspection_and_preparation",
        "appraisal",
        "leasing",
        "logistics",
    ]
    for number, kind in enumerate(kinds):
        await office.enter(office.commerce, "suppliers", uscc=firm(number), kind=kind)
    await office.enter(
        office.commerce, "suppliers", uscc=firm(7, BINHAI), kind="leading_exporter", district=BINHAI
    )
    await office.enter(office.luqiao, "suppliers", uscc=firm(8))

    counts = (await office.luqiao.get("/v1/suppliers/counts")).json()["items"]
    of_luqiao = (await office.luqiao.get("/v1/suppliers/counts", district=LUQIAO)).json()["items"]

    found = {(each["district"], each["kind"]): each["entries"] for each in counts}
    assert found == {
        (LUQIAO, "leading_exporter"): 2, (LUQIAO, "inspection_and_preparation"): 1, (LUQIAO, "appraisal"): 1,
        (LUQIAO, "leasing"): 1, (LUQIAO, "logistics"): 1, (BINHAI, "leading_exporter"): 1,
    }  # fmt: skip
    assert len(of_luqiao) == 5


@pytest.mark.requirement("TJ-9.1")
async def test_a_payment_institution_settles_in_the_free_trade_zone_and_leaves(office: Office) -> None:
    entry = await office.enter(office.binhai, "payment-providers")
    await office.done(office.commerce, entry, "confirm")

    listed = (await office.firm.get("/v1/payment-providers", district=BINHAI, status="registered")).json()[
        "items"
    ]
    closed = await office.done(office.commerce, entry, "close", on="2026-11-20", reason="迁出。")

    assert [each["particulars"]["licence_no"] for each in listed] == ["Z2000012000010"]
    assert closed["status"] == "closed"


@pytest.mark.requirement("TZ-10")
async def test_a_county_keeps_its_pool_with_its_size(office: Office) -> None:
    entry = await office.enter(office.luqiao, "fund-pools")
    await office.done(office.commerce, entry, "confirm")

    ((type_, data),) = await office.told(entry)
    listed = (await office.firm.get("/v1/fund-pools", district=LUQIAO)).json()["items"]

    assert (type_, data["size_cny"], data["district"]) == ("fund_pool.registered.v1", "50000000.00", LUQIAO)
    assert listed[0]["particulars"]["operator"] == "路桥国资"


async def test_figures_count_by_register_status_and_district_and_are_not_for_firms(office: Office) -> None:
    await office.enter(office.luqiao, "bases")
    await office.enter(office.commerce, "bases", name="第二基地")

    figures = (await office.gateway.get("/v1/figures", register="bases")).json()["items"]

    assert {(each["status"], each["entries"]) for each in figures} == {("entered", 1), ("registered", 1)}
    assert (await office.firm.get("/v1/figures")).status_code == 403
    assert (await office.firm.get("/v1/districts")).json()[0]["code"] == "120000"
    assert (await office.commerce.get("/v1/figures", register="unknown")).status_code == 422


async def test_what_is_entered_at_a_gateway_is_not(office: Office) -> None:
    assert (await office.gateway.post("/v1/bases", paper("bases"))).status_code == 403
