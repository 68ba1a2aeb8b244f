"""Whatever is done in whatever order: no call ever gives away more than it has, no vehicle stands on two bookings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.domain import passage, requesting, rolling, whole_calls
from logistics.domain.booking import Booking, Moved, Reason, berth
from logistics.domain.calls import Call, Carrying
from logistics.domain.cargo import LIVE, Cargo
from logistics.domain.requesting import Asked, Request
from logistics.domain.rolling import Rolling
from logistics.domain.whole_calls import CallMoved
from tests.logistics.given import EXPORTER, NOW, POLICY, a_cargo, a_sailing

VINS = tuple(f"LGXC76C30P01234{n:02d}" for n in range(6))
REASON = Reason("any", "Any reason.")
STEPS = (
    "ask", "confirm", "gate", "load", "leave_one", "roll", "roll_one", "roll_to", "rebook", "cancel", "depart", "omit",
)  # fmt: skip
WEIGHTED = STEPS + ("ask", "confirm") * 5
"""Space runs short only when most steps ask for it."""
TODAY = date(2026, 11, 16)


class World:
    """Two calls with little space, six cases, and everything that was booked."""

    def __init__(self) -> None:
        small = {Carrying.RORO: 2}
        self.calls: dict[str, Call] = {
            "SL-1": a_sailing(capacity=small), "SL-2": a_sailing(id="SL-2", number="2", capacity={Carrying.RORO: 1}),
        }  # fmt: skip
        self.cargos: dict[str, Cargo] = {vin: a_cargo(vin, id=vin) for vin in VINS}
        self.bookings: dict[str, Booking] = {}

    def do(self, step: str, number: int, sailing: str) -> None:
        call = self.calls[sailing]
        if step == "ask":
            self._ask(number, call)
        elif step == "omit":
            self._omit(call)
        elif self.bookings:
            names = sorted(self.bookings)
            self._act(step, self.bookings[names[number % len(names)]], call)

    def _ask(self, number: int, call: Call) -> None:
        vins = {VINS[number % 6], VINS[(number // 6) % 6]}
        request = Request(
            booking_no=f"BK-{len(self.bookings)}", exporter_uscc=EXPORTER, mode=Carrying.RORO,
            vehicles=tuple(Asked(vin, vin, new_energy=False) for vin in sorted(vins)),
        )  # fmt: skip
        self._take(requesting.request(request, call, self.cargos, now=NOW, policy=POLICY))

    def _omit(self, call: Call) -> None:
        bookings = [self.bookings[slot.booking_no] for slot in call.slots]
        answer = whole_calls.roll_call(call, bookings, REASON, to=None, now=NOW)
        if isinstance(answer, CallMoved) and call.id == "SL-2":
            self._take(Moved(answer.bookings, answer.calls))
            self.calls["SL-2"] = replace(answer.calls[0], status=a_sailing().status)

    def _act(self, step: str, booking: Booking, other: Call) -> None:
        call = self.calls[booking.on.sailing_id] if booking.on else other
        one = frozenset({booking.vehicles[0].vin})
        to = other if other.id != call.id else None
        acts = {
            "confirm": lambda: passage.confirm(booking, call, self.cargos, now=NOW),
            "gate": lambda: passage.gate_in(
                booking, call, self.cargos, boxes=(), dangerous_declaration_no=None, at=NOW
            ),
            "load": lambda: self._load(booking, call, frozenset()),
            "leave_one": lambda: self._load(booking, call, one),
            "roll": lambda: rolling.roll(booking, call, Rolling(REASON), now=NOW),
            "roll_one": lambda: rolling.roll(booking, call, Rolling(REASON, one), now=NOW),
            "roll_to": lambda: rolling.roll(booking, call, Rolling(REASON, None, to), now=NOW),
            "rebook": lambda: rolling.rebook(booking, other, self.cargos, now=NOW),
            "cancel": lambda: rolling.cancel(booking, call if booking.on else None, REASON, now=NOW),
            "depart": lambda: passage.depart(booking, on=TODAY, document_no="BL", now=NOW),
        }
        self._take(acts[step]())

    def _load(self, booking: Booking, call: Call, left: frozenset[str]) -> object:
        behind = dict.fromkeys(left, REASON)
        return rolling.load(booking, call, self.cargos, answers={}, left=behind, now=NOW, policy=POLICY)

    def _take(self, answer: object) -> None:
        if not isinstance(answer, Moved):
            return
        self.calls |= {call.id: call for call in answer.calls}
        for booking in answer.bookings:
            self.bookings[booking.id] = booking
            for vehicle in booking.vehicles:
                cargo = self.cargos[vehicle.case_id]
                self.cargos[vehicle.case_id] = replace(cargo, berth=berth(booking))

    def check(self) -> None:
        for call in self.calls.values():
            assert all(call.free(mode) >= 0 for mode in call.capacity)
            for slot in call.slots:
                booking = self.bookings[slot.booking_no]
                assert booking.on is not None
                assert booking.on.sailing_id == call.id
                assert slot.units == len(booking.vehicles)
        live = Counter(v.vin for b in self.bookings.values() if b.status in LIVE for v in b.vehicles)
        assert all(count == 1 for count in live.values())
        for cargo in self.cargos.values():
            assert (cargo.live_booking is not None) is (live[cargo.vin] == 1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(WEIGHTED), st.integers(0, 35), st.sampled_from(["SL-1", "SL-2"])),
        max_size=40,
    )
)
def test_space_is_never_given_twice_and_a_vehicle_never_booked_twice(
    steps: list[tuple[str, int, str]],
) -> None:
    world = World()

    for step in steps:
        world.do(*step)
        world.check()
