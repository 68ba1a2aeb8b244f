"""What the facts of the commerce authority and of customs mean for a vehicle in the register. PURE.

The facts of different agencies may come in any order: each is noted in the state, and the deregistration begins when
the last one that it rests on is there. A fact that cannot be true beside what is known is a contradiction, for a
person.

Law: 机动车登记规定 第三十七条 and 第三十九条; the two phases are laid down by the city profile.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Decided
from exportlane.contracts.vehicle_registry import VehicleExitConfirmed
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.bars import locked
from vehicle_registry.domain.deadlines import until_application
from vehicle_registry.domain.deregistration import (
    EXIT_ARTICLE,
    begin_if_ready,
    examine,
    proof_number,
)
from vehicle_registry.domain.endings import restored
from vehicle_registry.domain.status import (
    AT_REST,
    NOT_BEGUN,
    OVER,
    PROVISIONALLY_OUT,
    UNDER_WAY,
    Status,
)
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_RESTORE,
    RULE,
    Answer,
    Ended,
    ExitRecord,
    LicenceData,
    Policy,
    Vehicle,
    announce,
    contradiction,
)
from vehicle_registry.domain.waiting import refuse_with

GIVEN_BACK: Final = frozenset({"expired", "surrendered", "superseded"})
"""A licence in such a status carries nothing any more, and another one may take its place."""
_ON_PAPER: Final = UNDER_WAY | {Status.DEREGISTERED}
"""Applied for on paper before customs' data came; the exit record is only noted."""


def note_licence(vehicle: Vehicle, licence: LicenceData, *, now: datetime, policy: Policy) -> Answer:
    """The licence was granted: its data spare the applicant a copy, and in the two-phase order the step begins."""
    known = vehicle.licence
    if known is not None and known.licence_no == licence.licence_no:
        return Decided(vehicle)
    if known is not None and known.status not in GIVEN_BACK:
        return contradiction(
            vehicle, f"licence {licence.licence_no}, but {known.licence_no} was granted before"
        )
    before = vehicle.licences_before + ((known,) if known else ())
    noted = replace(vehicle, licence=licence, licences_before=before)
    return begin_if_ready(noted, now=now, policy=policy)


def licence_given_back(vehicle: Vehicle, licence_no: str, status: str) -> Answer:
    """The licence expired, was handed back or was replaced: nothing is undone, the case waits for the next one."""
    known = vehicle.licence
    if known is None or known.licence_no != licence_no:
        if any(one.licence_no == licence_no for one in vehicle.licences_before):
            return Decided(vehicle)
        return contradiction(vehicle, f"licence {licence_no} is {status}, and it was never granted for it")
    return Decided(replace(vehicle, licence=replace(known, status=status)))


