"""Service centres: months reported and confirmed, 5,000 vehicles, one recognition in a firm's life."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.registers.given import FIRM, paper
from tests.registers.running import Office

DECISION = {"decision_no": "台二手车〔2026〕1号", "decided_on": "2026-11-19", "decided_amount": "800000.00"}


async def served(office: Office, centre: dict[str, Any], *vehicles: int, year: int = 2025) -> None:
    """Months of a year, from January, each reported by the firm and confirmed by the district."""
    for month, count in enumerate(vehicles, 1):
        await office.done(
            office.firm,
            centre,
            "report-month",
            year=year,
            month=month,
            vehicles=count,
            evidence=f"清单{month}",
        )
        await office.done(office.luqiao, centre, "confirm-month", year=year, month=month)


async def proposed(office: Office, *vehicles: int) -> dict[str, Any]:
    centre = await office.enter(office.commerce, "service-centres")
    await served(office, centre, *vehicles)
    return await office.done(office.luqiao, centre, "propose", year=2025)


@pytest.mark.requirement("TZ-6a")
@pytest.mark.rule("RGS-5000", "RGS-MONTH", "RGS-TWO")
async def test_a_centre_that_served_5000_vehicles_is_proposed_recognised_and_told(office: Office) -> None:
    centre = await proposed(office, 2000, 2000, 1000)

    recognised = await office.done(office.commerce, centre, "recognise", **DECISION)

    told = await office.told(centre)
    sums = [(data["vehicles"], data["months"]) for type_, data in told if type_ == "service_centre.served.v1"]
    last = told[-1]
    assert recognised["status"] == "recognised"
    assert recognised["centre"]["served"] == {"2025": 5000}
    assert sums == [(2000, 1), (4000, 2), (5000, 3)]
    assert last[0] == "service_centre.recognised.v1"
    assert {**last[1], "source": "", "as_of": "", "by": ""} == {
        "source": "", "as_of": "", "by": "", "centre_id": centre["id"], "uscc": FIRM, "year": 2025,
        "vehicles": 5000, "decided_amount": "800000.00", "decision_no": DECISION["decision_no"],
        "decided_on": "2026-11-19",
    }  # fmt: skip


@pytest.mark.requirement("TZ-6a")
@pytest.mark.rule("RGS-5000")
async def test_4999_vehicles_are_not_enough_and_unconfirmed_ones_do_not_count(office: Office) -> None:
    centre = await office.enter(office.commerce, "service-centres")
    await served(office, centre, 4999)
    await office.done(office.firm, centre, "report-month", year=2025, month=2, vehicles=800, evidence="清单2")

    answer = await office.do(office.luqiao, centre, "propose", year=2025)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        422,
        "below_threshold",
        "/year",
    )
    assert "第六条" in answer.json()["article"]
    assert "4999" in answer.json()["detail"]


async def test_months_of_another_year_do_not_count(office: Office) -> None:
    centre = await office.enter(office.commerce, "service-centres")
    await served(office, centre, 4000, year=2024)
    await served(office, centre, 4000, year=2025)

    answer = await office.do(office.luqiao, centre, "propose", year=2025)

    assert answer.json()["code"] == "below_threshold"


MONTHS: list[tuple[dict[str, Any], str, str]] = [
    ({"month": 1}, "month_reported_twice", "/month"),
    ({"month": 13}, "count_out_of_range", "/month"),
    ({"month": 0}, "count_out_of_range", "/month"),
    ({"year": 1999}, "count_out_of_range", "/year"),
    ({"vehicles": -1}, "count_out_of_range", "/vehicles"),
    ({"year": 2026, "month": 11}, "month_not_over", "/month"),
    ({"year": 2027, "month": 1}, "month_not_over", "/month"),
    ({"evidence": " "}, "evidence_missing", "/evidence"),
]


@pytest.mark.rule("RGS-MONTH")
async def test_a_month_is_reported_once_after_its_end_with_evidence(office: Office) -> None:
    centre = await office.enter(office.commerce, "service-centres")
    right = {"year": 2025, "month": 2, "vehicles": 10, "evidence": "清单"}
    await office.done(office.firm, centre, "report-month", **right | {"month": 1})

    for changes, code, field in MONTHS:
        answer = await office.do(office.firm, centre, "report-month", **right | changes)

        found = answer.json()
        assert (found.get("code"), found.get("field")) == (code, field), changes
        assert found["article"]
    last = await office.do(office.firm, centre, "report-month", **right | {"year": 2026, "month": 10})
    assert last.status_code == 200


@pytest.mark.rule("RGS-TWO")
async def test_who_reports_a_month_does_not_confirm_it(office: Office) -> None:
    centre = await office.enter(office.commerce, "service-centres")
    month = {"year": 2025, "month": 1}
    await office.done(office.luqiao, centre, "report-month", **month, vehicles=10, evidence="清单")

    own = await office.do(office.luqiao, centre, "confirm-month", **month)
    firm = await office.do(office.firm, centre, "confirm-month", **month)
    other = await office.do(office.luqiao_other, centre, "confirm-month", **month)
    again = await office.do(office.luqiao_other, centre, "confirm-month", **month)
    none = await office.do(office.luqiao_other, centre, "confirm-month", year=2025, month=2)

    assert (own.json()["code"], firm.status_code, other.status_code) == ("same_officer", 403, 200)
    assert (again.json()["code"], none.json()["code"]) == ("confirmed_already", "month_not_reported")


async def test_a_month_that_was_wrong_is_struck_told_and_reported_anew(office: Office) -> None:
    centre = await office.enter(office.commerce, "service-centres")
    await served(office, centre, 3000)

    struck = await office.done(office.luqiao, centre, "strike-month", year=2025, month=1, reason="重复计数。")
    await served(office, centre, 300)

    sums = [
        data["vehicles"] for type_, data in await office.told(centre) if type_ == "service_centre.served.v1"
    ]
    assert struck["centre"]["served"] == {"2025": 0}
    assert sums == [3000, 0, 300]
    nothing = await office.do(office.luqiao, centre, "strike-month", year=2025, month=9, reason="x")
    assert nothing.json()["code"] == "month_not_reported"


@pytest.mark.rule("RGS-CEILING")
async def test_more_than_a_million_is_not_recognised_and_exactly_a_million_is(office: Office) -> None:
    centre = await proposed(office, 5000)

    above = await office.do(
        office.commerce, centre, "recognise", **DECISION | {"decided_amount": "1000000.01"}
    )
    future = await office.do(office.commerce, centre, "recognise", **DECISION | {"decided_on": "2026-11-21"})
    exactly = await office.do(
        office.commerce, centre, "recognise", **DECISION | {"decided_amount": "1000000.00"}
    )

    assert (above.json()["code"], above.json()["field"]) == ("above_ceiling", "/decided_amount")
    assert future.json()["code"] == "day_in_future"
    assert exactly.status_code == 200


async def test_an_amount_can_be_fixed_after_the_recognition_and_only_once(office: Office) -> None:
    centre = await proposed(office, 5000)
    await office.done(office.commerce, centre, "recognise", **DECISION | {"decided_amount": None})

    fixed = await office.done(
        office.commerce, centre, "fix-amount", decided_amount="600000.00", source="纪要2号"
    )
    again = await office.do(
        office.commerce, centre, "fix-amount", decided_amount="700000.00", source="纪要3号"
    )

    amounts = [
        d["decided_amount"] for t, d in await office.told(centre) if t == "service_centre.recognised.v1"
    ]
    assert fixed["centre"]["recognition"]["decided_amount"] == "600000.00"
    assert (amounts, again.json()["code"]) == ([None, "600000.00"], "amount_fixed_already")


@pytest.mark.rule("RGS-ONCE")
async def test_a_firm_is_recognised_once_also_with_another_centre(office: Office) -> None:
    first = await proposed(office, 5000)
    await office.done(office.commerce, first, "recognise", **DECISION)
    await office.done(office.commerce, first, "close", on="2026-11-20", reason="搬迁。")

    second = await proposed(office, 6000)
    answer = await office.do(office.commerce, second, "recognise", **DECISION)

    assert (answer.status_code, answer.json()["code"]) == (409, "recognised_already")
    assert DECISION["decision_no"] in answer.json()["detail"]


@pytest.mark.rule("RGS-ONCE")
@pytest.mark.parametrize(("code", "status"), [("deceit", 409), ("office_error", 200)])
async def test_a_recognition_is_cancelled_by_a_supervisor_and_deceit_bars_for_good(
    office: Office, code: str, status: int
) -> None:
    centre = await proposed(office, 5000)
    await office.done(office.commerce, centre, "recognise", **DECISION)

    by_officer = await office.do(office.commerce, centre, "cancel", code=code, reason="虚报。")
    cancelled = await office.done(office.supervisor, centre, "cancel", code=code, reason="虚报。")
    await office.done(office.luqiao, centre, "propose", year=2025)
    anew = await office.do(office.commerce, centre, "recognise", **DECISION)

    types = [type_ for type_, _ in await office.told(centre)]
    assert (by_officer.status_code, cancelled["status"], anew.status_code) == (403, "registered", status)
    assert "service_centre.recognition_cancelled.v1" in types


async def test_what_the_leading_group_declines_may_be_proposed_again(office: Office) -> None:
    centre = await proposed(office, 5000)

    declined = await office.done(office.commerce, centre, "decline", reason="材料不全。")
    again = await office.done(office.luqiao, centre, "propose", year=2025)

    assert (declined["status"], again["status"]) == ("registered", "proposed")


async def test_only_commerce_writes_the_decision_of_the_leading_group_down(office: Office) -> None:
    centre = await proposed(office, 5000)

    answer = await office.do(office.luqiao, centre, "recognise", **DECISION)

    assert answer.status_code == 403


async def test_of_two_recognitions_at_the_same_time_one_holds(office: Office) -> None:
    centre = await proposed(office, 5000)
    path = f"/v1/service-centres/{centre['id']}/recognise"
    version = (await office.commerce.get(path.removesuffix("/recognise"))).json()["version"]

    answers = await asyncio.gather(*(office.commerce.post(path, DECISION, version=version) for _ in range(8)))

    assert sorted(each.status_code for each in answers) == [200, *[412] * 7]
    assert [t for t, _ in await office.told(centre)].count("service_centre.recognised.v1") == 1


async def test_of_two_firms_racing_for_one_entry_one_wins(office: Office) -> None:
    body = paper("service-centres")

    answers = await asyncio.gather(*(office.commerce.post("/v1/service-centres", body) for _ in range(8)))

    assert sorted(each.status_code for each in answers) == [201, *[409] * 7]
