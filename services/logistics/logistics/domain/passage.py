"""The passage of a booking: confirmed, through the gate, on board, away, there. PURE.

Customs come first: what is loaded was released (放行), and a bonded zone was entered where the trade mode or the line
goes through one. Everything is checked again at the ramp, on what was heard by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from exportlane.contracts.decision import Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from logistics.domain import announcements, loading
from logistics.domain.articles import (
    CARRIER_INTO_LAW,
    LOAD_AFTER_RELEASE,
    MANIFEST,
    OWN_BOOKING,
    OWN_CUTOFF,
    PLATE,
    SEAL,
    ZONE,
)
from logistics.domain.booking import Answer, Booking, Moved, Vehicle, Verb, not_allowed, units_of
from logistics.domain.calls import BY_RAIL, IN_BOXES, Call, confirm_space, fewer_units
from logistics.domain.cargo import Cargo, Status
from logistics.domain.numbers import wrong_container
from logistics.domain.policy import Policy

Cargos = Mapping[str, Cargo]


@dataclass(frozen=True, slots=True)
class Box:
    """One container as it comes through the gate: its number, its seal, the vehicles in it."""

    container_no: str
    seal_no: str | None
    vins: tuple[str, ...]


def confirm(booking: Booking, call: Call, cargos: Cargos, *, now: datetime) -> Answer:
    """Keep the space (确认舱位). The call is locked meanwhile, so no unit is given away twice."""
    if refused := not_allowed(booking, Verb.CONFIRM):
        return refused
    held = confirm_space(call, booking.slot)
    if isinstance(held, Refused):
        return held
    after = replace(booking, status=Status.CONFIRMED, confirmed_at=now)
    return Moved((after,), (held,), announcements.confirmed(after, flags_of(cargos, plate_ends_first, after)))


@rule(
    "LOG-CUTOFF",
    zh="截关后不得集港进闸",
    en="After the cut-off nothing comes through the gate",
    article=OWN_CUTOFF,
    slug="cutoff_passed",
)
def gate_in(
    booking: Booking,
    call: Call,
    cargos: Cargos,
    *,
    boxes: tuple[Box, ...],
    dangerous_declaration_no: str | None,
    at: datetime,
) -> Answer:
    """Through the gate of the terminal (集港、运抵), before the cut-off and with everything that the terminal asks."""
    if refused := not_allowed(booking, Verb.GATE_IN):
        return refused
    cutoff = announcements.standing(booking).cargo_cutoff
    if at > cutoff:
        sentence = f"The cut-off was {cutoff:%Y-%m-%d %H:%M} UTC; what comes later is rolled to another call."
        return Refused("cutoff_passed", sentence, OWN_CUTOFF)
    declaration_no = dangerous_declaration_no or booking.dangerous_declaration_no
    if refused := loading.undeclared(booking.mode, declaration_no, vins=booking.batteries):
        return refused
    packed = _packed(booking, boxes)
    if isinstance(packed, Refused):
        return packed
    after = replace(
        booking,
        status=Status.GATED_IN,
        vehicles=packed,
        units=units_of(booking.mode, packed, booking.units),
        gated_in_at=at,
        at_port=call.pol,
        dangerous_declaration_no=declaration_no,
    )
    call = fewer_units(call, booking.id, after.units)
    return Moved((after,), (call,), announcements.gated_in(after, at, flags_of(cargos, plate_expired, after)))


@rule(
    "LOG-SEAL",
    zh="集装箱进闸须有箱号、封志，且每车在一箱",
    en="Each vehicle comes in one sealed box, where it goes in boxes",
    article=SEAL,
    slug="boxes_do_not_fit",
)
def _packed(booking: Booking, boxes: tuple[Box, ...]) -> tuple[Vehicle, ...] | Refused:
    if booking.mode not in IN_BOXES:
        sentence = f"A {booking.mode} booking has no containers."
        return (
            Refused("mode_does_not_fit", sentence, OWN_BOOKING, "/boxes", 422) if boxes else booking.vehicles
        )
    if refused := next(filter(None, map(_wrong_number, enumerate(boxes))), None):
        return refused
    named = [vin for box in boxes for vin in box.vins]
    expected = [vehicle.vin for vehicle in booking.vehicles]
    if sorted(named) != sorted(expected) or len({box.container_no for box in boxes}) < len(boxes):
        return _misfit(
            f"Each of {', '.join(expected)} stands in one container, and each container once.", "/boxes"
        )
    if len(boxes) > booking.units:
        return _misfit(f"{booking.units} containers are booked, {len(boxes)} came.", "/boxes")
    place = {vin: box for box in boxes for vin in box.vins}
    return tuple(
        replace(each, container_no=place[each.vin].container_no, seal_no=place[each.vin].seal_no)
        for each in booking.vehicles
    )


def _wrong_number(numbered: tuple[int, Box]) -> Refused | None:
    number, box = numbered
    if refused := wrong_container(box.container_no, f"/boxes/{number}/container_no"):
        return refused
    if not box.seal_no:
        return _misfit(f"The container {box.container_no} has no seal.", f"/boxes/{number}/seal_no")
    return None


def _misfit(sentence: str, field: str) -> Refused:
    return Refused("boxes_do_not_fit", sentence, SEAL, field, 422)


def may_load(
    booking: Booking,
    vins: frozenset[str],
    cargos: Cargos,
    answers: Mapping[str, Mapping[str, str]],
    *,
    policy: Policy,
) -> Refused | None:
    """Why these vehicles of the booking may not go on board, None when they may."""
    for vehicle in booking.vehicles:
        if vehicle.vin not in vins:
            continue
        cargo = cargos[vehicle.case_id]
        refused = (
            _not_released(cargo)
            or _not_in_zone(booking, cargo, policy)
            or _battery_unchecked(booking, vehicle, cargo, answers, policy)
        )
        if refused is not None:
            return refused
    return None


@rule(
    "LOG-RELEASED",
    zh="未经海关放行不得装船、装车",
    en="Nothing is loaded that customs have not released",
    article=LOAD_AFTER_RELEASE,
    slug="not_released",
)
def _not_released(cargo: Cargo) -> Refused | None:
    if cargo.may_be_loaded:
        return None
    why = (
        "detained by customs"
        if cargo.detained
        else "shut out by customs"
        if cargo.shut_out_on
        else "not released"
    )
    return Refused("not_released", f"{cargo.vin} is {why}, as far as was told here.", LOAD_AFTER_RELEASE)


@rule(
    "LOG-ZONE",
    zh="“班列+二手车+综保区”模式须先入区再装车",
    en="By train through a bonded zone: the zone is entered before loading",
    article=ZONE,
    slug="zone_entry_missing",
)
def _not_in_zone(booking: Booking, cargo: Cargo, policy: Policy) -> Refused | None:
    mode = policy.rules(cargo.profile, cargo.profile_version).trade_modes.get(booking.trade_mode)
    by_mode = booking.mode in BY_RAIL and mode is not None and mode.zone_before_rail
    by_line = booking.on is not None and booking.on.requires_zone
    if cargo.in_zone or not (by_mode or by_line):
        return None
    asking = "the line" if by_line else booking.trade_mode
    sentence = f"{cargo.vin} has not entered the bonded zone, which {asking} asks for."
    return Refused("zone_entry_missing", sentence, ZONE)


def _battery_unchecked(
    booking: Booking,
    vehicle: Vehicle,
    cargo: Cargo,
    answers: Mapping[str, Mapping[str, str]],
    policy: Policy,
) -> Refused | None:
    if not vehicle.new_energy:
        return None
    most = policy.rules(cargo.profile, cargo.profile_version).soc_at_most_percent
    named = list(answers)
    field = f"/checklists/{named.index(vehicle.vin)}/checklist" if vehicle.vin in named else "/checklists"
    return loading.incomplete(
        answers.get(vehicle.vin, {}), booking.mode, vin=vehicle.vin, field=field, soc_at_most=most
    )


def load_all(booking: Booking, answers: Mapping[str, Mapping[str, str]], *, at: datetime) -> Booking:
    """Every vehicle of the booking is on board. Whoever asks has asked `may_load` before."""
    checked = tuple(
        replace(each, checklist=tuple(sorted(answers.get(each.vin, {}).items()))) for each in booking.vehicles
    )
    return replace(booking, status=Status.LOADED, vehicles=checked, loaded_at=at)


def depart(booking: Booking, *, on: date, document_no: str, now: datetime) -> Answer:
    """The vessel or train left with it (离港、发车); the carrier's document goes with the fact."""
    if refused := not_allowed(booking, Verb.DEPART):
        return refused
    loaded = statutory_day(booking.loaded_at or booking.requested_at)
    if refused := out_of_order(on, after=loaded, now=now):
        return refused
    after = replace(booking, status=Status.DEPARTED, departed_on=on, transport_document_no=document_no)
    return Moved((after,), (), announcements.departed(after, on, document_no))


