"""The facts of a booking: one for each of its vehicles, each about its own case. PURE."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from exportlane.contracts import logistics as contract
from exportlane.contracts.decision import Announce, FactData
from logistics.domain.booking import Booking, OnCall, Reason, Vehicle
from logistics.domain.cargo import Cargo


def requested(booking: Booking) -> tuple[Announce, ...]:
    """Space is asked for."""
    return _each(
        booking,
        "booking.requested.v1",
        lambda vehicle: contract.BookingRequested.model_validate(
            {
                **_on_a_call(booking),
                "vin": vehicle.vin,
                "trade_mode": booking.trade_mode,
                "new_energy": vehicle.new_energy,
            }
        ),
    )


def confirmed(booking: Booking, flags: Callable[[Vehicle], tuple[str, ...]]) -> tuple[Announce, ...]:
    """The space is kept."""
    return _each(
        booking,
        "booking.confirmed.v1",
        lambda vehicle: contract.BookingConfirmed.model_validate(
            {**_on_a_call(booking), "vin": vehicle.vin, "flags": flags(vehicle)}
        ),
    )


def rescheduled(booking: Booking, was: datetime) -> tuple[Announce, ...]:
    """The times of its call changed."""
    on = standing(booking)
    return _each(
        booking,
        "booking.rescheduled.v1",
        lambda vehicle: contract.BookingRescheduled(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value,
            sailing_id=on.sailing_id, etd=on.etd, cargo_cutoff=on.cargo_cutoff, was_cutoff=was,
        ),
    )  # fmt: skip


def gated_in(
    booking: Booking, at: datetime, flags: Callable[[Vehicle], tuple[str, ...]]
) -> tuple[Announce, ...]:
    """Inside the terminal."""
    on = standing(booking)
    return _each(
        booking,
        "booking.gated_in.v1",
        lambda vehicle: contract.BookingGatedIn(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value, at=at, place=on.pol,
            container_no=vehicle.container_no, seal_no=vehicle.seal_no, cargo_cutoff=on.cargo_cutoff,
            flags=flags(vehicle),
        ),
    )  # fmt: skip


def loaded(booking: Booking, day: date) -> tuple[Announce, ...]:
    """On board."""
    on = standing(booking)
    return _each(
        booking,
        "booking.loaded.v1",
        lambda vehicle: contract.BookingLoaded(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value, vessel_or_train=on.vessel_or_train,
            container_no=vehicle.container_no, checklist_passed=True if vehicle.new_energy else None, on=day,
        ),
    )  # fmt: skip


def departed(booking: Booking, day: date, document_no: str) -> tuple[Announce, ...]:
    """Gone."""
    on = standing(booking)
    return _each(
        booking,
        "booking.departed.v1",
        lambda vehicle: contract.BookingDeparted(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value, vessel_or_train=on.vessel_or_train,
            voyage=on.voyage, pol=on.pol, pod=on.pod, departed_on=day, transport_document_no=document_no,
        ),
    )  # fmt: skip


def arrived(booking: Booking, day: date) -> tuple[Announce, ...]:
    """There."""
    pod = standing(booking).pod
    return _each(
        booking,
        "booking.arrived.v1",
        lambda vehicle: contract.BookingArrived(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value, pod=pod, arrived_on=day
        ),
    )


def rolled(
    booking: Booking,
    was: OnCall,
    *,
    to: OnCall | None,
    reason_of: Callable[[str], Reason],
    day: date,
    whole: bool,
) -> tuple[Announce, ...]:
    """Not carried by the call `was`. The booking is the one on which these vehicles stand now."""
    return tuple(
        Announce(
            vehicle.case_id,
            "booking.rolled.v1",
            contract.BookingRolled(
                booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value, sailing_id=was.sailing_id,
                vessel_or_train=was.vessel_or_train, to_sailing_id=to.sailing_id if to else None,
                to_vessel_or_train=to.vessel_or_train if to else None, container_no=vehicle.container_no, whole=whole,
                code=reason_of(vehicle.vin).code, reason=reason_of(vehicle.vin).sentence, on=day,
            ),
        )
        for vehicle in booking.vehicles
    )  # fmt: skip


def cancelled(booking: Booking, reason: Reason, day: date) -> tuple[Announce, ...]:
    """Given up."""
    return _each(
        booking,
        "booking.cancelled.v1",
        lambda vehicle: contract.BookingCancelled(
            booking_no=booking.id, vin=vehicle.vin, mode=booking.mode.value,
            code=reason.code, reason=reason.sentence, on=day,
        ),
    )  # fmt: skip


def cutoff_near(cargo: Cargo, *, left: int, needed: int, missing: str | None) -> Announce:
    """The cut-off is near for what is still to be done. Raises ValueError without a cut-off."""
    held = cargo.berth
    if held is None or held.cutoff is None or held.sailing_id is None:
        raise ValueError(f"the case {cargo.id} has no cut-off")
    return Announce(
        cargo.id,
        "booking.cutoff_near.v1",
        contract.BookingCutoffNear(
            booking_no=held.booking_no, vin=cargo.vin, mode=held.mode.value, sailing_id=held.sailing_id,
            cargo_cutoff=held.cutoff, working_days_left=left, working_days_needed=needed, missing=missing,
        ),
    )  # fmt: skip


def standing(booking: Booking) -> OnCall:
    """The call that it stands on. Raises ValueError when it waits for one."""
    if booking.on is None:
        raise ValueError(f"the booking {booking.id} stands on no call")
    return booking.on


def _on_a_call(booking: Booking) -> dict[str, object]:
    on = standing(booking)
    return {
        "booking_no": booking.id,
        "mode": booking.mode.value,
        "sailing_id": on.sailing_id,
        "carrier": on.carrier,
        "vessel_or_train": on.vessel_or_train,
        "voyage": on.voyage,
        "pol": on.pol,
        "pod": on.pod,
        "etd": on.etd,
        "cargo_cutoff": on.cargo_cutoff,
    }


def _each(booking: Booking, type_: str, data: Callable[[Vehicle], FactData]) -> tuple[Announce, ...]:
    return tuple(Announce(vehicle.case_id, type_, data(vehicle)) for vehicle in booking.vehicles)
