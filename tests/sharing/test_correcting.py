"""校核纠错 over real HTTP: a receiving agency doubts a field, the source answers, both versions stay."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.runtime.testing import Caller
from tests.sharing.conftest import Registry, officer_of


def a_doubt(case_id: str, **changed: Any) -> dict[str, Any]:
    body = {
        "resource": "registration_status",
        "field": "brand",
        "case_id": case_id,
        "proposed": "上汽大众",
        "reason": "合格证和发票上的品牌为上汽大众。",
    }
    return body | changed


async def raised(registry: Registry, case: str, **changed: Any) -> dict[str, Any]:
    answer = await officer_of(registry.run, "licensing").post(
        "/v1/sharing/disputes", a_doubt(case, **changed)
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answered(by: Caller, dispute: dict[str, Any], **body: Any) -> Any:
    return await by.post(f"/v1/sharing/disputes/{dispute['id']}/answer", body, version=dispute["version"])


async def test_a_dispute_keeps_what_was_said_and_what_is_proposed_and_has_a_last_day(
    registry: Registry,
) -> None:
    case = await registry.receive()

    dispute = await raised(registry, case)

    assert (dispute["value"], dispute["proposed"], dispute["status"]) == ("大众", "上汽大众", "open")
    assert dispute["due_on"] > dispute["made_on"]
    types = [fact["type"] for fact in (await registry.see(case))["history"]]
    assert types[-1] == "sharing.disputed.v1"


async def test_a_correction_changes_the_record_and_announces_the_endorsement_anew(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case)

    answer = await answered(registry.officer, dispute, correct=True, reason="录入错误，已更正。")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["value"]) == ("corrected", "大众")
    assert answer.json()["answer"]["value"] == "上汽大众"
    vehicle = await registry.see(case)
    assert vehicle["brand"] == "上汽大众"
    new = vehicle["history"][-2:]
    assert [fact["type"] for fact in new] == [
        "sharing.dispute_answered.v1",
        "vehicle.transfer_pending_export.v1",
    ]
    assert new[1]["data"]["brand"] == "上汽大众"
    assert vehicle["history"][0]["data"]["brand"] == "大众"


async def test_a_source_may_stand_by_its_value(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case)

    answer = await answered(registry.officer, dispute, correct=False, reason="登记证书即如此记载。")

    assert (answer.status_code, answer.json()["status"]) == (200, "stands")
    assert (await registry.see(case))["brand"] == "大众"


@pytest.mark.rule("REG-correct")
async def test_a_correction_that_cannot_be_true_is_refused_and_nothing_changes(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case, field="first_registration_date", proposed="2030-01-01")

    answer = await answered(registry.officer, dispute, correct=True, reason="x")

    assert answer.status_code == 422
    assert answer.json()["code"] == "correction_impossible"
    assert (await registry.see(case))["first_registration_date"] == "2022-03-01"


async def test_a_day_that_is_none_is_refused(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case, field="first_registration_date", proposed="im März")

    answer = await answered(registry.officer, dispute, correct=True, reason="x")

    assert (answer.status_code, answer.json()["field"]) == (422, "/value")


@pytest.mark.parametrize(
    ("agency", "changed", "status", "slug"),
    [
        ("tax-rebate", {"field": "bars"}, 403, "sharing-not-agreed"),
        ("tax-rebate", {"field": "former_owner_name"}, 403, "sharing-not-agreed"),
        ("gateway", {}, 403, "sharing-not-agreed"),
        ("licensing", {"proposed": "大众"}, 422, "rule-violated"),
        ("licensing", {"resource": "weather"}, 422, "sharing-resource-unknown"),
    ],
)
async def test_only_what_one_may_see_can_be_doubted(
    registry: Registry, agency: str, changed: dict[str, Any], status: int, slug: str
) -> None:
    case = await registry.receive()

    answer = await officer_of(registry.run, agency).post("/v1/sharing/disputes", a_doubt(case, **changed))

    assert (answer.status_code, answer.json()["slug"]) == (status, slug)
    assert answer.json()["article"].startswith("政务数据共享条例")


async def test_only_the_source_answers_and_only_once(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case)
    other = officer_of(registry.run, "licensing")

    forbidden = await answered(other, dispute, correct=True, reason="x")
    done = await answered(registry.officer, dispute, correct=False, reason="如此")
    again = await answered(registry.officer, done.json(), correct=True, reason="x")

    assert (forbidden.status_code, done.status_code, again.status_code) == (403, 200, 409)


async def test_a_dispute_is_seen_by_its_source_and_by_who_raised_it(registry: Registry) -> None:
    case = await registry.receive()
    dispute = await raised(registry, case)
    place = f"/v1/sharing/disputes/{dispute['id']}"

    own = await registry.officer.get(place)
    asker = await officer_of(registry.run, "licensing").get(place)
    stranger = await officer_of(registry.run, "tax-rebate").get(place)
    listed = await registry.officer.get("/v1/sharing/disputes", status="open", case_id=case)
    not_theirs = await officer_of(registry.run, "tax-rebate").get("/v1/sharing/disputes")

    assert (own.status_code, asker.status_code, stranger.status_code) == (200, 200, 404)
    assert [each["id"] for each in listed.json()["items"]] == [dispute["id"]]
    assert not_theirs.json()["items"] == []
