"""Every verb in every status, for bookings, calls, lines: what the table allows happens, all else changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from exportlane.contracts.decision import Decided, Refused
from logistics.domain import lines, passage, rolling, whole_calls
from logistics.domain.booking import MOVES, Booking, Moved, Reason, Verb
from logistics.domain.calls import CALL_MOVES, Call, CallStatus, CallVerb, Times
from logistics.domain.cargo import Status
from logistics.domain.lines import LINE_MOVES, Line, LineStatus, LineVerb, Support, SupportStatus
from logistics.domain.rolling import Rolling
from tests.logistics.given import (
    CUTOFF,
    NOW,
    POLICY,
    VINS,
    a_request,
    a_sailing,
    cargos_of,
    confirmed,
    loaded,
)

REASON = Reason("carrier", "The vessel is full.")
TODAY = date(2026, 11, 16)
Do = Callable[[Booking, Call], Moved | Refused]
CARGOS = cargos_of(*VINS[:2])
VERBS: dict[Verb, Do] = {
    Verb.CONFIRM: lambda b, c: passage.confirm(b, c, CARGOS, now=NOW),
    Verb.GATE_IN: lambda b, c: passage.gate_in(b, c, CARGOS, boxes=(), dangerous_declaration_no=None, at=NOW),
    Verb.LOAD: lambda b, c: rolling.load(b, c, CARGOS, answers={}, left={}, now=NOW, policy=POLICY),
    Verb.DEPART: lambda b, _c: passage.depart(b, on=TODAY, document_no="BL-1", now=NOW),
    Verb.ARRIVE: lambda b, _c: passage.arrive(b, on=TODAY, now=NOW),
    Verb.ROLL: lambda b, c: rolling.roll(b, c, Rolling(REASON), now=NOW),
    Verb.REBOOK: lambda b, _c: rolling.rebook(b, a_sailing(id="SL-2"), CARGOS, now=NOW),
    Verb.CANCEL: lambda b, c: rolling.cancel(b, c, REASON, now=NOW),
}


def standing_at(status: Status) -> tuple[Booking, Call]:
    booking, call = confirmed(a_sailing(), a_request(*VINS[:2]), CARGOS)
    on = None if status is Status.ROLLED else booking.on
    return replace(booking, status=status, on=on, departed_on=TODAY), call


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(Verb))
def test_a_booking_moves_exactly_as_its_table_says(status: Status, verb: Verb) -> None:
    booking, call = standing_at(status)

    answer = VERBS[verb](booking, call)

    if verb not in MOVES[status]:
        assert isinstance(answer, Refused)
        assert answer.slug == "move_not_allowed"
        return
    assert isinstance(answer, Moved), answer
    assert answer.bookings[0].status in MOVES[status][verb]
    assert len(answer.facts) == 2


def test_every_state_of_a_booking_has_a_way_to_an_end() -> None:
    ends = {Status.ARRIVED, Status.CANCELLED}
    reached = set(ends)
    while True:
        more = {
            status
            for status, moves in MOVES.items()
            if any(target in reached for targets in moves.values() for target in targets)
        } | reached
        if more == reached:
            break
        reached = more

    assert reached == set(Status)
    assert all(not MOVES[end] for end in ends)


CALLS: dict[CallVerb, Callable[[Call, tuple[Booking, ...]], whole_calls.CallMoved | Refused]] = {
    CallVerb.RESCHEDULE: lambda c, b: whole_calls.reschedule(c, a_day_later(c), b, now=NOW),
    CallVerb.ROLL: lambda c, b: whole_calls.roll_call(c, b, REASON, to=None, now=NOW),
    CallVerb.DEPART: lambda c, b: whole_calls.depart_call(
        c, b, on=TODAY, documents={"BK-1": "BL-1"}, now=NOW
    ),
    CallVerb.ARRIVE: lambda c, b: whole_calls.arrive_call(c, b, on=TODAY, now=NOW),
}


def a_day_later(call: Call) -> Times:
    day, times = timedelta(days=1), call.times
    return Times(cargo_cutoff=times.cargo_cutoff + day, etd=times.etd + day, eta=times.eta + day)


@pytest.mark.parametrize("status", list(CallStatus))
@pytest.mark.parametrize("verb", list(CallVerb))
def test_a_sailing_moves_exactly_as_its_table_says(status: CallStatus, verb: CallVerb) -> None:
    booking, call = loaded(a_sailing(), a_request(*VINS[:2]), CARGOS)
    call = replace(call, status=status)

    answer = CALLS[verb](call, (booking,))

    if verb in CALL_MOVES[status]:
        assert isinstance(answer, whole_calls.CallMoved), answer
        assert answer.calls[0].status is CALL_MOVES[status][verb]
    else:
        assert isinstance(answer, Refused)
        assert answer.slug == "move_not_allowed"


LINE = Line(
    id="LN-1", name="Tianjin–Vladivostok", mode=a_request().mode, carrier="COSCO", ports=("CNTXG", "RUVVO"),
    opened_on=date(2026, 6, 1),
)  # fmt: skip
LINE_VERBS: dict[LineVerb, Callable[[Line], Decided[Line] | Refused]] = {
    LineVerb.CLOSE: lambda line: lines.close_line(line, "No cargo.", on=TODAY, now=NOW),
    LineVerb.REQUEST_SUPPORT: lambda line: lines.request_support(
        line, "A new line.", now=NOW, calendar=POLICY.calendar
    ),
    LineVerb.DECIDE_SUPPORT: lambda line: lines.decide_support(
        line, verdict="grant", reason="It is new.", by="transport/officer/li", now=NOW
    ),
}


@pytest.mark.parametrize("status", list(LineStatus))
@pytest.mark.parametrize("support", list(SupportStatus))
@pytest.mark.parametrize("verb", list(LineVerb))
def test_a_line_moves_exactly_as_its_table_says(
    status: LineStatus, support: SupportStatus, verb: LineVerb
) -> None:
    line = replace(LINE, status=status, support=Support(support))

    answer = LINE_VERBS[verb](line)

    if verb in LINE_MOVES[status, support]:
        assert isinstance(answer, Decided)
        assert answer.state != line
        assert [fact.case_id for fact in answer.facts] == [line.id]
    else:
        assert isinstance(answer, Refused)
        assert answer.slug == "move_not_allowed"


def test_the_cutoff_of_the_tests_is_still_to_come() -> None:
    assert CUTOFF > NOW
