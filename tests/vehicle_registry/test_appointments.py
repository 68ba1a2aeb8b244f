"""The green channel: a place never promises more than it can take, whoever asks at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from exportlane.contracts import AGENCIES
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import shipped_calendar
from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.composition import Embedded
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.testing import System
from tests.agency.office import EXPORTER, OTHER_EXPORTER
from tests.vehicle_registry.conftest import Registry
from tests.vehicle_registry.given import NOW, TODAY
from tests.vehicle_registry.test_stations import a_station
from tests.vehicle_registry.test_transfer_api import day
from vehicle_registry.appointments.rules import (
    Appointment,
    AppointmentDay,
    book,
    cancel,
    change_capacity,
    enough_vehicles,
    open_day,
)
from vehicle_registry.main import service as definition
from vehicle_registry.settings import RegistrySettings

DAY = AppointmentDay(id="office.2026-11-23", place="office", day=TODAY, capacity=30)
BATCH = Appointment(
    id="a-1", place="office", day=TODAY, profile="tianjin", act="transfer", exporter_uscc=EXPORTER,
    vins=tuple(f"VIN-{number}" for number in range(10)), booked_by="enterprise/exporter/wu",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def a_workday() -> str:
    """The next working day but one, so that midnight does no harm."""
    calendar, found = shipped_calendar(), date.fromisoformat(day(2))
    while not calendar.is_workday(found):
        found += timedelta(days=1)
    return found.isoformat()


def vins(count: int) -> list[str]:
    """That many vehicles of a maker whose check digit nobody demands."""
    return [f"WBA{_LETTERS[n // 23]}{_LETTERS[n % 23]}000000000000"[:17] for n in range(count)]


def a_booking(count: int = 10, **changed: object) -> dict[str, object]:
    body: dict[str, object] = {
        "day": a_workday(), "profile": "tianjin", "act": "transfer", "exporter_uscc": EXPORTER,
        "vins": vins(count),
    }  # fmt: skip
    return body | changed


def slug(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.slug


class TestTheRules:
    @pytest.mark.rule("GREEN-10")
    @pytest.mark.parametrize(("count", "enough"), [(9, False), (10, True), (11, True)])
    def test_ten_vehicles_are_enough(self, count: int, enough: bool) -> None:
        assert (enough_vehicles(count, at_least=10) is None) is enough

    @pytest.mark.rule("GREEN-capacity")
    @pytest.mark.parametrize(("taken", "booked"), [(0, True), (20, True), (21, False), (30, False)])
    def test_no_more_vehicles_are_booked_than_the_place_takes(self, taken: int, booked: bool) -> None:
        answer = book(BATCH, day=DAY, taken=taken, now=NOW, at_least=10)

        assert isinstance(answer, Decided) is booked
        if not booked:
            assert slug(answer) == "no_capacity"

    def test_a_day_that_was_not_opened_or_has_passed_has_no_places(self) -> None:
        past = replace(DAY, day=TODAY - timedelta(days=1))

        assert slug(book(BATCH, day=None, taken=0, now=NOW, at_least=10)) == "day_not_open"
        assert slug(book(BATCH, day=past, taken=0, now=NOW, at_least=10)) == "day_past"

    def test_a_vehicle_stands_once_in_a_batch(self) -> None:
        twice = replace(BATCH, vins=(*BATCH.vins, BATCH.vins[0]))

        assert slug(book(twice, day=DAY, taken=0, now=NOW, at_least=10)) == "vin_twice"

    @pytest.mark.rule("GREEN-day")
    @pytest.mark.parametrize(
        ("on", "code"),
        [
            (TODAY, None),
            (date(2026, 11, 22), "day_past"),
            (date(2026, 11, 28), "not_a_workday"),
            (date(2099, 1, 5), "not_a_workday"),
        ],
    )
    def test_only_working_days_to_come_are_opened(self, on: date, code: str | None) -> None:
        answer = open_day(replace(DAY, day=on), now=NOW, calendar=shipped_calendar())

        assert (slug(answer) if isinstance(answer, Refused) else None) == code

    def test_a_capacity_never_falls_below_what_was_promised(self) -> None:
        gone = replace(BATCH, id="a-2", status="cancelled")

        assert slug(change_capacity(DAY, 9, booked=[BATCH, gone])) == "below_booked"
        assert isinstance(change_capacity(DAY, 10, booked=[BATCH, gone]), Decided)

    def test_places_are_given_back_until_the_day_is_over(self) -> None:
        given_back = cancel(BATCH, reason="rain", now=NOW)

        assert isinstance(given_back, Decided)
        assert slug(cancel(given_back.state, reason="again", now=NOW)) == "move-not-allowed"
        assert slug(cancel(BATCH, reason="late", now=NOW + timedelta(days=1))) == "move-not-allowed"


async def open_office(registry: Registry, capacity: int, place: str = "office") -> str:
    body = {"place": place, "day": a_workday(), "capacity": capacity}
    answer = await registry.supervisor.post("/v1/appointment-days", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.requirement("TJ-3.3")
async def test_places_are_booked_given_back_and_booked_again(registry: Registry) -> None:
    opened = await open_office(registry, 25)

    first = await registry.exporter.post("/v1/appointments", a_booking(15))
    full = await registry.exporter.post("/v1/appointments", a_booking(11))
    path = f"/v1/appointments/{first.json()['id']}"
    hidden = await registry.stranger.get(path)
    less = await registry.supervisor.post(
        f"/v1/appointment-days/{opened}/capacity", {"capacity": 14}, version=1
    )
    back = await registry.exporter.post(f"{path}/cancel", {"reason": "no truck"}, version=1)
    again = await registry.exporter.post("/v1/appointments", a_booking(25))
    shown = await registry.officer.get(f"/v1/appointment-days/{opened}")
    listed = await registry.exporter.get("/v1/appointments", place="office")

    assert first.status_code == 201
    assert (full.status_code, full.json()["code"], full.json()["field"]) == (422, "no_capacity", "/vins")
    assert hidden.status_code == 404
    assert (less.status_code, less.json()["code"]) == (422, "below_booked")
    assert (back.json()["status"], again.status_code) == ("cancelled", 201)
    assert (shown.json()["capacity"], shown.json()["free"]) == (25, 0)
    assert len(listed.json()["items"]) == 2


@pytest.mark.requirement("TJ-3.3")
async def test_what_cannot_be_booked_is_refused_with_its_code(registry: Registry) -> None:
    await open_office(registry, 100)
    station = await a_station(registry, scope=["deregistration"])
    wrong = {
        "too_few_vehicles": a_booking(9),
        "day_not_open": a_booking(day=day(5)),
        "vin_twice": a_booking(vins=vins(10) * 2),
        "station_out_of_scope": a_booking(place=station),
        "station_unknown": a_booking(place="nowhere"),
    }

    for code, body in wrong.items():
        answer = await registry.exporter.post("/v1/appointments", body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["article"]
    other = await registry.exporter.post("/v1/appointments", a_booking(exporter_uscc=OTHER_EXPORTER))
    profile = await registry.exporter.post("/v1/appointments", a_booking(profile="atlantis"))
    past = await registry.supervisor.post(
        "/v1/appointment-days", {"place": "office", "day": day(-1), "capacity": 1}
    )
    twice = await registry.supervisor.post(
        "/v1/appointment-days", {"place": "office", "day": a_workday(), "capacity": 1}
    )

    assert (other.status_code, profile.json()["slug"]) == (403, "unknown-profile")
    assert (past.json()["code"], twice.json()["slug"]) == ("day_past", "conflict")
    assert (await registry.officer.get("/v1/appointment-days/office.1999-01-01")).status_code == 404


async def rush(registry: Registry) -> None:
    """Fifty exporters ask at once for ten places each, where there is room for seven of them."""
    opened = await open_office(registry, 79)

    answers = await asyncio.gather(
        *(registry.exporter.post("/v1/appointments", a_booking()) for _ in range(50))
    )

    assert Counter(answer.status_code for answer in answers) == {201: 7, 422: 43}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 422} == {"no_capacity"}
    shown = (await registry.officer.get(f"/v1/appointment-days/{opened}")).json()
    assert (shown["capacity"], shown["free"]) == (79, 9)


@pytest.mark.rule("GREEN-capacity")
@pytest.mark.requirement("TJ-3.3")
async def test_fifty_at_once_never_overbook(registry: Registry) -> None:
    await rush(registry)


@pytest.fixture
async def on_postgres(tmp_path: Path, postgres_database: str) -> AsyncIterator[Registry]:
    settings = RegistrySettings(data_dir=tmp_path)
    signers, ring = embedded_keys(tmp_path / "keys", sorted(AGENCIES))
    parts = Parts(
        settings=settings,
        database=Database(postgres_database, pool_size=16),
        bus=EmbeddedBus(tmp_path / "bus.db"),
        signer=signers["vehicle-registry"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("vehicle-registry", settings),
        authenticator=Authenticator.from_settings(settings),
    )
    service = Service(definition, parts)
    app = build_app(service)
    await service.start()
    try:
        yield Registry(System(Embedded({service.name: service}, {service.name: app}), tmp_path))
    finally:
        await service.stop()


@pytest.mark.postgres
@pytest.mark.rule("GREEN-capacity")
async def test_fifty_at_once_never_overbook_on_postgresql(on_postgres: Registry) -> None:
    await rush(on_postgres)
