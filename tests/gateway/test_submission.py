"""Handing in: what is taken, what is refused and why, and that nothing is lost between the two."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from exportlane.runtime.testing import until
from tests.gateway.batches import OTHER_USCC, USCC, batch, single, vehicle, vin
from tests.gateway.conftest import Alone


async def test_a_batch_opens_a_case_for_each_vehicle_and_hands_each_agency_its_paper(alone: Alone) -> None:
    client = alone.client("enterprise", "exporter", uscc=USCC)

    answer = await client.post("/v1/batches", batch(3))

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/cases?batch={body['batch_id']}"
    assert (body["accepted"], body["refused"]) == (3, 0)
    assert [row["status"] for row in body["rows"]] == ["accepted"] * 3
    listed = (await client.get("/v1/cases", batch=body["batch_id"])).json()["items"]
    assert {case["id"] for case in listed} == {row["case_id"] for row in body["rows"]}
    await until(lambda: len(alone.agencies.asked) == 4)
    assert {request.url.path for _, request in alone.agencies.asked} == {
        "/v1/vehicles", "/v1/applications", "/v1/declarations", "/v1/claims"
    }  # fmt: skip


async def test_each_paper_holds_only_what_its_agency_may_know(alone: Alone) -> None:
    await alone.client().post("/v1/batches", batch(1))
    await until(lambda: len(alone.agencies.asked) == 4)

    papers = {name: request.content.decode() for name, request in alone.agencies.asked}

    assert "ex_vat_amount" in papers["tax-rebate"]
    assert not any("ex_vat_amount" in papers[name] for name in papers if name != "tax-rebate")
    assert "fob_amount" in papers["customs"]
    assert not any("fob_amount" in papers[name] for name in papers if name not in ("customs", "tax-rebate"))
    assert "registration_cert_no" in papers["vehicle-registry"]
    assert not any("registration_cert_no" in papers[name] for name in papers if name != "vehicle-registry")


async def test_vehicles_are_put_into_lots_of_one_code_and_at_most_twenty(alone: Alone) -> None:
    rows = [vehicle(n) for n in range(21)] + [vehicle(n, hs_code="8704210000") for n in range(30, 33)]

    lots = (await alone.client().post("/v1/batches", batch(0, vehicles=rows))).json()["lots"]

    assert [(lot["hs_code"], len(lot["case_ids"])) for lot in lots] == [
        ("8703234990", 20), ("8703234990", 1), ("8704210000", 3)
    ]  # fmt: skip


FOREIGN_SELLER = {**vehicle(1)["invoice"], "seller_uscc": "91120118MA06ABCD1X"}
RULE, SHAPE = "rule-violated", "validation-failed"
BAD_ROWS: dict[str, tuple[Any, str, str]] = {
    "a wrong check digit": (vehicle(1, vin="LSVAU033902221761"), RULE, "/vin"),
    "a VIN in lower case": (vehicle(1, vin=vin(1).lower()), RULE, "/vin"),
    "a tariff code of something else": (vehicle(1, hs_code="0101210000"), RULE, "/hs_code"),
    "a future registration": (vehicle(1, first_registration_date="2999-01-01"), RULE, "/first_registration_date"),
    "an endorsement before the registration": (
        vehicle(1, transfer_pending_export_date="2001-01-01"), RULE, "/transfer_pending_export_date"
    ),
    "scrapping before the registration": (vehicle(1, scrapping_due_date="2001-01-01"), RULE, "/scrapping_due_date"),
    "a seller's code that does not hold": (vehicle(1, invoice=FOREIGN_SELLER), RULE, "/invoice/seller_uscc"),
    "an unknown field": (vehicle(1, colour="red"), SHAPE, "/colour"),
    "a missing field": ({name: value for name, value in vehicle(1).items() if name != "brand"}, SHAPE, "/brand"),
    "an amount as a number": (vehicle(1, fob_amount=8200.0), SHAPE, "/fob_amount"),
    "a rate above one": (vehicle(1, hs_rebate_rate="1.3"), SHAPE, "/hs_rebate_rate"),
    "a yes for true": (vehicle(1, agent_registered="yes"), SHAPE, "/agent_registered"),
    "a control character": (vehicle(1, brand="大\u0007众"), SHAPE, "/brand"),
    "no object at all": ("LSVAU033002221761", SHAPE, ""),
}  # fmt: skip


async def test_each_bad_row_is_refused_with_its_reason_and_the_good_one_goes_on(alone: Alone) -> None:
    rows = [vehicle(7), *(row for row, _, _ in BAD_ROWS.values())]

    answer = await alone.client().post("/v1/batches", batch(0, vehicles=rows))

    assert answer.status_code == 202, answer.text
    good, *bad = answer.json()["rows"]
    assert (good["status"], good["vin"], good["problem"]) == ("accepted", vin(7), None)
    for row, (name, (_, slug, field)) in zip(bad, BAD_ROWS.items(), strict=True):
        assert (row["status"], row["case_id"]) == ("refused", None), name
        found = row["problem"]
        assert (found["slug"], found["field"]) == (slug, f"/vehicles/{row['row'] - 1}{field}"), name
        assert found["errors"], name
        assert found["detail"].endswith("."), name


async def test_a_batch_without_one_good_row_opens_nothing(alone: Alone) -> None:
    client = alone.client()

    answer = await client.post(
        "/v1/batches", batch(0, vehicles=[vehicle(1, hs_code="1"), vehicle(2, vin="X")])
    )

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [row["status"] for row in answer.json()["rows"]] == ["refused", "refused"]
    assert (await client.get("/v1/cases")).json()["items"] == []


async def test_a_vehicle_twice_in_a_batch_is_refused_twice(alone: Alone) -> None:
    rows = (
        await alone.client().post("/v1/batches", batch(0, vehicles=[vehicle(1), vehicle(2), vehicle(1)]))
    ).json()["rows"]

    assert [row["status"] for row in rows] == ["refused", "accepted", "refused"]
    assert rows[0]["problem"]["slug"] == rows[2]["problem"]["slug"] == "duplicate-in-batch"


async def test_a_warning_is_told_and_stops_nothing(alone: Alone) -> None:
    odd = vehicle(1, registration_cert_no=None, former_plate_no="?", temp_plate_valid_to="2020-01-01")

    row = (await alone.client().post("/v1/batches", batch(0, vehicles=[odd]))).json()["rows"][0]

    assert row["status"] == "accepted"
    assert {warning["field"] for warning in row["warnings"]} == {
        "/registration_cert_no", "/former_plate_no", "/temp_plate_valid_to"
    }  # fmt: skip


BAD_HEADERS: list[tuple[dict[str, Any], str]] = [
    ({"profile": "atlantis"}, "unknown-profile"),
    ({"exporter_uscc": "91120118MA06ABCD1X"}, "rule-violated"),
    ({"customs_port": "02"}, "validation-failed"),
    ({"surprise": 1}, "validation-failed"),
    ({"applied_on": "2999-01-01"}, "rule-violated"),
    ({"applied_on": "2026-01-01"}, "rule-violated"),
    ({"transport_mode": "on foot"}, "validation-failed"),
    ({"vehicles": []}, "validation-failed"),
    ({"rebate_class": 5}, "validation-failed"),
]


async def test_a_header_that_does_not_hold_refuses_the_whole(alone: Alone) -> None:
    client = alone.client()

    for changes, slug in BAD_HEADERS:
        answer = await client.post("/v1/batches", {**batch(1), **changes})
        assert (answer.status_code, answer.json()["slug"]) == (422, slug), changes
    assert (await client.get("/v1/cases")).json()["items"] == []


async def test_an_exporter_hands_in_for_its_own_code_only(alone: Alone) -> None:
    answer = await alone.client("enterprise", "exporter", uscc=OTHER_USCC).post("/v1/batches", batch(1))

    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


async def test_a_submission_needs_a_key_and_repeats_its_answer(alone: Alone) -> None:
    client = alone.client()

    without = await client.http.post("/v1/batches", json=batch(1))
    first = await client.post("/v1/batches", batch(1), key="k")
    again = await client.post("/v1/batches", batch(1), key="k")
    other = await client.post("/v1/batches", batch(2), key="k")

    assert (without.status_code, without.json()["slug"]) == (400, "idempotency-key-missing")
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["slug"]) == (422, "idempotency-key-reused")
    await until(lambda: len(alone.agencies.asked) == 4)
    assert len((await client.get("/v1/cases")).json()["items"]) == 1


async def test_a_second_live_case_for_a_vehicle_is_named_to_those_who_may_know_it(alone: Alone) -> None:
    owner, stranger = (alone.client("enterprise", "exporter", uscc=code) for code in (USCC, OTHER_USCC))
    case_id = (await owner.post("/v1/cases", single(1))).json()["case_id"]

    to_owner = await owner.post("/v1/cases", single(1))
    to_agency = await alone.client().post("/v1/cases", single(1))
    to_stranger = await stranger.post("/v1/cases", single(1, changes={"exporter_uscc": OTHER_USCC}))

    for answer in (to_owner, to_agency, to_stranger):
        assert (answer.status_code, answer.json()["slug"]) == (409, "live-case-exists")
    assert to_owner.json()["case_id"] == to_agency.json()["case_id"] == case_id
    assert case_id not in to_stranger.text


async def test_a_live_case_refuses_its_row_of_a_batch_and_no_other(alone: Alone) -> None:
    client = alone.client()
    case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]

    rows = (await client.post("/v1/batches", batch(2))).json()["rows"]

    assert [row["status"] for row in rows] == ["refused", "accepted"]
    assert (rows[0]["problem"]["slug"], rows[0]["problem"]["case_id"]) == ("live-case-exists", case_id)


async def test_of_a_hundred_racing_submissions_for_one_vehicle_one_wins(alone: Alone) -> None:
    client = alone.client()

    answers = await asyncio.gather(*(client.post("/v1/cases", single(1)) for _ in range(100)))

    won = [answer for answer in answers if answer.status_code == 202]
    lost = [answer for answer in answers if answer.status_code == 409]
    assert (len(won), len(lost)) == (1, 99)
    assert {answer.json()["case_id"] for answer in lost} == {won[0].json()["case_id"]}
    assert len((await client.get("/v1/cases")).json()["items"]) == 1


async def test_racing_batches_that_share_vehicles_open_each_case_once(alone: Alone) -> None:
    client = alone.client()
    batches = [batch(5, first=start) for start in range(10)]

    answers = await asyncio.gather(*(client.post("/v1/batches", each) for each in batches))

    assert {answer.status_code for answer in answers} <= {202, 422}
    cases = (await client.get("/v1/cases", limit="200")).json()["items"]
    assert sorted(case["vin"] for case in cases) == sorted(vin(n) for n in range(14))


async def test_one_vehicle_by_itself_is_refused_as_a_whole(alone: Alone) -> None:
    client = alone.client()

    unknown_field = await client.post("/v1/cases", single(1, colour="red"))
    wrong_vin = await client.post("/v1/cases", single(1, vin="LSVAU033902221761"))

    assert (unknown_field.status_code, unknown_field.json()["slug"]) == (422, "validation-failed")
    assert (wrong_vin.status_code, wrong_vin.json()["slug"]) == (422, "rule-violated")
    assert wrong_vin.json()["field"] == "/vehicle/vin"


async def test_malformed_json_and_an_oversized_body_are_refused(alone: Alone) -> None:
    client = alone.client()
    headers = {"idempotency-key": "k", "content-type": "application/json"}

    malformed = await client.http.post("/v1/batches", content=b'{"profile":', headers=headers)
    oversized = await client.http.post("/v1/batches", content=json.dumps("x" * 2_000_000), headers=headers)

    assert (malformed.status_code, malformed.json()["slug"]) == (400, "malformed-json")
    assert (oversized.status_code, oversized.json()["slug"]) == (413, "body-too-large")


async def test_only_an_exporter_or_the_gateways_officers_hand_in(alone: Alone) -> None:
    for agency, role in (("licensing", "supervisor"), ("gateway", "viewer"), ("conference", "conference")):
        answer = await alone.client(agency, role).post("/v1/batches", batch(1))
        assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden"), role
