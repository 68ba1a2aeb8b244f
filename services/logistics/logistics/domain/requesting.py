"""An exporter asks a carrier for space: for its own cases, each once, on a call that still takes goods. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from logistics.domain import announcements, numbers
from logistics.domain.articles import LOADING_FLOW, ONE_CASE, OWN_BOOKING, OWN_CUTOFF, ZONE
from logistics.domain.booking import Answer, Booking, Moved, Vehicle, on_call
from logistics.domain.calls import IN_BOXES, Call, CallStatus, Carrying, ask_for_space
from logistics.domain.cargo import Cargo, is_new_energy
from logistics.domain.policy import DIRECT, Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """One vehicle as the exporter names it."""

    case_id: str
    vin: str
    new_energy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an exporter asks for. `containers` is how many boxes, None where vehicles are not carried in boxes."""

    booking_no: str
    exporter_uscc: str
    mode: Carrying
    vehicles: tuple[Asked, ...]
    containers: int | None = None
    trade_mode: str = DIRECT
    dangerous_declaration_no: str | None = None


def request(
    asked: Request, call: Call, cargos: Mapping[str, Cargo], *, now: datetime, policy: Policy
) -> Answer:
    """A booking that asks for space. `cargos` are the cases that are known here, by id."""
    refused = (
        _not_on(call, asked, now=now)
        or _wrong_boxes(asked)
        or _wrong_cases(asked, cargos)
        or _not_offered(asked, cargos, policy)
    )
    if refused is not None:
        return refused
    vehicles = tuple(Vehicle(each.case_id, each.vin, each.new_energy) for each in asked.vehicles)
    booking = Booking(
        id=asked.booking_no,
        exporter_uscc=asked.exporter_uscc,
        mode=asked.mode,
        units=asked.containers or len(vehicles),
        vehicles=vehicles,
        on=on_call(call),
        requested_at=now,
        trade_mode=asked.trade_mode,
        dangerous_declaration_no=asked.dangerous_declaration_no,
    )
    return Moved((booking,), (ask_for_space(call, booking.slot),), announcements.requested(booking))


@rule(
    "LOG-MODE",
    zh="运输方式须与船舶、班列相符，箱运方须报箱量",
    en="The mode is one of the call; only what goes in boxes names boxes",
    article=OWN_BOOKING,
    slug="mode_does_not_fit",
)
def _not_on(call: Call, asked: Request, *, now: datetime) -> Refused | None:
    if call.status is not CallStatus.SCHEDULED:
        sentence = f"{call.name} {call.number} is {call.status}; nothing is booked on it any more."
        return Refused("sailing_closed", sentence, OWN_BOOKING, "/sailing_id")
    if asked.mode not in call.capacity:
        offers = ", ".join(sorted(call.capacity))
        sentence = f"{call.name} {call.number} carries {offers}, not {asked.mode}."
        return Refused("mode_does_not_fit", sentence, OWN_BOOKING, "/mode", 422)
    if now > call.times.cargo_cutoff:
        sentence = (
            f"The cut-off of {call.name} {call.number} was {call.times.cargo_cutoff:%Y-%m-%d %H:%M} UTC."
        )
        return Refused("cutoff_passed", sentence, OWN_CUTOFF, "/sailing_id")
    return None


def _wrong_boxes(asked: Request) -> Refused | None:
    if (asked.mode in IN_BOXES) != (asked.containers is not None):
        sentence = (
            f"The number of containers is named exactly where goods go in boxes; the mode is {asked.mode}."
        )
        return Refused("mode_does_not_fit", sentence, OWN_BOOKING, "/containers", 422)
    if asked.containers is not None and asked.containers > len(asked.vehicles):
        sentence = f"{len(asked.vehicles)} vehicles do not fill {asked.containers} containers."
        return Refused("mode_does_not_fit", sentence, OWN_BOOKING, "/containers", 422)
    return None


