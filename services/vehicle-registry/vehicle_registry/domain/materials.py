"""Which papers a deregistration for export needs, and which the registry spares the applicant. PURE.

`required(profile, phase) - waived`: 机动车登记规定 第三十九条 names the papers (`materials_table`), 第四条 spares them
where the information is shared or checked online (`materials_waivers`). In the phase before customs the export proof
and the exit record cannot exist yet: they are deferred, and the licence carries the case. A waiver expires: what was
shared too long ago is asked again, and where sharing gives no answer the paper takes its place, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from exportlane.law.instants import statutory_day
from vehicle_registry.domain.materials_table import BY_CODE, TABLE
from vehicle_registry.domain.materials_waivers import (
    SPARED_BY,
    Look,
    Material,
    MaterialStatus,
    well_formed_certificate,
)
from vehicle_registry.domain.vehicle import Asked, Rules, Vehicle

__all__ = [
    "Material",
    "MaterialStatus",
    "also_needed",
    "checklist",
    "missing",
    "papers",
    "stale",
    "waived",
    "well_formed_certificate",
]

MAX_FACT_AGE_HOURS: Final = 24


def checklist(
    vehicle: Vehicle,
    *,
    on: date,
    provisional: bool,
    now: datetime | None = None,
    max_age_hours: int = MAX_FACT_AGE_HOURS,
    also: frozenset[str] = frozenset(),
) -> tuple[Material, ...]:
    """Every material that this vehicle needs, with its status on the day.

    M9 is there only where customs supervise the vehicle, M12 only where the profile asks for it (`also`).
    """
    look = Look(on, provisional, now, timedelta(hours=max_age_hours))
    needed = (line.code for line in TABLE if _is_needed(line.code, vehicle, also))
    return tuple(SPARED_BY[code](vehicle, look) for code in needed)


def papers(vehicle: Vehicle, rules: Rules, *, now: datetime) -> tuple[Material, ...]:
    """The checklist of now, by the rules that the case is pinned to."""
    return checklist(
        vehicle,
        on=statutory_day(now),
        provisional=rules.two_phase,
        now=now,
        max_age_hours=rules.max_fact_age_hours,
        also=also_needed(rules),
    )


def also_needed(rules: Rules) -> frozenset[str]:
    """What this profile asks for beyond the regulation: M12, where the city wants the transport document."""
    return frozenset({"M12"}) if rules.transport_document_required else frozenset()


def missing(materials: tuple[Material, ...], vin: str) -> tuple[Asked, ...]:
    """The items of one notice: all that is required and not there, each with its article (第三条 一次性告知)."""
    return tuple(_asked(item, vin) for item in materials if item.status == "required")


def stale(materials: tuple[Material, ...]) -> bool:
    """Whether something was shared too long ago and nobody has asked again: then it is too early to ask for paper."""
    return any(item.ask_again for item in materials)


def waived(materials: tuple[Material, ...]) -> tuple[Material, ...]:
    """What the applicant is spared."""
    return tuple(item for item in materials if item.status == "waived")


def _is_needed(code: str, vehicle: Vehicle, also: frozenset[str]) -> bool:
    if code == "M9":
        return vehicle.customs_supervised
    return code != "M12" or code in also


def _asked(item: Material, vin: str) -> Asked:
    line = BY_CODE[item.code]
    sentence = line.asked_en
    if item.code == "M6" and "unavailable" in item.reason:
        # The fall-back to paper says why: the applicant was promised that it would not be asked for.
        sentence = f"{sentence}: {item.reason}"
    return Asked(line.document or item.code.lower(), sentence, line.article, vin)


def lines(materials: tuple[Material, ...], *, now: datetime) -> Iterator[dict[str, object]]:
    """The checklist for people: each material with its names, its reason, and the age of what it rests on."""
    for item in materials:
        line = BY_CODE[item.code]
        age = None if item.seen_at is None else int((now - item.seen_at).total_seconds())
        yield {
            "code": item.code,
            "name": {"zh": line.zh, "en": line.en},
            "status": item.status,
            "reason": item.reason,
            "reason_zh": item.reason_zh,
            "article": line.article,
            "document": line.document,
            "fact_id": item.fact_id,
            "as_of": item.as_of.isoformat() if item.as_of else None,
            "age_seconds": age,
            "ask_again": item.ask_again,
        }
