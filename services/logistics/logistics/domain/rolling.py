"""What does not go as booked: rolled to another call, whole or in part, booked anew, given up. PURE.

A vehicle that is left behind leaves its booking for one of its own (`…-2`), so that each booking has one state. Space
on the call that did not carry it is free again; space on another one is confirmed in the same act, or it waits as
rolled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from exportlane.contracts.decision import Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from logistics.domain import announcements
from logistics.domain.articles import OWN_BOOKING
from logistics.domain.booking import (
    Answer,
    Booking,
    LeftBehind,
    Moved,
    Reason,
    Roll,
    Verb,
    not_allowed,
    on_call,
    without,
)
from logistics.domain.calls import IN_BOXES, Call, CallStatus, confirm_space, fewer_units, give_back
from logistics.domain.cargo import Status
from logistics.domain.passage import Cargos, flags_of, load_all, may_load, plate_ends_first
from logistics.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Rolling:
    """What is rolled and why: `vins` None for all of the booking, `to` the call that takes it, None when none does.

    `each` has the reason of a vehicle where it is another than the `reason` of all.
    """

    reason: Reason
    vins: frozenset[str] | None = None
    to: Call | None = None
    each: Mapping[str, Reason] = field(default_factory=dict)

    def of(self, vin: str) -> Reason:
        """Why this vehicle was not carried."""
        return self.each.get(vin, self.reason)


def roll(booking: Booking, call: Call, rolling: Rolling, *, now: datetime) -> Answer:
    """Not carried by this call (甩货、改配): the whole booking, or some of its vehicles."""
    if refused := not_allowed(booking, Verb.ROLL):
        return refused
    vins = rolling.vins if rolling.vins is not None else frozenset(each.vin for each in booking.vehicles)
    if refused := _not_in_the_booking(booking, vins, "/vins") or _box_torn(booking, vins, "/vins"):
        return refused
    if len(vins) == len(booking.vehicles):
        return _roll_whole(booking, call, rolling, now=now)
    return _roll_some(booking, call, replace(rolling, vins=vins), now=now)


def load(  # noqa: PLR0913  # what is loaded, what not, on what it rests
    booking: Booking,
    call: Call,
    cargos: Cargos,
    *,
    answers: Mapping[str, Mapping[str, str]],
    left: Mapping[str, Reason],
    now: datetime,
    policy: Policy,
) -> Answer:
    """On board (装船、装车、装箱): all but those that are `left` behind, which are rolled, each with its reason."""
    if refused := not_allowed(booking, Verb.LOAD):
        return refused
    behind = frozenset(left)
    refused = (
        _not_in_the_booking(booking, behind, "/left_behind")
        or _not_in_the_booking(booking, frozenset(answers), "/checklists")
        or _box_torn(booking, behind, "/left_behind")
    )
    if refused is not None:
        return refused
    aboard = frozenset(each.vin for each in booking.vehicles) - behind
    if refused := may_load(booking, aboard, cargos, answers, policy=policy):
        return refused
    day = statutory_day(now)
    if not behind:
        after = load_all(booking, answers, at=now)
        return Moved((after,), (call,), announcements.loaded(after, day))
    rolled = roll(booking, call, Rolling(left[min(behind)], behind, each=left), now=now)
    if isinstance(rolled, Refused) or not aboard:
        return rolled
    after = load_all(rolled.bookings[0], answers, at=now)
    facts = (*announcements.loaded(after, day), *rolled.facts)
    return Moved((after, *rolled.bookings[1:]), rolled.calls, facts)


def rebook(booking: Booking, to: Call, cargos: Cargos, *, now: datetime) -> Answer:
    """Another call takes what was rolled. What stands in a terminal of the same port stays there."""
    if refused := not_allowed(booking, Verb.REBOOK):
        return refused
    placed = _placed(booking, to, now=now)
    if isinstance(placed, Refused):
        return placed
    after, held = placed
    flags = flags_of(cargos, plate_ends_first, after)
    return Moved((after,), (held,), announcements.confirmed(after, flags))


def cancel(booking: Booking, call: Call | None, reason: Reason, *, now: datetime) -> Answer:
    """Give the space back (退舱)."""
    if refused := not_allowed(booking, Verb.CANCEL):
        return refused
    after = replace(booking, status=Status.CANCELLED, cancelled=reason, at_port=None)
    calls = () if call is None else (give_back(call, [booking.id]),)
    return Moved((after,), calls, announcements.cancelled(after, reason, statutory_day(now)))


def _roll_whole(booking: Booking, call: Call, rolling: Rolling, *, now: datetime) -> Answer:
    was = announcements.standing(booking)
    waiting = _waiting(booking, rolling, now=now)
    after, calls = waiting, [give_back(call, [booking.id])]
    if rolling.to is not None:
        placed = _placed(waiting, rolling.to, now=now)
        if isinstance(placed, Refused):
            return placed
        after, calls = placed[0], [*calls, placed[1]]
    facts = announcements.rolled(
        after, was, to=after.on, reason_of=rolling.of, day=statutory_day(now), whole=True
    )
    return Moved((after,), tuple(calls), facts)


def _roll_some(booking: Booking, call: Call, rolling: Rolling, *, now: datetime) -> Answer:
    was, vins = announcements.standing(booking), rolling.vins or frozenset()
    part = replace(
        without(booking, frozenset(each.vin for each in booking.vehicles) - vins),
        id=f"{booking.id}-{2 + len(booking.left_behind)}",
        split_from=booking.id,
        left_behind=(),
    )
    waiting = _waiting(part, rolling, now=now)
    kept = without(booking, vins)
    behind = tuple(
        LeftBehind(each.case_id, each.vin, rolling.of(each.vin), part.id) for each in part.vehicles
    )
    kept = replace(kept, left_behind=(*kept.left_behind, *behind))
    after, calls = waiting, [fewer_units(call, kept.id, kept.units)]
    if rolling.to is not None:
        placed = _placed(waiting, rolling.to, now=now)
        if isinstance(placed, Refused):
            return placed
        after, calls = placed[0], [*calls, placed[1]]
    facts = announcements.rolled(
        after, was, to=after.on, reason_of=rolling.of, day=statutory_day(now), whole=False
    )
    return Moved((kept, after), tuple(calls), facts)


def _waiting(booking: Booking, rolling: Rolling, *, now: datetime) -> Booking:
    """Rolled, and on no call."""
    was = announcements.standing(booking)
    note = Roll(
        was.sailing_id,
        was.vessel_or_train,
        rolling.reason,
        statutory_day(now),
        rolling.to.id if rolling.to else None,
    )
    return replace(booking, status=Status.ROLLED, on=None, loaded_at=None, rolls=(*booking.rolls, note))


@rule(
    "LOG-ROLL",
    zh="改配须有舱位、方式相符且未截关",
    en="Another call takes what was rolled when it has space in its mode and its cut-off is to come",
    article=OWN_BOOKING,
    slug="sailing_closed",
)
def _placed(booking: Booking, to: Call, *, now: datetime) -> tuple[Booking, Call] | Refused:
    stands_there = booking.at_port is not None and booking.at_port == to.pol
    if to.status is not CallStatus.SCHEDULED or (now > to.times.cargo_cutoff and not stands_there):
        until = f"{to.times.cargo_cutoff:%Y-%m-%d %H:%M} UTC"
        sentence = f"{to.name} {to.number} takes no more goods: it is {to.status}, its cut-off {until}."
        return Refused("sailing_closed", sentence, OWN_BOOKING, "/to_sailing_id")
    if booking.mode not in to.capacity:
        sentence = f"{to.name} {to.number} carries {', '.join(sorted(to.capacity))}, not {booking.mode}."
        return Refused("mode_does_not_fit", sentence, OWN_BOOKING, "/to_sailing_id", 422)
    held = confirm_space(to, booking.slot)
    if isinstance(held, Refused):
        return held
    status = Status.GATED_IN if stands_there else Status.CONFIRMED
    port = booking.at_port if stands_there else None
    placed = replace(
        booking, status=status, on=on_call(to), at_port=port, confirmed_at=now,
        gated_in_at=booking.gated_in_at if stands_there else None,
    )  # fmt: skip
    return placed, held


def _not_in_the_booking(booking: Booking, vins: frozenset[str], field: str) -> Refused | None:
    strange = sorted(vin for vin in vins if booking.vehicle(vin) is None)
    if not strange:
        return None
    sentence = f"{', '.join(strange)} is not on the booking {booking.id}."
    return Refused("not_on_this_booking", sentence, OWN_BOOKING, field, 422)


def _box_torn(booking: Booking, vins: frozenset[str], field: str) -> Refused | None:
    """A container goes or stays with all that is in it."""
    if booking.mode not in IN_BOXES:
        return None
    left = {each.container_no for each in booking.vehicles if each.vin in vins and each.container_no}
    torn = sorted(each.vin for each in booking.vehicles if each.container_no in left and each.vin not in vins)
    if not torn:
        return None
    sentence = f"{', '.join(torn)} stands in the same container: a sealed box is rolled whole."
    return Refused("container_rolled_whole", sentence, OWN_BOOKING, field, 422)
