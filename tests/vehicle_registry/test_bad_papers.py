"""Papers that cannot be right are refused with field, code and article, and nothing of the lot is taken in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import EXPORTER
from tests.vehicle_registry.conftest import Registry, a_hand_over, a_paper, new_id
from tests.vehicle_registry.quota_told import reserved
from tests.vehicle_registry.test_transfer_api import CHECKED, a_transfer, day, does, done, refused

OTHER_VIN = "1M8GDM9AXKP042788"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"transfer_pending_export_date": day(1)}, "transfer_pending_export_date", "date_in_future"),
        (
            {"first_registration_date": day(-1), "transfer_pending_export_date": day(-2)},
            "transfer_pending_export_date",
            "dates_out_of_order",
        ),
        (
            {"transfer_pending_export_date": day(-1), "temp_plate_valid_to": day(61)},
            "temp_plate_valid_to",
            "temp_plate_too_long",
        ),
        (a_transfer(delivered_on=day(1)), "transfer/delivered_on", "date_in_future"),
        (
            a_transfer(first_registration_date=day(30)),
            "transfer/delivered_on",
            "dates_out_of_order",
        ),
        (
            {**a_transfer(), "transfer_pending_export_date": day(-2)},
            "transfer",
            "endorsed_already",
        ),
    ],
)
async def test_dates_that_contradict_each_other_or_lie_ahead_are_refused(
    registry: Registry, changed: dict[str, Any], field: str, code: str
) -> None:
    case = new_id()

    answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(case, **changed)))

    assert refused(answer) == (422, "rule-violated", code)
    assert answer.json()["field"] == f"/vehicles/0/{field}"
    assert (await registry.officer.get(f"/v1/vehicles/{case}")).status_code == 404


async def test_a_plate_that_is_valid_for_sixty_days_from_today_is_taken_in(registry: Registry) -> None:
    dates = {"transfer_pending_export_date": day(0), "temp_plate_valid_to": day(60)}

    case = await registry.receive(**dates)

    assert (await registry.see(case))["temp_plate_valid_to"] == day(60)


async def test_a_vehicle_comes_through_one_station(registry: Registry) -> None:
    papers = a_transfer()
    papers["transfer"] = {**dict(papers["transfer"]), "station_id": "one"}  # type: ignore[call-overload]

    body = a_hand_over(a_paper(new_id(), station_id="another", **papers))
    answer = await registry.gateway.post("/v1/vehicles", body)

    assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed")
    assert "two stations" in answer.text


@pytest.mark.rule("REG-X12")
async def test_what_officers_take_in_has_no_second_case_that_runs(registry: Registry) -> None:
    twice = a_hand_over(a_paper(new_id()), a_paper(new_id()))
    first = a_hand_over(a_paper(new_id(), vin=OTHER_VIN))

    both = await registry.officer.post("/v1/vehicles", twice)
    taken = await registry.officer.post("/v1/vehicles", first)
    again = await registry.officer.post("/v1/vehicles", a_hand_over(a_paper(new_id(), vin=OTHER_VIN)))
    case = taken.json()["items"][0]["id"]
    await does(registry, case, "lift-transfer", {"reason": "given up"}, "supervisor")
    later = await registry.officer.post("/v1/vehicles", a_hand_over(a_paper(new_id(), vin=OTHER_VIN)))

    assert refused(both) == (422, "rule-violated", "live_case_exists")
    assert both.json()["field"] == "/vehicles/1/vin"
    assert taken.status_code == 201
    assert refused(again) == (422, "rule-violated", "live_case_exists")
    assert later.status_code == 201


async def test_a_unit_of_the_quota_is_used_once_also_in_a_batch(registry: Registry) -> None:
    tianjin = {"plate_no": "津A12345", "quota_unit_no": "QU-1"}
    async with registry.speaks("transport") as transport:
        await reserved(registry, transport, "QU-1")
        await reserved(registry, transport, "QU-2", OTHER_VIN)
    first, second = [await registry.receive(**a_transfer(**tianjin)) for _ in range(2)]
    third, fourth = [
        await registry.receive(vin=OTHER_VIN, **a_transfer(**tianjin | {"quota_unit_no": "QU-2"}))
        for _ in range(2)
    ]
    for case in (first, second, third, fourth):
        await done(registry, case, *CHECKED)

    used = await does(registry, first, "endorse", {})
    other = await registry.receive(vin=OTHER_VIN, **a_transfer(**tianjin))
    await done(registry, other, *CHECKED)
    again = await does(registry, other, "endorse", {})
    batch = await registry.officer.post("/v1/vehicles/batch/endorse", {"ids": [third, fourth]})

    assert used.status_code == 200
    assert refused(again) == (422, "rule-violated", "quota_required")
    # Both were looked up before either was done: the second meets the first one at the table.
    assert [row["status"] for row in batch.json()["results"]] == [200, 409]


async def test_a_blank_before_the_plate_does_not_spare_the_quota(registry: Registry) -> None:
    case = await registry.receive(**a_transfer(plate_no=" 津A12345"))
    await done(registry, case, *CHECKED)

    assert refused(await does(registry, case, "endorse", {})) == (422, "rule-violated", "quota_required")


@pytest.mark.rule("REG-80")
@pytest.mark.parametrize("step", ["transfer", "deregistration"])
async def test_a_refusal_for_false_materials_bans_the_applicant_for_a_year(
    by_hand: Registry, step: str
) -> None:
    case = await by_hand.receive(**(a_transfer() if step == "transfer" else {}))
    if step == "deregistration":
        await does(by_hand, case, "request-deregistration")
    verb = "refuse-transfer" if step == "transfer" else "refuse"

    answer = await does(by_hand, case, verb, {"code": "false_material", "reason": "the contract is forged"})

    shown = answer.json()
    assert (shown["ended"]["article"], shown["banned_until"] is None) == ("机动车登记规定 第八十条", False)
    again = await by_hand.see(await by_hand.receive(exporter_uscc=EXPORTER, **a_transfer()))
    assert (again["status"], again["ended"]["code"]) == ("transfer_refused", "applicant_banned")


async def test_a_case_stands_once_in_a_lot(registry: Registry) -> None:
    case = new_id()

    answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(case), a_paper(case)))

    assert refused(answer) == (422, "rule-violated", "case_twice")


@pytest.mark.parametrize(
    ("verb", "body", "who", "article"),
    [
        ("endorse", {}, "officer", "第二十八条"),
        ("deregister", None, "officer", "第三十九条"),
        ("restore", {"code": "x", "reason": "x"}, "supervisor", "第三十九条"),
        ("withdraw", {"reason": "x"}, "exporter", "第三十九条"),
        ("refuse-transfer", {"code": "x", "reason": "x"}, "officer", "第二十九、四十二条"),
    ],
)
async def test_a_verb_before_its_turn_names_the_article_of_its_order(
    registry: Registry, verb: str, body: object, who: str, article: str
) -> None:
    case = await registry.receive()

    answer = await does(registry, case, verb, body, who)

    assert refused(answer)[::2] == (409, "move-not-allowed")
    assert article in answer.json()["article"]