def _wrong_cases(asked: Request, cargos: Mapping[str, Cargo]) -> Refused | None:
    cases = [each.case_id for each in asked.vehicles]
    if twice := next((number for number, case in enumerate(cases) if case in cases[:number]), None):
        sentence = f"The case {cases[twice]} stands twice in this request."
        return Refused("booked_already", sentence, ONE_CASE, f"/vehicles/{twice}/case_id", 422)
    for number, each in enumerate(asked.vehicles):
        field = f"/vehicles/{number}"
        refused = _not_its_case(asked, each, cargos.get(each.case_id), field)
        if refused is None:
            refused = _not_free(cargos[each.case_id], field) or _another_energy(
                each, cargos[each.case_id], field
            )
        if refused is not None:
            return refused
    return None


@rule(
    "LOG-CASE",
    zh="只能为本企业已立案的车辆订舱",
    en="A firm books for vehicles of its own open cases alone",
    article=OWN_BOOKING,
    slug="case_unknown",
)
def _not_its_case(asked: Request, each: Asked, cargo: Cargo | None, field: str) -> Refused | None:
    if cargo is None or cargo.exporter_uscc != asked.exporter_uscc:
        # The same words for both: nobody learns here which cases others have.
        sentence = f"{asked.exporter_uscc} has no case {each.case_id} that was told here."
        return Refused("case_unknown", sentence, OWN_BOOKING, f"{field}/case_id", 422)
    if cargo.vin != each.vin:
        sentence = f"The case {each.case_id} is about {cargo.vin}, not about {each.vin}."
        return Refused("vin_of_another_case", sentence, OWN_BOOKING, f"{field}/vin", 422)
    return None


@rule(
    "LOG-ONCE",
    zh="一车同时只有一个有效订舱",
    en="A vehicle stands on at most one live booking",
    article=ONE_CASE,
    slug="booked_already",
)
def _not_free(cargo: Cargo, field: str) -> Refused | None:
    if cargo.live_booking is not None:
        sentence = (
            f"{cargo.vin} stands on the booking {cargo.live_booking} already; cancel it or have it rolled."
        )
        return Refused("booked_already", sentence, ONE_CASE, f"{field}/vin")
    gone = cargo.berth is not None
    if gone and cargo.berth is not None and cargo.berth.status.value in {"departed", "arrived"}:
        sentence = (
            f"{cargo.vin} left with {cargo.berth.vessel_or_train} on the booking {cargo.berth.booking_no}."
        )
        return Refused("departed_already", sentence, ONE_CASE, f"{field}/vin")
    return None


@rule(
    "LOG-ENERGY",
    zh="新能源车辆须如实申报动力电池",
    en="A vehicle that the register knows as electric or hybrid is booked as one",
    article=LOADING_FLOW,
    slug="new_energy_undeclared",
)
def _another_energy(each: Asked, cargo: Cargo, field: str) -> Refused | None:
    known = is_new_energy(cargo.energy_type)
    if known is None or known == each.new_energy:
        return None
    sentence = (
        f"The register has energy type {cargo.energy_type} for {cargo.vin}; "
        f"it is booked as new_energy={each.new_energy}."
    )
    return Refused("new_energy_undeclared", sentence, LOADING_FLOW, f"{field}/new_energy", 422)


@rule(
    "LOG-TRADE",
    zh="订舱所选贸易模式须为本市方案所列",
    en="The trade mode is one that the profile of the case offers",
    article=ZONE,
    slug="trade_mode_not_offered",
)
def _not_offered(asked: Request, cargos: Mapping[str, Cargo], policy: Policy) -> Refused | None:
    for each in asked.vehicles:
        cargo = cargos[each.case_id]
        offered = policy.rules(cargo.profile, cargo.profile_version).trade_modes
        if asked.trade_mode not in offered:
            sentence = (
                f"The profile {cargo.profile} offers {', '.join(sorted(offered))}, not {asked.trade_mode}."
            )
            return Refused("trade_mode_not_offered", sentence, ZONE, "/trade_mode", 422)
    return None


def wrong_box(container_no: str, field: str) -> Refused | None:
    """The check of a container number, for whoever names one."""
    return numbers.wrong_container(container_no, field)
