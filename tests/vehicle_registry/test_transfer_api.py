"""The transfer registration, bars, locks and orders at the registry's counter, with every code that it refuses by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from tests.agency.office import EXPORTER
from tests.vehicle_registry.conftest import Registry, a_hand_over, a_paper, granted, new_id
from tests.vehicle_registry.quota_told import reserved

TODAY = statutory_day(SystemClock().now())
REASON = {"reason": "the buyer withdrew"}


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def transfer(**changed: object) -> dict[str, object]:
    """The papers of a transfer, complete and in time."""
    papers: dict[str, object] = {
        "delivered_on": day(-3),
        "seller_kind": "person",
        "plate_no": "浙J12345",
        "insurance_valid_to": day(200),
        "small_passenger_car": True,
    }
    return papers | changed


def a_transfer(**changed: object) -> dict[str, object]:
    """What makes of the usual paper one whose transfer is to be done here."""
    known = {*transfer(), "quota_unit_no", "filing_valid_to"}
    own = {name: changed.pop(name) for name in list(changed) if name in known}
    return {
        "transfer_pending_export_date": None, "temp_plate_valid_to": None, "former_plate_no": None,
        "transfer": transfer(**own), **changed,
    }  # fmt: skip


async def does(
    registry: Registry, case: str, verb: str, body: object = None, who: str = "officer"
) -> httpx.Response:
    caller = getattr(registry, who)
    return await caller.post(f"/v1/vehicles/{case}/{verb}", body, version="*")  # type: ignore[no-any-return]


async def done(registry: Registry, case: str, *verbs: tuple[str, object]) -> dict[str, Any]:
    for verb, body in verbs:
        answer = await does(registry, case, verb, body)
        assert answer.status_code == 200, (verb, answer.text)
    return await registry.see(case)


CHECKED = (("accept-transfer", None), ("check-transfer", {"how": "electronic"}))


async def endorsed(registry: Registry, **changed: object) -> str:
    if unit_no := changed.get("quota_unit_no"):
        async with registry.speaks("transport") as transport:
            await reserved(registry, transport, str(unit_no))
    case = await registry.receive(**a_transfer(**changed))
    await done(registry, case, *CHECKED, ("endorse", {"temp_plate_no": "津临A1"}))
    return case


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert body["article"], body
    return answer.status_code, body["slug"], body["code"]


async def test_an_officer_accepts_checks_and_endorses_and_the_licence_then_begins_the_deregistration(
    registry: Registry,
) -> None:
    case = await endorsed(registry)

    shown = await registry.see(case)
    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        final = await registry.until_status(case, "deregistered_provisional")

    assert (shown["status"], shown["transfer_pending_export_date"]) == ("pending_export", TODAY.isoformat())
    assert shown["temp_plate_valid_to"] == day(60)
    assert [fact["type"].removeprefix("vehicle.").removesuffix(".v1") for fact in final["history"]] == [
        "transfer_submitted",
        "transfer_accepted",
        "transfer_checked",
        "transfer_pending_export",
        "deregistered",
    ]


async def test_a_notice_is_answered_by_the_enterprise_and_the_papers_are_accepted(registry: Registry) -> None:
    case = await registry.receive(**a_transfer(insurance_valid_to=None, agent_registered=False))

    early = await does(registry, case, "accept-transfer")
    asked = await does(registry, case, "request-transfer-correction", {"items": []})
    documents = [{"code": "power_of_attorney", "reference": "POA-1"}]
    half = await does(registry, case, "supply-transfer-correction", {"documents": documents}, "exporter")
    hidden = await does(registry, case, "supply-transfer-correction", {"documents": documents}, "stranger")
    whole = {"documents": documents, "insurance_valid_to": day(100)}
    supplied = await does(registry, case, "supply-transfer-correction", whole, "exporter")

    assert refused(early) == (422, "rule-violated", "power_of_attorney")
    assert [item["code"] for item in asked.json()["asked"]] == ["power_of_attorney", "compulsory_insurance"]
    assert refused(half) == (422, "rule-violated", "items_open")
    assert hidden.status_code == 404
    assert supplied.json()["status"] == "transfer_submitted"
    assert (await done(registry, case, ("accept-transfer", None)))["status"] == "transfer_accepted"


async def test_a_notice_has_an_item_and_a_certificate_twelve_digits(registry: Registry) -> None:
    complete = await registry.receive(**a_transfer())
    lacking = await registry.receive(**a_transfer(registration_cert_no=None))
    await does(registry, lacking, "request-transfer-correction", {})

    nothing = await does(registry, complete, "request-transfer-correction", {})
    number = {"registration_cert_no": "12001234567X"}
    malformed = await does(registry, lacking, "supply-transfer-correction", number, "exporter")

    assert refused(nothing) == (422, "rule-violated", "nothing_to_ask")
    assert refused(malformed) == (422, "rule-violated", "certificate_malformed")


async def test_a_supervised_or_scrapped_or_barred_vehicle_is_not_endorsed_and_is_refused_with_its_code(
    registry: Registry,
) -> None:
    bars = ("mortgage", "pledge", "seizure", "stolen", "mismatch", "invalid_proofs", "customs_supervised",
            "illegally_assembled", "violations_open", "accident_open")  # fmt: skip
    case = await registry.receive(**a_transfer())
    await done(registry, case, *CHECKED)
    for bar in bars:
        await does(registry, case, "bars", {"bar": bar})
        assert refused(await does(registry, case, "endorse", {})) == (422, "rule-violated", bar)
        path = f"/v1/vehicles/{case}/bars/{bar}"
        await registry.officer.http.delete(path, headers={"idempotency-key": new_id(), "if-match": "*"})
    others = {
        "customs_supervised": {"customs_supervised": True},
        "scrapping_within_year": {"scrapping_due_date": day(300)},
        "owner_not_filed": {"filing_valid_to": day(-1)},
    }
    for code, changed in others.items():
        vehicle = await registry.receive(**a_transfer(**changed))
        await done(registry, vehicle, *CHECKED)
        assert refused(await does(registry, vehicle, "endorse", {})) == (422, "rule-violated", code)

    answer = await does(registry, case, "refuse-transfer", {"code": "stolen", "reason": "reported stolen"})

    assert answer.json()["status"] == "transfer_refused"
    fact = (await registry.see(case))["history"][-1]
    assert (fact["type"], fact["data"]["article"]) == (
        "vehicle.transfer_refused.v1",
        "机动车登记规定 第二十九条",
    )


async def test_what_papers_lack_is_named_by_the_code_of_the_item(registry: Registry) -> None:
    lacking = {
        "applied_late": {"delivered_on": day(-31)},
        "registration_certificate": {"registration_cert_no": None},
        "identity_proof": {"identity_verified": False},
        "compulsory_insurance": {"insurance_valid_to": day(-1)},
    }
    for code, changed in lacking.items():
        case = await registry.receive(**a_transfer(**changed))

        assert refused(await does(registry, case, "accept-transfer")) == (422, "rule-violated", code)


async def test_a_tianjin_car_needs_a_quota_unit_and_with_it_may_only_be_exported(registry: Registry) -> None:
    without = await registry.receive(**a_transfer(plate_no="津A12345"))
    await done(registry, without, *CHECKED)
    case = await endorsed(registry, plate_no="津A12345", quota_unit_no="QU-9")

    missing = await does(registry, without, "endorse", {})
    kept = await does(registry, case, "lift-transfer", REASON, "supervisor")

    assert refused(missing) == (422, "rule-violated", "quota_required")
    assert refused(kept) == (422, "rule-violated", "export_only")
    assert (await registry.see(case))["quota_unit_no"] == "QU-9"


async def test_a_supervisor_lifts_an_endorsement_and_an_officer_may_not(registry: Registry) -> None:
    case = await registry.receive()

    denied = await does(registry, case, "lift-transfer", REASON)
    lifted = await does(registry, case, "lift-transfer", REASON, "supervisor")

    assert denied.status_code == 403
    assert lifted.json()["status"] == "transfer_lifted"


async def test_a_plate_is_issued_again_once(registry: Registry) -> None:
    case = await endorsed(registry)
    other = await registry.receive()

    again = await does(registry, case, "reissue-plate", {"temp_plate_no": "津临B1"})
    twice = await does(registry, case, "reissue-plate", {"temp_plate_no": "津临B2"})
    bare = await does(registry, other, "reissue-plate", {"temp_plate_no": "津临B3"})

    assert again.json()["temp_plate_no"] == "津临B1"
    assert refused(twice) == (422, "rule-violated", "plate_reissued_before")
    assert refused(bare) == (422, "rule-violated", "compulsory_insurance")


async def test_locks_misuse_and_revocation_are_ordered_by_those_who_may(registry: Registry) -> None:
    case = await registry.receive()
    ground = {"code": "court_order", "reason": "order 12", "article": "民事诉讼法 第二百五十三条"}

    locked = await does(registry, case, "locks", ground)
    refusal = await does(registry, case, "lift-transfer", REASON, "supervisor")
    path = f"/v1/vehicles/{case}/locks/court_order"
    freed = await registry.officer.http.delete(path, headers={"idempotency-key": new_id(), "if-match": "*"})
    misused = await does(registry, case, "report-misuse", {"code": "road_use", "reason": "seen"})
    denied = await does(registry, case, "revoke", {"code": "deceit", "reason": "forged"})
    revoked = await does(registry, case, "revoke", {"code": "deceit", "reason": "forged"}, "supervisor")

    assert [lock["code"] for lock in locked.json()["locks"]] == ["court_order"]
    assert refused(refusal) == (422, "rule-violated", "locked")
    assert freed.json()["locks"] == []
    assert [lock["code"] for lock in misused.json()["locks"]] == ["misuse"]
    assert denied.status_code == 403
    assert (revoked.json()["status"], revoked.json()["banned_until"]) == (
        "registration_revoked",
        _years_later(3),
    )
    history = (await registry.see(case))["history"]
    kinds = [fact["type"].removeprefix("vehicle.").removesuffix(".v1") for fact in history]
    assert kinds[1:] == ["locked", "unlocked", "misuse_reported", "locked", "registration_revoked"]


def _years_later(years: int) -> str:
    """The same day then; the last day of February for a leap day (民法典 第二百零二条)."""
    day = 28 if (TODAY.month, TODAY.day) == (2, 29) else TODAY.day
    return TODAY.replace(year=TODAY.year + years, day=day).isoformat()


@pytest.mark.rule("REG-81")
async def test_whoever_is_banned_is_refused_the_next_transfer_and_nobody_else_is(registry: Registry) -> None:
    first = await registry.receive()
    await does(registry, first, "revoke", {"code": "false_material", "reason": "forged"}, "supervisor")

    again = await registry.see(await registry.receive(**a_transfer()))
    other = await registry.see(await registry.receive(exporter_uscc="91331004MA2A1B2C3U", **a_transfer()))
    elsewhere = await registry.see(await registry.receive())

    assert (again["status"], again["ended"]["code"]) == ("transfer_refused", "applicant_banned")
    assert again["ended"]["article"] == "机动车登记规定 第八十条"
    assert (other["status"], elsewhere["status"]) == ("transfer_submitted", "pending_export")


async def test_an_enterprise_requests_and_withdraws_its_deregistration(by_hand: Registry) -> None:
    case = await by_hand.receive()

    asked = await does(by_hand, case, "request-deregistration", None, "exporter")
    back = await does(by_hand, case, "withdraw", REASON, "exporter")
    denied = await does(by_hand, case, "withdraw", REASON)

    assert (asked.json()["status"], back.json()["status"]) == ("deregistration_requested", "pending_export")
    assert denied.status_code == 403
    history = (await by_hand.see(case))["history"]
    assert history[1]["data"]["by"].startswith("enterprise/exporter/")


async def test_papers_that_name_neither_way_or_an_unknown_version_are_refused(registry: Registry) -> None:
    neither = a_hand_over(a_paper(new_id(), transfer_pending_export_date=None))
    version = a_hand_over(profile_version="tianjin-1999.1")

    first = await registry.gateway.post("/v1/vehicles", neither)
    second = await registry.gateway.post("/v1/vehicles", version)

    assert refused(first) == (422, "rule-violated", "transfer_papers_missing")
    assert first.json()["field"] == "/vehicles/0/transfer"
    assert (second.status_code, second.json()["slug"]) == (422, "unknown-profile")


async def test_a_case_is_pinned_to_the_version_of_its_papers(registry: Registry) -> None:
    body = a_hand_over(profile_version="tianjin-2024.1")

    answer = await registry.gateway.post("/v1/vehicles", body)

    assert answer.json()["items"][0]["profile_version"] == "tianjin-2024.1"


async def test_too_many_notices_and_missing_papers_have_codes_of_their_own(by_hand: Registry) -> None:
    case = await by_hand.receive(agent_registered=False)
    await does(by_hand, case, "request-deregistration")
    missing = await does(by_hand, case, "deregister")
    item = {"items": [{"code": "photo", "sentence": "a photo, please"}]}
    for _ in range(2):
        await does(by_hand, case, "request-correction", item)
        documents = [{"code": "photo", "reference": "P"}]
        await does(by_hand, case, "supply-correction", {"documents": documents})

    third = await does(by_hand, case, "request-correction", item)

    assert refused(missing) == (422, "rule-violated", "papers_missing")
    assert refused(third) == (422, "rule-violated", "too_many_notices")


async def test_only_the_registry_s_officers_decide(registry: Registry) -> None:
    case = await registry.receive(**a_transfer())
    for agency, role in (("enterprise", "exporter"), ("gateway", "service"), ("licensing", "supervisor")):
        caller = registry.caller(agency, role, uscc=EXPORTER)
        for verb, body in (*CHECKED, ("endorse", {}), ("refuse-transfer", {"code": "x", "reason": "x"})):
            answer = await caller.post(f"/v1/vehicles/{case}/{verb}", body, version="*")

            assert answer.status_code == 403, (agency, verb)


async def test_no_fact_and_no_list_names_the_former_plate_s_owner(registry: Registry) -> None:
    case = await endorsed(registry)

    history = (await registry.see(case))["history"]

    assert len(history) == 4
    assert "浙J12345" not in str(history)
