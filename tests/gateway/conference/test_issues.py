"""Tickets through the API: raised, assigned, answered by their member, overdue by themselves, on a case's page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from exportlane.runtime.testing import until
from tests.gateway.batches import single
from tests.gateway.conference.conftest import START, Hall
from tests.gateway.conftest import FakeAgencies

ISSUES = "/v1/conference/issues"


async def case_of(hall: Hall, number: int = 1, **changes: Any) -> str:
    """A case that was opened here; no agency answers, so it waits."""
    hall.system.services["gateway"].peers = {}
    agencies = FakeAgencies()
    for name in ("licensing", "vehicle-registry", "customs", "tax-rebate"):
        hall.system.services["gateway"].peers[name] = agencies.client(name)  # type: ignore[index]
    answer = await hall.officer("gateway").post(
        "/v1/cases", single(number, changes=changes, today=START.date())
    )
    assert answer.status_code in {201, 202}, answer.text
    found: str = answer.json()["case_id"]
    return found


@pytest.mark.requirement("TJ-11.2", "TJ-11.1")
async def test_a_ticket_goes_from_the_question_to_the_decision_with_its_whole_history(hall: Hall) -> None:
    convener, police = hall.member("conf_convener"), hall.member("conf_police", subject="zhang")
    issue = await hall.raised()
    path = f"issues/{issue['id']}"

    assigned = await hall.act(convener, f"{path}/assign", {"member": "conf_police", "days": 3}, 1)
    answered = await hall.act(police, f"{path}/answer", {"text": "窗口已增派人手。"}, 2)
    reopened = await hall.act(convener, f"{path}/reopen", {"text": "请附数据。", "days": 1}, 3)
    await hall.act(police, f"{path}/answer", {"text": "附后。"}, 4)
    closed = await hall.act(convener, f"{path}/close", {"text": "同意销号。"}, 5)

    assert issue["due_on"] == "2026-11-25"  # three working days for the convener to assign it
    assert (assigned["status"], assigned["member"], assigned["due_on"]) == (
        "assigned", "tianjin.conf_police", "2026-11-25",
    )  # fmt: skip
    assert answered["due_on"] is None
    assert (reopened["member"], reopened["due_on"]) == ("tianjin.conf_police", "2026-11-23")
    whole = (await convener.get(f"{ISSUES}/{issue['id']}")).json()
    assert closed["status"] == whole["status"] == "closed"
    assert [fact["type"].split(".")[1] for fact in whole["history"]] == [
        "raised", "assigned", "answered", "reopened", "answered", "closed",
    ]  # fmt: skip
    assert [said["text"] for said in whole["words"]][1:] == [
        "窗口已增派人手。",
        "请附数据。",
        "附后。",
        "同意销号。",
    ]
    assert whole["words"][1]["by"] == "conference/tianjin.conf_police/zhang"


@pytest.mark.requirement("TJ-11.2", "TZ-11")
async def test_an_unanswered_ticket_is_overdue_and_escalated_by_itself_exactly_once(hall: Hall) -> None:
    convener, police = hall.member("conf_convener", "taizhou"), hall.member("conf_police", "taizhou")
    issue = await hall.raised(profile="taizhou")
    await hall.act(convener, f"issues/{issue['id']}/assign", {"member": "conf_police", "days": 3}, 1)
    in_time = (await convener.get(ISSUES, overdue="true")).json()["items"]

    await hall.system.move_to(datetime(2026, 11, 25, 17, tzinfo=UTC))  # Thursday 01:00 in Shanghai
    await hall.system.move_to(datetime(2026, 11, 27, 17, tzinfo=UTC))

    assert in_time == []
    (late,) = (await convener.get(ISSUES, overdue="true")).json()["items"]
    assert (late["id"], late["status"], late["overdue"]) == (issue["id"], "escalated", True)
    history = (await police.get(f"{ISSUES}/{issue['id']}")).json()["history"]
    assert [fact["type"] for fact in history] == [
        "figure_issue.raised.v1", "figure_issue.assigned.v1", "clock.breached.v1", "figure_issue.escalated.v1",
    ]  # fmt: skip
    await hall.act(police, f"issues/{issue['id']}/answer", {"text": "迟复。"}, late["version"])
    assert (await convener.get(ISSUES, overdue="true")).json()["items"] == []


@pytest.mark.requirement("TJ-6.2", "TJ-11.1", "TJ-11.2", "TZ-11")
async def test_a_ticket_about_a_case_stands_on_the_cases_page_and_on_its_timeline(hall: Hall) -> None:
    case_id = await case_of(hall)
    customs = hall.member("conf_customs")

    answer = await customs.post(ISSUES, {"kind": "case", "text": "放行三日未离境", "case_id": case_id})

    assert answer.status_code == 201, answer.text
    issue = answer.json()
    await hall.act(hall.member("conf_convener"), f"issues/{issue['id']}/assign", {"member": "conf_port"}, 1)
    case = (await customs.get(f"/v1/cases/{case_id}")).json()
    (shown,) = case["issues"]
    assert (shown["id"], shown["status"], shown["member"]) == (issue["id"], "assigned", "tianjin.conf_port")
    assert "•" in case["vin"]
    timeline = (await customs.get(f"/v1/cases/{case_id}/timeline")).json()["facts"]
    assert [fact["type"] for fact in timeline][-2:] == ["issue.raised.v1", "issue.assigned.v1"]
    assert "放行三日未离境" not in str(timeline)
    assert len((await customs.get(ISSUES, case_id=case_id)).json()["items"]) == 1


@pytest.mark.requirement("TJ-11.1", "TJ-6.2")
async def test_each_member_sees_of_a_case_what_its_line_says_and_a_guest_sees_none(hall: Hall) -> None:
    case_id = await case_of(hall)

    masked = (await hall.member("conf_customs").get(f"/v1/cases/{case_id}")).json()["vin"]
    plain = (await hall.member("conf_police").get(f"/v1/cases/{case_id}")).json()["vin"]
    guest = await hall.member("conf_guest").get(f"/v1/cases/{case_id}")
    listed = (await hall.member("conf_district").get("/v1/cases")).json()["items"]

    assert "•" in masked
    assert "•" not in plain
    assert guest.status_code == 404
    assert listed == []


async def test_the_members_of_both_bodies_are_data_with_their_dates(hall: Hall) -> None:
    bodies = (await hall.member("conf_guest").get("/v1/conference/members")).json()["items"]

    tianjin = next(body for body in bodies if body["profile"] == "tianjin")
    assert [body["profile"] for body in bodies] == ["tianjin", "taizhou"]
    assert [member["rank"] for member in tianjin["members"]].count("member") == 9
    assert tianjin["members"][0]["name"]["zh"] == "天津市商务局"
    assert all(member["in_force"] for member in tianjin["members"])


def code(answer: Any) -> tuple[int, str]:
    document = answer.json()
    return answer.status_code, document.get("code") or document["slug"]


@pytest.mark.requirement("TJ-11.2")
async def test_who_may_not_is_refused_with_the_article_and_a_sentence(hall: Hall) -> None:
    issue = await hall.raised()
    path = f"{ISSUES}/{issue['id']}"
    convener, police = hall.member("conf_convener"), hall.member("conf_police")
    customs, guest = hall.member("conf_customs"), hall.member("conf_guest")
    nobody = hall.system.client("gateway", "conference", "conference")
    to = {"member": "conf_police"}

    assert code(await police.post(f"{path}/assign", to, version=1)) == (403, "not_the_convener")
    assert code(await guest.post(f"{path}/assign", to, version=1)) == (403, "guests_only_look")
    assert code(await nobody.post(f"{path}/assign", to, version=1)) == (404, "not-found")
    assert code(await convener.post(f"{path}/answer", {"text": "x"}, version=1)) == (
        403,
        "assigned_to_another",
    )
    await hall.act(convener, f"issues/{issue['id']}/assign", to, 1)
    refused = await customs.post(f"{path}/answer", {"text": "x"}, version=2)
    assert code(refused) == (403, "assigned_to_another")
    assert "第十一条" in refused.json()["article"]
    assert code(await convener.post(f"{path}/close", {"text": "x"}, version=2)) == (409, "move-not-allowed")
    assert code(await hall.officer().post(f"{path}/answer", {"text": "x"}, version=2)) == (403, "forbidden")
    assert code(await hall.member("conf_police", "taizhou").post(f"{path}/answer", {"text": "x"}, version=2)) == (
        404, "not-found",
    )  # fmt: skip
    assert code(await guest.get(path)) == (403, "guests_only_look")
    assert code(await nobody.get(ISSUES)) == (403, "not_a_member")
    assert code(await hall.member("conf_unknown").get(ISSUES)) == (403, "not_a_member")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"profile": "national"}, (422, "no_conference")),
        ({"kind": "flag_firm"}, (422, "kind_of_another_member")),
        ({"figure": None, "case_id": "0190b1d2-0000-7000-8000-000000000001"}, (422, "no_such_case")),
        ({"figure": None}, (422, "validation-failed")),
        ({"case_id": "0190b1d2-0000-7000-8000-000000000001"}, (422, "validation-failed")),
        ({"profile": None}, (422, "validation-failed")),
        ({"text": "   "}, (422, "validation-failed")),
        ({"kind": "gossip"}, (422, "validation-failed")),
        ({"figure": {"name": "x' or 1=1", "month": "2026-11"}}, (422, "validation-failed")),
        ({"figure": {"name": "x", "month": "2026-13"}}, (422, "validation-failed")),
        ({"surprise": 1}, (422, "validation-failed")),
    ],
)
async def test_a_wrong_ticket_is_refused(
    hall: Hall, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    body = {
        "kind": "figure",
        "text": "问",
        "profile": "tianjin",
        "figure": {"name": "licence_on_time"},
        **changes,
    }

    answer = await hall.officer().post(ISSUES, body)

    assert code(answer) == expected


async def test_a_ticket_about_a_case_goes_to_the_body_of_its_profile_and_to_no_other(hall: Hall) -> None:
    case_id = await case_of(hall)
    body = {"kind": "case", "text": "问", "case_id": case_id}

    other = await hall.member("conf_customs", "taizhou").post(ISSUES, body)
    named = await hall.officer().post(ISSUES, {**body, "profile": "taizhou"})

    assert code(other) == (422, "no_such_case")
    assert code(named) == (422, "case_of_another_profile")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"member": "conf_guest"}, (422, "no_such_member")),
        ({"member": "taizhou.conf_police"}, (422, "no_such_member")),
        ({"member": "police"}, (422, "validation-failed")),
        ({"member": "conf_police", "days": 0}, (422, "validation-failed")),
        ({"member": "conf_police", "days": 61}, (422, "validation-failed")),
        ({"member": "conf_police", "days": "3"}, (422, "validation-failed")),
        ({}, (422, "validation-failed")),
    ],
)
async def test_a_wrong_assignment_is_refused(
    hall: Hall, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    issue = await hall.raised()

    answer = await hall.member("conf_convener").post(f"{ISSUES}/{issue['id']}/assign", body, version=1)

    assert code(answer) == expected


async def test_two_conveners_who_assign_at_once_do_not_overwrite_each_other(hall: Hall) -> None:
    issue = await hall.raised()
    convener = hall.member("conf_convener")

    await hall.act(convener, f"issues/{issue['id']}/assign", {"member": "conf_police"}, 1)
    second = await convener.post(f"{ISSUES}/{issue['id']}/assign", {"member": "conf_customs"}, version=1)

    assert code(second) == (412, "stale-version")


async def test_an_exporter_learns_that_a_ticket_runs_and_none_of_its_words(hall: Hall) -> None:
    case_id = await case_of(hall)
    await hall.officer().post(ISSUES, {"kind": "case", "text": "内部意见", "case_id": case_id})
    case = (await hall.officer("gateway").get(f"/v1/cases/{case_id}")).json()
    exporter = hall.system.client("gateway", "enterprise", "exporter", uscc=case["exporter"]["uscc"])

    seen = await exporter.get(f"/v1/cases/{case_id}")
    timeline = await exporter.get(f"/v1/cases/{case_id}/timeline")

    assert seen.json()["issues"][0]["status"] == "raised"
    assert "内部意见" not in seen.text + timeline.text
    assert (await exporter.get(ISSUES)).status_code == 403


async def test_an_overdue_ticket_is_found_by_the_running_timers_alone(hall: Hall) -> None:
    issue = await hall.raised()
    hall.clock.move_to(datetime(2026, 11, 30, tzinfo=UTC))

    async def escalated() -> bool:
        found = (await hall.officer().get(f"{ISSUES}/{issue['id']}")).json()
        return bool(found["status"] == "escalated")

    await until(escalated, what="the escalation")
