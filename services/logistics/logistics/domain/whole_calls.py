"""What happens to a call happens to its bookings: times that change, a call left out, departure, arrival. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Announce, Refused
from exportlane.law.rules import rule
from logistics.domain import announcements
from logistics.domain.articles import CARRIER_INTO_LAW, MANIFEST, OWN_BOOKING
from logistics.domain.booking import MOVES, Booking, Moved, Reason, Verb, on_call
from logistics.domain.calls import Call, CallVerb, Times, call_moved, wrong_times
from logistics.domain.cargo import Status
from logistics.domain.passage import arrive, depart, out_of_order
from logistics.domain.rolling import Rolling, roll


@dataclass(frozen=True, slots=True)
class CallMoved:
    """A call after an act, the calls that took its goods, its bookings, and the facts."""

    calls: tuple[Call, ...]
    bookings: tuple[Booking, ...] = ()
    facts: tuple[Announce, ...] = ()


Bookings = Sequence[Booking]
NOT_ABOARD = Reason("not_loaded", "The vessel or train left without it: it was not loaded in time.")


def reschedule(call: Call, times: Times, bookings: Bookings, *, now: datetime) -> CallMoved | Refused:
    """Other times: every booking on it goes by them from now on."""
    target = call_moved(call, CallVerb.RESCHEDULE)
    if isinstance(target, Refused):
        return target
    if refused := wrong_times(times, now=now):
        return refused
    after = replace(call, times=times)
    moved = tuple(replace(each, on=on_call(after)) for each in bookings if each.on is not None)
    facts = tuple(fact for each in moved for fact in announcements.rescheduled(each, call.times.cargo_cutoff))
    return CallMoved((after,), moved, facts)


def roll_call(
    call: Call, bookings: Bookings, reason: Reason, *, to: Call | None, now: datetime
) -> CallMoved | Refused:
    """The call is left out (甩港、停航): its bookings go to `to` as long as there is space, the others wait as rolled.

    Those that were confirmed come first, in the order in which they asked.
    """
    target = call_moved(call, CallVerb.ROLL)
    if isinstance(target, Refused):
        return target
    after = replace(call, status=target, reason=reason.sentence, rolled_to=to.id if to else None)
    known = {each.id: each for each in bookings}
    order = sorted(
        (slot for slot in call.slots if slot.booking_no in known), key=lambda slot: not slot.confirmed
    )
    rolled: list[Booking] = []
    facts: list[Announce] = []
    for slot in order:
        one = _rolled(known[slot.booking_no], after, reason, to, now=now)
        if isinstance(one, Refused):
            return one
        rolled += one.bookings
        facts += one.facts
        after = one.calls[0]
        to = one.calls[1] if len(one.calls) > 1 else to
    return CallMoved((after, *(() if to is None else (to,))), tuple(rolled), tuple(facts))


def depart_call(
    call: Call, bookings: Bookings, *, on: date, documents: Mapping[str, str], now: datetime
) -> CallMoved | Refused:
    """It left: what is on board departs, each booking with its document; all else was left behind and is rolled."""
    target = call_moved(call, CallVerb.DEPART)
    if isinstance(target, Refused):
        return target
    aboard = [each for each in bookings if each.status is Status.LOADED]
    if refused := (
        _without_document(aboard, documents)
        or _stranger(bookings, documents)
        or out_of_order(on, after=on, now=now)
    ):
        return refused
    after = replace(call, status=target, departed_on=on)
    moved: list[Booking] = []
    facts: list[Announce] = []
    for each in bookings:
        if Verb.DEPART in MOVES[each.status]:
            one = depart(each, on=on, document_no=documents[each.id], now=now)
        elif Verb.ROLL in MOVES[each.status]:
            one = _rolled(each, after, NOT_ABOARD, None, now=now)
        else:
            continue
        if isinstance(one, Refused):
            return one
        moved += one.bookings
        facts += one.facts
        after = one.calls[0] if one.calls else after
    return CallMoved((after,), tuple(moved), tuple(facts))


def arrive_call(call: Call, bookings: Bookings, *, on: date, now: datetime) -> CallMoved | Refused:
    """It arrived, and all that departed with it."""
    target = call_moved(call, CallVerb.ARRIVE)
    if isinstance(target, Refused):
        return target
    if refused := out_of_order(on, after=call.departed_on or on, now=now):
        return refused
    there = [arrive(each, on=on, now=now) for each in bookings if each.status is Status.DEPARTED]
    if refused := next((each for each in there if isinstance(each, Refused)), None):
        return refused
    moved = [each for each in there if isinstance(each, Moved)]
    return CallMoved(
        (replace(call, status=target, arrived_on=on),),
        tuple(each.bookings[0] for each in moved),
        tuple(fact for each in moved for fact in each.facts),
    )


@rule(
    "LOG-DOCUMENT",
    zh="离港须有提单号或者运单号",
    en="Nothing departs without the number of its bill of lading or rail bill",
    article=MANIFEST,
    slug="transport_document_missing",
)
def _without_document(aboard: Bookings, documents: Mapping[str, str]) -> Refused | None:
    bare = sorted(each.id for each in aboard if not documents.get(each.id))
    if not bare:
        return None
    sentence = f"On board, and without the number of a bill of lading or rail bill: {', '.join(bare)}."
    return Refused(
        "transport_document_missing", sentence, f"{MANIFEST}；{CARRIER_INTO_LAW}", "/documents", 422
    )


def _stranger(bookings: Bookings, documents: Mapping[str, str]) -> Refused | None:
    """A document for what is not on board is a slip of somebody's pen, and is not passed over."""
    gone = {each.id for each in bookings if each.status in {Status.LOADED, Status.DEPARTED}}
    strange = sorted(set(documents) - gone)
    if not strange:
        return None
    sentence = f"A document is named for {', '.join(strange)}, and no such booking is on board."
    return Refused("not_on_this_booking", sentence, MANIFEST, "/documents", 422)


def _rolled(
    booking: Booking, call: Call, reason: Reason, to: Call | None, *, now: datetime
) -> Moved | Refused:
    """Rolled to `to` when that takes it; otherwise it waits."""
    if to is not None:
        placed = roll(booking, call, Rolling(reason, None, to), now=now)
        if isinstance(placed, Moved):
            return placed
    return roll(booking, call, Rolling(reason), now=now)


def not_the_same(call: Call, to: str | None) -> Refused | None:
    """A call is not rolled to itself."""
    if to != call.id:
        return None
    return Refused("sailing_closed", "A call is not rolled to itself.", OWN_BOOKING, "/to_sailing_id", 422)
