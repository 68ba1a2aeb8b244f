"""What customs does when it hears a fact: unwrap it and let the domain decide. Pure and quick, no I/O."""

from __future__ import annotations

from datetime import datetime

from customs.domain import (
    Annex,
    Carriage,
    Declaration,
    Licence,
    Outcome,
    Policy,
    hear_departed,
    hear_deregistered,
    hear_given_up,
    hear_left_behind,
    hear_left_out,
    hear_licence,
    hear_licence_cancelled,
    hear_licence_ended,
    hear_loaded,
    hear_locked,
    hear_no_licence,
    hear_unlocked,
)
from exportlane.agency.hearing import data_of
from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.licensing import (
    LicenceCancelled,
    LicenceExpired,
    LicenceGranted,
    LicenceLapsed,
    LicenceLineLeftOut,
    LicenceNotAccepted,
    LicenceRefused,
    LicenceRevoked,
    LicenceSuperseded,
    LicenceSurrendered,
    LicenceWithdrawn,
)
from exportlane.contracts.logistics import BookingCancelled, BookingDeparted, BookingLoaded, BookingRolled
from exportlane.contracts.vehicle_registry import VehicleLocked, VehicleUnlocked

Answer = Decided[Declaration] | Refused


def on_licence_granted(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence on which the declaration will rest, and one row of its annex."""
    data = data_of(heard, LicenceGranted)
    licence = Licence(
        licence_no=data.licence_no,
        exporter_uscc=data.exporter_uscc,
        issued_on=data.issued_on,
        valid_to=data.valid_to,
        customs_port=data.customs_port,
        destination_country=data.destination_country,
        hs_code=data.hs_code,
        contract_no=data.contract_no,
        quantity=data.quantity,
        vins=data.vins,
    )
    annex = Annex(data.vin, data.brand, data.model_code)
    return hear_licence(state, heard.case_id, licence, annex, now=now, policy=policy)


def on_vehicle_deregistered(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A vehicle is off the register, provisionally or for good."""
    return hear_deregistered(state, heard.case_id, now=now, policy=policy)


def on_licence_not_accepted(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The application was not even taken in."""
    data = data_of(heard, LicenceNotAccepted)
    return hear_no_licence(state, Outcome("licence_not_accepted", data.reason, data.article), now=now)


def on_licence_refused(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """There will be no licence."""
    data = data_of(heard, LicenceRefused)
    return hear_no_licence(state, Outcome("licence_refused", data.reason, data.article), now=now)


def on_licence_withdrawn(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The enterprise took its application back."""
    data = data_of(heard, LicenceWithdrawn)
    return hear_no_licence(state, Outcome("licence_withdrawn", data.reason), now=now)


def on_licence_lapsed(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The enterprise did not supply what was missing in time."""
    data = data_of(heard, LicenceLapsed)
    return hear_no_licence(state, Outcome("licence_lapsed", data.reason, data.article), now=now)


def on_licence_cancelled(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The licence is void."""
    data = data_of(heard, LicenceCancelled)
    return hear_licence_cancelled(state, Outcome("licence_cancelled", data.reason), now=now)


def on_licence_revoked(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The licence was taken away."""
    data = data_of(heard, LicenceRevoked)
    return hear_licence_cancelled(state, Outcome("licence_revoked", data.reason), now=now)


def on_licence_expired(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence ran out unused: the declaration waits for a new one."""
    return hear_licence_ended(state, data_of(heard, LicenceExpired).licence_no, now=now, policy=policy)


def on_licence_surrendered(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The holder handed an unused licence back: the declaration waits for a new one."""
    return hear_licence_ended(state, data_of(heard, LicenceSurrendered).licence_no, now=now, policy=policy)


def on_licence_superseded(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence is issued anew in place of this one."""
    return hear_licence_ended(state, data_of(heard, LicenceSuperseded).licence_no, now=now, policy=policy)


def on_line_left_out(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """This vehicle is not on the new licence."""
    reason = data_of(heard, LicenceLineLeftOut).reason
    return hear_left_out(state, heard.case_id, reason, now=now, policy=policy)


def on_vehicle_locked(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The registry locked a vehicle: seized, mortgaged, stolen."""
    data = data_of(heard, VehicleLocked)
    return hear_locked(state, heard.case_id, Outcome(data.code, data.reason, data.article))


def on_vehicle_unlocked(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The lock was taken off."""
    code = data_of(heard, VehicleUnlocked).code
    return hear_unlocked(state, heard.case_id, code, now=now, policy=policy)


def on_booking_loaded(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The carrier has it on board: shown to the officer."""
    data = data_of(heard, BookingLoaded)
    return hear_loaded(
        state, heard.case_id, booking_no=data.booking_no, vessel=data.vessel_or_train, on=data.on
    )


def on_booking_departed(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The carrier left with it: the departure can be confirmed."""
    data = data_of(heard, BookingDeparted)
    left = Carriage(
        heard.case_id,
        data.booking_no,
        data.vessel_or_train,
        departed_on=data.departed_on,
        transport_document_no=data.transport_document_no,
    )
    return hear_departed(state, left, now=now, policy=policy)


def on_booking_rolled(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The carrier left it behind: after a release a matter for the officer (C9)."""
    data = data_of(heard, BookingRolled)
    return hear_left_behind(
        state,
        heard.case_id,
        booking_no=data.booking_no,
        vessel=data.vessel_or_train,
        reason=data.reason,
        on=data.on,
    )


def on_booking_cancelled(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The space was given back: whether it was left behind is a matter no more."""
    return hear_given_up(state, heard.case_id, booking_no=data_of(heard, BookingCancelled).booking_no)
