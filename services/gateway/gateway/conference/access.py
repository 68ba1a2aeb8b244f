"""Who calls the conference's routes, and how a refusal leaves: 403 for a person, 409 or 422 for the matter itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request

from exportlane.contracts import AGENCIES
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import (
    CONFERENCE,
    OFFICER,
    OPERATOR,
    VIEWER,
    Caller,
    caller_of,
    demand,
    require_any,
)
from exportlane.runtime.problems import Problem, problem
from gateway.conference.deciding import Sitting
from gateway.conference.members import Body, body_of, members
from gateway.conference.rights import FORBIDDEN, not_seated, only_looks
from gateway.conference.ticket import Acting

if TYPE_CHECKING:
    from gateway.handlers import GatewayPolicy

S = TypeVar("S")

_MEMBERS = demand(agencies={CONFERENCE}, roles={CONFERENCE}, scope="read")
_RUNS = demand(agencies={"gateway"}, roles={OPERATOR}, scope="read")
CONFERS = require_any(demand(agencies={CONFERENCE}, roles={CONFERENCE}, scope="confer"))
"""Members; which of them may do what is for `rights`."""
RAISES = require_any(
    demand(agencies={CONFERENCE}, roles={CONFERENCE}, scope="confer"),
    demand(agencies=AGENCIES, roles={OFFICER}, scope="decide"),
)
READS = require_any(_MEMBERS, _RUNS, demand(agencies=AGENCIES, roles={OFFICER}, scope="read"))
"""Tickets and meetings: members (not guests), officers of the agencies, operators of the platform."""
READS_FIGURES = require_any(_MEMBERS, _RUNS, demand(agencies=AGENCIES, roles={VIEWER}, scope="read"))
"""Packs, and who is a member: guests too; what is more than a sum is left out for them."""


def acting_of(caller: Caller) -> Acting:
    """Who acts, as the token says. A member that is not in the data is none."""
    return Acting(caller.actor, members().get(caller.member or ""), officer=caller.agency != CONFERENCE)


def sees_cases(caller: Caller) -> bool:
    """Whether single cases and tickets may be shown to this caller: not to a guest, nor to a seat without a member."""
    if caller.agency != CONFERENCE:
        return True
    member = members().get(caller.member or "")
    return member is not None and member.cases


def reader_of(caller: Caller, profile: str | None, *, now: datetime) -> str | None:
    """Whose tickets and meetings a caller reads: a member those of its own body. Raises Problem forbidden."""
    if caller.agency != CONFERENCE:
        return profile
    acting = acting_of(caller)
    body = body_of(acting.member.profile) if acting.member else None
    if acting.member is None or body is None:
        raise problem(
            "forbidden", "This token names no member of the joint conference.", extra={"code": "not_a_member"}
        )
    found = not_seated(acting, body, on=statutory_day(now)) or only_looks(acting, body)
    if found is not None:
        raise denial(found)
    if profile not in {None, body.profile}:
        raise problem(
            "forbidden", f"A member of the {body.name.en} reads what is its own.", article=body.article
        )
    return body.profile


def of_own_body(caller: Caller, profile: str) -> bool:
    """Whether a thing of this profile exists for the caller."""
    member = members().get(caller.member or "")
    return caller.agency != CONFERENCE or (member is not None and member.profile == profile)


def body_or_problem(profile: str) -> Body:
    """The body of a profile. Raises Problem: there is none."""
    body = body_of(profile)
    if body is None:
        raise problem(
            "rule-violated", f"方案 {profile} 没有联席会议。The profile {profile} has no joint conference.",
            field="/profile", extra={"code": "no_conference"},
        )  # fmt: skip
    return body


def sitting_of(profile: str, now: datetime, policy: GatewayPolicy) -> Sitting:
    """In what is decided about a thing of this profile."""
    return Sitting(body_or_problem(profile), policy.calendar, now)


def denial(refused: Refused) -> Problem:
    """A refusal that is about the person."""
    return problem("forbidden", refused.sentence, article=refused.article, extra={"code": refused.slug})


def settled(answer: Decided[S] | Refused) -> Decided[S] | Refused:
    """The answer, where it is not about the person. Raises Problem forbidden otherwise."""
    if isinstance(answer, Refused) and answer.status == FORBIDDEN:
        raise denial(answer)
    return answer


def actor_of(request: Request) -> Acting:
    """Who acts in this request."""
    return acting_of(caller_of(request))
