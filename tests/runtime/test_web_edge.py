from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Depends, FastAPI
from opentelemetry.trace import SpanKind, StatusCode
from starlette.responses import Response

from exportlane.runtime.auth import open_to_anyone
from exportlane.runtime.telemetry.metrics import REQUEST_DURATION
from exportlane.runtime.web import API_POLICY, Check, CheckFailed, JsonResponse, checked
from tests.runtime.edge_given import Edge, Paper, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


JSON = {"content-type": "application/json"}


async def post(edge: Edge, content: bytes, **headers: str) -> Any:
    async with edge.client() as client:
        return await client.post("/v1/things", content=content, headers=edge.bearer() | JSON | headers)


# Bad input


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"nonsense",
        b"\xff\xfe{",
        b'{"name": "x"',
        b"[" * 100_000,
        b'{"name": ' + b"9" * 5000 + b"}",
        b"{'name': 1}",
    ],
)
async def test_a_body_that_is_no_json_is_refused(edge: Edge, body: bytes) -> None:
    answer = await post(edge, body)

    expected = (422, "validation-failed") if body == b"" else (400, "malformed-json")
    assert (answer.status_code, answer.json()["slug"]) == expected
    assert answer.headers["content-type"] == "application/problem+json"


async def test_every_wrong_field_is_named_at_once_by_its_pointer(edge: Edge) -> None:
    body = {"name": 7, "colour": "red", "lines": [{"vin": "LSV1"}, {"vin": None, "wheels": 4}]}

    answer = await post(edge, json.dumps(body).encode())

    document = answer.json()
    assert (answer.status_code, document["slug"]) == (422, "validation-failed")
    errors = {error["field"]: error["sentence"] for error in document["errors"]}
    assert set(errors) == {"/name", "/colour", "/lines/1/vin", "/lines/1/wheels"}
    assert errors["/colour"] == "This is an unknown field."
    assert all(sentence.endswith(".") for sentence in errors.values())
    assert "LSV1" not in answer.text  # what was sent is never sent back


async def test_a_missing_field_is_named(edge: Edge) -> None:
    document = (await post(edge, b"{}")).json()

    assert document["field"] == "/name"
    assert document["errors"] == [{"part": "body", "field": "/name", "sentence": "This field is required."}]


