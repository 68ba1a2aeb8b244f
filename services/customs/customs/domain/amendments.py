"""After acceptance: what the declarant asks to have amended or cancelled, and how he declares anew what was shut out.

Amending comes before cancelling (修改优先), and neither while the goods are to be inspected or are detained.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from customs.domain import announcements
from customs.domain.articles import AMEND_FIRST, AMEND_OR_CANCEL
from customs.domain.changes import GROUNDS, amendable, corrected, names_of, unknown_vehicle
from customs.domain.corrections import Answer, not_allowed
from customs.domain.declaration import Declaration, may, moved
from customs.domain.endings import cancel
from customs.domain.examination import examine
from customs.domain.moves import LET_GO, Status, Verb
from customs.domain.outcomes import clear, clears_alone, release, submit, then
from customs.domain.parts import Amendment, HeadCorrection, Inspection, LineCorrection, Outcome
from customs.domain.passage import hindered
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.limits import stop_all
from exportlane.law.rules import rule


def decide_amendment_request(
    state: Declaration, wanted: Amendment, *, now: datetime, policy: Policy
) -> Answer:
    """Ask for an amendment. A new booking of goods that were shut out is granted by rule where rules release."""
    if not may(state, Verb.REQUEST_AMENDMENT):
        return not_allowed(state, Verb.REQUEST_AMENDMENT)
    if refused := amendable(state, wanted):
        return refused
    pending = moved(state, Verb.REQUEST_AMENDMENT, amendment=wanted)
    names = names_of(wanted.head, wanted.lines)
    asked = Decided(
        pending, announcements.said(pending, "amend_requested", fields=names, reason=wanted.reason)
    )
    rules = policy.rules(state.profile, state.profile_version)
    if state.status is not Status.SHUT_OUT or state.by_hand or not rules.releases:
        return asked
    granted = decide_amendment(pending, now=now, policy=policy)
    return asked if isinstance(granted, Refused) else then(asked, lambda _pending: granted)


def decide_amendment(state: Declaration, *, now: datetime, policy: Policy) -> Answer:
    """Grant it. What was released stays so; everything else is checked anew, what was shut out is released again."""
    if state.status is not Status.AMENDMENT_REQUESTED or state.amendment is None:
        return not_allowed(state, Verb.AMEND)
    wanted, before = state.amendment, state.before
    changed = corrected(replace(state, amendment=None), wanted.head, wanted.lines)
    today, rules = statutory_day(now), policy.rules(state.profile, state.profile_version)
    if wrong := examine(replace(changed, inspection=None), on=today, rules=rules).correctable:
        return Refused(wrong[0].code, wrong[0].sentence, wrong[0].article, wrong[0].field, 422)
    names = names_of(wanted.head, wanted.lines)
    if before in LET_GO:
        after = moved(changed, Verb.AMEND_RELEASED)
        return Decided(after, announcements.said(after, "amended", fields=names))
    clocks = stop_all(state.clocks, on=today, matter="shut_out")
    after = moved(changed, Verb.AMEND, inspection=_still_differs(state), found=(), clocks=clocks)
    amended = Decided(after, announcements.said(after, "amended", fields=names))
    if before is Status.SHUT_OUT:
        return then(amended, lambda one: release_alone(one, now=now, policy=policy))
    return amended


def _still_differs(state: Declaration) -> Inspection | None:
    """An inspection that found a difference outlives the amendment; the goods are seen again (海关法 第二十八条)."""
    found = state.inspection
    return found if found is not None and found.as_declared is False else None


def release_alone(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    """Release by rule what was amended, where rules release and nothing stands against it."""
    rules = policy.rules(state.profile, state.profile_version)
    if not rules.releases or state.by_hand or hindered(state, now, policy) is not None:
        return Decided(state)
    free = release(state, now=now)
    return then(free, lambda one: clear(one, now=now)) if clears_alone(state, policy) else free


def decide_amendment_refusal(state: Declaration) -> Answer:
    """Do not amend: the declaration stands where it stood."""
    if not may(state, Verb.REFUSE_AMENDMENT):
        return not_allowed(state, Verb.REFUSE_AMENDMENT)
    return Decided(moved(state, Verb.REFUSE_AMENDMENT, amendment=None))


@rule(
    "CUS-AMEND-FIRST", zh="能修改的不撤销（修改优先）", en="What can be amended is not cancelled",
    article=AMEND_FIRST, slug="amend_first",
)  # fmt: skip
def decide_cancellation_request(state: Declaration, outcome: Outcome) -> Answer:
    """Ask for a cancellation; a ground on which declarations are amended is none for cancelling."""
    if not may(state, Verb.REQUEST_CANCELLATION):
        return not_allowed(state, Verb.REQUEST_CANCELLATION)
    if outcome.code in GROUNDS:
        sentence = f"In the case {outcome.code} a declaration is amended, and only what cannot be amended is cancelled."
        return Refused("amend_first", sentence, AMEND_FIRST, "/code", 422)
    after = moved(state, Verb.REQUEST_CANCELLATION, outcome=outcome)
    return Decided(after, announcements.said(after, "cancel_requested", reason=outcome.reason))


def decide_cancellation_refusal(state: Declaration) -> Answer:
    """Do not cancel: the declaration stands where it stood."""
    if not may(state, Verb.REFUSE_CANCELLATION):
        return not_allowed(state, Verb.REFUSE_CANCELLATION)
    return Decided(moved(state, Verb.REFUSE_CANCELLATION, outcome=None))


def decide_cancellation(state: Declaration, outcome: Outcome, *, now: datetime) -> Answer:
    """Cancel an accepted declaration: goods that were not loaded (退关), or one that cannot be amended (第二十六条)."""
    never_accepted = state.declaration_no is None and not state.former_numbers
    if not may(state, Verb.CANCEL) or never_accepted:
        return not_allowed(state, Verb.CANCEL)
    return cancel(state, replace(outcome, article=outcome.article or AMEND_OR_CANCEL), on=statutory_day(now))


def decide_new_declaration(
    state: Declaration,
    head: HeadCorrection,
    lines: tuple[LineCorrection, ...],
    *,
    now: datetime,
    policy: Policy,
) -> Answer:
    """Declare goods anew that were shut out: a new number, and the whole examination once more."""
    if not may(state, Verb.RESUBMIT):
        return not_allowed(state, Verb.RESUBMIT)
    if refused := unknown_vehicle(state, lines):
        return refused
    anew = replace(
        corrected(state, head, lines),
        former_numbers=(*state.former_numbers, *([state.declaration_no] if state.declaration_no else [])),
        declaration_no=None, accepted_on=None, inspection=None, departed_origin_on=None, shut_out_on=None,
        times=replace(state.times, accepted_at=None, inspected_at=None),
        clocks=stop_all(state.clocks, on=statutory_day(now), matter="shut_out"),
    )  # fmt: skip
    answer = submit(anew, Verb.RESUBMIT, now=now, policy=policy)
    return replace(answer, facts=announcements.resubmitted(anew, ()) + answer.facts)
