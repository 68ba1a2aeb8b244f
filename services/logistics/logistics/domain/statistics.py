"""Figures from movements: what left by month, mode and route; hours from gate to ramp; the rolled share. PURE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from logistics.domain.movements import Movement

TENTH: Final = Decimal("0.1")
NINETY: Final = 90


@dataclass(frozen=True, slots=True)
class Route:
    """What left in one month by one mode between two places."""

    month: str
    mode: str
    pol: str
    pod: str
    line_id: str | None
    vehicles: int
    bookings: int
    departures: int


def routes(movements: Sequence[Movement]) -> tuple[Route, ...]:
    """Departures by month, mode, route and line, in that order."""
    found: dict[tuple[str, str, str, str, str], list[Movement]] = defaultdict(list)
    for each in movements:
        if each.event == "departed":
            found[each.month, each.mode, each.pol, each.pod, each.line_id or ""].append(each)
    return tuple(
        Route(
            month, mode, pol, pod, line or None, len(them), len({each.booking_no for each in them}),
            len({each.sailing_id for each in them}),
        )
        for (month, mode, pol, pod, line), them in sorted(found.items())
    )  # fmt: skip


def hours_to_load(movements: Sequence[Movement]) -> tuple[Decimal | None, Decimal | None]:
    """Median and 90th percentile of the hours from the gate to the ramp; None where nothing was loaded.

    The percentile is the smallest value that at least nine tenths do not exceed (nearest rank).
    """
    minutes = sorted(
        each.minutes for each in movements if each.event == "loaded" and each.minutes is not None
    )
    if not minutes:
        return None, None
    middle = len(minutes) // 2
    median = (
        Decimal(minutes[middle]) if len(minutes) % 2 else Decimal(minutes[middle - 1] + minutes[middle]) / 2
    )
    rank = -(-NINETY * len(minutes) // 100)
    return _hours(median), _hours(Decimal(minutes[rank - 1]))


def rolled_share(movements: Sequence[Movement]) -> Decimal | None:
    """Vehicles rolled against those that left or were rolled; None where there were neither."""
    rolled = sum(each.event == "rolled" for each in movements)
    left = sum(each.event == "departed" for each in movements)
    return (
        (Decimal(rolled) / Decimal(rolled + left)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        if rolled + left
        else None
    )


def count(movements: Sequence[Movement], event: str) -> int:
    """How many movements of this kind."""
    return sum(each.event == event for each in movements)


def new_energy_loaded(movements: Sequence[Movement]) -> tuple[int, int]:
    """(vehicles with a traction battery, containers with such a vehicle) that were loaded."""
    loaded = [each for each in movements if each.event == "loaded" and each.new_energy]
    return len(loaded), len({(each.sailing_id, each.container_no) for each in loaded if each.container_no})


def _hours(minutes: Decimal) -> Decimal:
    return (minutes / 60).quantize(TENTH, ROUND_HALF_UP)
