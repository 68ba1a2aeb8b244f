"""What follows for a declaration from the facts of other agencies.

Facts of one agency about one case come in their order; across agencies and cases they come in any order. So every fact
is noted on its line, and customs begins when the picture is complete: the licence is known for *all* lines and, where
the city's order puts deregistration before customs, *all* vehicles are off the register. The same holds for a licence
that takes the place of another: customs goes on when it is known for all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from customs.domain import announcements
from customs.domain.amendments import release_alone
from customs.domain.articles import NO_RELEASE_WITHOUT_LICENCE, ONE_LICENCE
from customs.domain.corrections import Answer
from customs.domain.declaration import Declaration, moved, with_line
from customs.domain.endings import end, lapse, quoting
from customs.domain.examination import examine
from customs.domain.holds import announced, hold_by_rule, lifted
from customs.domain.licence_rules import LOCKED
from customs.domain.moves import GONE, UNDONE, Status, Verb
from customs.domain.outcomes import submit, take_up, then
from customs.domain.parts import Annex, Hold, Licence, Line, Outcome
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day


def hear_licence(
    state: Declaration, case_id: str, licence: Licence, annex: Annex, *, now: datetime, policy: Policy
) -> Answer:
    """The licence was granted for one vehicle, the first one or one in the place of another: note it, and go on."""
    line, row = state.line(case_id), replace(annex, licence_no=licence.licence_no)
    if state.status in UNDONE or line.annex == row or licence.licence_no in state.void_licences:
        return Decided(state)
    before = state.licence
    if before is not None and before != licence:
        replaces = before.licence_no in state.void_licences and before.licence_no != licence.licence_no
        if not replaces or state.let_go or state.status in GONE:
            sentence = f"{line.vin} is on licence {licence.licence_no}, its batch on {before.licence_no}."
            return Refused("contradiction", sentence, ONE_LICENCE)
    noted = replace(with_line(state, replace(line, annex=row)), licence=licence)
    return _go_on_if_ready(noted, now=now, policy=policy)


def hear_deregistered(state: Declaration, case_id: str, *, now: datetime, policy: Policy) -> Answer:
    """A vehicle is off the register: note it; begin once everything is there."""
    line = state.line(case_id)
    if line.deregistered:
        return Decided(state)
    noted = with_line(state, replace(line, deregistered=True))
    if noted.status is not Status.DRAFT:
        return Decided(noted)
    return _go_on_if_ready(noted, now=now, policy=policy)


def hear_no_licence(state: Declaration, outcome: Outcome, *, now: datetime) -> Answer:
    """The licence was refused, or its application withdrawn: the draft lapses."""
    if state.status in UNDONE:
        return Decided(state)
    if state.status is not Status.DRAFT:
        sentence = f"The licence was never granted ({outcome.code}), but the declaration is {state.status}."
        return Refused("contradiction", sentence, NO_RELEASE_WITHOUT_LICENCE)
    return lapse(state, outcome, on=statutory_day(now))


def hear_licence_cancelled(state: Declaration, outcome: Outcome, *, now: datetime) -> Answer:
    """The licence is void for good. What customs does depends on how far the goods are; nothing is done twice.

    A draft lapses, what is not released is rejected, what is released but not gone is cancelled; what is detained
    ends once its detention is over. Goods that are gone contradict it: that is for a person.
    """
    if state.status in UNDONE:
        return Decided(state)
    if state.status in GONE:
        left = state.departed_on or state.cleared_on
        sentence = f"The licence was cancelled, but its goods left on {left}: {outcome.reason}"
        return Refused("contradiction", sentence, NO_RELEASE_WITHOUT_LICENCE)
    words = quoting("The licence was cancelled:", outcome.reason)
    outcome = Outcome(outcome.code, words, outcome.article or NO_RELEASE_WITHOUT_LICENCE)
    if state.status is Status.DETAINED:
        return Decided(replace(state, fallen=state.fallen or outcome))
    if state.status is Status.DRAFT:
        return lapse(state, outcome, on=statutory_day(now))
    return end(state, outcome, on=statutory_day(now))


def hear_licence_ended(state: Declaration, licence_no: str, *, now: datetime, policy: Policy) -> Answer:
    """A licence expired, was handed back or superseded: the declaration waits for the next one (C2, C7, C8).

    A release inside the validity has used the licence up, so that its expiry is no news.
    """
    if state.status in UNDONE | GONE or state.let_go or licence_no in state.void_licences:
        return Decided(state)
    noted = replace(state, void_licences=(*state.void_licences, licence_no))
    if state.status is Status.DRAFT or state.licence is None or state.licence.licence_no != licence_no:
        return Decided(noted)
    if noted.status is Status.LICENCE_VERIFIED:
        noted = moved(noted, Verb.UNVERIFY)
    return _looked_at(noted, now=now, policy=policy)


def hear_left_out(state: Declaration, case_id: str, reason: str, *, now: datetime, policy: Policy) -> Answer:
    """One vehicle is not on the new licence: its case is over here, and the remaining lines are what is declared."""
    line = state.line(case_id)
    if state.status in UNDONE or line.left_out is not None:
        return Decided(state)
    if state.let_go or state.status in GONE:
        sentence = f"{line.vin} was left off the new licence, but the declaration is {state.status}."
        return Refused("contradiction", sentence, ONE_LICENCE)
    after = with_line(state, replace(line, left_out=reason))
    after = replace(after, holds=tuple(held for held in after.holds if held.case_id != case_id))
    gone = announcements.line_lapsed(after, line, reason)
    if not after.remaining:
        ended = lapse(after, Outcome("line_left_out", reason), on=statutory_day(now))
        return replace(ended, facts=(gone,))
    return then(Decided(after, (gone,)), lambda one: _go_on_if_ready(one, now=now, policy=policy))


def hear_locked(state: Declaration, case_id: str, outcome: Outcome) -> Answer:
    """The registry locked a vehicle (seized, mortgaged, stolen): held at once; after a release only noted (C16)."""
    if state.status in UNDONE or any(
        (held.case_id, held.cause) == (case_id, outcome.code) for held in state.holds
    ):
        return Decided(state)
    article = outcome.article or NO_RELEASE_WITHOUT_LICENCE
    reason = quoting(f"{state.line(case_id).vin} is locked ({outcome.code}):", outcome.reason)
    held = Hold(LOCKED, reason, article, case_id=case_id, cause=outcome.code)
    if state.status in GONE:
        return Decided(replace(state, holds=(*state.holds, held)))
    return announced(replace(state, holds=(*state.holds, held)))


def hear_unlocked(state: Declaration, case_id: str, cause: str, *, now: datetime, policy: Policy) -> Answer:
    """The lock was taken off: what it held goes on."""
    gone = tuple(held for held in state.holds if (held.case_id, held.cause) == (case_id, cause))
    if not gone:
        return Decided(state)
    free = lifted(state, gone)
    if state.status is Status.DRAFT or not _ready(free.state, policy):
        return free
    return then(free, lambda one: _go_on(one, now=now, policy=policy))


def _go_on_if_ready(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    if not _ready(state, policy):
        return Decided(state)
    if state.status is Status.DRAFT:
        return submit(state, Verb.SUBMIT, now=now, policy=policy)
    return _go_on(state, now=now, policy=policy)


def _ready(state: Declaration, policy: Policy) -> bool:
    waits = policy.rules(state.profile, state.profile_version).waits_for_deregistration
    known = state.licence.licence_no if state.licence else None

    def ready(line: Line) -> bool:
        # Rows that were kept before a licence could be replaced name none.
        licensed = line.annex is not None and line.annex.licence_no in {"", known}
        return licensed and (line.deregistered or not waits)

    return known is not None and known not in state.void_licences and state.every(ready)


def _go_on(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    """What waited is looked at again: it is taken up, or released where it was amended and rules release."""
    if state.status is Status.SUBMITTED:
        return take_up(state, now=now, policy=policy)
    looked_at = _looked_at(state, now=now, policy=policy)
    if looked_at.state.status is Status.ACCEPTED:
        return then(looked_at, lambda one: release_alone(one, now=now, policy=policy))
    return looked_at


def _looked_at(state: Declaration, *, now: datetime, policy: Policy) -> Decided[Declaration]:
    if state.let_go or state.status in GONE | UNDONE | {Status.DRAFT}:
        return Decided(state)
    rules, today = policy.rules(state.profile, state.profile_version), statutory_day(now)
    return hold_by_rule(state, examine(state, on=today, rules=rules).holding, on=today)
