"""The REST API of licensing in a running service: what is received, decided and refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from exportlane.contracts.customs import CustomsReleased
from exportlane.contracts.vehicle_registry import VehicleDeregistrationRefused
from exportlane.runtime.testing import until
from tests.licensing.given import DECLARATION_NO, EXPORTER, VINS
from tests.licensing.running import TODAY, Authority, endorsement, facts, line_paper, paper


async def test_a_licence_is_granted_by_rule_when_the_registry_has_endorsed_every_vehicle(
    alone: Authority,
) -> None:
    application = await alone.received()

    await alone.endorsed(application)
    shown = await alone.until_status(application["id"], "granted")

    assert facts(shown) == ["licence.application_submitted"] * 2 + ["licence.granted"] * 2
    assert shown["licence"]["licence_no"][3:5] == "12"
    assert shown["asked"] == []


async def test_endorsements_that_come_before_the_papers_are_kept_for_them(alone: Authority) -> None:
    body = paper()
    for line in body["lines"]:
        await alone.registry.announces(
            "vehicle.transfer_pending_export.v1", endorsement(line), line["case_id"]
        )

    await alone.gateway.post("/v1/applications", body)

    assert facts(await alone.until_status(body["lot_id"], "granted"))[-1] == "licence.granted"


async def test_a_young_vehicle_is_licensed_with_its_makers_letter(alone: Authority) -> None:
    young = (TODAY - timedelta(days=180)).isoformat()
    letter = {"manufacturer": "上汽大众汽车有限公司", "vins": [VINS[0]], "destination": "KAZ"}
    application = await alone.received(
        lines=[line_paper(first_registration_date=young, after_sales_letter=letter)]
    )

    await alone.endorsed(application)

    assert (await alone.until_status(application["id"], "granted"))["outcome"] is None


async def test_a_correction_asked_by_rule_is_supplied_by_the_enterprise_and_ends_in_a_licence(
    alone: Authority,
) -> None:
    bare = line_paper(inspection_report=None)
    application = await alone.received(lines=[bare])
    await alone.endorsed(application)
    asked = await alone.until_status(application["id"], "correction_requested")
    assert [item["code"] for item in asked["asked"]] == ["inspection_report_missing"]

    corrected = {"lines": [{"vin": VINS[0], "inspection_report": line_paper()["inspection_report"]}]}
    path = f"/v1/applications/{application['id']}/supply-correction"
    stranger = await alone.stranger.post(path, corrected, version=asked["version"])
    answer = await alone.exporter.post(path, corrected, version=asked["version"])

    assert stranger.status_code == 404
    assert (answer.status_code, answer.json()["status"]) == (200, "granted")
    assert answer.headers["etag"] == f'"{asked["version"] + 1}"'
    assert facts(await alone.see(application["id"]))[-3:] == [
        "licence.correction_requested",
        "licence.correction_supplied",
        "licence.granted",
    ]


async def test_a_refused_deregistration_voids_the_licence_and_a_release_on_it_is_parked(
    alone: Authority,
) -> None:
    application = await alone.received()
    first, second = application["lines"]
    await alone.endorsed(application)
    granted = await alone.until_status(application["id"], "granted")

    refused = VehicleDeregistrationRefused(
        vin=first["vin"], code="mortgage", reason="A mortgage.", article="机动车登记规定 第四十二条"
    )
    await alone.registry.announces("vehicle.deregistration_refused.v1", refused, first["case_id"])
    await alone.until_status(application["id"], "cancelled")
    released = CustomsReleased(
        declaration_id=application["id"],
        declaration_no=DECLARATION_NO,
        vin=second["vin"],
        licence_no=granted["licence"]["licence_no"],
        customs_port="0202",
        released_on=TODAY,
    )
    await alone.customs.announces("customs.released.v1", released, second["case_id"])

    async def parked() -> list[dict[str, Any]]:
        operator = alone.client("licensing", "supervisor")
        return (await operator.get("/v1/operations/parked")).json()["items"]

    row = (await until(parked, what="a parked message"))[0]
    assert (row["cause"], row["state"]) == ("contradiction", "failed")
    assert facts(await alone.see(application["id"])).count("licence.cancelled") == 2


async def test_an_officer_decides_by_hand_from_the_desk(by_hand: Authority) -> None:
    application = await by_hand.on_the_desk()

    granted = await by_hand.officer.post(
        f"/v1/applications/{application['id']}/grant", version=application["version"]
    )
    cancelled = await by_hand.supervisor.post(
        f"/v1/applications/{application['id']}/cancel",
        {"code": "holder_request", "reason": "The buyer stepped back."},
        version=granted.json()["version"],
    )

    assert granted.json()["status"] == "granted"
    assert cancelled.json()["status"] == "cancelled"
    shown = await by_hand.see(application["id"])
    assert shown["history"][-1]["actor"] == "licensing/supervisor/test"


async def test_an_officer_asks_refuses_and_an_enterprise_withdraws(by_hand: Authority) -> None:
    first, second = await by_hand.received(), await by_hand.received(lines=[line_paper("LGXC76C30P0123456")])
    items = [{"code": "contract_unreadable", "sentence": "The scan cannot be read."}]
    ground = {"code": "not_competent", "reason": "Not our vehicle."}

    asked = await by_hand.officer.post(
        f"/v1/applications/{first['id']}/request-correction", {"items": items}, version=1
    )
    refused = await by_hand.officer.post(f"/v1/applications/{first['id']}/refuse", ground, version=2)
    withdrawn = await by_hand.exporter.post(
        f"/v1/applications/{second['id']}/withdraw", {"reason": "No ship."}, version=1
    )

    assert asked.json()["asked"][0]["article"] == "行政许可法 第三十二条"
    assert [answer.json()["status"] for answer in (asked, refused, withdrawn)] == [
        "correction_requested",
        "refused",
        "withdrawn",
    ]
    assert (await by_hand.see(first["id"]))["history"][-1]["data"]["remedy"]


async def test_the_rules_bind_the_officer_and_the_answer_names_the_article(by_hand: Authority) -> None:
    application = await by_hand.received(lines=[line_paper(inspection_report=None)])
    await by_hand.endorsed(application)
    found = await by_hand.until_found(application["id"])

    answer = await by_hand.officer.post(
        f"/v1/applications/{application['id']}/accept", version=found["version"]
    )

    assert (answer.status_code, answer.json()["slug"]) == (422, "rule-violated")
    assert "WM/T 8" in answer.json()["article"]


async def test_a_hundred_officers_racing_leave_exactly_one_decision(by_hand: Authority) -> None:
    application = await by_hand.on_the_desk()
    path = f"/v1/applications/{application['id']}"
    ground = {"code": "not_competent", "reason": "Not our vehicle."}

    answers = await asyncio.gather(
        *(
            by_hand.officer.post(f"{path}/grant", version=application["version"])
            if number % 2
            else by_hand.officer.post(f"{path}/refuse", ground, version=application["version"])
            for number in range(100)
        )
    )

    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] + [412] * 99
    told = facts(await by_hand.see(application["id"]))
    decisions = [fact for fact in told if fact in {"licence.granted", "licence.refused"}]
    assert len(decisions) == 2
    assert len(set(decisions)) == 1


async def test_a_verb_needs_its_key_and_the_version_that_was_decided_on(by_hand: Authority) -> None:
    application = await by_hand.received()
    path = f"/v1/applications/{application['id']}/withdraw"
    body = {"reason": "No ship."}

    no_version = await by_hand.exporter.post(path, body)
    no_key = await by_hand.exporter.http.post(path, json=body, headers={"if-match": '"1"'})
    done = await by_hand.exporter.post(path, body, version=1, key="k-1")
    again = await by_hand.exporter.post(path, body, version=1, key="k-1")
    other = await by_hand.exporter.post(path, {"reason": "Another."}, version=1, key="k-1")
    late = await by_hand.exporter.post(path, body, version=1)
    closed = await by_hand.exporter.post(path, body, version=2)

    answers = [no_version, no_key, done, again, other, late, closed]
    assert [answer.status_code for answer in answers] == [428, 400, 200, 200, 422, 412, 409]
    assert again.json() == done.json()
    assert closed.json()["slug"] == "move-not-allowed"


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"exporter_uscc": EXPORTER[:-1] + "A"}, "/exporter_uscc"),
    ({"lines": []}, "/lines"),
    ({"lines": [line_paper("LSVAU03300222176O")]}, "/lines/0/vin"),
    ({"contract_no": "X" * 18}, "/contract_no"),
    ({"surprise": 1}, "/surprise"),
    ({"applied_on": 1}, "/applied_on"),
]


async def test_papers_that_cannot_be_read_are_refused_with_the_field(alone: Authority) -> None:
    for changes, field in UNREADABLE:
        answer = await alone.gateway.post("/v1/applications", paper(**changes))

        assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed"), changes
        assert field in {error["field"] for error in answer.json()["errors"]}


async def test_papers_against_the_rules_of_a_batch_are_refused(alone: Authority) -> None:
    twice = line_paper()
    many = [line_paper(f"{VINS[0][:-2]}{number:02d}") for number in range(21)]

    same = await alone.gateway.post("/v1/applications", paper(lines=[twice, twice]))
    large = await alone.gateway.post("/v1/applications", paper(lines=many))
    unknown = await alone.gateway.post("/v1/applications", paper(profile="atlantis"))

    assert [answer.status_code for answer in (same, large, unknown)] == [422, 422, 422]
    assert large.json()["article"].endswith("2024年第6号")
    assert unknown.json()["code"] == "unknown-profile"


async def test_the_same_lot_is_received_once(alone: Authority) -> None:
    body = paper()

    first = await alone.gateway.post("/v1/applications", body)
    second = await alone.gateway.post("/v1/applications", body)

    assert (first.status_code, second.status_code) == (201, 409)
    assert first.headers["location"] == f"/v1/applications/{body['lot_id']}"
