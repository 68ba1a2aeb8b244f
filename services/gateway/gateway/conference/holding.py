"""What is done to a meeting: called, attended, decided, carried out, minuted, cancelled. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts import conference as facts
from exportlane.contracts.decision import Announce, Decided, FactData, Refused
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from gateway.conference.deciding import CLOCK, Sitting, begun
from gateway.conference.meeting import (
    MEETING_MOVES,
    AgendaItem,
    Decision,
    DecisionState,
    Meeting,
    MeetingStatus,
    MeetingVerb,
    Resolution,
)
from gateway.conference.members import Body
from gateway.conference.rights import BOTH, assignee, barred, not_seated, only_looks
from gateway.conference.ticket import Acting, digest

DECISION: Final = "conference_decision"
Answer = Decided[Meeting] | Refused


@rule(
    "CONF-MEETING-DAY",
    zh="会议不得召集于已过之日",
    en="A meeting is called for today or later",
    article=BOTH,
    slug="meeting_in_the_past",
)
def convene(
    id_: str, held_on: date, agenda: Iterable[AgendaItem], acting: Acting, sitting: Sitting
) -> Answer:
    """Call the members together."""
    no = barred(acting, "convene", sitting.body, on=sitting.today)
    if no is not None:
        return no
    if held_on < sitting.today:
        sentence = f"会议日期 {held_on} 已过。A meeting cannot be called for {held_on}, which has passed."
        return Refused("meeting_in_the_past", sentence, sitting.body.article, "/held_on", 422)
    items = tuple(agenda)
    meeting = Meeting(id_, sitting.body.profile, held_on, sitting.today, acting.actor, items)
    tickets = sum(item.issue_id is not None for item in items)
    fact = facts.MeetingConvened(**_of(meeting, acting.actor, sitting), held_on=held_on, tickets=tickets)
    return Decided(meeting, (_tell(meeting, "convened", fact),))


def attend(meeting: Meeting, roles: Iterable[str], acting: Acting, sitting: Sitting) -> Answer:
    """Note who is there: members and guests that sit in the body on the day of the meeting."""
    no = _ready(meeting, MeetingVerb.ATTEND, acting, sitting)
    if no is not None:
        return no
    ids = []
    for role in roles:
        member = _seated(role, sitting.body, on=meeting.held_on)
        if member is None:
            sentence = (
                f"{role} 当日不是成员单位。{role} is not of the {sitting.body.name.en} on {meeting.held_on}."
            )
            return Refused("no_such_member", sentence, sitting.body.article, "/members", 422)
        ids.append(member)
    there = replace(meeting, attended=tuple(dict.fromkeys(ids)))
    fact = facts.MeetingAttended(**_of(meeting, acting.actor, sitting), members=there.attended)
    return Decided(there, (_tell(meeting, "attended", fact),))


def decide(meeting: Meeting, resolution: Resolution, acting: Acting, sitting: Sitting) -> Answer:
    """Take a decision. It binds a member that sits in the body, and has a last day."""
    no = _ready(meeting, MeetingVerb.DECIDE, acting, sitting)
    member = assignee(resolution.member, sitting.body, on=sitting.today)
    clock = begun(DECISION, resolution.days, sitting)
    if no is not None:
        return no
    if isinstance(member, Refused):
        return member
    if isinstance(clock, Refused) or clock.due_on is None:
        return clock if isinstance(clock, Refused) else Refused("due_beyond_calendar", "No last day.")
    decision = Decision(
        len(meeting.decisions) + 1, resolution.text, member.id, sitting.today, clock, resolution.issue_id
    )
    after = replace(meeting, decisions=(*meeting.decisions, decision))
    fact = facts.MeetingDecided(
        **_of(meeting, acting.actor, sitting), decision_no=decision.no, member=member.id, due_on=clock.due_on,
        provisional=clock.provisional, text_hash=digest(decision.text),
    )  # fmt: skip
    return Decided(after, (_tell(meeting, "decided", fact),))


def finish(meeting: Meeting, no: int, report: str, acting: Acting, sitting: Sitting) -> Answer:
    """Its member, or the convener, says that a decision was carried out, and how."""
    body = sitting.body
    if refused := not_seated(acting, body, on=sitting.today) or only_looks(acting, body):
        return refused
    found = next((each for each in meeting.decisions if each.no == no), None)
    if found is None:
        return Refused(
            "no_such_decision", f"没有第{no}号决定。There is no decision {no}.", body.article, "/no", 422
        )
    if found.member != acting.member_id and (refused := barred(acting, "decide", body, on=sitting.today)):
        return refused
    if found.state is DecisionState.DONE or MeetingVerb.FINISH not in MEETING_MOVES[meeting.status]:
        return Refused(
            "move-not-allowed", f"第{no}号决定已办结。Decision {no} is done already.", body.article
        )
    done = replace(
        found,
        state=DecisionState.DONE,
        done_on=sitting.today,
        report=report,
        clock=limits.stop(found.clock, on=sitting.today),
    )
    fact = facts.MeetingDecisionDone(
        **_of(meeting, acting.actor, sitting), decision_no=no, member=found.member, text_hash=digest(report)
    )
    return Decided(_with(meeting, done), (_tell(meeting, "decision_done", fact),))


def minute(meeting: Meeting, text: str, acting: Acting, sitting: Sitting) -> Answer:
    """Close the minutes; they rest on who was there."""
    no = _ready(meeting, MeetingVerb.MINUTE, acting, sitting)
    if no is not None:
        return no
    if not meeting.attended:
        sentence = (
            "未登记出席单位，不能定稿会议纪要。Nobody is noted as present; the minutes cannot be closed."
        )
        return Refused("nobody_attended", sentence, sitting.body.article)
    after = replace(meeting, status=MeetingStatus.MINUTED, minutes=text, minuted_on=sitting.today)
    fact = facts.MeetingMinuted(
        **_of(meeting, acting.actor, sitting), text_hash=digest(text), decisions=len(meeting.decisions)
    )
    return Decided(after, (_tell(meeting, "minuted", fact),))


def cancel(meeting: Meeting, reason: str, acting: Acting, sitting: Sitting) -> Answer:
    """It does not take place. A meeting that has decided something has taken place."""
    no = barred(acting, "convene", sitting.body, on=sitting.today) or _no_move(
        meeting, MeetingVerb.CANCEL, sitting
    )
    if no is not None:
        return no
    if meeting.decisions:
        sentence = "会议已作出决定，不能取消。The meeting has taken decisions; it cannot be cancelled."
        return Refused("meeting_has_decided", sentence, sitting.body.article)
    after = replace(meeting, status=MeetingStatus.CANCELLED, minutes=reason)
    fact = facts.MeetingCancelled(
        **_of(meeting, acting.actor, sitting), held_on=meeting.held_on, text_hash=digest(reason)
    )
    return Decided(after, (_tell(meeting, "cancelled", fact),))


def overdue_decisions(meeting: Meeting, *, now: datetime) -> Decided[Meeting]:
    """Mark the decisions whose clock has given its last alarm, each once."""
    told: list[Announce] = []
    for each in meeting.decisions:
        if each.state is DecisionState.OPEN and each.clock.breached and each.clock.due_on is not None:
            meeting = _with(meeting, replace(each, state=DecisionState.OVERDUE))
            fact = facts.MeetingDecisionOverdue(
                profile=meeting.profile, on=statutory_day(now), by=CLOCK, decision_no=each.no, member=each.member,
                due_on=each.clock.due_on,
            )  # fmt: skip
            told.append(_tell(meeting, "decision_overdue", fact))
    return Decided(meeting, tuple(told))


@rule(
    "CONF-HELD",
    zh="会议召开之日起方可登记出席、作出决定、定稿纪要",
    en="Nobody attends, decides or closes minutes before the day of the meeting",
    article=BOTH,
    slug="not_held_yet",
)
def not_held(meeting: Meeting, sitting: Sitting) -> Refused | None:
    """The day itself counts."""
    if sitting.today >= meeting.held_on:
        return None
    sentence = (
        f"会议定于 {meeting.held_on} 召开。The meeting is called for {meeting.held_on} and was not held yet."
    )
    return Refused("not_held_yet", sentence, sitting.body.article)


def _ready(meeting: Meeting, verb: MeetingVerb, acting: Acting, sitting: Sitting) -> Refused | None:
    no = barred(acting, "decide", sitting.body, on=sitting.today)
    return no or _no_move(meeting, verb, sitting) or not_held(meeting, sitting)


def _no_move(meeting: Meeting, verb: MeetingVerb, sitting: Sitting) -> Refused | None:
    if verb in MEETING_MOVES[meeting.status]:
        return None
    sentence = f"会议当前为「{meeting.status}」。The meeting is {meeting.status}; {verb} is not possible now."
    return Refused("move-not-allowed", sentence, sitting.body.article)


def _seated(role: str, body: Body, *, on: date) -> str | None:
    return next(
        (each.id for each in body.members if role in {each.role, each.id} and each.in_force(on)), None
    )


def _with(meeting: Meeting, decision: Decision) -> Meeting:
    return replace(
        meeting, decisions=tuple(decision if each.no == decision.no else each for each in meeting.decisions)
    )


def _of(meeting: Meeting, by: str, sitting: Sitting) -> dict[str, object]:
    return {"profile": meeting.profile, "on": sitting.today, "by": by}


def _tell(meeting: Meeting, what: str, data: FactData) -> Announce:
    return Announce(meeting.id, f"meeting.{what}.v1", data)
