"""Meetings: called with the open tickets, attended, decided, carried out or overdue, minuted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exportlane.contracts import ALL_FACTS
from exportlane.contracts.decision import Decided, Refused
from gateway.conference import holding
from gateway.conference.holding import attend, cancel, convene, decide, finish, minute
from gateway.conference.meeting import (
    MEETING_MOVES,
    AgendaItem,
    DecisionState,
    Meeting,
    MeetingStatus,
    MeetingVerb,
    Resolution,
)
from gateway.conference.timing import meeting_on_calendar, meeting_on_time, wake_of_meeting
from tests.gateway.conference.conftest import Hall
from tests.gateway.conference.sitting import CONVENER, CUSTOMS, FRIDAY, GUEST, POLICE, SITTING, done
from tests.gateway.conference.test_issues import code
from tests.gateway.conference.test_tickets import POLICY

TODAY = date(2026, 11, 20)
MEETINGS = "/v1/conference/meetings"
RESOLUTION = Resolution("增设窗口", "conf_police", 5)
S, V = MeetingStatus, MeetingVerb


def called() -> Meeting:
    found: Meeting = done(convene("m-1", TODAY, [AgendaItem("通报")], CONVENER, SITTING))
    return found


def standing(status: MeetingStatus) -> Meeting:
    """A meeting in this state, with a decision unless it was cancelled."""
    meeting = called()
    if status is S.CANCELLED:
        return done(cancel(meeting, "改期", CONVENER, SITTING))  # type: ignore[no-any-return]
    meeting = done(attend(meeting, ["conf_convener"], CONVENER, SITTING))
    meeting = done(decide(meeting, RESOLUTION, CONVENER, SITTING))
    return meeting if status is S.CONVENED else done(minute(meeting, "纪要", CONVENER, SITTING))  # type: ignore[no-any-return]


@pytest.mark.parametrize("verb", list(MeetingVerb))
@pytest.mark.parametrize("status", list(MeetingStatus))
def test_every_state_meets_every_verb_as_the_table_says(status: MeetingStatus, verb: MeetingVerb) -> None:
    meeting = called() if (status, verb) == (S.CONVENED, V.CANCEL) else standing(status)
    acts = {
        V.ATTEND: lambda: attend(meeting, ["conf_police", "conf_guest"], CONVENER, SITTING),
        V.DECIDE: lambda: decide(meeting, RESOLUTION, CONVENER, SITTING),
        V.FINISH: lambda: finish(meeting, 1, "已办", POLICE, SITTING),
        V.MINUTE: lambda: minute(meeting, "纪要", CONVENER, SITTING),
        V.CANCEL: lambda: cancel(meeting, "改期", CONVENER, SITTING),
    }

    answer = acts[verb]()

    if verb in MEETING_MOVES[status]:
        assert isinstance(answer, Decided)
        assert answer.state.status is MEETING_MOVES[status][verb]
        assert all(fact.type in ALL_FACTS and fact.case_id == "m-1" for fact in answer.facts)
    else:
        assert isinstance(answer, Refused)
        assert answer.slug in {"move-not-allowed", "no_such_decision"}


@pytest.mark.rule("CONF-MEETING-DAY")
@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (30, True)])
def test_a_meeting_is_called_for_today_or_later(days: int, may: bool) -> None:
    answer = convene("m-1", TODAY + timedelta(days), [], CONVENER, SITTING)

    assert isinstance(answer, Decided) is may
    if isinstance(answer, Refused):
        assert answer.slug == "meeting_in_the_past"


@pytest.mark.rule("CONF-HELD")
def test_nobody_decides_before_the_day_of_the_meeting() -> None:
    later = done(convene("m-1", TODAY + timedelta(1), [], CONVENER, SITTING))

    for answer in (
        attend(later, ["conf_police"], CONVENER, SITTING),
        decide(later, RESOLUTION, CONVENER, SITTING),
        minute(later, "纪要", CONVENER, SITTING),
    ):
        assert isinstance(answer, Refused)
        assert answer.slug == "not_held_yet"


def test_only_the_convener_calls_and_decides_and_a_member_reports_on_its_own_decision_only() -> None:
    meeting = standing(S.CONVENED)

    for answer, slug in (
        (convene("m-2", TODAY, [], POLICE, SITTING), "not_the_convener"),
        (decide(meeting, RESOLUTION, POLICE, SITTING), "not_the_convener"),
        (minute(meeting, "x", GUEST, SITTING), "guests_only_look"),
        (finish(meeting, 1, "x", CUSTOMS, SITTING), "not_the_convener"),
        (finish(meeting, 1, "x", GUEST, SITTING), "guests_only_look"),
        (finish(meeting, 2, "x", POLICE, SITTING), "no_such_decision"),
        (cancel(meeting, "x", CONVENER, SITTING), "meeting_has_decided"),
        (minute(called(), "x", CONVENER, SITTING), "nobody_attended"),
        (attend(meeting, ["conf_nobody"], CONVENER, SITTING), "no_such_member"),
        (decide(meeting, Resolution("x", "conf_guest", 5), CONVENER, SITTING), "no_such_member"),
    ):
        assert isinstance(answer, Refused), slug
        assert answer.slug == slug
        assert answer.article


def test_a_decision_is_due_in_working_days_and_overdue_exactly_once() -> None:
    meeting = standing(S.MINUTED)
    told: list[str] = []

    while (at := wake_of_meeting(meeting)) is not None:
        assert (at - FRIDAY).days < 40
        decided = meeting_on_time(meeting, now=at, policy=POLICY)
        told += [fact.type for fact in decided.facts]
        meeting = decided.state

    assert meeting.decisions[0].clock.due_on == date(2026, 11, 27)
    assert told == ["clock.due_soon.v1", "clock.breached.v1", "meeting.decision_overdue.v1"]
    assert meeting.decisions[0].state is DecisionState.OVERDUE
    late = done(finish(meeting, 1, "迟办", POLICE, SITTING))
    assert late.decisions[0].state is DecisionState.DONE
    again = finish(late, 1, "再报", POLICE, SITTING)
    assert isinstance(again, Refused)


def test_what_is_done_in_time_gives_no_alarm() -> None:
    meeting = done(finish(standing(S.CONVENED), 1, "已办", CONVENER, SITTING))

    assert wake_of_meeting(meeting) is None
    assert meeting.decisions[0].report == "已办"
    assert holding.overdue_decisions(meeting, now=FRIDAY).facts == ()


def test_nothing_moves_when_a_calendar_says_the_same() -> None:
    assert meeting_on_calendar(standing(S.CONVENED), now=FRIDAY, policy=POLICY) is None


async def met(hall: Hall, *, profile: str = "tianjin") -> dict[str, Any]:
    """A meeting of today with two decisions, one of them carried out."""
    convener = hall.member("conf_convener", profile)
    body = {"profile": profile, "held_on": "2026-11-20", "matters": ["通报上月情况"]}
    meeting = (await convener.post(MEETINGS, body)).json()
    path = f"meetings/{meeting['id']}"
    await hall.act(convener, f"{path}/attend", {"members": ["conf_convener", "conf_police"]}, 1)
    await hall.act(convener, f"{path}/decide", {"text": "增设窗口", "member": "conf_police", "days": 5}, 2)
    await hall.act(convener, f"{path}/decide", {"text": "开展培训", "member": "conf_tax", "days": 5}, 3)
    tax = hall.member("conf_tax", profile)
    await hall.act(tax, f"{path}/decisions/2/finish", {"text": "已培训两期"}, 4)
    return await hall.act(convener, f"{path}/minute", {"text": "会议纪要全文"}, 5)


@pytest.mark.requirement("TJ-11.1", "TZ-11")
@pytest.mark.parametrize("profile", ["tianjin", "taizhou"])
async def test_a_meeting_has_the_open_tickets_on_its_agenda_and_keeps_what_it_decided(
    hall: Hall, profile: str
) -> None:
    issue = await hall.raised(profile=profile)

    meeting = await met(hall, profile=profile)

    assert meeting["agenda"][0]["issue_id"] == issue["id"]
    assert meeting["status"] == "minuted"
    assert [each["state"] for each in meeting["decisions"]] == ["open", "done"]
    whole = (await hall.member("conf_police", profile).get(f"{MEETINGS}/{meeting['id']}")).json()
    assert [fact["type"].split(".")[1] for fact in whole["history"]] == [
        "convened", "attended", "decided", "decided", "decision_done", "minuted",
    ]  # fmt: skip
    assert "会议纪要全文" not in str(whole["history"])


@pytest.mark.requirement("TJ-11.2")
async def test_a_decision_that_is_not_carried_out_is_overdue_by_itself(hall: Hall) -> None:
    meeting = await met(hall)

    await hall.system.move_to(datetime(2026, 11, 27, 17, tzinfo=UTC))
    await hall.system.move_to(datetime(2026, 11, 30, 17, tzinfo=UTC))

    shown = (await hall.member("conf_police").get(f"{MEETINGS}/{meeting['id']}")).json()
    assert [each["state"] for each in shown["decisions"]] == ["overdue", "done"]
    assert [fact["type"] for fact in shown["history"]][-2:] == [
        "clock.breached.v1",
        "meeting.decision_overdue.v1",
    ]


async def test_wrong_meetings_are_refused(hall: Hall) -> None:
    convener, police = hall.member("conf_convener"), hall.member("conf_police")
    body = {"profile": "tianjin", "held_on": "2026-11-27"}
    meeting = (await convener.post(MEETINGS, body)).json()
    path = f"{MEETINGS}/{meeting['id']}"

    assert code(await convener.post(MEETINGS, {**body, "held_on": "2026-11-19"})) == (
        422,
        "meeting_in_the_past",
    )
    assert code(await convener.post(MEETINGS, {**body, "profile": "national"})) == (422, "no_conference")
    assert code(await convener.post(MEETINGS, {**body, "profile": "taizhou"})) == (403, "not_a_member")
    assert code(await police.post(MEETINGS, body)) == (403, "not_the_convener")
    assert code(await convener.post(f"{path}/minute", {"text": "x"}, version=1)) == (409, "not_held_yet")
    assert code(await convener.post(f"{path}/attend", {"members": []}, version=1)) == (
        422,
        "validation-failed",
    )
    called_off = await convener.post(f"{path}/call-off", {"text": "改期"}, version=1)
    assert called_off.json()["status"] == "cancelled"
    again = await convener.post(f"{path}/attend", {"members": ["conf_police"]}, version=2)
    assert code(again) == (409, "move-not-allowed")
    today = (await convener.post(MEETINGS, {**body, "held_on": "2026-11-20"})).json()
    held = f"{MEETINGS}/{today['id']}"
    assert code(await convener.post(f"{held}/minute", {"text": "x"}, version=1)) == (409, "nobody_attended")
    assert code(await convener.post(f"{held}/attend", {"members": ["conf_x"]}, version=1)) == (
        422,
        "validation-failed",
    )
    unknown = {"members": ["conf_nobody"]}
    assert code(await convener.post(f"{held}/attend", unknown, version=1)) == (422, "no_such_member")
    decision = {"text": "x", "member": "conf_police", "issue_id": today["id"]}
    assert code(await convener.post(f"{held}/decide", decision, version=1)) == (422, "no_such_issue")
    await hall.act(convener, f"meetings/{today['id']}/decide", {"text": "x", "member": "conf_police"}, 1)
    assert code(await convener.post(f"{held}/call-off", {"text": "x"}, version=2)) == (
        409,
        "meeting_has_decided",
    )
    report = {"text": "x"}
    assert code(await police.post(f"{held}/decisions/9/finish", report, version=2)) == (
        422,
        "no_such_decision",
    )
    assert code(await hall.member("conf_guest").get(MEETINGS)) == (403, "guests_only_look")
    assert (await hall.member("conf_police", "taizhou").get(f"{held}")).status_code == 404
    listed = (await police.get(MEETINGS)).json()["items"]
    assert [each["held_on"] for each in listed] == ["2026-11-27", "2026-11-20"]
