"""From what the domain decided to what is written: bookings, calls and cases together, in one transaction.

A verb on a booking changes the booking, the space on its call, and each of its cases; a verb on a call changes all its
bookings. All of them are locked in one order (by kind and id), so that nothing is given away twice and nobody waits for
each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.runtime.storage import Kind, load_thing
from logistics.access import own
from logistics.domain.articles import OWN_BOOKING
from logistics.domain.booking import Booking, Moved, berth
from logistics.domain.calls import Call
from logistics.domain.cargo import Cargo
from logistics.domain.movements import movements
from logistics.domain.policy import Policy
from logistics.domain.urgency import reckoned
from logistics.domain.whole_calls import CallMoved, not_the_same
from logistics.storage import BOOKINGS, CARGOS, SAILINGS, movement_row

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

States = Mapping[str, Any]
Named = Sequence[tuple[Kind[Any], str]]
Decisions = list[tuple[Kind[Any], Decided[Any]]]
OnBooking = Callable[
    [Booking, Call | None, Call | None, Mapping[str, Cargo], datetime, Policy], Moved | Refused
]
"""(the booking, its call, the call that takes it, its cases, now, policy)"""
OnSailing = Callable[[Call, Sequence[Booking], Call | None, datetime], CallMoved | Refused]


async def on_booking(
    service: Service, booking_no: str, decide: OnBooking, *, request: Request, to: str | None = None
) -> Response:
    """Do a verb on a booking with all that belongs to it."""

    async def others(_connection: AsyncConnection, booking: Booking) -> Named:
        calls = {booking.on.sailing_id if booking.on else None, to} - {None}
        return [
            *((SAILINGS, id_) for id_ in calls if id_),
            *((CARGOS, case) for case in BOOKINGS.case_ids(booking)),
        ]

    def together(booking: Booking, states: States, now: datetime, policy: Policy) -> Decisions | Refused:
        if to is not None and to not in states:
            return unknown_sailing(to)
        call: Call | None = states[booking.on.sailing_id] if booking.on else None
        refused = not_the_same(call, to) if call else None
        if refused is not None:
            return refused
        cargos = {case: states[case] for case in BOOKINGS.case_ids(booking)}
        moved = decide(booking, call, states[to] if to else None, cargos, now, policy)
        if isinstance(moved, Refused):
            return moved
        return decisions(moved.bookings, moved.calls, moved.facts, states, now=now, policy=policy)

    return await service.act_together(
        BOOKINGS, booking_no, others=others, decide=together, request=request, admit=own
    )


async def on_sailing(
    service: Service, sailing_id: str, decide: OnSailing, *, request: Request, to: str | None = None
) -> Response:
    """Do a verb on a call with all its bookings and their cases."""

    async def others(connection: AsyncConnection, call: Call) -> Named:
        named: list[tuple[Kind[Any], str]] = [] if to is None else [(SAILINGS, to)]
        for booking_no in sorted(call.booked):
            thing = await load_thing(service.database, connection, BOOKINGS, booking_no)
            if thing is not None and thing.state is not None:
                named.append((BOOKINGS, booking_no))
                named += [(CARGOS, case) for case in BOOKINGS.case_ids(thing.state)]
        return named

    def together(call: Call, states: States, now: datetime, policy: Policy) -> Decisions | Refused:
        if to is not None and to not in states:
            return not_the_same(call, to) or unknown_sailing(to)
        bookings = [states[slot.booking_no] for slot in call.slots if slot.booking_no in states]
        moved = decide(call, bookings, states[to] if to else None, now)
        if isinstance(moved, Refused):
            return moved
        known = {**states, call.id: call}
        found = decisions(moved.bookings, moved.calls, moved.facts, known, now=now, policy=policy)
        # What is shown is the call, so it comes first; the facts stay with the bookings.
        return sorted(found, key=lambda each: each[0] is not SAILINGS or each[1].state.id != call.id)

    return await service.act_together(SAILINGS, sailing_id, others=others, decide=together, request=request)


def decisions(  # what moved, what is known, when, by which rules
    bookings: Sequence[Booking],
    calls: Sequence[Call],
    facts: Sequence[Announce],
    known: States,
    *,
    now: datetime,
    policy: Policy,
) -> Decisions:
    """Everything that is written: the bookings with the facts and the movements, then calls, then cases."""
    all_calls = {
        **{id_: each for id_, each in known.items() if isinstance(each, Call)},
        **{c.id: c for c in calls},
    }
    counted = tuple(movement_row(each) for each in movements(facts, bookings, all_calls, now=now))
    found: Decisions = []
    for booking in bookings:
        told = tuple(fact for fact in facts if fact.data.model_dump().get("booking_no") == booking.id)
        rows = tuple(row for row in counted if row.row["booking_no"] == booking.id)
        found.append((BOOKINGS, Decided(booking, told, rows)))
    found += [(SAILINGS, Decided(call)) for call in all_calls.values() if call in calls]
    for booking in bookings:
        for vehicle in booking.vehicles:
            cargo: Cargo = known[vehicle.case_id]
            found.append((CARGOS, Decided(reckoned(replace(cargo, berth=berth(booking)), policy=policy))))
    return found


def unknown_sailing(sailing_id: str, field: str = "/to_sailing_id") -> Refused:
    """The refusal for a sailing that nobody scheduled."""
    sentence = f"There is no sailing or train {sailing_id} in the schedule."
    return Refused("sailing_unknown", sentence, OWN_BOOKING, field, 422)
