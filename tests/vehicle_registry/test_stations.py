"""Service stations, one-stop handling and batches: papers come in elsewhere, only the police decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.agency.office import EXPORTER
from tests.vehicle_registry.conftest import Registry, a_hand_over, a_paper, granted, new_id
from tests.vehicle_registry.given import NOW, TODAY
from tests.vehicle_registry.test_transfer_api import CHECKED, a_transfer, day, done
from vehicle_registry.stations.rules import (
    Staff,
    Station,
    agree,
    assign_staff,
    may_handle,
    resume,
    suspend,
)

STATION = Station(
    id="station-1",
    name="东疆登记服务站",
    host_uscc=EXPORTER,
    host_kind="dealer",
    scope=("transfer", "deregistration"),
    agreement_no="XY-1",
    valid_from=date(2026, 1, 1),
    valid_to=TODAY,
    staff=(Staff("001", date(2026, 1, 5)),),
)
AGREEMENT: dict[str, object] = {
    "name": "东疆登记服务站",
    "host_uscc": EXPORTER,
    "host_kind": "exporter",
    "scope": ["transfer", "deregistration"],
    "agreement_no": "XY-1",
    "valid_from": day(-10),
    "valid_to": day(300),
    "staff": [{"badge_no": "001", "trained_on": day(-5)}],
    "delegation": "津公交〔2026〕1号",
}


def slug(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.slug


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestTheRules:
    @pytest.mark.rule("REG-69.host")
    @pytest.mark.parametrize(("paper", "good"), [(None, False), ("", False), ("津公交〔2026〕1号", True)])
    def test_an_exporter_hosts_a_station_only_on_a_delegation(self, paper: str | None, good: bool) -> None:
        station = replace(STATION, host_kind="exporter", delegation=paper)

        answer = agree(station, now=NOW)

        assert isinstance(answer, Decided) is good
        if not good:
            assert slug(answer) == "delegation_missing"

    def test_an_agreement_that_is_over_is_not_made(self) -> None:
        over = replace(STATION, valid_to=TODAY - timedelta(days=1))
        reversed_ = replace(STATION, valid_from=date(2027, 1, 1), valid_to=date(2026, 12, 31))

        assert {slug(agree(one, now=NOW)) for one in (over, reversed_)} == {"agreement_over"}

    @pytest.mark.rule("REG-70")
    @pytest.mark.parametrize(
        ("changed", "on", "code"),
        [
            ({}, TODAY, None),
            ({}, TODAY + timedelta(days=1), "station_expired"),
            ({}, date(2025, 12, 31), "station_expired"),
            ({"status": "suspended", "reason": "x"}, TODAY, "station_suspended"),
            ({"staff": ()}, TODAY, "station_unstaffed"),
            ({"scope": ("transfer",)}, TODAY, "station_out_of_scope"),
        ],
    )
    def test_a_station_takes_papers_in_within_its_agreement(
        self, changed: dict[str, Any], on: date, code: str | None
    ) -> None:
        station = replace(STATION, **changed)

        answer = may_handle(station, ("transfer", "deregistration"), on=on, provided="yes")

        assert (answer.slug if answer else None) == code
        assert answer is None or answer.article

    @pytest.mark.rule("REG-70")
    def test_there_is_no_station_where_the_profile_has_none(self) -> None:
        assert slug(may_handle(STATION, ("transfer",), on=TODAY, provided="no")) == "stations_not_provided"
        assert slug(may_handle(None, ("transfer",), on=TODAY, provided="optional")) == "station_unknown"

    def test_a_suspended_station_may_work_again(self) -> None:
        stopped = suspend(STATION, reason="complaints")
        assert isinstance(stopped, Decided)
        again = resume(stopped.state, reason="settled")
        assert isinstance(again, Decided)

        assert again.state.status == "active"
        assert [fact.type for fact in (*stopped.facts, *again.facts)] == [
            "station.suspended.v1",
            "station.resumed.v1",
        ]
        assert slug(suspend(stopped.state, reason="x")) == "move-not-allowed"
        assert slug(resume(STATION, reason="x")) == "move-not-allowed"

    def test_nobody_was_trained_tomorrow(self) -> None:
        people = (Staff("002", TODAY + timedelta(days=1)),)

        assert slug(assign_staff(STATION, people, now=NOW)) == "training_in_future"


async def test_whoever_agrees_on_a_station_names_nobody_who_was_trained_tomorrow_nor_a_blank_delegation(
    registry: Registry,
) -> None:
    tomorrow = {"badge_no": "002", "trained_on": day(2)}

    untrained = await registry.supervisor.post("/v1/stations", AGREEMENT | {"staff": [tomorrow]})
    blank = AGREEMENT | {"host_kind": "exporter", "delegation": "  "}
    undelegated = await registry.supervisor.post("/v1/stations", blank)

    assert (untrained.status_code, untrained.json()["code"]) == (422, "training_in_future")
    assert (undelegated.status_code, undelegated.json()["field"]) == (422, "/delegation")


async def a_station(registry: Registry, **changed: object) -> str:
    answer = await registry.supervisor.post("/v1/stations", AGREEMENT | changed)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def one_stop(station: str, **changed: object) -> dict[str, object]:
    documents = [{"code": "power_of_attorney", "reference": "POA-1"}]
    paper = a_paper(
        new_id(), **a_transfer(agent_registered=False, station_id=station, documents=documents) | changed
    )
    return a_hand_over(paper)


@pytest.mark.requirement("TJ-3.1", "TJ-3.2")
async def test_one_set_of_papers_serves_the_transfer_and_later_the_deregistration(registry: Registry) -> None:
    station = await a_station(registry)

    answer = await registry.exporter.post("/v1/one-stop", one_stop(station))
    case = answer.json()["items"][0]["id"]
    await done(registry, case, *CHECKED, ("endorse", {}))
    async with registry.speaks("licensing") as licensing:
        await licensing.says(case, "licence.granted.v1", granted())
        shown = await registry.until_status(case, "deregistered_provisional")

    assert (answer.status_code, shown["one_stop"], shown["station_id"]) == (201, True, station)
    assert not [fact for fact in shown["history"] if "correction" in fact["type"]]
    assert {"M3": "satisfied"}.items() <= {m["code"]: m["status"] for m in shown["materials"]}.items()


async def test_one_stop_needs_the_transfer_a_station_and_the_exporter_s_own_vehicles(
    registry: Registry,
) -> None:
    station = await a_station(registry)

    stranger = await registry.stranger.post("/v1/one-stop", one_stop(station))
    endorsed = await registry.exporter.post("/v1/one-stop", a_hand_over())

    assert stranger.status_code == 403
    assert (endorsed.status_code, endorsed.json()["field"]) == (422, "/vehicles/0")
    assert endorsed.json()["article"]


@pytest.mark.requirement("TJ-3.2")
async def test_a_station_that_may_not_work_takes_nothing_in(registry: Registry) -> None:
    suspended = await a_station(registry)
    ready = await a_station(registry, scope=["transfer"])
    empty = await a_station(registry, staff=[])
    later = await a_station(registry, valid_from=day(1))
    path = f"/v1/stations/{suspended}"
    stopped = await registry.supervisor.post(f"{path}/suspend", {"reason": "complaints"}, version=1)

    found = {
        station: refused(await registry.exporter.post("/v1/one-stop", one_stop(station)))
        for station in (suspended, ready, empty, later, "nowhere")
    }
    taizhou = a_hand_over(a_paper(new_id(), station_id=ready), profile="taizhou")
    elsewhere = await registry.gateway.post("/v1/vehicles", taizhou)
    await registry.supervisor.post(f"{path}/resume", {"reason": "settled"}, version=2)
    again = await registry.exporter.post("/v1/one-stop", one_stop(suspended))

    assert stopped.json()["status"] == "suspended"
    assert list(found.values()) == [
        (422, "station_suspended"),
        (422, "station_out_of_scope"),
        (422, "station_unstaffed"),
        (422, "station_expired"),
        (422, "station_unknown"),
    ]
    assert refused(elsewhere) == (422, "stations_not_provided")
    assert again.status_code == 201


@pytest.mark.requirement("TJ-3.2")
async def test_a_station_s_host_decides_nothing(registry: Registry) -> None:
    station = await a_station(registry)
    taken = await registry.exporter.post("/v1/one-stop", one_stop(station))
    case = taken.json()["items"][0]["id"]

    for verb in ("accept-transfer", "endorse", "deregister", "refuse-transfer"):
        answer = await registry.exporter.post(f"/v1/vehicles/{case}/{verb}", {}, version="*")

        assert answer.status_code == 403, verb


@pytest.mark.requirement("TJ-3.1")
async def test_the_register_is_kept_by_supervisors_and_read_by_everybody_entitled(registry: Registry) -> None:
    station = await a_station(registry)

    denied = await registry.officer.post("/v1/stations", AGREEMENT)
    bad = await registry.supervisor.post("/v1/stations", AGREEMENT | {"delegation": None})
    over = await registry.supervisor.post("/v1/stations", AGREEMENT | {"valid_to": day(-1)})
    staff = {"staff": [{"badge_no": "7", "trained_on": day(-1)}]}
    people = await registry.supervisor.post(f"/v1/stations/{station}/staff", staff, version=1)
    listed = await registry.exporter.get("/v1/stations", status="active")
    one = await registry.gateway.get(f"/v1/stations/{station}")

    assert denied.status_code == 403
    assert [refused(answer) for answer in (bad, over)] == [
        (422, "delegation_missing"),
        (422, "agreement_over"),
    ]
    assert people.json()["staff"] == [{"badge_no": "7", "trained_on": day(-1)}]
    assert [item["id"] for item in listed.json()["items"]] == [station]
    assert one.json()["name"] == "东疆登记服务站"


class TestBatches:
    @pytest.mark.requirement("TJ-3.3")
    async def test_each_vehicle_of_a_batch_has_its_own_result(self, registry: Registry) -> None:
        good = [await registry.receive(**a_transfer()) for _ in range(3)]
        lacking = await registry.receive(**a_transfer(insurance_valid_to=None))
        ids = [good[0], lacking, good[1], new_id(), good[2]]
        key = new_id()

        accepted = await registry.officer.post("/v1/vehicles/batch/accept-transfer", {"ids": ids}, key=key)
        again = await registry.officer.post("/v1/vehicles/batch/accept-transfer", {"ids": ids}, key=key)

        rows = accepted.json()["results"]
        assert [row["status"] for row in rows] == [200, 422, 200, 404, 200]
        assert rows[1]["problem"]["code"] == "compulsory_insurance"
        assert again.json() == accepted.json()

    async def test_a_batch_goes_the_whole_way(self, registry: Registry) -> None:
        ids = [await registry.receive(**a_transfer()) for _ in range(2)]
        steps: list[tuple[str, dict[str, object]]] = [
            ("accept-transfer", {}), ("check-transfer", {"how": "rubbing"}), ("endorse", {}),
        ]  # fmt: skip

        for verb, body in steps:
            answer = await registry.officer.post(f"/v1/vehicles/batch/{verb}", {"ids": ids, **body})
            assert [row["status"] for row in answer.json()["results"]] == [200, 200], verb

        assert {(await registry.see(case))["status"] for case in ids} == {"pending_export"}

    @pytest.mark.requirement("TJ-3.3")
    @pytest.mark.rule("GREEN-10")
    async def test_an_enterprise_s_batch_has_ten_vehicles_or_more(self, by_hand: Registry) -> None:
        ids = [await by_hand.receive() for _ in range(10)]
        path = "/v1/vehicles/batch/request-deregistration"

        nine = await by_hand.exporter.post(path, {"ids": ids[:9]})
        ten = await by_hand.exporter.post(path, {"ids": ids})
        deregistered = await by_hand.officer.post("/v1/vehicles/batch/deregister", {"ids": ids[:1]})

        assert {row["problem"]["code"] for row in nine.json()["results"]} == {"too_few_vehicles"}
        assert [row["status"] for row in ten.json()["results"]] == [200] * 10
        assert [row["problem"]["code"] for row in deregistered.json()["results"]] == ["papers_missing"]
