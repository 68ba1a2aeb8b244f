"""No fact leaves an agency that somebody who hears it may not have: at the start, for a request, for a fact heard."""

from __future__ import annotations

import pytest

from exportlane.runtime.settings import StartupRefused
from exportlane.sharing.book import Book, shipped_book
from exportlane.sharing.provider import sharing_routes
from exportlane.sharing.telling import Guard
from tests.sharing.conftest import Registry, a_hand_over, a_paper, new_id
from tests.vehicle_registry.conftest import granted
from vehicle_registry.sharing import OFFERS


def without(*ids: str) -> Book:
    shipped = shipped_book()
    return shipped.model_copy(
        update={"agreements": tuple(one for one in shipped.agreements if one.id not in ids)}
    )


async def test_a_fact_type_without_an_agreement_stops_the_start_and_is_named(registry: Registry) -> None:
    with pytest.raises(StartupRefused) as stopped:
        sharing_routes(registry.service, OFFERS, book=without("SH-42"))

    said = str(stopped.value)
    assert "vehicle-registry does not start: vehicle.transfer_submitted.v1 may not be told to gateway" in said
    assert "the field vin of vehicle-registry" in said


async def test_an_agency_that_does_not_offer_what_the_catalogue_says_does_not_start(
    registry: Registry,
) -> None:
    with pytest.raises(StartupRefused, match="they differ in registration_status"):
        sharing_routes(registry.service, {})


async def test_when_an_agreement_has_ended_a_request_is_refused_and_nothing_is_written(
    registry: Registry,
) -> None:
    registry.service.desk.may_tell = Guard(without("SH-42"), "vehicle-registry")
    case = new_id()

    answer = await registry.gateway.post("/v1/vehicles", a_hand_over(a_paper(case)))

    assert (answer.status_code, answer.json()["code"]) == (409, "sharing-not-agreed")
    assert answer.json()["article"] == "政务数据共享条例 第二十五条"
    assert (await registry.officer.get(f"/v1/vehicles/{case}")).status_code == 404


async def test_what_would_follow_from_a_fact_waits_for_a_person_until_somebody_has_agreed(
    registry: Registry,
) -> None:
    case = await registry.receive()
    registry.service.desk.may_tell = Guard(without("SH-42"), "vehicle-registry")

    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        parked = await registry.parked()

        assert parked[0]["cause"] == "sharing-not-agreed"
        assert "may not be told to gateway" in parked[0]["sentence"]
    assert (await registry.see(case))["status"] == "pending_export"
