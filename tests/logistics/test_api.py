"""The desk through its API: schedules, bookings from the request to the arrival, lines, zones, figures."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.runtime.testing import until
from tests.logistics.given import BOX, BY_SEA, VINS
from tests.logistics.running import Desk, moment, sailing_paper, train_paper


async def facts_of(desk: Desk, booking: dict[str, Any]) -> list[str]:
    shown = await desk.see(booking["id"])
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]


async def test_a_booking_goes_from_the_request_to_the_arrival(desk: Desk) -> None:
    sailing = await desk.sailing()
    cases = await desk.ready(*VINS[:2])

    booking = await desk.booked(sailing, *cases)
    await desk.does(booking, "confirm")
    await desk.does(booking, "gate-in", {})
    await desk.does(booking, "load", {})
    left = await desk.does(booking, "depart", {"transport_document_no": "COSU6001"})
    there = await desk.does(booking, "arrive", {})

    assert (left["status"], there["status"]) == ("departed", "arrived")
    told = await facts_of(desk, booking)
    for what in ("requested", "confirmed", "gated_in", "loaded", "departed", "arrived"):
        assert told.count(f"booking.{what}") == 2
    assert (await desk.cargo(cases[0][0]))["berth"]["status"] == "arrived"
    assert (await desk.officer.get(f"/v1/sailings/{sailing['id']}")).json()["free"]["roro"] == 8
