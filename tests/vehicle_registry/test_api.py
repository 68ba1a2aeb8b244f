"""Officers, the enterprise and the gateway at the registry's counter."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx

from tests.vehicle_registry.conftest import (
    EXPORTER,
    Registry,
    a_hand_over,
    a_paper,
    granted,
    new_id,
)

ITEM = {"code": "transport_document", "sentence": "the bill of lading, please"}

MALFORMED: list[tuple[dict[str, object], str]] = [
    ({"vin": "LSVAU03300222176I"}, "/vehicles/0/vin"),
    ({"vin": "LSVAU0330022217"}, "/vehicles/0/vin"),
    ({"colour": "red"}, "/vehicles/0/colour"),
    ({"case_id": "not-a-uuid"}, "/vehicles/0/case_id"),
    ({"agent_registered": "yes"}, "/vehicles/0/agent_registered"),
    ({"displacement_ml": -1}, "/vehicles/0/displacement_ml"),
    ({"first_registration_date": 20220301}, "/vehicles/0/first_registration_date"),
]
"""What is wrong with a paper, and where the answer points. One run walks all: a start takes half a second."""
NOT_ENTITLED: list[tuple[str, str]] = [
    ("enterprise", "exporter"),
    ("licensing", "supervisor"),
    ("vehicle-registry", "viewer"),
    ("customs", "service"),
    ("gateway", "officer"),
]


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["slug"]


async def waiting_for_an_officer(by_hand: Registry, **changed: object) -> str:
    """A vehicle whose licence was granted where officers decide."""
    case = await by_hand.receive(**changed)
    async with by_hand.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        await by_hand.until_status(case, "deregistration_requested")
    return case


class TestReceiving:
    async def test_a_lot_is_taken_in_whole_and_every_vehicle_announced(self, registry: Registry) -> None:
        first, second = new_id(), new_id()
        body = a_hand_over(a_paper(first), a_paper(second, vin="LGXC76C30P0123456"))

        answer = await registry.gateway.post("/v1/vehicles", body)

        assert answer.status_code == 201
        assert [item["id"] for item in answer.json()["items"]] == [first, second]
        shown = await registry.see(second)
        assert (shown["status"], shown["version"]) == ("pending_export", 1)
        assert shown["history"][0]["type"] == "vehicle.transfer_pending_export.v1"
        assert shown["history"][0]["correlationid"] == body["batch_id"]

    async def test_the_same_key_gets_the_first_answer_and_another_body_is_refused(
        self, registry: Registry
    ) -> None:
        body, key = a_hand_over(), new_id()

        first = await registry.gateway.post("/v1/vehicles", body, key=key)
        again = await registry.gateway.post("/v1/vehicles", body, key=key)
        other = await registry.gateway.post("/v1/vehicles", a_hand_over(), key=key)

        assert (again.status_code, again.json()) == (201, first.json())
        assert slug(other) == (422, "idempotency-key-reused")

    async def test_without_a_key_nothing_is_taken_in(self, registry: Registry) -> None:
        answer = await registry.gateway.http.post("/v1/vehicles", json=a_hand_over())

        assert slug(answer) == (400, "idempotency-key-missing")

    async def test_a_vehicle_is_taken_in_once(self, registry: Registry) -> None:
        case = await registry.receive()

        answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(case)))

        assert slug(answer) == (409, "conflict")

    async def test_a_bad_row_refuses_the_lot_and_is_named(self, registry: Registry) -> None:
        future = a_paper(new_id(), transfer_pending_export_date="2099-01-01")

        answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(new_id()), future))

        assert slug(answer) == (422, "rule-violated")
        assert answer.json()["field"] == "/vehicles/1/transfer_pending_export_date"
        assert answer.json()["article"] == "机动车登记规定 第二十八条"
        assert (await registry.officer.get("/v1/vehicles")).json()["items"] == []

    async def test_a_case_stands_once_in_a_lot(self, registry: Registry) -> None:
        case = new_id()

        answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(case), a_paper(case)))

        assert slug(answer) == (422, "rule-violated")

    async def test_an_unknown_profile_is_refused_with_those_that_exist(self, registry: Registry) -> None:
        answer = await registry.gateway.post("/v1/vehicles", a_hand_over(profile="atlantis"))

        assert slug(answer) == (422, "unknown-profile")
        assert "tianjin" in answer.json()["detail"]

    async def test_a_malformed_paper_is_refused_with_a_pointer(self, registry: Registry) -> None:
        for changed, field in MALFORMED:
            answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(new_id()) | changed))

            assert slug(answer) == (422, "validation-failed"), changed
            assert [error["field"] for error in answer.json()["errors"]] == [field]

    async def test_an_enterprise_code_with_a_wrong_check_character_is_refused(
        self, registry: Registry
    ) -> None:
        answer = await registry.gateway.post("/v1/vehicles", a_hand_over(exporter_uscc="91120118MA06ABCD1X"))

        assert [error["field"] for error in answer.json()["errors"]] == ["/exporter_uscc"]

    async def test_only_the_gateway_and_officers_hand_papers_in(self, registry: Registry) -> None:
        for agency, role in NOT_ENTITLED:
            caller = registry.caller(agency, role, uscc=EXPORTER)

            assert slug(await caller.post("/v1/vehicles", a_hand_over())) == (403, "forbidden"), (
                agency,
                role,
            )


class TestDecidingByHand:
    async def test_an_officer_deregisters(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)
        shown = await by_hand.see(case)

        answer = await by_hand.officer.post(f"/v1/vehicles/{case}/deregister", version=shown["version"])

        assert (answer.status_code, answer.json()["status"]) == (200, "deregistered_provisional")
        assert answer.headers["etag"] == f'"{shown["version"] + 1}"'
        assert (await by_hand.see(case))["history"][-1]["actor"] == "vehicle-registry/officer/li"

    async def test_an_act_names_the_version_that_it_was_decided_on(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)
        path = f"/v1/vehicles/{case}/deregister"

        assert slug(await by_hand.officer.post(path)) == (428, "precondition-required")
        assert slug(await by_hand.officer.post(path, version=1)) == (412, "stale-version")
        assert (await by_hand.see(case))["status"] == "deregistration_requested"

    async def test_of_many_racing_decisions_exactly_one_wins(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)
        version = (await by_hand.see(case))["version"]
        reason = {"code": "stolen", "reason": "reported stolen"}

        async def decide(number: int) -> int:
            verb, body = ("deregister", None) if number % 2 else ("refuse", reason)
            answer = await by_hand.officer.post(f"/v1/vehicles/{case}/{verb}", body, version=version)
            return answer.status_code

        statuses = Counter(await asyncio.gather(*(decide(number) for number in range(100))))

        assert statuses == {200: 1, 412: 99}
        shown = await by_hand.see(case)
        assert shown["version"] == version + 1
        decisions = [fact["type"] for fact in shown["history"]][3:]
        assert len(decisions) == 1

    async def test_a_verb_that_the_status_does_not_allow_changes_nothing(self, by_hand: Registry) -> None:
        case = await by_hand.receive()

        answer = await by_hand.officer.post(f"/v1/vehicles/{case}/deregister", version=1)

        assert slug(answer) == (409, "move-not-allowed")
        assert (await by_hand.see(case))["version"] == 1

    async def test_a_bar_stands_in_the_way_until_it_is_lifted(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)
        path = f"/v1/vehicles/{case}"

        barred = await by_hand.officer.post(f"{path}/bars", {"bar": "mortgage"}, version="*")
        blocked = await by_hand.officer.post(f"{path}/deregister", version="*")
        headers = {"idempotency-key": new_id(), "if-match": barred.headers["etag"]}
        lifted = await by_hand.officer.http.delete(f"{path}/bars/mortgage", headers=headers)
        done = await by_hand.officer.post(f"{path}/deregister", version="*")

        assert (barred.json()["bars"], barred.json()["status"]) == (["mortgage"], "deregistration_blocked")
        assert slug(blocked) == (409, "move-not-allowed")
        assert (lifted.status_code, lifted.json()["bars"]) == (200, [])
        assert done.status_code == 200

    async def test_a_bar_that_the_law_does_not_know_is_malformed(self, by_hand: Registry) -> None:
        case = await by_hand.receive()

        answer = await by_hand.officer.post(f"/v1/vehicles/{case}/bars", {"bar": "debt"}, version=1)

        assert slug(answer) == (422, "validation-failed")

    async def test_an_officer_refuses_with_reason_and_article(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)

        answer = await by_hand.officer.post(
            f"/v1/vehicles/{case}/refuse", {"code": "stolen", "reason": "reported stolen"}, version="*"
        )

        assert answer.json()["status"] == "refused"
        assert (await by_hand.see(case))["history"][-1]["data"]["article"] == "机动车登记规定 第四十二条"

    async def test_the_supervisor_restores_and_an_officer_may_not(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)
        await by_hand.officer.post(f"/v1/vehicles/{case}/deregister", version="*")
        body = {"code": "given_up", "reason": "the buyer withdrew"}

        denied = await by_hand.officer.post(f"/v1/vehicles/{case}/restore", body, version="*")
        done = await by_hand.supervisor.post(f"/v1/vehicles/{case}/restore", body, version="*")

        assert slug(denied) == (403, "forbidden")
        assert done.json()["status"] == "restored"


class TestCorrection:
    async def test_the_enterprise_answers_its_notice_and_the_vehicle_goes_on(
        self, registry: Registry
    ) -> None:
        case = await registry.receive(agent_registered=False, registration_cert_no=None)
        async with registry.speaks("licensing") as licensing:
            await licensing.says(case, "licence.granted.v1", granted())
            shown = await registry.until_status(case, "correction_requested")
        documents = [{"code": "power_of_attorney", "reference": "POA-2026-1"}]
        body = {"registration_cert_no": "120087654321", "documents": documents}
        path = f"/v1/vehicles/{case}/supply-correction"

        hidden = await registry.stranger.post(path, body, version=shown["version"])
        half = await registry.exporter.post(path, {"documents": documents}, version=shown["version"])
        whole = await registry.exporter.post(path, body, version=shown["version"])

        assert [item["code"] for item in shown["asked"]] == ["power_of_attorney", "registration_certificate"]
        assert slug(hidden) == (404, "not-found")
        assert slug(half) == (422, "rule-violated")
        assert whole.json()["status"] == "deregistered_provisional"

    async def test_an_officer_asks_and_the_gateway_may_answer_for_the_enterprise(
        self, by_hand: Registry
    ) -> None:
        case = await waiting_for_an_officer(by_hand)

        asked = await by_hand.officer.post(
            f"/v1/vehicles/{case}/request-correction", {"items": [ITEM]}, version="*"
        )
        answered = await by_hand.gateway.post(
            f"/v1/vehicles/{case}/supply-correction",
            {"documents": [{"code": "transport_document", "reference": "BL-77"}]},
            version=asked.headers["etag"],
        )

        assert asked.json()["status"] == "correction_requested"
        assert answered.json()["status"] == "deregistration_requested"
        history = (await by_hand.see(case))["history"]
        assert history[-2]["data"]["by"] == "vehicle-registry/officer/li"
        assert history[-1]["data"]["items"] == ["transport_document"]

    async def test_a_notice_without_an_item_is_none(self, by_hand: Registry) -> None:
        case = await waiting_for_an_officer(by_hand)

        answer = await by_hand.officer.post(
            f"/v1/vehicles/{case}/request-correction", {"items": []}, version="*"
        )

        assert slug(answer) == (422, "validation-failed")
