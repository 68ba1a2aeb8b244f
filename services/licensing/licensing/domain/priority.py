"""The priority lane: the enterprise asks with a reason and evidence, a supervisor says yes or no, in so many words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from licensing.domain import announcements, clocks
from licensing.domain.application import Application, Verb, may, moved
from licensing.domain.articles import PRIORITY_LANE
from licensing.domain.dossier import LaneDecision, Urgency
from licensing.domain.lanes import places_left, unshown_urgency
from licensing.domain.policy import Policy
from licensing.domain.receiving import not_allowed


def decide_priority_request(
    state: Application, urgency: Urgency, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """Ask for the priority lane. Nothing changes before a supervisor has decided."""
    if not may(state, Verb.REQUEST_PRIORITY):
        return not_allowed(state, Verb.REQUEST_PRIORITY)
    if fault := _no_ground(state, urgency, now=now, policy=policy):
        return fault
    # An earlier no is answered by a new request; a yes stays until a supervisor takes it back.
    lane = state.lane if state.urgent else None
    return Decided(moved(state, Verb.REQUEST_PRIORITY, urgency=urgency, lane=lane))


def decide_priority(
    state: Application,
    decision: LaneDecision,
    *,
    of_the_day: int,
    urgent_today: int,
    now: datetime,
    policy: Policy,
) -> Decided[Application] | Refused:
    """Put it in the priority lane, or back in the other.

    `of_the_day` applications were received today, and `urgent_today` were put in the priority lane; its own
    place is not counted against it.
    """
    if not may(state, Verb.SET_PRIORITY):
        return not_allowed(state, Verb.SET_PRIORITY)
    if decision.urgent:
        if state.urgency is None:
            return Refused(
                "urgency_not_shown", "Nobody has asked for the priority lane.", PRIORITY_LANE, None, 422
            )
        if fault := _no_ground(state, state.urgency, now=now, policy=policy):
            return fault
        share = policy.of(state).priority_share
        others = urgent_today - (state.urgent and state.lane is not None and state.lane.on == decision.on)
        if not places_left(of_the_day=of_the_day, urgent=others, share=share):
            sentence = (
                f"{urgent_today} of today's {of_the_day} applications are urgent; {share} of them may be."
            )
            return Refused("urgent_share_used_up", sentence, PRIORITY_LANE)
    placed = clocks.placed(moved(state, Verb.SET_PRIORITY, lane=decision), policy=policy)
    return Decided(placed, announcements.priority_set(placed, decision))


def _no_ground(state: Application, urgency: Urgency, *, now: datetime, policy: Policy) -> Refused | None:
    rules = policy.of(state)
    if not rules.priority_lane:
        sentence = f"The profile {state.profile} has no priority lane."
        return Refused("no_priority_lane", sentence, PRIORITY_LANE, None, 422)
    ground = unshown_urgency(
        urgency, on=statutory_day(now), within=rules.urgent_cutoff_workdays, calendar=policy.calendar
    )
    return None if ground is None else Refused(ground.code, ground.reason, ground.article, None, 422)


def without_priority(state: Application) -> Application:
    """The application as it stands when it is applied for anew: the lane was for the time before."""
    return replace(state, urgency=None, lane=None)
