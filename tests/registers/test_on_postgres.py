"""What the registers ask of their database, asked of a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.contracts import AGENCIES
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System
from registers.main import service as definition
from registers.settings import RegistersSettings
from tests.registers.given import FIRM, firm, paper
from tests.registers.running import NOW, Office
from tests.registers.test_api_centres import DECISION, proposed
from tests.registers.test_api_supervision import ORDER, decided

pytestmark = pytest.mark.postgres


@pytest.fixture
async def office(tmp_path: Path, postgres_database: str) -> AsyncIterator[Office]:
    settings = RegistersSettings(data_dir=tmp_path)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings,
        database=Database(postgres_database),
        bus=EmbeddedBus(tmp_path / "bus.db"),
        signer=signers["registers"],
        verifier=ring,
        clock=ManualClock(NOW),
        telemetry=setup("registers", settings),
        authenticator=Authenticator.from_settings(settings),
    )
    service = Service(definition, parts)
    app = build_app(service)
    await service.start()
    try:
        yield Office(System(Embedded({"registers": service}, {"registers": app}), tmp_path))
    finally:
        await service.stop()


async def test_of_racing_entries_one_wins_and_the_others_are_told_why(office: Office) -> None:
    answers = await asyncio.gather(
        *(office.commerce.post("/v1/service-centres", paper("service-centres")) for _ in range(20))
    )

    assert sorted(each.status_code for each in answers) == [201, *[409] * 19]


@pytest.mark.rule("RGS-ONCE")
async def test_a_firm_is_recognised_once_and_a_sample_counted_and_drawn(office: Office) -> None:
    first = await proposed(office, 5000)
    await office.done(office.commerce, first, "recognise", **DECISION)
    await office.done(office.commerce, first, "close", on="2026-11-20", reason="x")
    second = await proposed(office, 5000)

    again = await office.do(office.commerce, second, "recognise", **DECISION)
    await decided(office, FIRM, firm(1), firm(2))
    sample = await office.tax.post("/v1/rebate-samplings", ORDER)
    figures = await office.commerce.get("/v1/figures", register="service-centres")
    listed = await office.commerce.get("/v1/service-centres", sort="-year", limit="1")

    assert again.json()["code"] == "recognised_already"
    assert (sample.status_code, sample.json()["population"]) == (201, 3)
    assert {each["status"] for each in figures.json()["items"]} == {"closed", "proposed"}
    assert listed.json()["next"]
