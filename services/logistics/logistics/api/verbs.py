"""What is done to a booking: one table of verbs, each with who may do it, what it takes, and what decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from exportlane.contracts.decision import Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import EXPORTER, Caller, Requirement
from exportlane.runtime.declared import VERB, acting
from logistics.access import APPLICANT, OFFICER_HERE
from logistics.acting import on_booking
from logistics.documents import BookingDocument
from logistics.domain import passage, rolling
from logistics.domain.articles import OWN_BOOKING
from logistics.domain.booking import Booking, Moved, Verb, not_allowed
from logistics.domain.calls import Call
from logistics.domain.cargo import Cargo, Status
from logistics.domain.policy import Policy
from logistics.domain.rolling import Rolling
from logistics.papers import Departing, GateIn, Ground, Loading, OnDay, Rebooking, RollPaper

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


@dataclass(frozen=True, slots=True)
class At:
    """On what a verb is decided: the call of the booking, the call that takes it, the cases, now, the policy."""

    call: Call | None
    to: Call | None
    cargos: Mapping[str, Cargo]
    now: datetime
    policy: Policy
    exporter: bool

    @property
    def stands_on(self) -> Call:
        """The call of the booking. Raises ValueError where it has none; the table of moves has been asked before."""
        if self.call is None:
            raise ValueError("a booking that waits for another call was asked for the call that it stands on")
        return self.call

    @property
    def takes_it(self) -> Call:
        """The call that takes it. Raises ValueError where none was named."""
        if self.to is None:
            raise ValueError("no call was named that could take the booking")
        return self.to


Decide = Callable[[Booking, Any, At], Moved | Refused]


@dataclass(frozen=True, slots=True)
class Row:
    """One verb: its path, its sentence, who may do it, what it takes, and what decides."""

    verb: Verb
    path: str
    summary: str
    who: Requirement
    decide: Decide
    body: Any = None


def _cancel(booking: Booking, body: Ground, at: At) -> Moved | Refused:
    """An exporter gives space back before the gate, or what was rolled; in the terminal the carrier has the goods."""
    if at.exporter and booking.status is Status.GATED_IN:
        sentence = f"The vehicles of {booking.id} are in the terminal: the carrier's officer takes them out."
        return Refused("in_the_terminal", sentence, OWN_BOOKING)
    return rolling.cancel(booking, at.call, body.read(), now=at.now)


def _roll(booking: Booking, body: RollPaper, at: At) -> Moved | Refused:
    what = Rolling(body.read(), frozenset(body.vins) or None, at.to)
    return rolling.roll(booking, at.stands_on, what, now=at.now)


VERBS: Final = (
    Row(Verb.CONFIRM, "confirm", "Keep the space (确认舱位)", OFFICER_HERE,
        lambda b, _p, at: passage.confirm(b, at.stands_on, at.cargos, now=at.now)),
    Row(Verb.GATE_IN, "gate-in", "Through the gate of the terminal (集港、运抵)", OFFICER_HERE,
        lambda b, p, at: passage.gate_in(
            b, at.stands_on, at.cargos, boxes=p.read(), dangerous_declaration_no=p.dangerous_declaration_no, at=at.now),
        GateIn),
    Row(Verb.LOAD, "load", "On board: all but those left behind (装船、装车)", OFFICER_HERE,
        lambda b, p, at: rolling.load(
            b, at.stands_on, at.cargos, answers=p.answers(), left=p.left(), now=at.now, policy=at.policy),
        Loading),
    Row(Verb.DEPART, "depart", "It left, with its bill of lading or rail bill (离港)", OFFICER_HERE,
        lambda b, p, at: passage.depart(
            b, on=p.on or statutory_day(at.now), document_no=p.transport_document_no, now=at.now),
        Departing),
    Row(Verb.ARRIVE, "arrive", "Discharged at the place of destination (抵达)", OFFICER_HERE,
        lambda b, p, at: passage.arrive(b, on=p.on or statutory_day(at.now), now=at.now), OnDay),
    Row(Verb.ROLL, "roll", "Not carried by this call: whole or some vehicles, to another call or to wait (甩货、改配)",
        OFFICER_HERE, _roll, RollPaper),
    Row(Verb.REBOOK, "rebook", "Another call takes what was rolled (改配)", OFFICER_HERE,
        lambda b, _p, at: rolling.rebook(b, at.takes_it, at.cargos, now=at.now), Rebooking),
    Row(Verb.CANCEL, "cancel", "Give the space back (退舱)", APPLICANT, _cancel, Ground),
)  # fmt: skip


def add(router: APIRouter, service: Service) -> None:
    """A route for each verb of the table."""
    for row in VERBS:
        _add(router, service, row)


def _add(router: APIRouter, service: Service, row: Row) -> None:
    async def act(booking_no: str, body: Any, request: Request, caller: Caller) -> Response:
        exporter = caller.role == EXPORTER

        def decide(  # what a verb is decided on
            booking: Booking,
            call: Call | None,
            to: Call | None,
            cargos: Mapping[str, Cargo],
            now: datetime,
            policy: Policy,
        ) -> Moved | Refused:
            at = At(call, to, cargos, now, policy, exporter)
            return not_allowed(booking, row.verb) or row.decide(booking, body, at)

        to = getattr(body, "to_sailing_id", None)
        return await on_booking(service, booking_no, decide, request=request, to=to)

    async def bare(
        booking_no: str, request: Request, caller: Annotated[Caller, Depends(row.who)]
    ) -> Response:
        return await act(booking_no, None, request, caller)

    async def with_body(
        booking_no: str, request: Request, caller: Annotated[Caller, Depends(row.who)], body: Any = ...
    ) -> Response:
        return await act(booking_no, body, request, caller)

    endpoint = bare if row.body is None else with_body
    # What a verb takes stands in the table, so the route learns it here.
    endpoint.__annotations__ |= {"caller": Annotated[Caller, Depends(row.who)]}
    if row.body is not None:
        endpoint.__annotations__["body"] = row.body
        endpoint.__defaults__ = (...,)
    endpoint.__name__ = row.path.replace("-", "_")
    router.post(f"/{{booking_no}}/{row.path}", summary=row.summary, **acting(BookingDocument, *VERB))(
        endpoint
    )
