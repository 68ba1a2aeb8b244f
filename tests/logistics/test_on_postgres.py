"""A hundred officers and twenty places, on a real PostgreSQL: nobody is confirmed beyond the last place."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.contracts import AGENCIES
from exportlane.contracts.decision import Decided
from exportlane.law.checks.vin import vin_check_digit
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock, rfc3339
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.storage import Loaded, thing_writes
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System
from logistics.main import service as definition
from logistics.settings import LogisticsSettings
from logistics.storage import CARGOS
from tests.logistics.given import a_cargo
from tests.logistics.running import Desk, sailing_paper

pytestmark = pytest.mark.postgres
CASES, PLACES = 100, 20


def vin(number: int) -> str:
    body = f"LGXC76C30P0{number:06d}"
    return body[:8] + vin_check_digit(body) + body[9:]


@pytest.fixture
async def desk(tmp_path: Path, postgres_database: str) -> AsyncIterator[Desk]:
    settings = LogisticsSettings(data_dir=tmp_path)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings,
        database=Database(postgres_database),
        bus=EmbeddedBus(tmp_path / "bus.db"),
        signer=signers["logistics"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("logistics", settings),
        authenticator=Authenticator.from_settings(settings),
    )
    service = Service(definition, parts)
    app = build_app(service)
    await migrate(parts.database, definition.migrations)
    await service.start()
    try:
        yield Desk(System(Embedded({"logistics": service}, {"logistics": app}), tmp_path))
    finally:
        await service.stop()


async def known(desk: Desk, count: int) -> list[tuple[str, str]]:
    """Cases as they are kept after they were opened, written at once."""
    cargos = [a_cargo(vin(n), id=f"case-{n}") for n in range(count)]
    things = [Loaded(CARGOS, Decided(each).state, 0, changed=True) for each in cargos]
    database = desk.service.database
    async with database.transaction() as connection:
        await database.write(connection, thing_writes(things, rfc3339(SystemClock().now())))
    return [(each.id, each.vin) for each in cargos]


async def test_a_hundred_confirmations_at_once_give_away_twenty_places_and_no_more(desk: Desk) -> None:
    sailing = await desk.sailing(sailing_paper(capacity={"roro": PLACES}))
    cases = await known(desk, CASES)
    bookings = [await desk.booked(sailing, case) for case in cases]

    answers = await asyncio.gather(*(desk.tries(each, "confirm") for each in bookings))

    said = Counter(answer.status_code for answer in answers)
    assert said == {200: PLACES, 409: CASES - PLACES}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"sailing_full"}
    shown = (await desk.officer.get(f"/v1/sailings/{sailing['id']}")).json()
    assert shown["free"]["roro"] == 0
    assert sum(slot["confirmed"] for slot in shown["slots"]) == PLACES


async def test_of_racing_requests_for_one_vehicle_one_is_booked(desk: Desk) -> None:
    sailings = [await desk.sailing() for _ in range(2)]
    (case,) = await known(desk, 1)

    answers = await asyncio.gather(*(desk.asks(sailings[n % 2], case) for n in range(30)))

    won = [answer for answer in answers if answer.status_code == 201]
    assert len(won) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} == {"booked_already"}


async def test_space_is_moved_while_others_are_confirmed_and_never_given_twice(desk: Desk) -> None:
    first, second = [await desk.sailing(sailing_paper(capacity={"roro": 10})) for _ in range(2)]
    bookings = [await desk.booked(first, case) for case in await known(desk, 30)]
    ground = {"code": "full", "reason": "The first is full.", "to_sailing_id": second["id"]}

    await asyncio.gather(
        *(desk.tries(each, "confirm") for each in bookings),
        *(desk.tries(each, "roll", ground) for each in bookings[:15]),
    )

    for sailing in (first, second):
        shown = (await desk.officer.get(f"/v1/sailings/{sailing['id']}")).json()
        taken = sum(slot["units"] for slot in shown["slots"] if slot["confirmed"])
        assert (shown["free"]["roro"], taken <= 10) == (10 - taken, True)
