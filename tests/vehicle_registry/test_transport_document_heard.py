"""The carrier's departure spares the transport document (M12), with the fact and its age, where a city asks for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.logistics import BookingDeparted
from tests.vehicle_registry.given import EXIT, LICENCE, NATIONAL, NOW, a_vehicle, rules
from vehicle_registry import handlers
from vehicle_registry.domain import Policy, Status, Vehicle, customs_cleared
from vehicle_registry.domain.materials import lines, papers

ASKING = rules(two_phase=False, transport_document_required=True)
"""The test profile of a city that asks for the transport document."""
LEFT_AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def departure(vin: str = "LSVAU033002221761") -> Heard:
    data = BookingDeparted(
        booking_no="BK-1", vin=vin, mode="roro", vessel_or_train="MV HAI NAN XING", voyage="012W", pol="CNTXG",
        pod="RUVVO", departed_on=date(2026, 11, 21), transport_document_no="COSU6001",
    )  # fmt: skip
    return Heard("fact-departed", "logistics", "booking.departed.v1", "0195-case", 1, LEFT_AT, "BK-1", data)


def a_car(**changed: object) -> Vehicle:
    return a_vehicle(profile="national", licence=replace(LICENCE, seen_at=NOW), **changed)


def after(vehicle: Vehicle, policy: Policy = ASKING) -> Decided[Vehicle]:
    answer = handlers.on_booking_departed(vehicle, departure(), now=NOW, policy=policy)
    assert isinstance(answer, Decided), answer
    return answer


@pytest.mark.rule("MAT-M12")
def test_the_departure_spares_the_document_with_its_fact_and_its_age() -> None:
    noted = after(a_car()).state

    found = lines(papers(noted, ASKING.rules("national"), now=NOW), now=NOW)
    (shown,) = (line for line in found if line["code"] == "M12")

    assert (shown["status"], shown["fact_id"], shown["as_of"]) == ("waived", "fact-departed", "2026-11-21")
    assert shown["age_seconds"] == 48 * 3600
    assert "COSU6001" in str(shown["reason"])
    assert not shown["ask_again"]


def test_where_no_city_asks_there_is_no_such_material() -> None:
    noted = after(a_car(), NATIONAL).state

    assert "M12" not in {item.code for item in papers(noted, NATIONAL.rules("national"), now=NOW)}


def test_without_the_carriers_word_the_paper_is_asked_for_and_the_word_takes_its_place() -> None:
    cleared = customs_cleared(a_car(), replace(EXIT, licence_no=LICENCE.licence_no), now=NOW, policy=ASKING)
    assert isinstance(cleared, Decided)
    assert cleared.state.status is Status.CORRECTION
    assert [item.code for item in cleared.state.asked] == ["transport_document"]

    done = after(cleared.state)

    assert done.state.status is Status.DEREGISTERED
    assert [fact.type for fact in done.facts] == ["vehicle.deregistered.v1"]


def test_what_else_an_officer_asked_for_is_still_waited_for() -> None:
    cleared = customs_cleared(a_car(), replace(EXIT, licence_no=LICENCE.licence_no), now=NOW, policy=ASKING)
    assert isinstance(cleared, Decided)
    another = replace(cleared.state.asked[0], code="photo")
    waiting = replace(cleared.state, asked=(*cleared.state.asked, another))

    done = after(waiting)

    assert done.state.status is Status.CORRECTION
    assert done.facts == ()


def test_it_is_no_exit_record_and_makes_nothing_final() -> None:
    done = after(a_car())

    assert done.state.exit_record is None
    assert done.state.status is a_car().status


def test_a_departure_of_another_car_is_a_contradiction_for_a_person() -> None:
    answer = handlers.on_booking_departed(a_car(), departure("LFV2A21K9J4000003"), now=NOW, policy=ASKING)

    assert isinstance(answer, Refused)
    assert answer.slug == "contradiction"
