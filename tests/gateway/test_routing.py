"""The way to the agencies: what passes through, what is refused, and what an agency that is down looks like."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from starlette.types import Message

from tests.gateway.conftest import Alone
from tests.gateway.test_paths import ESCAPES


async def test_a_call_passes_with_the_callers_own_token_and_headers(alone: Alone) -> None:
    alone.agencies.answers["licensing"] = lambda _request: httpx.Response(
        201,
        json={"id": "1"},
        headers={
            "etag": '"3"',
            "location": "/v1/applications/1",
            "connection": "close",
            "x-internal": "node-7",
        },
    )
    client = alone.client("licensing", "officer")

    answer = await client.http.post(
        "/v1/licensing/applications/1/grant?note=%E5%A4%A9",
        json={"a": 1},
        headers={"idempotency-key": "k", "if-match": '"2"', "x-forwarded-host": "evil", "te": "trailers"},
    )

    request = alone.agencies.of("licensing")[0]
    assert request.url.raw_path == b"/v1/applications/1/grant?note=%E5%A4%A9"
    assert request.headers["authorization"] == client.http.headers["authorization"]
    assert (request.headers["idempotency-key"], request.headers["if-match"]) == ("k", '"2"')
    assert request.content == b'{"a":1}'
    assert request.headers["traceparent"]
    assert not {"x-forwarded-host", "te", "cookie"} & set(request.headers)
    assert (answer.status_code, answer.json(), answer.headers["etag"]) == (201, {"id": "1"}, '"3"')
    assert answer.headers["location"] == "/v1/licensing/applications/1"
    assert not {"x-internal", "connection"} & set(answer.headers)


async def test_a_problem_document_of_an_agency_passes_as_it_is(alone: Alone) -> None:
    body = {"slug": "stale-version", "status": 412, "detail": "Older."}
    alone.agencies.answers["customs"] = lambda _request: httpx.Response(
        412, json=body, headers={"content-type": "application/problem+json"}
    )

    answer = await alone.client("customs", "officer").get("/v1/customs/declarations/1")

    assert (answer.status_code, answer.headers["content-type"]) == (412, "application/problem+json")
    assert answer.json() == body


async def test_an_agency_cannot_send_a_caller_to_another_host(alone: Alone) -> None:
    alone.agencies.answers["customs"] = lambda _request: httpx.Response(
        302, headers={"location": "https://evil.example/"}
    )

    answer = await alone.client("customs", "officer").get("/v1/customs/declarations")

    assert answer.status_code == 302
    assert "location" not in answer.headers


async def ask_raw(alone: Alone, raw_path: bytes) -> int:
    """Ask as a server would after reading these very bytes from the wire; the status of the answer."""
    client = alone.client("licensing", "officer").http
    statuses: list[int] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"), "raw_path": raw_path, "query_string": b"",
        "root_path": "", "headers": [(b"authorization", client.headers["authorization"].encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip

    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await alone.system.apps["gateway"](scope, receive, send)
    return statuses[0]


async def test_no_attempt_to_escape_reaches_an_agency(alone: Alone) -> None:
    answers = {path: await ask_raw(alone, path) for path in ESCAPES}

    assert not {path: status for path, status in answers.items() if status not in {303, 400, 401, 404, 405}}
    assert alone.agencies.asked == []
    assert await ask_raw(alone, b"/v1/licensing/applications") == 201


@pytest.mark.parametrize("path", ["/v1/gateway/cases", "/v1/elsewhere/things"])
async def test_only_discovered_agencies_have_a_route(alone: Alone, path: str) -> None:
    answer = await alone.client().get(path)

    assert (answer.status_code, answer.json()["slug"]) == (400, "path-not-allowed")


async def test_nobody_passes_without_a_token(alone: Alone) -> None:
    client = alone.client()
    client.http.headers.pop("authorization")

    answer = await client.get("/v1/licensing/applications")

    assert (answer.status_code, answer.json()["slug"]) == (401, "token-missing")
    assert alone.agencies.asked == []


async def test_a_safe_call_is_tried_again_and_an_unsafe_one_never(alone: Alone) -> None:
    calls = {"GET": 0, "POST": 0}

    def stumbling(request: httpx.Request) -> httpx.Response:
        calls[request.method] += 1
        if calls[request.method] == 1:
            raise httpx.ReadError("reset")
        return httpx.Response(200, json={})

    alone.agencies.answers["customs"] = stumbling
    client = alone.client("customs", "officer")

    read = await client.get("/v1/customs/declarations")
    written = await client.post("/v1/customs/declarations/1/release")

    assert (read.status_code, calls["GET"]) == (200, 2)
    assert (written.status_code, written.json()["slug"], calls["POST"]) == (503, "agency-unavailable", 1)
    assert written.headers["retry-after"]


async def test_an_agency_that_fails_again_and_again_is_left_alone_for_a_while(alone: Alone) -> None:
    def down(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down")

    alone.agencies.answers["tax-rebate"] = down
    client = alone.client("tax-rebate", "officer")
    for _ in range(6):
        await client.post("/v1/tax-rebate/claims/1/pay")
    asked = len(alone.agencies.of("tax-rebate"))

    answer = await client.get("/v1/tax-rebate/claims")

    assert (answer.status_code, answer.json()["slug"]) == (503, "agency-unavailable")
    assert "left alone" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) >= 1
    assert len(alone.agencies.of("tax-rebate")) == asked
    assert (await alone.client("customs", "officer").get("/v1/customs/declarations")).status_code == 201


async def test_an_agency_that_does_not_answer_in_time_is_a_timeout(alone: Alone) -> None:
    async def hanging() -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    alone.agencies.answers["customs"] = lambda _request: hanging()
    alone.entrance.proxy._seconds = 0.05

    answer = await alone.client("customs", "officer").get("/v1/customs/declarations")

    assert (answer.status_code, answer.json()["slug"]) == (504, "upstream-timeout")


async def test_an_agency_out_of_service_is_said_to_be_so_when_one_reads(alone: Alone) -> None:
    alone.agencies.answers["customs"] = lambda _request: httpx.Response(503)

    answer = await alone.client("customs", "officer").get("/v1/customs/declarations")

    assert (answer.status_code, answer.json()["slug"]) == (503, "agency-unavailable")