def licence_denied(vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    """The licence was refused, or the application withdrawn: the registration stays as it was."""
    known = vehicle.licence
    if known is None:
        return Decided(_closed(vehicle, ended, on=statutory_day(now)))
    if known.status in GIVEN_BACK:
        return licence_cancelled(vehicle, ended, now=now, policy=policy)
    return contradiction(vehicle, f"{ended.code} after licence {known.licence_no} was granted")


def licence_cancelled(vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    """The licence is gone: what was deregistered provisionally is restored, what was not begun is closed."""
    if vehicle.exit_record is not None:
        return contradiction(vehicle, "the licence was cancelled after customs had cleared the vehicle")
    if vehicle.status in OVER:
        return Decided(vehicle)
    noted = vehicle
    if vehicle.licence is not None:
        noted = replace(vehicle, licence=replace(vehicle.licence, status="cancelled"))
    if vehicle.status in NOT_BEGUN:
        return Decided(_closed(noted, ended, on=statutory_day(now)))
    return _undo(noted, ended, now=now, policy=policy)


def line_left_out(vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    """This vehicle is not on the new licence: its case is over here, as if its licence had been cancelled."""
    return licence_cancelled(vehicle, ended, now=now, policy=policy)


def customs_ended(
    vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy, seized: bool = False
) -> Answer:
    """Customs rejected the declaration, cancelled the release or confiscated the goods: the vehicle does not leave.

    Two-phase: a provisional deregistration is restored; one that is still under way is refused, so that the licence is
    cancelled; one that has not begun keeps the note until its licence is heard of. After customs: nothing was begun.
    What was confiscated (`seized`) stays locked in the register.
    """
    if vehicle.exit_record is not None:
        return contradiction(
            vehicle, f"customs ended the export ({ended.code}) after they had cleared the vehicle"
        )
    answer = _customs_undo(vehicle, ended, now=now, policy=policy)
    if not seized or not isinstance(answer, Decided) or answer.state.locked_for(ended.code):
        return answer
    kept = locked(answer.state, ended, now=now)
    return Decided(kept.state, answer.facts + kept.facts)


def _customs_undo(vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    if vehicle.status not in NOT_BEGUN:
        return _undo(vehicle, ended, now=now, policy=policy)
    today = statutory_day(now)
    if not policy.rules(vehicle.profile, vehicle.profile_version).two_phase:
        return Decided(_closed(vehicle, ended, on=today))
    ground = Ended(ended.code, ended.sentence, EXIT_ARTICLE)
    noted = replace(vehicle, customs_ended=ground)
    if vehicle.status not in UNDER_WAY:
        return Decided(noted)
    return refuse_with(noted, ground, on=today)


def customs_released(vehicle: Vehicle, on: date, *, fact_id: str | None = None, policy: Policy) -> Answer:
    """Customs' export formalities are done: where they come first, the two months for the application begin."""
    if policy.rules(vehicle.profile, vehicle.profile_version).two_phase or vehicle.released_on is not None:
        return Decided(vehicle)
    noted = replace(vehicle, released_on=on, release_fact_id=fact_id)
    if vehicle.status is not Status.PENDING_EXPORT:
        return Decided(noted)
    return Decided(until_application(noted, policy=policy))


def shut_out(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Answer:
    """Released and not loaded (退关): the formalities are open again, so the two months have not begun."""
    if policy.rules(vehicle.profile, vehicle.profile_version).two_phase or vehicle.released_on is None:
        return Decided(vehicle)
    clocks = limits.stop_all(vehicle.clocks, on=statutory_day(now), matter="deregistration_application")
    back = Status.PENDING_EXPORT if vehicle.status is Status.OVERDUE else vehicle.status
    state = replace(
        vehicle, released_on=None, release_fact_id=None, overdue_since=None, status=back, clocks=clocks
    )
    return Decided(state)


def customs_cleared(vehicle: Vehicle, record: ExitRecord, *, now: datetime, policy: Policy) -> Answer:
    """The vehicle has left: the provisional deregistration becomes final, or the single one begins."""
    if vehicle.exit_record is not None:
        if vehicle.exit_record.declaration_no == record.declaration_no:
            return Decided(vehicle)
        return contradiction(
            vehicle, f"cleared with {record.declaration_no} and {vehicle.exit_record.declaration_no}"
        )
    noted = replace(vehicle, exit_record=record)
    if vehicle.status in PROVISIONALLY_OUT:
        return _exit_confirmed(noted, now=now)
    if policy.rules(vehicle.profile, vehicle.profile_version).two_phase:
        return contradiction(vehicle, f"customs cleared it with {record.declaration_no}")
    return _left_before(noted, now=now, policy=policy)


def _left_before(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Answer:
    """Where customs come first: the deregistration begins now, or was applied for on paper before."""
    if vehicle.status in AT_REST:
        return begin_if_ready(vehicle, now=now, policy=policy)
    if vehicle.status is Status.REQUESTED:
        return examine(vehicle, by=RULE, now=now, policy=policy)
    if vehicle.status in _ON_PAPER:
        return Decided(vehicle)
    return contradiction(vehicle, f"customs cleared it with {vehicle.exit_record}")


def _undo(vehicle: Vehicle, ended: Ended, *, now: datetime, policy: Policy) -> Answer:
    if vehicle.status in OVER:
        return Decided(vehicle)
    if vehicle.status not in PROVISIONALLY_OUT:
        return contradiction(vehicle, f"the export ended ({ended.code}) after the final deregistration")
    if AUTOMATIC_RESTORE in policy.rules(vehicle.profile, vehicle.profile_version).automatic:
        return restored(vehicle, ended, now=now)
    # Nobody expects the exit any more, so nobody is alarmed that it is not confirmed.
    clocks = limits.stop_all(vehicle.clocks, on=statutory_day(now), matter="exit_confirmation")
    return Decided(replace(vehicle, status=Status.RESTORATION_ASKED, ended=ended, clocks=clocks))


def _exit_confirmed(vehicle: Vehicle, *, now: datetime) -> Decided[Vehicle]:
    today = statutory_day(now)
    proof_no = proof_number(vehicle, today)
    clocks = limits.stop_all(vehicle.clocks, on=today)
    state = replace(vehicle, status=Status.DEREGISTERED, proof_no=proof_no, clocks=clocks)
    data = VehicleExitConfirmed(vin=vehicle.vin, proof_no=proof_no, on=today)
    return Decided(state, (announce(vehicle, "exit_confirmed", data),))


def _closed(vehicle: Vehicle, ended: Ended, *, on: date) -> Vehicle:
    """The case ended before the registry decided: no fact follows, because nothing in the register changed."""
    if vehicle.status not in NOT_BEGUN:
        return vehicle
    clocks = limits.stop_all(vehicle.clocks, on=on)
    return replace(vehicle, status=Status.CLOSED, ended=ended, asked=(), due_on=None, clocks=clocks)