async def test_a_wrong_part_of_the_path_is_named(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/things/seven", headers=edge.bearer())

    assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed")
    assert [(error["part"], error["field"]) for error in answer.json()["errors"]] == [("path", "/number")]
    assert "field" not in answer.json()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
async def test_a_body_that_is_not_called_json_is_refused(edge: Edge, kind: str) -> None:
    answer = await post(edge, b'{"name": "x"}', **{"content-type": kind})

    assert (answer.status_code, answer.json()["slug"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/merge-patch+json"])
async def test_kinds_of_json_are_json(edge: Edge, kind: str) -> None:
    assert (await post(edge, b'{"name": "x"}', **{"content-type": kind})).status_code == 201


@pytest.mark.parametrize(
    "text", [r"\u0000", r"a\u0000b", r"\ud800", r"\udc00\ud800", r"\\\ud800", r"\uD83D\u0041"]
)
async def test_text_that_no_database_can_hold_is_refused(edge: Edge, text: str) -> None:
    answer = await post(edge, b'{"name": "' + text.encode() + b'"}')

    assert (answer.status_code, answer.json()["slug"]) == (400, "bad-request")


@pytest.mark.parametrize("text", [r"\ud83d\ude97", r"\\u0000", r"\\ud800", r"\u00e9", "旧机动车"])
async def test_text_that_only_looks_so_is_taken(edge: Edge, text: str) -> None:
    answer = await post(edge, b'{"name": "' + text.encode() + b'"}')

    assert answer.status_code == 201
    assert answer.json()["name"] == json.loads(f'"{text}"')


async def test_the_escape_of_nul_is_found_across_the_border_of_chunks(edge: Edge) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"name": "\\u0'
        yield b'000"}'

    async with edge.client() as client:
        answer = await client.post("/v1/things", content=chunks(), headers=edge.bearer() | JSON)

    assert answer.status_code == 400


@pytest.mark.parametrize("target", ["/v1/things/%00", "/v1/things/7?x=%00"])
async def test_an_address_with_nul_is_refused(edge: Edge, target: str) -> None:
    async with edge.client() as client:
        answer = await client.get(target, headers=edge.bearer())

    assert (answer.status_code, answer.json()["slug"]) == (400, "path-not-allowed")


async def test_an_oversized_body_is_refused_by_its_announced_length(tmp_path: Path) -> None:
    edge = small_service(tmp_path, max_body=100)

    answer = await post(edge, b'{"name": "' + b"x" * 100 + b'"}')

    assert (answer.status_code, answer.json()["slug"]) == (413, "body-too-large")
    assert "100 bytes" in answer.json()["detail"]


async def test_an_oversized_body_without_a_length_is_not_read_to_its_end(tmp_path: Path) -> None:
    edge = small_service(tmp_path, max_body=100)
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 50
            yield b" " * 50

    async with edge.client() as client:
        answer = await client.post("/v1/things", content=chunks(), headers=edge.bearer() | JSON)

    assert (answer.status_code, answer.json()["slug"]) == (413, "body-too-large")
    assert sent <= 200


async def test_a_body_of_exactly_the_limit_is_taken(tmp_path: Path) -> None:
    edge = small_service(tmp_path, max_body=100)
    frame = len(b'{"name": ""}')

    assert (await post(edge, b'{"name": "' + b"x" * (100 - frame) + b'"}')).status_code == 201
    assert (await post(edge, b'{"name": "' + b"x" * (101 - frame) + b'"}')).status_code == 413


async def test_a_length_that_lies_does_not_help(tmp_path: Path) -> None:
    edge = small_service(tmp_path, max_body=100)
    sent: list[Any] = []
    headers = [(b"content-length", b"10"), (b"content-type", b"application/json")]
    headers.append((b"authorization", f"Bearer {edge.token()}".encode()))
    scope = {
        "type": "http", "method": "POST", "path": "/v1/things", "raw_path": b"/v1/things", "query_string": b"",
        "headers": headers, "scheme": "http", "server": ("t", 80), "client": ("c", 1), "http_version": "1.1",
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b" " * 1000, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    await edge.app(scope, receive, send)

    assert sent[0]["status"] == 413


async def test_another_method_is_refused_and_the_right_one_named(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.delete("/v1/things/7", headers=edge.bearer())

    assert (answer.status_code, answer.json()["slug"]) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


async def test_a_slash_too_much_is_another_address(edge: Edge) -> None:
    async with edge.client() as client:
        assert (await client.get("/v1/things/7/", headers=edge.bearer())).status_code == 404


async def test_a_refusal_of_the_law_arrives_with_its_article(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.post("/v1/things/7/cancel", headers=edge.bearer("supervisor"))

    document = answer.json()
    assert (answer.status_code, document["slug"]) == (409, "move-not-allowed")
    assert (document["article"], document["code"], document["instance"]) == (
        "办法 第一条",
        "used",
        "/v1/things/7/cancel",
    )


async def test_an_error_nobody_foresaw_is_logged_once_and_tells_the_caller_nothing(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    async with edge.client() as client:
        answer = await client.get("/v1/broken", headers=edge.bearer())

    document = answer.json()
    assert (answer.status_code, document["slug"]) == (500, "internal-error")
    assert "hunter2" not in answer.text
    failures = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.message for record in failures] == ["request.failed"]
    assert "hunter2" in str(failures[0].exc_info)
    (span,) = edge.spans.get_finished_spans()
    assert document["trace_id"] == f"{span.context.trace_id:032x}"
    assert span.status.status_code is StatusCode.ERROR


# What every answer carries


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


# Telemetry of a request


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


# Health


async def test_liveness_asks_nobody(tmp_path: Path) -> None:
    async def broken() -> list[Check]:
        raise AssertionError("liveness must not ask")

    edge = small_service(tmp_path, readiness=broken)
    async with edge.client() as client:
        answer = await client.get("/healthz")

    assert answer.json() == {"status": "alive", "service": "licensing"}


async def test_readiness_shows_each_check(edge: Edge) -> None:
    async with edge.client() as client:
        answer = await client.get("/readyz")

    check = {"name": "database", "ok": True, "sentence": "It takes writes.", "ms": 0.4}
    assert answer.json() == {"status": "ready", "service": "licensing", "checks": [check]}


async def test_one_failed_check_makes_the_service_unready(edge: Edge) -> None:
    edge.checks.append(Check("broker", ok=False, sentence="It does not answer.", ms=1000))
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")


async def test_a_check_that_raises_makes_the_service_unready_and_tells_no_details(tmp_path: Path) -> None:
    async def broken() -> list[Check]:
        raise RuntimeError("postgresql://owner:secret@db")

    edge = small_service(tmp_path, readiness=broken)
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "secret" not in answer.text


async def test_many_probes_ask_the_dependencies_once(tmp_path: Path) -> None:
    asked = 0

    async def readiness() -> list[Check]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return []

    edge = small_service(tmp_path, readiness=readiness)
    async with edge.client() as client:
        answers = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {200}
    assert asked == 1


async def test_a_check_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exportlane.runtime.web.health._LIMIT_S", 0.01)

    async def readiness() -> list[Check]:
        await asyncio.Event().wait()
        return []

    edge = small_service(tmp_path, readiness=readiness)
    async with edge.client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert "did not answer" in answer.json()["checks"][0]["sentence"]


async def test_a_check_tells_its_own_sentence_and_nobody_elses() -> None:
    async def fine() -> str:
        return "Ten partitions answer."

    async def refused() -> str:
        raise CheckFailed("The relay has stopped.")

    async def broken() -> str:
        raise OSError("password of owner")

    assert (await checked("broker", fine)).sentence == "Ten partitions answer."
    assert (await checked("relay", refused)).sentence == "The relay has stopped."
    hidden = await checked("database", broken)
    assert (hidden.ok, hidden.sentence) == (False, "It does not answer (OSError).")


# OpenAPI


async def test_the_document_is_open_and_says_who_may_call(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    create = document["paths"]["/v1/things"]["post"]
    assert create["x-demands"] == ["officer of licensing"]
    assert create["security"] == [{"bearer": []}]
    assert set(create["responses"]) == {"200", "400", "401", "403", "409", "413", "415", "422", "500"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)


async def test_an_open_route_says_nothing_about_tokens(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    for path in ("/healthz", "/v1/page"):
        operation = document["paths"][path]["get"]
        assert "security" not in operation
        assert "401" not in operation["responses"]


async def test_every_declared_problem_refers_to_the_schema_of_problems(edge: Edge) -> None:
    async with edge.client() as client:
        document = (await client.get("/openapi.json")).json()

    declared = [
        response["content"]["application/problem+json"]
        for item in document["paths"].values()
        for operation in item.values()
        for status, response in operation["responses"].items()
        if status >= "400" and "application/problem+json" in response.get("content", {})
    ]
    assert len(declared) > 20
    assert all(content["schema"] == {"$ref": "#/components/schemas/Problem"} for content in declared)


@pytest.mark.parametrize("address", ["/docs", "/redoc"])
async def test_no_page_loads_scripts_from_elsewhere(edge: Edge, address: str) -> None:
    async with edge.client() as client:
        assert (await client.get(address, headers=edge.bearer())).status_code == 404


def test_a_service_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    edge = small_service(tmp_path)

    edge.telemetry.shutdown()

    assert set(threading.enumerate()) == before
