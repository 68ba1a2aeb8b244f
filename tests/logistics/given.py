"""What the tests of bookings start from: a sailing and a train, cases that are ready, and a request for space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exportlane.contracts.decision import Refused
from exportlane.law.calendar import shipped_calendar
from logistics.domain import passage, requesting, rolling
from logistics.domain.booking import Booking, Moved, berth
from logistics.domain.calls import Call, Carrying, Means, Times, schedule
from logistics.domain.cargo import Cargo
from logistics.domain.policy import CUSTOMS, DEREGISTRATION, DIRECT, LICENCE, Policy, Rules, TradeMode
from logistics.domain.requesting import Asked, Request

EXPORTER = "91120118MA06ABCD1Y"
OTHER = "91331004MA2A1B2C3U"
VINS = ("LGXC76C30P0123456", "LSVAU033002221761", "LFV2A21K9J4000003", "1M8GDM9AXKP042788")
IMO = "9074729"
BOX, OTHER_BOX = "CSQU3054383", "TRLU4284746"
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""A Monday morning in Shanghai."""
CUTOFF = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""A Wednesday; seven working days later."""
TRADE = {
    DIRECT: TradeMode(DIRECT, "直接出口", "Direct", zone_before_rail=False, declared_as="0110", article="x"),
    "train_bonded_zone": TradeMode(
        "train_bonded_zone", "班列", "Zone", zone_before_rail=True, declared_as="5034", article="x"
    ),
}
RULES = Rules(
    steps=((LICENCE, 3), (DEREGISTRATION, 1), (CUSTOMS, 1)),
    urgent_workdays=3,
    soc_at_most_percent=60,
    trade_modes=TRADE,
)
POLICY = Policy({("tianjin", "v1"): RULES}, {"tianjin": "v1"}, shipped_calendar())
BY_SEA = {
    "soc_percent": "30",
    "battery_undamaged": "yes",
    "power_off": "yes",
    "fixed": "yes",
    "un_number": "UN3556",
    "dangerous_goods_declaration": "DG-1",
}
BY_RAIL = {"soc_percent": "30", "no_spare_battery": "yes", "power_off": "yes", "fixed": "yes"}


def a_sailing(**changes: Any) -> Call:
    """A vessel from Tianjin to Vladivostok with space for ten vehicles and two boxes."""
    times = Times(cargo_cutoff=CUTOFF, etd=CUTOFF + timedelta(days=1), eta=CUTOFF + timedelta(days=6))
    plain: dict[str, Any] = {
        "id": "SL-1", "means": Means.VESSEL, "carrier": "COSCO", "name": "MV HAI NAN XING", "number": "012W",
        "pol": "CNTXG", "pod": "RUVVO", "times": times, "imo": IMO,
        "capacity": {Carrying.RORO: 10, Carrying.CONTAINER: 2},
    }  # fmt: skip
    return Call(**{**plain, **changes})


def a_train(**changes: Any) -> Call:
    """A train from Dongjiang to Almaty with cage wagons and boxes."""
    plain: dict[str, Any] = {
        "id": "SL-T", "means": Means.TRAIN, "carrier": "CR Express", "name": "X8001", "number": "X8001-1125",
        "pol": "CNDJG", "pod": "KZALA", "imo": None,
        "capacity": {Carrying.RAIL_CAGE: 6, Carrying.RAIL_CONTAINER: 3},
    }  # fmt: skip
    return a_sailing(**{**plain, **changes})


def case_of(vin: str) -> str:
    """The case of this vehicle."""
    return f"case-{vin[-4:]}"


def a_cargo(vin: str = VINS[0], **changes: Any) -> Cargo:
    """A case whose vehicle customs have released."""
    plain: dict[str, Any] = {
        "id": case_of(vin), "batch_id": "batch", "vin": vin, "exporter_uscc": EXPORTER, "profile": "tianjin",
        "profile_version": "v1", "destination_country": "RUS", "energy_type": "A",
        "done": frozenset({LICENCE, DEREGISTRATION, CUSTOMS}), "released_on": date(2026, 11, 13),
    }  # fmt: skip
    return Cargo(**{**plain, **changes})


def cargos_of(*vins: str, **changes: Any) -> dict[str, Cargo]:
    """Such cases by id."""
    return {case_of(vin): a_cargo(vin, **changes) for vin in vins}


def a_request(*vins: str, **changes: Any) -> Request:
    """One exporter's request for these vehicles."""
    asked = tuple(Asked(case_of(vin), vin, new_energy=False) for vin in vins or VINS[:1])
    plain: dict[str, Any] = {
        "booking_no": "BK-1", "exporter_uscc": EXPORTER, "mode": Carrying.RORO, "vehicles": asked,
    }  # fmt: skip
    return Request(**{**plain, **changes})


def electric(request: Request) -> Request:
    """The same for vehicles with a battery."""
    return replace(request, vehicles=tuple(replace(each, new_energy=True) for each in request.vehicles))


def done(answer: Moved | Refused) -> Moved:
    """The answer, which must be a yes."""
    assert isinstance(answer, Moved), answer
    return answer


def refused(answer: object) -> Refused:
    """The answer, which must be a no with an article."""
    assert isinstance(answer, Refused), answer
    assert answer.article
    assert answer.sentence
    return answer


def scheduled(call: Call) -> Call:
    """The call in the schedule."""
    found = schedule(call, now=NOW)
    assert isinstance(found, Call), found
    return found


def with_berths(cargos: Mapping[str, Cargo], *bookings: Booking) -> dict[str, Cargo]:
    """The cases, each with its place on these bookings."""
    after = dict(cargos)
    for booking in bookings:
        for vehicle in booking.vehicles:
            after[vehicle.case_id] = replace(after[vehicle.case_id], berth=berth(booking))
    return after


def asked_for(call: Call, request: Request, cargos: Mapping[str, Cargo]) -> tuple[Booking, Call]:
    """A booking that was asked for, and its call."""
    moved = done(requesting.request(request, call, cargos, now=NOW, policy=POLICY))
    return moved.bookings[0], moved.calls[0]


def confirmed(call: Call, request: Request, cargos: Mapping[str, Cargo]) -> tuple[Booking, Call]:
    """A booking whose space is kept."""
    booking, call = asked_for(call, request, cargos)
    moved = done(passage.confirm(booking, call, cargos, now=NOW))
    return moved.bookings[0], moved.calls[0]


def gated(
    call: Call,
    request: Request,
    cargos: Mapping[str, Cargo],
    *boxes: passage.Box,
    declared: str | None = None,
) -> tuple[Booking, Call]:
    """A booking whose vehicles are inside the terminal."""
    booking, call = confirmed(call, request, cargos)
    moved = done(
        passage.gate_in(booking, call, cargos, boxes=boxes, dangerous_declaration_no=declared, at=NOW)
    )
    return moved.bookings[0], moved.calls[0]


def loaded(
    call: Call, request: Request, cargos: Mapping[str, Cargo], *boxes: passage.Box
) -> tuple[Booking, Call]:
    """A booking whose vehicles are on board."""
    booking, call = gated(call, request, cargos, *boxes)
    moved = done(rolling.load(booking, call, cargos, answers={}, left={}, now=NOW, policy=POLICY))
    return moved.bookings[0], moved.calls[0]
