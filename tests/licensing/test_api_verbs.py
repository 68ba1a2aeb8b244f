"""Every verb of the desk and of the holder in a running service, and every refusal with its code and article."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from exportlane.contracts.customs import CustomsReleased, CustomsShutOut
from exportlane.contracts.vehicle_registry import VehicleLocked, VehicleTransferRefused
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller
from tests.licensing.given import DECLARATION_NO, VINS
from tests.licensing.running import RECENTLY, TODAY, Authority, facts, line_paper, paper

UNFILED = "91350100M000100Y43"
GROUND = {"code": "deceit", "reason": "It came out."}
REASON = {"reason": "Because."}
URGENT = {"code": "regulator_request", "reason": "Customs asks for it.", "evidence": "Letter 7"}
CHANGES = {"reason": "The ship calls at another port.", "customs_port": "0203"}


async def act(who: Caller, thing: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
    """Do a verb on the newest version that is known; the answer is the newer one."""
    answer = await who.post(f"/v1/applications/{thing['id']}/{verb}", body, version=thing["version"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refusal(who: Caller, thing: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
    answer = await who.post(f"/v1/applications/{thing['id']}/{verb}", body, version=thing["version"])
    assert answer.status_code in {409, 422}, answer.text
    return answer.json()


async def test_a_draft_is_handed_in_by_the_enterprise(by_hand: Authority) -> None:
    draft = await by_hand.received(draft=True)

    handed_in = await act(by_hand.exporter, draft, "submit")

    assert (draft["status"], handed_in["status"]) == ("draft", "submitted")
    assert facts(await by_hand.see(draft["id"])) == ["licence.application_submitted"] * 2


@pytest.mark.requirement("TJ-1.1")
async def test_papers_of_a_firm_that_is_not_filed_end_by_courier_and_are_refused_at_the_window(
    by_hand: Authority,
) -> None:
    by_courier = await by_hand.received(exporter_uscc=UNFILED)
    at_the_window = await by_hand.officer.post("/v1/applications", paper(exporter_uscc=UNFILED))
    asked = await by_hand.gateway.get(f"/v1/filings/by-uscc/{UNFILED}")

    assert (by_courier["status"], by_courier["outcome"]["code"]) == ("not_accepted", "enterprise_not_filed")
    assert facts(await by_hand.see(by_courier["id"]))[-1] == "licence.not_accepted"
    assert (at_the_window.status_code, at_the_window.json()["code"]) == (409, "enterprise_not_filed")
    assert at_the_window.json()["article"]
    assert (asked.json()["may_apply"], asked.json()["code"]) == (False, "enterprise_not_filed")


async def test_a_vehicle_stands_on_one_live_application(by_hand: Authority) -> None:
    first = await by_hand.received(lines=[line_paper()])

    second = await by_hand.received(lines=[line_paper()])
    await act(by_hand.exporter, first, "withdraw", REASON)
    third = await by_hand.received(lines=[line_paper()])

    assert (second["status"], second["outcome"]["code"]) == ("not_accepted", "live_application_exists")
    assert third["status"] == "submitted"


async def test_the_clock_stands_still_and_goes_on(by_hand: Authority) -> None:
    desk = await by_hand.on_the_desk()

    unlisted = await refusal(by_hand.officer, desk, "pause", {"code": "holiday", "reason": "Sun."})
    held = await act(by_hand.officer, desk, "pause", {"code": "expert_review", "reason": "The mileage."})
    too_soon = await refusal(by_hand.officer, held, "grant")
    running = await act(by_hand.officer, held, "resume")

    assert (unlisted["code"], unlisted["field"]) == ("no_listed_reason", "/code")
    assert (held["due_on"], too_soon["code"]) == (None, "clock_stands_still")
    assert running["due_on"] == desk["due_on"]
    assert (await act(by_hand.officer, running, "grant"))["status"] == "granted"


@pytest.mark.requirement("TJ-1.3")
async def test_the_priority_lane_is_asked_for_and_decided_and_takes_two_officers(by_hand: Authority) -> None:
    desk = await by_hand.on_the_desk()
    zhao = by_hand.caller("licensing", "officer", subject="zhao")

    unshown = await refusal(by_hand.exporter, desk, "request-priority", {**URGENT, "code": "hurry"})
    unasked = await refusal(
        by_hand.supervisor, desk, "set-priority", {"priority": "urgent", "code": "a", "reason": "A."}
    )
    asking = await act(by_hand.exporter, desk, "request-priority", URGENT)
    listed = await by_hand.officer.get("/v1/applications", priority="asked")
    urgent = await act(
        by_hand.supervisor, asking, "set-priority", {"priority": "urgent", "code": "shown", "reason": "Yes."}
    )
    first = await act(by_hand.officer, urgent, "grant")
    same = await refusal(by_hand.officer, first, "grant")
    second = await act(zhao, first, "grant")

    assert (unshown["code"], unasked["code"], same["code"]) == (
        "urgency_not_shown",
        "urgency_not_shown",
        "second_person_needed",
    )
    assert [item["id"] for item in listed.json()["items"]] == [desk["id"]]
    assert urgent["queue_on"] < desk["queue_on"]
    assert (first["status"], first["flags"], second["status"]) == ("accepted", ["urgent"], "granted")


@pytest.mark.requirement("TJ-1.3")
async def test_only_a_share_of_a_days_applications_is_urgent(by_hand: Authority) -> None:
    yes = {"priority": "urgent", "code": "shown", "reason": "Yes."}
    cars = [
        await by_hand.received(lines=[line_paper(f"{VINS[0][:-2]}{n:02d}")], urgent=URGENT) for n in range(3)
    ]

    first = await act(by_hand.supervisor, cars[0], "set-priority", yes)
    second = await refusal(by_hand.supervisor, cars[1], "set-priority", yes)
    no = await act(by_hand.supervisor, cars[1], "set-priority", {**yes, "priority": "normal"})
    figures = await by_hand.officer.get("/v1/figures", month=TODAY.isoformat()[:7])

    assert (first["lane"]["urgent"], second["code"], no["lane"]["urgent"]) == (
        True,
        "urgent_share_used_up",
        False,
    )
    assert figures.json() | {"decided": 0} == {
        "month": TODAY.isoformat()[:7],
        "decided": 0,
        "in_time": 0,
        "share_in_time": "0.0000",
        "open": 3,
        "urgent": 1,
        "urgent_share": "0.3333",
        "asked_for_priority": 1,
        "oldest_normal_received_on": TODAY.isoformat(),
    }


@pytest.mark.requirement("TJ-1.2")
async def test_the_share_in_time_of_a_month_is_counted(by_hand: Authority) -> None:
    desk = await by_hand.on_the_desk()
    await act(by_hand.officer, desk, "grant")

    figures = (await by_hand.officer.get("/v1/figures", month=TODAY.isoformat()[:7])).json()

    assert (figures["decided"], figures["in_time"], figures["share_in_time"]) == (1, 1, "1.0000")


async def test_a_profile_without_a_lane_has_none(by_hand: Authority) -> None:
    desk = await by_hand.on_the_desk(profile="national")

    answer = await refusal(by_hand.exporter, desk, "request-priority", URGENT)

    assert answer["code"] == "no_priority_lane"


async def test_an_officer_takes_up_what_is_in_order_and_nothing_else(by_hand: Authority) -> None:
    bare = await by_hand.received(lines=[line_paper(inspection_report=None)])
    other = await by_hand.received(lines=[line_paper(VINS[1])])

    refused = await refusal(by_hand.officer, bare, "accept")
    sent_away = await act(
        by_hand.officer, other, "refuse-acceptance", {"code": "not_competent", "reason": "Another office."}
    )

    assert refused["code"] == "endorsement_missing"
    assert (sent_away["status"], sent_away["outcome"]["article"]) == (
        "not_accepted",
        "行政许可法 第三十二条第一款第一、二项",
    )


async def test_asking_a_third_time_is_refused(by_hand: Authority) -> None:
    thing = await by_hand.received(lines=[line_paper()])
    items = {"items": [{"code": "contract_unreadable", "sentence": "The scan cannot be read."}]}

    for _ in range(2):
        thing = await act(by_hand.officer, thing, "request-correction", items)
        thing = await act(by_hand.exporter, thing, "supply-correction", {})
    third = await refusal(by_hand.officer, thing, "request-correction", items)

    assert (third["code"], third["article"]) == ("asked_too_often", "行政许可法 第三十二条")


async def test_a_licence_is_superseded_at_once_where_rules_decide(alone: Authority) -> None:
    application = await alone.received()
    await alone.endorsed(application)
    granted = await alone.until_status(application["id"], "granted")

    at_once = await act(alone.exporter, granted, "request-reissue", CHANGES)

    assert at_once["licence"]["licence_no"] != granted["licence"]["licence_no"]
    for case in (line["case_id"] for line in application["lines"]):
        history = (await alone.see(granted["id"]))["history"]
        told = [fact["type"] for fact in history if fact["subject"] == case]
        assert told[-2:] == ["licence.superseded.v1", "licence.granted.v1"]


async def test_an_officer_reissues_a_licence_or_leaves_it_as_it_is(by_hand: Authority) -> None:
    licensed = await act(by_hand.officer, await by_hand.on_the_desk(), "grant")

    asked = await act(by_hand.exporter, licensed, "request-reissue", CHANGES)
    declined = await act(by_hand.officer, asked, "decline-reissue")
    again = await act(by_hand.exporter, declined, "request-reissue", CHANGES)
    reissued = await act(by_hand.officer, again, "reissue")

    assert (asked["due_on"] is not None, declined["licence"]) == (True, licensed["licence"])
    assert (reissued["customs_port"], reissued["former"][0]["ended"]) == ("0203", "superseded")


async def test_fewer_vehicles_leave_than_are_licensed(alone: Authority) -> None:
    application = await alone.received()
    await alone.endorsed(application)
    granted = await alone.until_status(application["id"], "granted")

    back = await act(
        alone.exporter, granted, "surrender", {"code": "fewer_vehicles", "reason": "One is not ready."}
    )
    wrong = await refusal(alone.exporter, back, "reapply", {"reason": "None.", "vins": []})
    again = await act(alone.exporter, back, "reapply", {"reason": "One is not ready.", "vins": [VINS[0]]})

    assert (back["status"], wrong["field"], again["status"]) == ("surrendered", "/vins", "granted")
    told = [fact for fact in (await alone.see(granted["id"]))["history"] if fact["data"]["vin"] == VINS[1]]
    assert told[-1]["type"] == "licence.line_left_out.v1"
    assert again["round"] == 2


async def test_deceit_is_revoked_by_a_supervisor_for_a_listed_ground(by_hand: Authority) -> None:
    licensed = await act(by_hand.officer, await by_hand.on_the_desk(), "grant")

    unlisted = await refusal(by_hand.supervisor, licensed, "revoke", {**GROUND, "code": "dislike"})
    revoked = await act(by_hand.supervisor, licensed, "revoke", GROUND)

    assert unlisted["code"] == "no_ground_to_revoke"
    assert (revoked["status"], revoked["outcome"]["article"]) == ("revoked", "行政许可法 第六十九条第二款")


async def test_shut_out_and_released_again(alone: Authority) -> None:
    application = await alone.received(lines=[line_paper()])
    await alone.endorsed(application)
    granted = await alone.until_status(application["id"], "granted")
    case, same = application["lines"][0]["case_id"], {"declaration_id": application["id"], "vin": VINS[0]}
    released = CustomsReleased(
        **same,
        declaration_no=DECLARATION_NO,
        licence_no=granted["licence"]["licence_no"],
        customs_port="0202",
        released_on=TODAY,
    )
    shut_out = CustomsShutOut(**same, reason="The ship was full.", on=TODAY)

    await alone.customs.announces("customs.released.v1", released, case)
    await alone.until_status(application["id"], "used")
    await alone.customs.announces("customs.shut_out.v1", shut_out, case)
    await alone.until_status(application["id"], "granted")
    await alone.customs.announces("customs.released.v1", released, case)
    await alone.until_status(application["id"], "used")

    assert facts(await alone.see(application["id"]))[-3:] == [
        "licence.used",
        "licence.reinstated",
        "licence.used",
    ]


async def test_what_the_registry_stops_stops_here(alone: Authority) -> None:
    first = await alone.received(lines=[line_paper()])
    second = await alone.received(lines=[line_paper(VINS[1])])
    await alone.endorsed(second)
    await alone.until_status(second["id"], "granted")
    why = {"reason": "Stolen.", "article": "机动车登记规定 第二十九条"}

    await alone.registry.announces(
        "vehicle.transfer_refused.v1",
        VehicleTransferRefused(vin=VINS[0], code="stolen", **why),
        first["lines"][0]["case_id"],
    )
    await alone.registry.announces(
        "vehicle.locked.v1", VehicleLocked(vin=VINS[1], code="stolen", **why), second["lines"][0]["case_id"]
    )

    refused = await alone.until_status(first["id"], "refused")
    revoked = await alone.until_status(second["id"], "revoked")
    assert (refused["outcome"]["code"], revoked["outcome"]["code"]) == ("transfer_refused", "stolen")


YOUNG = (TODAY - timedelta(days=30)).isoformat()
LETTER = {"manufacturer": "上汽大众汽车有限公司", "vins": [VINS[0]], "destination": "KAZ"}
REPORT = line_paper()["inspection_report"]
FOUND: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("licence_data_mismatch", {}, {"brand": "奥迪"}),
    ("owner_mismatch", {}, {"owner_uscc": "91331004MA2A1B2C3U"}),
    ("scrapping_within_year", {}, {"scrapping_due_date": TODAY.isoformat()}),
    ("after_sales_letter_missing", {"lines": [line_paper(first_registration_date=YOUNG)]}, {}),
    (
        "after_sales_letter_issuer",
        {
            "lines": [
                line_paper(
                    first_registration_date=YOUNG, after_sales_letter={**LETTER, "issuer_kind": "dealer"}
                )
            ]
        },
        {},
    ),
    ("inspection_failed", {"lines": [line_paper(inspection_report={**REPORT, "result": "fail"})]}, {}),
    ("consignor_mismatch", {"consignor_uscc": "91331004MA2A1B2C3U"}, {}),
    ("goods_condition_wrong", {"goods_condition": "新"}, {}),
    ("hs_heading_not_allowed", {"hs_code": "8411990090"}, {}),
]
ASKED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("inspection_report_missing", {"lines": [line_paper(inspection_report=None)]}, {}),
    (
        "inspection_report_old",
        {"lines": [line_paper(inspection_report={**REPORT, "date": (TODAY - timedelta(91)).isoformat()})]},
        {},
    ),
    (
        "inspection_report_future",
        {"lines": [line_paper(inspection_report={**REPORT, "date": (TODAY + timedelta(1)).isoformat()})]},
        {},
    ),
    ("inspection_standard_wrong", {"lines": [line_paper()]}, {"vehicle_class": "commercial"}),
    (
        "inspection_owner_wrong",
        {"lines": [line_paper(inspection_report={**REPORT, "owner_uscc": UNFILED})]},
        {},
    ),
    (
        "inspection_report_unsealed",
        {"lines": [line_paper(inspection_report={**REPORT, "sealed": False})]},
        {},
    ),
    (
        "after_sales_letter_incomplete",
        {"lines": [line_paper(first_registration_date=YOUNG, after_sales_letter={**LETTER, "outlets": []})]},
        {},
    ),
    ("contract_translation_missing", {"contract_translation": False}, {}),
]


async def test_every_refusal_by_rule_is_reached_through_the_api(alone: Authority) -> None:
    for code, changes, known in FOUND:
        application = await alone.received(**{"lines": [line_paper()], **changes})
        await alone.endorsed(application, **known)

        shown = await alone.until_status(application["id"], "refused")
        assert shown["outcome"]["code"] == code
        assert shown["outcome"]["article"]


async def test_every_item_of_a_notice_by_rule_is_reached_through_the_api(alone: Authority) -> None:
    for code, changes, known in ASKED:
        application = await alone.received(**{"lines": [line_paper()], **changes})
        await alone.endorsed(application, **known)

        shown = await alone.until_status(application["id"], "correction_requested")
        assert [item["code"] for item in shown["asked"]] == [code]
        assert all(item["article"] for item in shown["asked"])
        await act(alone.exporter, shown, "withdraw", REASON)


HOLDER = ("withdraw", "surrender", "reapply", "request-reissue")
DESK = ("accept", "refuse-acceptance", "pause", "resume", "reissue", "decline-reissue")
BODIES: dict[str, object] = {
    "withdraw": REASON,
    "surrender": GROUND,
    "reapply": CHANGES,
    "request-reissue": CHANGES,
    "refuse-acceptance": GROUND,
    "pause": GROUND,
    "set-priority": {"priority": "urgent", "code": "a", "reason": "A."},
    "revoke": GROUND,
}


@pytest.mark.parametrize("verb", [*HOLDER, *DESK, "set-priority", "revoke"])
async def test_nobody_does_anothers_work(alone: Authority, verb: str) -> None:
    strangers = [alone.client("licensing", "viewer"), alone.client("customs", "supervisor")]
    if verb in HOLDER:
        strangers.append(alone.officer)
    else:
        strangers += [alone.gateway, alone.exporter]
    if verb in {"set-priority", "revoke"}:
        strangers.append(alone.officer)

    for stranger in strangers:
        answer = await stranger.post(f"/v1/applications/{new_id()}/{verb}", BODIES.get(verb, {}), version=1)
        assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


def test_the_papers_of_these_tests_are_recent() -> None:
    assert RECENTLY < TODAY
