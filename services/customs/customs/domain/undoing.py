"""What officers and supervisors do against the goods: hold, detain, confiscate, reject; and goods that come back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from customs.domain import announcements
from customs.domain.articles import GOODS_BACK, NO_RELEASE_WITHOUT_LICENCE, OWN_SHUT_OUT, UNDER_CUSTOMS
from customs.domain.corrections import Answer, not_allowed
from customs.domain.declaration import Declaration, may, moved
from customs.domain.endings import confiscate, detain, end, give_back, waiting_is_over
from customs.domain.holds import announced, lifted
from customs.domain.licence_rules import LOCKED
from customs.domain.moves import GONE, UNDONE, Status, Verb
from customs.domain.outcomes import then
from customs.domain.paper_rules import BY_RULE
from customs.domain.parts import Hold, Outcome
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


def decide_rejection(state: Declaration, outcome: Outcome, *, now: datetime) -> Answer:
    """Do not release, for good (海关法 第二十四条)."""
    if not may(state, Verb.REJECT):
        return not_allowed(state, Verb.REJECT)
    article = outcome.article or NO_RELEASE_WITHOUT_LICENCE
    return end(state, replace(outcome, article=article), on=statutory_day(now))


def decide_hold(state: Declaration, outcome: Outcome) -> Answer:
    """Keep it from being released for now (海关法 第二十三条: under customs' supervision until it leaves)."""
    if state.status in UNDONE | GONE or state.let_go:
        return Refused(
            "move-not-allowed", f"The declaration is {state.status}; a hold comes too late.", UNDER_CUSTOMS
        )
    if outcome.code in BY_RULE | {LOCKED} or any(held.code == outcome.code for held in state.holds):
        sentence = f"{outcome.code} is the name of a hold that a rule puts, or that stands already."
        return Refused("rule-violated", sentence, UNDER_CUSTOMS, "/code", 422)
    held = Hold(outcome.code, outcome.reason, outcome.article or UNDER_CUSTOMS)
    return announced(replace(state, holds=(*state.holds, held), by_hand=True))


def decide_hold_lifted(state: Declaration, code: str) -> Answer:
    """Lift a hold that an officer put; those of the rules end by themselves."""
    gone = tuple(held for held in state.holds if held.code == code and held.case_id is None)
    if not gone or code in BY_RULE:
        sentence = f"No officer has put a hold {code} on the declaration."
        return Refused("move-not-allowed", sentence, UNDER_CUSTOMS, "/code")
    return lifted(state, gone)


def decide_detention(state: Declaration, outcome: Outcome) -> Answer:
    """Detain the goods (扣留, 海关法 第六条): whatever is still in the country can be."""
    if not may(state, Verb.DETAIN):
        return not_allowed(state, Verb.DETAIN)
    return detain(state, outcome)


def decide_detention_lifted(state: Declaration, *, now: datetime) -> Answer:
    """Give the goods back. The declaration stands where it stood, or ends now if its licence fell meanwhile."""
    if not may(state, Verb.LIFT_DETENTION):
        return not_allowed(state, Verb.LIFT_DETENTION)
    after = moved(state, Verb.LIFT_DETENTION, outcome=None, fallen=None)
    free = Decided(after, announcements.said(after, "detention_lifted"))
    fallen = state.fallen
    if fallen is None:
        return free
    return then(free, lambda one: end(one, fallen, on=statutory_day(now)))


def decide_confiscation(state: Declaration, outcome: Outcome, *, now: datetime) -> Answer:
    """Confiscate detained goods (没收)."""
    if not may(state, Verb.CONFISCATE):
        return not_allowed(state, Verb.CONFISCATE)
    return confiscate(state, outcome, on=statutory_day(now))


@rule(
    "CUS-RETURN", zh="退运日期不早于离境、不晚于今日", en="Goods come back after they left, and not in time to come",
    article=GOODS_BACK, slug="returned_out_of_order",
)  # fmt: skip
def decide_return(
    state: Declaration,
    *,
    reason: str,
    returned_on: date | None,
    now: datetime,
    vins: Collection[str] = (),
) -> Answer:
    """Record that goods came back (退运, C11): the vehicles named, or all that are still abroad."""
    if not may(state, Verb.RETURN):
        return not_allowed(state, Verb.RETURN)
    abroad = tuple(line for line in state.remaining if line.returned_on is None)
    if strange := sorted(set(vins) - {line.vin for line in abroad}):
        sentence = f"The declaration has no vehicle {strange[0]} that is still abroad."
        return Refused("rule-violated", sentence, GOODS_BACK, "/vins", 422)
    today = statutory_day(now)
    on = returned_on or today
    left = state.departed_on or state.cleared_on or today
    if not left <= on <= today:
        sentence = f"Goods that left on {left} cannot have come back on {on}; today is {today}."
        return Refused("returned_out_of_order", sentence, GOODS_BACK, "/returned_on", 422)
    lines = tuple(line for line in abroad if not vins or line.vin in vins)
    return give_back(state, lines, reason=reason, on=on)


@rule(
    "CUS-SHUT-OUT", zh="退关后逾期不改配、不重新申报的，撤销报关单",
    en="Goods that were shut out and are not booked or declared anew in time: the declaration is cancelled",
    article=OWN_SHUT_OUT, slug="shut_out_too_long", effect="deem",
)  # fmt: skip
def decide_shut_out_over(state: Declaration, *, now: datetime) -> Decided[Declaration]:
    """The clock of goods that were shut out has run out; a request that is still open keeps the declaration alive."""
    if state.status is not Status.SHUT_OUT:
        return Decided(state)
    return waiting_is_over(state, now=now, on=statutory_day(now))
