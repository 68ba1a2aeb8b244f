"""What an officer decides about an application: ask, take up, let the clock stand still, grant, refuse.

Every function is pure: `now` is the moment, `by` who decides (`agency/role/subject`), `policy` the law of the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain import announcements, clocks
from licensing.domain.application import Application, Status, Verb, may, moved
from licensing.domain.articles import (
    EXCLUDED_TIME,
    NOT_COMPETENT,
    ONE_NOTICE,
    REASONED_REFUSAL,
    SECOND_PERSON,
)
from licensing.domain.dossier import Item, Outcome, Proposal, Standstill
from licensing.domain.examination import examine
from licensing.domain.flags import flags_of
from licensing.domain.outcomes import accepted, ask, grant, not_accept, reason_of, refuse
from licensing.domain.policy import Policy
from licensing.domain.receiving import not_allowed

STANDSTILLS: Final = frozenset({"expert_review", "inspection", "testing", "hearing", "other_body"})
"""What is not counted in the limit: 专家评审, 检验, 检测, 听证 (行政许可法 第四十五条), and another body's answer."""


def decide_correction_request(
    state: Application, items: tuple[Item, ...], *, by: str, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Ask for everything that is missing, in one notice (行政许可法 第三十二条)."""
    if not may(state, Verb.REQUEST_CORRECTION):
        return not_allowed(state, Verb.REQUEST_CORRECTION)
    if fault := _asked_too_often(state, policy.of(state).max_corrections):
        return fault
    vins = {line.vin for line in state.live}
    for number, item in enumerate(items):
        if item.vin is not None and item.vin not in vins:
            sentence = f"The application has no vehicle {item.vin}."
            return Refused("rule-violated", sentence, None, f"/items/{number}/vin", 422)
    asked = tuple(replace(item, article=item.article or ONE_NOTICE) for item in items)
    return ask(replace(state, by_hand=True), asked, by=by, on=statutory_day(now), policy=policy)


@rule(
    "LIC-ONE-NOTICE",
    zh="一次性告知全部补正内容，不得以补正掩盖超期",
    en="All that is missing is asked for in one notice, and asking cannot hide delay",
    article="行政许可法 第三十二条",
    slug="asked_too_often",
)
def _asked_too_often(state: Application, most: int) -> Refused | None:
    if state.corrections < most:
        return None
    sentence = f"The applicant was already asked {most} times; the application must be decided now."
    return Refused("asked_too_often", sentence, ONE_NOTICE, status=422)


def decide_acceptance(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | Refused:
    """Take up an application that is complete and agrees with the register (受理)."""
    if not may(state, Verb.ACCEPT):
        return not_allowed(state, Verb.ACCEPT)
    today = statutory_day(now)
    if fault := _found(state, now=now, policy=policy):
        return fault
    taken = accepted(replace(state, found=()), on=today, policy=policy)
    return Decided(taken, announcements.accepted(taken, today))


def decide_not_to_accept(
    state: Application, outcome: Outcome, *, now: datetime
) -> Decided[Application] | Refused:
    """Not in competence, or nothing that needs a licence: say so in writing (行政许可法 第三十二条)."""
    if not may(state, Verb.REFUSE_ACCEPTANCE):
        return not_allowed(state, Verb.REFUSE_ACCEPTANCE)
    ground = replace(outcome, article=outcome.article or NOT_COMPETENT)
    return not_accept(state, ground, on=statutory_day(now))


def decide_grant(
    state: Application, *, by: str, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Grant by an officer's hand: the rules bind him too, and a flagged application takes a second officer."""
    if not may(state, Verb.GRANT):
        return not_allowed(state, Verb.GRANT)
    if state.standstill is not None:
        sentence = (
            f"The clock stands still since {state.standstill.on} ({state.standstill.code}); resume it first."
        )
        return Refused("clock_stands_still", sentence, EXCLUDED_TIME)
    if fault := _found(state, now=now, policy=policy):
        return fault
    flags = flags_of(state, on=statutory_day(now), rules=policy.of(state))
    return (
        _by_two(state, flags, by=by, now=now, policy=policy)
        if flags
        else grant(state, now=now, policy=policy)
    )


def _by_two(
    state: Application, flags: tuple[str, ...], *, by: str, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """The first officer's yes is kept and announced; the second one's, if he is somebody else, grants."""
    if state.proposal is None:
        proposal = Proposal(by, statutory_day(now), flags)
        proposed = moved(state, Verb.PROPOSE, flags=flags, proposal=proposal)
        return Decided(proposed, announcements.second_person_required(proposed, flags, by))
    if _subject(state.proposal.by) == _subject(by):
        sentence = f"{by} agreed on {state.proposal.on}; a flagged licence takes a second person."
        return Refused("second_person_needed", sentence, SECOND_PERSON)
    return grant(state, now=now, policy=policy)


def _subject(actor: str) -> str:
    """The person behind `agency/role/subject`: another role of the same person is no second person."""
    return actor.rsplit("/", 1)[-1]


def _found(state: Application, *, now: datetime, policy: Policy) -> Refused | None:
    findings = examine(state, on=statutory_day(now), rules=policy.of(state))
    if not findings.all:
        return None
    first = findings.all[0]
    return Refused(first.code, reason_of(findings), first.article, status=422)


@rule(
    "LIC-REMEDY",
    zh="不予许可的，说明理由并告知复议、诉讼权利",
    en="A refusal gives its reasons and names the remedy",
    article="行政许可法 第三十八条",
    effect="compute",
)
def decide_refusal(state: Application, outcome: Outcome, *, now: datetime) -> Decided[Application] | Refused:
    """Refuse the whole application with a reason and the notice of remedy."""
    if not may(state, Verb.REFUSE) or state.status is Status.DRAFT:
        return not_allowed(state, Verb.REFUSE)
    ground = replace(outcome, article=outcome.article or REASONED_REFUSAL)
    return refuse(state, ground, on=statutory_day(now))


@rule(
    "LIC-PAUSE",
    zh="只有列明的事由不计入期限",
    en="Only listed reasons stay out of the limit",
    article="行政许可法 第四十五条",
    slug="no_listed_reason",
)
def decide_pause(
    state: Application, standstill: Standstill, *, policy: Policy
) -> Decided[Application] | Refused:
    """Let the limit stand still for a listed reason."""
    if not may(state, Verb.PAUSE):
        return not_allowed(state, Verb.PAUSE)
    if state.standstill is not None:
        sentence = f"The clock stands still already, since {state.standstill.on}."
        return Refused("move-not-allowed", sentence, EXCLUDED_TIME)
    if standstill.code not in STANDSTILLS:
        listed = ", ".join(sorted(STANDSTILLS))
        sentence = f"{standstill.code} is no reason for the clock to stand still; these are: {listed}."
        return Refused("no_listed_reason", sentence, EXCLUDED_TIME, "/code", 422)
    held = clocks.paused(moved(state, Verb.PAUSE, standstill=standstill), on=standstill.on)
    return Decided(
        clocks.placed(held, policy=policy), announcements.clock_paused(held, standstill, EXCLUDED_TIME)
    )


def decide_resumption(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | Refused:
    """The expert, or the other body, has answered: the limit runs again."""
    if not may(state, Verb.RESUME):
        return not_allowed(state, Verb.RESUME)
    if state.standstill is None:
        return Refused("move-not-allowed", "The clock does not stand still.", EXCLUDED_TIME)
    today = statutory_day(now)
    running = clocks.resumed(moved(state, Verb.RESUME, standstill=None), on=today, policy=policy)
    return Decided(running, announcements.clock_resumed(running, today))
