from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.trace import StatusCode

from tests.runtime.edge_given import Edge, small_service


@pytest.fixture
def edge(tmp_path: Path) -> Edge:
    return small_service(tmp_path)


JSON = {"content-type": "application/json"}


async def post(edge: Edge, content: bytes, **headers: str) -> Any:
    async with edge.client() as client:
        return await client.post("/v1/things", content=content, headers=edge.bearer() | JSON | headers)


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
