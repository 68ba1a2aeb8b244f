"""What follows for an application from the facts of the vehicle registry.

Facts of one agency about one case come in their order; across agencies and cases they come in any order. So every fact
is noted on its line, and the authority acts when the picture is complete: it examines when *all* lines are endorsed,
and voids a licence when the undo of the step after it is announced for *all* lines. One vehicle that cannot leave voids
the licence at once, because the quantity declared must equal the quantity licensed (一批一证).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from licensing.domain.application import (
    CLOSED,
    LICENSED,
    UNDECIDED,
    WAITING,
    Application,
    Status,
    Verb,
    with_line,
)
from licensing.domain.articles import ANNOUNCEMENT_6
from licensing.domain.dossier import Endorsement, Line, Outcome
from licensing.domain.examination import examine
from licensing.domain.outcomes import held, quoting, refuse, take_up, void
from licensing.domain.policy import Policy

Answer = Decided[Application] | Refused

DEREGISTRATION: Final = "deregistration"
CUSTOMS: Final = "customs"


def hear_endorsement(
    state: Application, case_id: str, endorsement: Endorsement, *, now: datetime, policy: Policy
) -> Answer:
    """The registry endorsed a vehicle 转让待出口: note its values; examine once all lines have theirs."""
    line = state.line(case_id)
    if state.status in CLOSED or line.left_out is not None or line.endorsement == endorsement:
        return Decided(state)
    if state.status in LICENSED | WAITING:
        number = held(state).licence_no
        sentence = (
            f"The registry changed the values of {line.vin}, but licence {number} stands on the old ones."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    return look_again(with_line(state, _annexed(line, endorsement)), now=now, policy=policy)


def _annexed(line: Line, endorsement: Endorsement) -> Line:
    """The line with the registry's word, which also fills the annex where the papers left the day open."""
    day = line.transfer_pending_export_date or endorsement.transfer_pending_export_date
    return replace(line, endorsement=endorsement, transfer_pending_export_date=day)


def look_again(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Something about it has changed: decide when it is complete, or show the officer what the rules say now."""
    rules = policy.of(state)
    open_ = state.status in {Status.SUBMITTED, Status.ACCEPTED}
    if not open_ or not state.endorsed:
        return Decided(state)
    if state.status is Status.SUBMITTED or (rules.automatic and not state.by_hand and not state.flags):
        return take_up(state, now=now, policy=policy)
    return Decided(replace(state, found=examine(state, on=statutory_day(now), rules=rules).all))


def hear_transfer_refused(state: Application, case_id: str, outcome: Outcome, *, now: datetime) -> Answer:
    """The registry will not endorse one vehicle: without it there is no batch to license."""
    vin = state.line(case_id).vin
    if state.status in CLOSED or state.line(case_id).left_out is not None:
        return Decided(state)
    if state.status not in UNDECIDED:
        sentence = (
            f"The registry refused the transfer of {vin}, but licence {held(state).licence_no} is there."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    words = quoting(
        f"{vin} is not endorsed 转让待出口, and an application stands or falls for all:", outcome.reason
    )
    return refuse(state, Outcome("transfer_refused", words, outcome.article), on=statutory_day(now))


def hear_transfer_lifted(state: Application, case_id: str, reason: str, *, now: datetime) -> Answer:
    """The endorsement 转让待出口 of one vehicle was taken back: it does not leave any more."""
    line = replace(state.line(case_id), endorsement=None)
    if line.left_out is not None or state.status in CLOSED:
        return Decided(state)
    words = quoting(f"The endorsement 转让待出口 of {line.vin} was lifted:", reason)
    return _fall(
        with_line(state, line), Outcome("transfer_lifted", words, ANNOUNCEMENT_6), Verb.UNDO, now=now
    )


def hear_barred(
    state: Application, case_id: str, outcome: Outcome, *, now: datetime, policy: Policy
) -> Answer:
    """The registry locked a vehicle (X08, C16) or learnt of its misuse (C19).

    An unused licence is revoked; what is undecided is looked at again; after release nothing is undone here.
    """
    line = state.line(case_id)
    if line.left_out is not None or state.status in CLOSED:
        return Decided(state)
    noted = with_line(state, replace(line, barred=outcome))
    if noted.status is Status.GRANTED:
        words = quoting(
            f"{line.vin} may not leave, and a licence stands or falls for all its vehicles:", outcome.reason
        )
        ground = Outcome(outcome.code, words, outcome.article or ANNOUNCEMENT_6)
        return void(noted, Verb.REVOKE, ground, on=statutory_day(now))
    return look_again(noted, now=now, policy=policy)


def hear_unbarred(state: Application, case_id: str, *, now: datetime, policy: Policy) -> Answer:
    """The registry unlocked it."""
    noted = with_line(state, replace(state.line(case_id), barred=None))
    return look_again(noted, now=now, policy=policy)


def hear_registration_revoked(state: Application, case_id: str, outcome: Outcome, *, now: datetime) -> Answer:
    """The transfer registration was obtained by deceit and is void: so is what rests on it."""
    line = state.line(case_id)
    if line.left_out is not None or state.status in CLOSED:
        return Decided(state)
    words = quoting(f"The registration of {line.vin} was revoked:", outcome.reason)
    ground = Outcome("registration_revoked", words, outcome.article)
    return _fall(with_line(state, replace(line, barred=ground)), ground, Verb.REVOKE, now=now)


def _fall(state: Application, ground: Outcome, verb: Verb, *, now: datetime) -> Answer:
    """What is undecided is refused; an unused licence falls by `verb`; a used one is in the hands of customs."""
    today = statutory_day(now)
    if state.status in UNDECIDED:
        return refuse(state, ground, on=today)
    if state.status is Status.GRANTED:
        return void(state, verb, ground, on=today)
    if state.status in WAITING:
        return void(state, Verb.UNDO, ground, on=today)
    return Decided(state)


def hear_deregistration_refused(
    state: Application, case_id: str, outcome: Outcome, *, now: datetime, policy: Policy
) -> Answer:
    """The registry refuses to deregister one vehicle.

    Where deregistration comes next, the whole licence is void. Where customs comes next the vehicle has left the
    country by then: nothing is undone, and the case is in the hands of the registry's supervisor.
    """
    line = state.line(case_id)
    if policy.of(state).next_step != DEREGISTRATION or state.status in CLOSED or line.left_out is not None:
        return Decided(state)
    sentence = f"{line.vin} cannot be deregistered, and a licence stands or falls for all its vehicles:"
    ground = Outcome("deregistration_refused", quoting(sentence, outcome.reason), outcome.article)
    if state.status in UNDECIDED:
        return refuse(state, ground, on=statutory_day(now))
    return void(state, Verb.UNDO, ground, on=statutory_day(now))


def hear_restored(state: Application, case_id: str, reason: str, *, now: datetime, policy: Policy) -> Answer:
    """The registry took a provisional deregistration back; when it did for all lines, the licence is void."""
    noted = with_line(state, replace(state.line(case_id), restored=True))
    if policy.of(state).next_step != DEREGISTRATION or state.status not in LICENSED | WAITING:
        return Decided(noted)
    if state.line(case_id).left_out is not None or not noted.every(lambda line: line.restored):
        return Decided(noted)
    words = quoting("Every vehicle is back on the register:", reason)
    ground = Outcome("registration_restored", words, ANNOUNCEMENT_6)
    return void(noted, Verb.UNDO, ground, on=statutory_day(now))
