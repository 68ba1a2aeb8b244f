"""What the facts of the commerce authority and of customs mean for a vehicle in the register. PURE.

The facts of different agencies may come in any order: each is noted in the state, and the deregistration begins when
the last one that it rests on is there. A fact that cannot be true beside what is known is a contradiction, for a
person.

Law: 机动车登记规定 第三十七条 and 第三十九条; the two phases are laid down by the city profile.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.vehicle_registry import VehicleExitConfirmed, VehicleRegistrationRestored
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.deregistration import announce, begin_if_ready, proof_number, refuse_with
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_RESTORE,
    Ended,
    ExitRecord,
    LicenceData,
    Policy,
    Status,
    Vehicle,
    Verb,
    contradiction,
    forbidden,
)

Answer = Decided[Vehicle] | Refused

EXIT_ARTICLE: Final = "机动车登记规定 第三十九条"
_NOT_BEGUN: Final = frozenset({Status.PENDING_EXPORT, Status.REQUESTED, Status.CORRECTION})
_OVER: Final = frozenset({Status.REFUSED, Status.RESTORED, Status.CLOSED, Status.RESTORATION_ASKED})


def note_licence(vehicle: Vehicle, licence: LicenceData, *, now: datetime, policy: Policy) -> Answer:
    """The licence was granted: its data spare the applicant a copy, and in the two-phase order the step begins."""
    known = vehicle.licence
    if known is not None:
        if known.licence_no == licence.licence_no:
            return Decided(vehicle)
        return contradiction(
            vehicle, f"licence {licence.licence_no}, but {known.licence_no} was granted before"
        )
    noted = replace(vehicle, licence=licence)
    if vehicle.status is not Status.PENDING_EXPORT:
        return Decided(noted)
    return begin_if_ready(noted, now=now, policy=policy)


def licence_denied(vehicle: Vehicle, ended: Ended) -> Answer:
    """The licence was refused, or the application withdrawn: the registration stays as it was."""
    if vehicle.licence is not None:
        return contradiction(vehicle, f"{ended.code} after licence {vehicle.licence.licence_no} was granted")
    return Decided(_closed(vehicle, ended))


def licence_cancelled(vehicle: Vehicle, ended: Ended, *, policy: Policy) -> Answer:
    """The licence is gone: what was deregistered provisionally is restored, what was not begun is closed."""
    if vehicle.exit_record is not None:
        return contradiction(vehicle, "the licence was cancelled after customs had cleared the vehicle")
    if vehicle.status in _NOT_BEGUN:
        return Decided(_closed(vehicle, ended))
    return _undo(vehicle, ended, policy=policy)


def customs_ended(vehicle: Vehicle, ended: Ended, *, policy: Policy) -> Answer:
    """Customs rejected the declaration or cancelled the release: the vehicle does not leave.

    Two-phase: a provisional deregistration is restored; one that is still under way is refused, so that the licence is
    cancelled; one that has not begun keeps the note until its licence is heard of. After customs: nothing was begun.
    """
    if vehicle.exit_record is not None:
        return contradiction(
            vehicle, f"customs ended the export ({ended.code}) after they had cleared the vehicle"
        )
    if vehicle.status not in _NOT_BEGUN:
        return _undo(vehicle, ended, policy=policy)
    if not policy.rules[vehicle.profile].two_phase:
        return Decided(_closed(vehicle, ended))
    noted = replace(vehicle, customs_ended=Ended(ended.code, ended.sentence, EXIT_ARTICLE))
    if vehicle.status is Status.PENDING_EXPORT:
        return Decided(noted)
    return refuse_with(noted, Ended(ended.code, ended.sentence, EXIT_ARTICLE))


def customs_cleared(vehicle: Vehicle, record: ExitRecord, *, now: datetime, policy: Policy) -> Answer:
    """The vehicle has left: the provisional deregistration becomes final, or the single one begins."""
    if vehicle.exit_record is not None:
        if vehicle.exit_record.declaration_no == record.declaration_no:
            return Decided(vehicle)
        return contradiction(
            vehicle, f"cleared with {record.declaration_no} and {vehicle.exit_record.declaration_no}"
        )
    noted = replace(vehicle, exit_record=record)
    if vehicle.status is Status.PROVISIONAL:
        return _exit_confirmed(noted, now=now)
    if vehicle.status is Status.PENDING_EXPORT and not policy.rules[vehicle.profile].two_phase:
        return begin_if_ready(noted, now=now, policy=policy)
    return contradiction(vehicle, f"customs cleared it with {record.declaration_no}")


def restore(vehicle: Vehicle, *, code: str, reason: str) -> Answer:
    """The supervisor undoes a provisional deregistration: the vehicle is 转让待出口 again."""
    if refused := forbidden(vehicle, Verb.RESTORE):
        return refused
    return _restored(vehicle, Ended(code, reason))


def _undo(vehicle: Vehicle, ended: Ended, *, policy: Policy) -> Answer:
    if vehicle.status in _OVER:
        return Decided(vehicle)
    if vehicle.status is not Status.PROVISIONAL:
        return contradiction(vehicle, f"the export ended ({ended.code}) after the final deregistration")
    if AUTOMATIC_RESTORE in policy.rules[vehicle.profile].automatic:
        return _restored(vehicle, ended)
    return Decided(replace(vehicle, status=Status.RESTORATION_ASKED, ended=ended))


def _restored(vehicle: Vehicle, ended: Ended) -> Decided[Vehicle]:
    data = VehicleRegistrationRestored(vin=vehicle.vin, code=ended.code, reason=ended.sentence)
    state = replace(vehicle, status=Status.RESTORED, ended=ended)
    return Decided(state, (announce(vehicle, "registration_restored", data),))


def _exit_confirmed(vehicle: Vehicle, *, now: datetime) -> Decided[Vehicle]:
    today = statutory_day(now)
    proof_no = proof_number(vehicle, today)
    state = replace(vehicle, status=Status.DEREGISTERED, proof_no=proof_no)
    data = VehicleExitConfirmed(vin=vehicle.vin, proof_no=proof_no, on=today)
    return Decided(state, (announce(vehicle, "exit_confirmed", data),))


def _closed(vehicle: Vehicle, ended: Ended) -> Vehicle:
    """The case ended before the registry decided: no fact follows, because nothing in the register changed."""
    if vehicle.status not in _NOT_BEGUN:
        return vehicle
    return replace(vehicle, status=Status.CLOSED, ended=ended, asked=(), due_on=None)
