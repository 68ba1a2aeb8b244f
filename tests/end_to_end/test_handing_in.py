"""What the exporter hands in: bad rows, a vehicle twice, several lots, an agency that is away."""

from __future__ import annotations

import httpx

from exportlane.runtime.testing import until
from tests.end_to_end.conftest import Lane, Opened
from tests.end_to_end.papers import OTHER_USCC, TRUCKS, batch, near_scrapping, vehicle
from tests.end_to_end.people import EXPORTER, OPERATOR, OTHER_EXPORTER, officer
from tests.end_to_end.stories import BY_HAND, PAID, REFUSED, TIANJIN


async def test_bad_rows_are_refused_with_their_reasons_and_the_good_ones_go_on(lane: Lane) -> None:
    good, also_good = vehicle(), vehicle()
    misspelt = vehicle(vin="LSVAU033XM0000001")
    lacking = {name: value for name, value in vehicle().items() if name != "invoice"}
    repeated = vehicle()

    submitted = await lane.entrance.submits(batch(good, misspelt, lacking, repeated, also_good, repeated))

    rows = submitted.answer["rows"]
    assert [row["problem"] and row["problem"]["slug"] for row in rows] == [
        None, "rule-violated", "validation-failed", "duplicate-in-batch", None, "duplicate-in-batch",
    ]  # fmt: skip
    assert (submitted.answer["accepted"], submitted.answer["refused"]) == (2, 4)
    await lane.proven((submitted, TIANJIN))
    everything = await lane.entrance.get(OPERATOR, "/v1/cases")
    assert {item["vin"] for item in everything["items"]} == {good["vin"], also_good["vin"]}


async def test_a_vehicle_has_one_live_case_and_may_have_another_when_that_has_ended(by_hand: Opened) -> None:
    async with by_hand("licence.grant") as lane:
        one = vehicle()
        first = await lane.entrance.submits(batch(one))

        own = await lane.entrance.ask(EXPORTER, "POST", "/v1/cases", json=_single(one))
        other = await lane.entrance.ask(
            OTHER_EXPORTER, "POST", "/v1/cases", json=_single(one) | {"exporter_uscc": OTHER_USCC}
        )
        mixed = await lane.entrance.submits(batch(one, vehicle()))

        assert (own.status_code, own.json()["slug"]) == (409, "live-case-exists")
        assert own.json()["case_id"] == first.case
        assert (other.status_code, other.json()["slug"]) == (409, "live-case-exists")
        assert first.case not in other.text
        assert [row["status"] for row in mixed.answer["rows"]] == ["refused", "accepted"]

        reason = {"reason": "The buyer has gone."}
        await lane.entrance.reaches("licensing", first.lot, "accepted")
        await lane.entrance.act(EXPORTER, "licensing", first.lot, "withdraw", reason)
        await lane.entrance.ended([first.case], limit=30)
        second = await lane.entrance.submits(batch(one))
        for lot in (mixed.lot, second.lot):
            await lane.entrance.reaches("licensing", lot, "accepted")
            await lane.entrance.act(officer("licensing"), "licensing", lot, "grant")
        await lane.proven((mixed, BY_HAND["tianjin"]), (second, BY_HAND["tianjin"]))


async def test_two_lots_of_one_batch_stand_or_fall_by_themselves(lane: Lane) -> None:
    cars = [vehicle(), vehicle()]
    trucks = [
        near_scrapping() | {"hs_code": TRUCKS, "vehicle_class": "commercial", "energy_type": "B"},
        vehicle(hs_code=TRUCKS, vehicle_class="commercial", energy_type="B"),
    ]

    submitted = await lane.entrance.submits(batch(cars[0], trucks[0], cars[1], trucks[1]))

    assert [lot["hs_code"] for lot in submitted.answer["lots"]] == [cars[0]["hs_code"], TRUCKS]
    told = {each["vin"]: TIANJIN for each in cars} | {each["vin"]: REFUSED for each in trucks}
    proof = await lane.proven((submitted, told))
    batches = {
        row["correlationid"] for told in proof.by_case.values() for rows in told.values() for row in rows
    }
    assert batches == {submitted.answer["batch_id"]}


async def test_a_lot_has_twenty_vehicles_at_most_and_the_rest_go_on_another_licence(lane: Lane) -> None:
    submitted = await lane.entrance.submits(batch(*(vehicle() for _ in range(23)), profile="national"))

    assert [len(cases) for _, cases in submitted.lots] == [20, 3]
    proof = await lane.proven((submitted, PAID["national"]))
    used = {row["licence_no"] for row in [await lane.entrance.case(case) for case in proof.by_case]}
    assert len(used) == 2


class _Away(httpx.AsyncBaseTransport):
    """An agency whose line is dead."""

    def __init__(self) -> None:
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += request.url.path != "/healthz"
        raise httpx.ConnectError("nobody answers", request=request)


async def test_papers_for_an_agency_that_was_away_arrive_later_and_nothing_is_lost(lane: Lane) -> None:
    peers = lane.system.services["gateway"].peers
    away, there = _Away(), peers["customs"]
    async with httpx.AsyncClient(transport=away, base_url="http://customs") as dead:
        peers["customs"] = dead  # type: ignore[index]
        submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
        await lane.entrance.reaches("vehicle-registry", submitted.lots[0][1][0], "deregistered_provisional")
        await until(lambda: away.asked >= 2)

        shown = await lane.entrance.case(submitted.lots[0][1][0])
        late = [each for each in shown["deliveries"] if each["status"] != "delivered"]
        assert [(each["agency"], each["status"]) for each in late] == [("customs", "pending")]
        waiting = await lane.books.read("customs", "parked")
        assert {row["cause"] for row in waiting} == {"no-papers"}

        peers["customs"] = there  # type: ignore[index]
        await lane.proven((submitted, TIANJIN))
        waited = await lane.books.read("customs", "parked")
        assert len(waited) == 4
        assert {row["state"] for row in waited} == {"done"}


def _single(row: dict[str, object]) -> dict[str, object]:
    body = batch()
    del body["vehicles"]
    return {**body, "vehicle": row}
