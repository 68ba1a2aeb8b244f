"""Two hundred firms' clerks at once, on a real PostgreSQL, at one application and at two on one database."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from exportlane.contracts import AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System
from tests.transport.conftest import Transport, a_vin
from transport.main import service as definition
from transport.settings import TransportSettings

pytestmark = pytest.mark.postgres


@pytest.fixture
async def office(tmp_path: Path, postgres_database: str) -> AsyncIterator[Callable[[int], Transport]]:
    """So many replicas of the service on one database, each seen as an office of its own."""
    replicas = [_replica(tmp_path, postgres_database) for _ in range(2)]
    await migrate(replicas[0].database, definition.migrations)
    apps = [build_app(replica) for replica in replicas]
    for replica in replicas:
        await replica.start()
    try:
        yield lambda number: Transport(
            System(Embedded({"transport": replicas[number]}, {"transport": apps[number]}), tmp_path)
        )
    finally:
        for replica in replicas:
            await replica.stop()


def _replica(folder: Path, url: str) -> Service:
    settings = TransportSettings(data_dir=folder)
    signers, ring = embedded_keys(folder / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings,
        database=Database(url),
        bus=EmbeddedBus(folder / "bus.db"),
        signer=signers["transport"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("transport", settings),
        authenticator=Authenticator.from_settings(settings),
    )
    return Service(definition, parts)


def outcomes(answers: list[httpx.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("code")) for answer in answers)


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.rule("QTA-EXHAUSTED")
@pytest.mark.parametrize("replicas", [1, 2])
async def test_of_two_hundred_reservations_at_once_on_fifty_units_fifty_succeed(
    office: Callable[[int], Transport], replicas: int
) -> None:
    offices = [office(number) for number in range(replicas)]
    grant = await offices[0].allocated(50)
    at = itertools.cycle(offices)

    answers = await asyncio.gather(*(next(at).reserves(grant["id"], a_vin()) for _ in range(200)))

    assert outcomes(answers) == {(201, None): 50, (409, "quota_exhausted"): 150}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 50
    assert await offices[-1].counts(grant["id"]) == {"reserved": 50}


async def test_racing_reservations_for_one_car_make_one(office: Callable[[int], Transport]) -> None:
    offices, vin = [office(0), office(1)], a_vin()
    grant = await offices[0].allocated(50)

    answers = await asyncio.gather(*(offices[n % 2].reserves(grant["id"], vin) for n in range(40)))

    assert outcomes(answers) == {(201, None): 1, (409, "vin_has_unit"): 39}
    assert await offices[0].counts(grant["id"]) == {"reserved": 1, "available": 49}


async def test_an_amount_lowered_among_reservations_and_releases_is_never_exceeded(
    office: Callable[[int], Transport],
) -> None:
    offices = [office(0), office(1)]
    grant = await offices[0].allocated(40)
    path = f"grants/{grant['id']}"
    first = [(await offices[0].reserved(grant["id"]))["id"] for _ in range(10)]

    async def lower(amount: int) -> httpx.Response:
        body = {"amount": amount, "grounds": "fewer"}
        return await offices[1].does(path, "determine", body, offices[1].commerce)

    async def release(unit_no: str) -> httpx.Response:
        body = {"code": "purchase_failed", "reason": "no car"}
        return await offices[0].does(f"units/{unit_no}", "release", body, offices[0].exporter)

    acts: list[Any] = [offices[n % 2].reserves(grant["id"], a_vin()) for n in range(60)]
    acts[5:5] = [lower(30), *(release(unit) for unit in first), lower(20), lower(25)]
    answers = await asyncio.gather(*acts)

    assert {answer.status_code for answer in answers} <= {200, 201, 409, 422}, [a.text for a in answers]
    shown = await offices[0].see(grant["id"])
    units = shown["units"]
    assert units["reserved"] + units["consumed"] + units["revoked"] <= shown["amount"]
    assert units["reserved"] + units["available"] <= shown["amount"]


async def test_a_proceeding_that_opens_among_reservations_freezes_all_that_come_after_it(
    office: Callable[[int], Transport],
) -> None:
    here, there = office(0), office(1)
    grant = await here.allocated(60)
    unit = await here.consumed(grant["id"])
    said = {"vin": unit["vin"], "code": "road_use", "reason": "Seen."}

    acts: list[Any] = [(here, there)[n % 2].reserves(grant["id"], a_vin()) for n in range(40)]
    acts[10:10] = [there.officer.post("/v1/misuses", said), here.officer.post("/v1/misuses", said)]
    answers = await asyncio.gather(*acts)
    after = await here.reserves(grant["id"], a_vin())

    assert {answer.status_code for answer in answers} <= {201, 409}, [a.text for a in answers]
    assert after.json()["code"] == "quota_frozen"
    assert len((await here.officer.get("/v1/misuses")).json()["items"]) == 1
