"""Transport says something of the quota, and the registry has heard it."""

from __future__ import annotations

from datetime import timedelta

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.storage import load_thing
from exportlane.runtime.testing import until
from tests.agency.office import EXPORTER
from tests.agency.voices import Voice
from tests.vehicle_registry.conftest import VIN, Registry
from vehicle_registry.units import QUOTA_COPIES

GRANT = "ZB2026-1"
TODAY = statutory_day(SystemClock().now())


async def told(registry: Registry, transport: Voice, subject: str, what: str, **data: object) -> None:
    """One fact about a unit or a grant, heard."""
    before = await _version(registry, subject)
    whole: dict[str, object] = {"grant_no": GRANT, "uscc": EXPORTER, **data}
    await transport.says(subject, f"quota.{what}.v1", whole)

    async def heard() -> bool:
        return await _version(registry, subject) > before

    await until(heard, what=f"{what} heard")


async def _version(registry: Registry, subject: str) -> int:
    database = registry.service.database
    async with database.reading() as connection:
        thing = await load_thing(database, connection, QUOTA_COPIES, subject)
    return 0 if thing is None else thing.version


async def reserved(
    registry: Registry, transport: Voice, unit_no: str, vin: str = VIN, days: int = 30, **changed: object
) -> None:
    """The unit is kept for the car, until so many days from now."""
    kept = {
        "unit_no": unit_no, "vin": vin, "reserved_on": (TODAY - timedelta(40)).isoformat(),
        "valid_to": (TODAY + timedelta(days)).isoformat(),
    }  # fmt: skip
    await told(registry, transport, unit_no, "unit_reserved", **kept | changed)
