"""In and out of a bonded zone (综合保税区): what the zone tells of a vehicle, and nothing more. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.logistics import ZoneEntered, ZoneLeft
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from logistics.domain.articles import ZONE
from logistics.domain.cargo import Cargo, Zone

Answer = Decided[Cargo] | Refused


@rule(
    "LOG-STAY",
    zh="一车同时只在一个综保区，先入后出，日期不晚于今日",
    en="A vehicle is in one zone at a time, leaves where it entered, and not in time to come",
    article=ZONE,
    slug="zone_contradiction",
)
def enter(cargo: Cargo, zone: str, *, on: date, now: datetime) -> Answer:
    """The vehicle came into the zone."""
    if cargo.zone is not None and cargo.in_zone:
        return _contradiction(f"{cargo.vin} is in {cargo.zone.name} since {cargo.zone.entered_on}.", "/zone")
    before = cargo.zone.left_on if cargo.zone is not None else None
    if on > statutory_day(now) or (before is not None and on < before):
        return _contradiction(f"It cannot have entered on {on}: today is {statutory_day(now)}.", "/on")
    fact = ZoneEntered(vin=cargo.vin, zone=zone, on=on)
    return Decided(replace(cargo, zone=Zone(zone, on)), (Announce(cargo.id, "zone.entered.v1", fact),))


def leave(cargo: Cargo, *, on: date, now: datetime) -> Answer:
    """It left the zone, on a train or back into the country."""
    if cargo.zone is None or not cargo.in_zone:
        return _contradiction(f"{cargo.vin} is in no zone.", "/on")
    if not cargo.zone.entered_on <= on <= statutory_day(now):
        today = statutory_day(now)
        sentence = (
            f"It cannot have left on {on}: it entered on {cargo.zone.entered_on}, and today is {today}."
        )
        return _contradiction(sentence, "/on")
    fact = ZoneLeft(vin=cargo.vin, zone=cargo.zone.name, on=on)
    return Decided(
        replace(cargo, zone=replace(cargo.zone, left_on=on)), (Announce(cargo.id, "zone.left.v1", fact),)
    )


def _contradiction(sentence: str, field: str) -> Refused:
    return Refused("zone_contradiction", sentence, ZONE, field, 422)
