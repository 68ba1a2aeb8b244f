from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI
from opentelemetry.trace import SpanKind, StatusCode
from starlette.responses import Response

from exportlane.runtime.auth import open_to_anyone
from exportlane.runtime.telemetry.metrics import REQUEST_DURATION
from exportlane.runtime.web import API_POLICY, JsonResponse
from tests.runtime.edge_given import Edge, Paper, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


async def test_every_answer_carries_the_security_headers(edge: Edge) -> None:
    async with edge.client() as client:
        answers = [
            await client.get("/healthz"),
            await client.get("/v1/things/7"),
            await client.get("/v1/things/7", headers=edge.bearer()),
            await client.get("/v1/broken", headers=edge.bearer()),
        ]

    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"] == API_POLICY
        assert answer.headers["referrer-policy"] == "no-referrer"


async def test_pages_may_have_a_policy_of_their_own(tmp_path: Path) -> None:
    edge = small_service(tmp_path, policy=lambda path: "default-src 'self'" if path == "/v1/page" else None)
    async with edge.client() as client:
        assert (await client.get("/v1/page")).headers["content-security-policy"] == "default-src 'self'"
        assert (await client.get("/v1/other")).headers["content-security-policy"] == API_POLICY


async def test_an_answer_that_says_how_long_it_may_be_kept_keeps_its_own_word(tmp_path: Path) -> None:
    def routes() -> APIRouter:
        router = APIRouter(dependencies=[Depends(open_to_anyone("static"))])

        @router.get("/style.css")
        async def style() -> Response:
            policy = {"cache-control": "public, max-age=60", "content-security-policy": "sandbox"}
            return Response("", headers=policy)

        return router

    edge = small_service(tmp_path, routes=routes)
    async with edge.client() as client:
        answer = await client.get("/style.css")

    assert answer.headers.get_list("cache-control") == ["public, max-age=60"]
    assert answer.headers.get_list("content-security-policy") == ["sandbox"]


def test_money_leaves_as_text_and_models_as_objects() -> None:
    body = JsonResponse({"amount": Decimal("12.30"), "paper": Paper(name="x"), "on": date(2026, 3, 2)}).body

    assert json.loads(body) == {"amount": "12.30", "paper": {"name": "x", "lines": []}, "on": "2026-03-02"}


async def test_a_service_may_run_without_telemetry(tmp_path: Path) -> None:
    edge = small_service(tmp_path, telemetry=None)
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers=edge.bearer())

    assert answer.status_code == 200
    assert edge.spans.get_finished_spans() == ()


async def test_the_life_of_the_service_passes_the_edge(tmp_path: Path) -> None:
    lived: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        lived.append("started")
        yield
        lived.append("stopped")

    edge = small_service(tmp_path, lifespan=lifespan)

    async with edge.app.router.lifespan_context(edge.app):
        assert lived == ["started"]
    assert lived == ["started", "stopped"]


@pytest.mark.parametrize("given", ["short", "x" * 65, "new\nline-here", 'quote"quote'])
async def test_an_odd_request_id_is_replaced(edge: Edge, given: str) -> None:
    headers = [(b"x-request-id", given.encode())]
    async with edge.client() as client:
        answer = await client.get("/v1/page", headers=headers)

    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_callers_request_id_comes_back(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/page", headers={"x-request-id": "batch-2026-03-02.1"})

    assert answer.headers["x-request-id"] == "batch-2026-03-02.1"


async def test_a_request_is_a_span_under_its_callers_trace(edge: Edge) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with edge.client() as client:
        await client.get("/v1/things/7", headers=edge.bearer() | {"traceparent": parent})

    (span,) = edge.spans.get_finished_spans()
    assert (span.name, span.kind) == ("GET /v1/things/{number}", SpanKind.SERVER)
    assert f"{span.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == "b7ad6b7169203331"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/v1/things/{number}",
        "http.response.status_code": 200,
        "url.path": "/v1/things/7",
        "url.scheme": "http",
    }


async def test_a_refused_request_is_a_span_too_and_no_error_of_ours(edge: Edge) -> None:
    async with edge.client() as client:
        await client.get("/v1/things/7")

    (span,) = edge.spans.get_finished_spans()
    assert (span.attributes or {})["http.response.status_code"] == 401
    assert span.status.status_code is StatusCode.UNSET


async def test_probes_leave_no_spans(edge: Edge) -> None:
    async with edge.client() as client:
        await client.get("/healthz")
        await client.get("/readyz")

    assert edge.spans.get_finished_spans() == ()


async def test_a_request_leaves_one_log_line_and_no_token_in_it(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="exportlane")
    token = edge.token()
    async with edge.client() as client:
        await client.get("/v1/things/7", headers={"authorization": f"Bearer {token}"})

    (record,) = [record for record in caplog.records if record.message == "http.request"]
    fields = record.fields  # type: ignore[attr-defined]
    assert (fields["method"], fields["route"], fields["status"]) == ("GET", "/v1/things/{number}", 200)
    assert fields["actor"] == "licensing/officer/wang.li"
    assert token not in str(fields)


async def test_the_time_of_a_request_is_measured_by_route(edge: Edge) -> None:
    async with edge.client() as client:
        await client.get("/v1/things/7", headers=edge.bearer())
        await client.get("/v1/things/8", headers=edge.bearer())

    (scope,) = edge.metrics.get_metrics_data().resource_metrics[0].scope_metrics  # type: ignore[union-attr]
    (metric,) = [metric for metric in scope.metrics if metric.name == REQUEST_DURATION]
    (point,) = metric.data.data_points
    assert point.count == 2  # type: ignore[union-attr]
    assert (point.attributes or {})["http.route"] == "/v1/things/{number}"


def test_a_service_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    edge = small_service(tmp_path)

    edge.telemetry.shutdown()

    assert set(threading.enumerate()) == before