def arrive(booking: Booking, *, on: date, now: datetime) -> Answer:
    """Discharged at the place of destination."""
    if refused := not_allowed(booking, Verb.ARRIVE):
        return refused
    if refused := out_of_order(on, after=booking.departed_on or on, now=now):
        return refused
    after = replace(booking, status=Status.ARRIVED, arrived_on=on)
    return Moved((after,), (), announcements.arrived(after, on))


@rule(
    "LOG-ORDER",
    zh="装运、离港、抵达依次发生，不得早于上一步或晚于今日",
    en="Loading, departure and arrival follow each other, none in time to come",
    article=CARRIER_INTO_LAW,
    slug="out_of_order",
)
def out_of_order(day: date, *, after: date, now: datetime) -> Refused | None:
    """A refusal when the day is before the step that came first, or tomorrow."""
    if after <= day <= statutory_day(now):
        return None
    sentence = (
        f"It cannot have been on {day}: the step before was on {after}, and today is {statutory_day(now)}."
    )
    return Refused("out_of_order", sentence, f"{CARRIER_INTO_LAW}；{MANIFEST}", "/on", 422)


Flag = Callable[[Cargo, Booking], str | None]


def flags_of(cargos: Cargos, flag: Flag, booking: Booking) -> Callable[[Vehicle], tuple[str, ...]]:
    """For each vehicle the flag that its case has, if any."""

    def of(vehicle: Vehicle) -> tuple[str, ...]:
        cargo = cargos.get(vehicle.case_id)
        found = flag(cargo, booking) if cargo is not None else None
        return () if found is None else (found,)

    return of


@rule(
    "LOG-PLATE",
    zh="临时号牌在进港前到期的，提示换发或者板车运输",
    en="A temporary plate that ends before the gate is flagged: renew it, or bring the car on a lorry",
    article=PLATE,
    effect="flag",
)
def plate_ends_first(cargo: Cargo, booking: Booking) -> str | None:
    """The flag when the plate ends before the day of the cut-off (C22); nothing is refused."""
    if cargo.temp_plate_valid_to is None or booking.on is None:
        return None
    ends_first = cargo.temp_plate_valid_to < statutory_day(booking.on.cargo_cutoff)
    return "temp_plate_ends_first" if ends_first else None


def plate_expired(cargo: Cargo, booking: Booking) -> str | None:
    """The flag when the vehicle came through the gate after its plate had expired: it must have come on a lorry."""
    if cargo.temp_plate_valid_to is None or booking.gated_in_at is None:
        return None
    return "temp_plate_expired" if cargo.temp_plate_valid_to < statutory_day(booking.gated_in_at) else None
