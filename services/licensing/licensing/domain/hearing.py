"""What follows for an application from the facts of other agencies.

Facts of one agency about one case come in their order; across agencies and cases they come in any order. So every fact
is noted on its line, and the authority acts when the picture is complete: it examines when *all* lines are endorsed,
and voids a licence when the undo of the step after it is announced for *all* lines. One vehicle whose deregistration
is refused voids the licence at once, because the quantity declared must equal the quantity licensed (一批一证).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from licensing.domain import announcements
from licensing.domain.application import (
    CLOSED,
    LICENSED,
    Application,
    Endorsement,
    Outcome,
    Status,
    Verb,
    moved,
    with_line,
)
from licensing.domain.outcomes import held, quoting, refuse, take_up, void
from licensing.domain.rules import ANNOUNCEMENT_6, Policy, examine

DEREGISTRATION: Final = "deregistration"
CUSTOMS: Final = "customs"


def hear_endorsement(
    state: Application, case_id: str, endorsement: Endorsement, *, now: datetime, policy: Policy
) -> Decided[Application] | Refused:
    """The registry endorsed a vehicle 转让待出口: note its values; examine once all lines have theirs."""
    line = state.line(case_id)
    if state.status in CLOSED or line.endorsement == endorsement:
        return Decided(state)
    if state.status in LICENSED:
        number = held(state).licence_no
        sentence = (
            f"The registry changed the values of {line.vin}, but licence {number} stands on the old ones."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    noted = with_line(state, replace(line, endorsement=endorsement))
    if noted.status is Status.SUBMITTED and noted.every(lambda one: one.endorsement is not None):
        return take_up(noted, now=now, policy=policy)
    if noted.status is Status.ACCEPTED:
        # The officer has the application on the desk: what the rules say of it must be true of the newest values.
        rules = policy.profiles[noted.profile]
        return Decided(replace(noted, found=examine(noted, on=statutory_day(now), rules=rules).all))
    return Decided(noted)


def hear_deregistration_refused(
    state: Application, case_id: str, outcome: Outcome, *, policy: Policy
) -> Decided[Application] | Refused:
    """The registry refuses to deregister one vehicle.

    Where deregistration comes next, the whole licence is void. Where customs comes next the vehicle has left the
    country by then: nothing is undone, and the case is in the hands of the registry's supervisor.
    """
    if policy.profiles[state.profile].next_step != DEREGISTRATION or state.status in CLOSED:
        return Decided(state)
    vin = state.line(case_id).vin
    sentence = f"{vin} cannot be deregistered, and a licence stands or falls for all its vehicles:"
    reason = quoting(sentence, outcome.reason)
    ground = Outcome("deregistration_refused", reason, outcome.article)
    if state.status in LICENSED:
        return void(state, Verb.UNDO, ground)
    return refuse(state, ground)


def hear_restored(
    state: Application, case_id: str, reason: str, *, policy: Policy
) -> Decided[Application] | Refused:
    """The registry took a provisional deregistration back; when it did for all lines, the licence is void."""
    noted = with_line(state, replace(state.line(case_id), restored=True))
    if policy.profiles[state.profile].next_step != DEREGISTRATION or state.status not in LICENSED:
        return Decided(noted)
    if not noted.every(lambda line: line.restored):
        return Decided(noted)
    words = quoting("Every vehicle is back on the register:", reason)
    ground = Outcome("registration_restored", words, ANNOUNCEMENT_6)
    return void(noted, Verb.UNDO, ground)


def hear_customs_undone(
    state: Application, case_id: str, outcome: Outcome, *, policy: Policy
) -> Decided[Application] | Refused:
    """Customs rejected the goods or cancelled its release.

    Where deregistration stands between the two, the licence stays until the registry has restored the vehicles.
    """
    noted = with_line(state, replace(state.line(case_id), customs_undone=True))
    if policy.profiles[state.profile].next_step != CUSTOMS or state.status not in LICENSED:
        return Decided(noted)
    if not noted.every(lambda line: line.customs_undone):
        return Decided(noted)
    return void(noted, Verb.UNDO, replace(outcome, article=outcome.article or ANNOUNCEMENT_6))


def hear_released(
    state: Application, case_id: str, *, licence_no: str, declaration_no: str
) -> Decided[Application] | Refused:
    """Customs released a vehicle: its licence is written off (核注).

    Refused as a contradiction without a valid licence, or on another one. A release heard after its own undo is late,
    not contradictory: the two come from different agencies.
    """
    line = state.line(case_id)
    if state.status is Status.CANCELLED and (line.restored or line.customs_undone):
        return Decided(state)
    if state.status not in LICENSED:
        sentence = (
            f"Customs released {line.vin} on licence {licence_no}, but the application is {state.status}."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    licence = held(state)
    if licence.licence_no != licence_no:
        sentence = (
            f"Customs released {line.vin} on licence {licence_no}, but its licence is {licence.licence_no}."
        )
        return Refused("contradiction", sentence, ANNOUNCEMENT_6)
    used = replace(line, declaration_no=declaration_no)
    after = moved(with_line(state, used), Verb.WRITE_OFF)
    return Decided(after, (announcements.used(after, licence, used, declaration_no),))
