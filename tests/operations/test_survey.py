"""All services asked at once: by the gateway's route, by `exportlane doctor`, and by who scrapes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner, Result

from exportlane.cli import build
from exportlane.law.calendar import shipped_calendar
from exportlane.law.instants import statutory_day
from exportlane.runtime.settings import ServiceSettings, StartupRefused, load_settings
from exportlane.runtime.telemetry.prometheus import Exposition, MetricsPort
from exportlane.runtime.testing import System, system, until
from gateway.watching import Watch
from tests.gateway.serving import served
from tools.stack.programs import free_port

ROUTE = "/v1/operations/findings"
SERVICES = {"gateway", "licensing", "vehicle-registry", "customs", "tax-rebate"}


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[System]:
    async with system(tmp_path) as found:
        yield found


async def asked(running: System) -> Any:
    answer = await running.client("gateway", "gateway", "operator").get(ROUTE)
    assert answer.status_code == 200, answer.text
    return answer.json()


def behind(running: System, agency: str, answer: Callable[[httpx.Request], httpx.Response]) -> None:
    """From now on the agency answers the gateway like this."""
    peers: Any = running.services["gateway"].peers
    peers[agency] = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=f"http://{agency}")


def down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("down")


async def test_everybody_is_asked_and_tells_everything(running: System) -> None:
    told = await asked(running)

    assert set(told["services"]) == SERVICES
    assert all(status["checks"] and status["now"] for status in told["services"].values())
    assert told["services"]["gateway"]["deadlines"]["overdue"] == 0
    assert told["deliveries"]["pending"] == 0
    # A system that is well awaits the notice of the next year, and misses it once the last one that is known has ended.
    ended = shipped_calendar().ends_on < statutory_day(datetime.now(UTC))
    assert {each["code"] for each in told["findings"]} <= {"calendar-missing" if ended else "calendar-ends"}


async def test_an_agency_that_is_down_is_silent_and_one_that_refuses_says_why(running: System) -> None:
    behind(running, "customs", down)
    document = {"slug": "token-invalid", "detail": "The access token is refused: it is not valid yet."}
    behind(running, "licensing", lambda _request: httpx.Response(401, json=document))

    told = await asked(running)

    assert told["services"]["customs"] == {"silent": "The agency customs cannot be reached."}
    assert told["services"]["licensing"] == {"refused": document["detail"]}
    found = {each["id"] for each in told["findings"]}
    assert {"agency-unreachable:customs", "service-refuses:licensing"} <= found


async def test_a_clock_that_is_wrong_is_seen_by_the_open_probe_though_the_service_refuses_tokens(
    running: System,
) -> None:
    def early(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/healthz":
            return httpx.Response(200, json={"status": "alive", "now": "2026-01-01T00:00:00Z"})
        return httpx.Response(401, json={"detail": "It is not valid yet."})

    behind(running, "customs", early)
    gateway = running.services["gateway"]
    watch = next(each for each in gateway.companions if isinstance(each, Watch))
    await watch.probe("customs", gateway.peers["customs"])

    found = {each["id"]: each for each in (await asked(running))["findings"]}

    assert "behind" in found["clock-skew:clock of customs"]["sentence"]["en"]
    assert found["service-refuses:customs"]["because"] == "clock-skew:clock of customs"


async def test_only_an_operator_of_the_platform_may_ask(running: System) -> None:
    answers = {
        (agency, role): (await running.client("gateway", agency, role).get(ROUTE)).status_code
        for agency, role in (("gateway", "officer"), ("customs", "operator"), ("gateway", "operator"))
    }

    assert list(answers.values()) == [403, 403, 200]


async def doctor(running: System, *words: str) -> Result:
    async with served(running.apps["gateway"]) as url:
        environment = {
            "EXPORTLANE_URL": url, "EXPORTLANE_DATA_DIR": str(running.data_dir), "EXPORTLANE_TOKEN": None,
        }  # fmt: skip
        return await asyncio.to_thread(CliRunner().invoke, build(), ["doctor", *words], env=environment)


async def test_the_doctor_says_what_the_gateway_found_and_what_follows_from_it(running: System) -> None:
    behind(running, "customs", down)

    said, data = await doctor(running), await doctor(running, "--json")

    assert said.exit_code == data.exit_code == 1
    assert "1. customs: The agency customs cannot be reached." in said.output
    assert "docs/runbook.md, «Agency out of reach»" in said.output
    assert "OUT OF REACH" in said.output
    found = json.loads(data.stdout)["findings"]
    assert found[0]["id"] == "agency-unreachable:customs"


async def test_the_doctor_asks_one_by_one_where_the_gateway_is_of_an_older_release(
    running: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exportlane.cli.operations.examining._asked", lambda _line: None)
    behind(running, "customs", down)

    found = json.loads((await doctor(running, "--json")).stdout)

    assert set(found["services"]) == SERVICES
    assert "agency-unreachable:customs" in {each["id"] for each in found["findings"]}


async def test_one_page_shows_the_numbers_of_all_services_each_family_once(running: System) -> None:
    services = running.services.values()
    await until(lambda: all(service.looked_at is not None for service in services), limit=20)
    await asked(running)

    answer = await running.client("gateway", "gateway", "operator").get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert len([line for line in answer.text.splitlines() if line == "# TYPE exportlane_ready gauge"]) == 1
    families = {each.name: each for each in text_string_to_metric_families(answer.text)}
    ready = {
        (s.labels["service_name"], s.labels["check"]): s.value for s in families["exportlane_ready"].samples
    }
    assert {service for service, _ in ready} == SERVICES
    assert set(ready.values()) == {1.0}
    for name in (
        "exportlane_vitals_age_seconds", "exportlane_database_write_duration_seconds", "exportlane_disk_free_ratio",
        "exportlane_relay_unpublished", "exportlane_messages_parked", "exportlane_expiry_remaining_seconds",
        "exportlane_calendar_remaining_days", "exportlane_peer_clock_ahead_seconds", "exportlane_deliveries",
        "exportlane_cases_deadlines", "http_server_request_duration_seconds",
    ):  # fmt: skip
        assert families[name].samples, name


async def test_the_numbers_are_for_operators(running: System) -> None:
    answers = [
        (await running.client("customs", agency, role).get("/metrics")).status_code
        for agency, role in (("customs", "operator"), ("gateway", "operator"), ("customs", "officer"))
    ]
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=running.apps["customs"]), base_url="http://customs"
    ) as stranger:
        anonymous = await stranger.get("/metrics")

    assert answers == [200, 200, 403]
    assert anonymous.status_code == 401


async def test_who_scrapes_without_a_token_has_a_port_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    async with (
        system(tmp_path, metrics_port=port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as scraper,
    ):
        answer = await scraper.get("/metrics")
        with pytest.raises(StartupRefused, match="EXPORTLANE_METRICS_PORT"):
            MetricsPort(Exposition(), load_settings(ServiceSettings, metrics_port=port)).__enter__()
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient() as late:
            await late.get(f"http://127.0.0.1:{port}/metrics")

    assert "exportlane_process_started_seconds" in answer.text
