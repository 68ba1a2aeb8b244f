from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from exportlane.runtime import problems
from exportlane.runtime.problems import (
    PROBLEMS,
    FieldError,
    Problem,
    ProblemKind,
    document,
    problem,
    register,
)

PROMISED = {
    "malformed-json": 400, "path-not-allowed": 400, "idempotency-key-missing": 400, "bad-cursor": 400,
    "token-missing": 401, "token-invalid": 401, "token-expired": 401, "forbidden": 403, "not-found": 404,
    "method-not-allowed": 405, "idempotency-key-in-progress": 409, "move-not-allowed": 409, "live-case-exists": 409,
    "stale-version": 412, "body-too-large": 413, "unsupported-media-type": 415, "validation-failed": 422,
    "idempotency-key-reused": 422, "unknown-profile": 422, "rule-violated": 422, "precondition-required": 428,
    "too-many-requests": 429, "internal-error": 500, "agency-unavailable": 503, "upstream-timeout": 504,
}  # fmt: skip


@pytest.mark.parametrize(("slug", "status"), PROMISED.items())
def test_every_promised_kind_has_its_status(slug: str, status: int) -> None:
    assert PROBLEMS[slug].status == status


def test_every_kind_has_a_title_in_both_languages() -> None:
    for kind in PROBLEMS.values():
        assert kind.title_en.isascii()
        assert kind.title_en
        assert re.search(r"[\u4e00-\u9fff]", kind.title_zh), kind.slug


def test_the_tree_in_the_docstring_names_every_built_in_kind() -> None:
    drawn = set(re.findall(r"[a-z]+(?:-[a-z]+)+|conflict|forbidden|unavailable", problems.__doc__ or ""))

    assert {slug for slug, _ in PROMISED.items()} <= drawn


def test_a_document_has_the_standard_members_and_ours() -> None:
    found = problem(
        "rule-violated",
        "The licence outlives its year.",
        field="/valid_to",
        article="公告2024年第6号",
        extra={"code": "validity", "status": 200},
        errors=[FieldError("body", "/valid_to", "Too late.")],
    )

    assert document(found, instance="/v1/applications/7") == {
        "type": "urn:exportlane:problem:rule-violated",
        "title": "A rule forbids this",
        "title_zh": "违反规则",
        "status": 422,  # an extra member never overrides a standard one
        "slug": "rule-violated",
        "detail": "The licence outlives its year.",
        "instance": "/v1/applications/7",
        "field": "/valid_to",
        "article": "公告2024年第6号",
        "code": "validity",
        "errors": [{"part": "body", "field": "/valid_to", "sentence": "Too late."}],
    }


def test_absent_members_are_left_out() -> None:
    assert set(document(problem("not-found", "No."), instance=None)) == {
        "type", "title", "title_zh", "status", "slug", "detail",
    }  # fmt: skip


def test_an_unknown_slug_is_a_mistake_of_ours_not_an_answer() -> None:
    with pytest.raises(KeyError):
        problem("not-fuond", "A slip.")


def test_a_service_adds_its_own_kind_once_and_cannot_change_another() -> None:
    kind = ProblemKind("seal-missing-in-test", 422, "The seal is missing", "缺少印章")

    register(kind)
    register(kind)

    try:
        assert problem("seal-missing-in-test", "No seal.").status == 422
        with pytest.raises(ValueError, match="another meaning"):
            register(ProblemKind("seal-missing-in-test", 409, "The seal is missing", "缺少印章"))
    finally:
        del PROBLEMS["seal-missing-in-test"]


@pytest.mark.parametrize("slug", ["Seal", "seal_missing", "-seal", "seal--x", ""])
def test_a_slug_is_lower_case_words_joined_by_hyphens(slug: str) -> None:
    with pytest.raises(ValueError, match="hyphens"):
        register(ProblemKind(slug, 422, "x", "x"))


@pytest.mark.parametrize("status", [200, 399, 600])
def test_a_kind_has_the_status_of_an_error(status: int) -> None:
    with pytest.raises(ValueError, match="no error"):
        register(ProblemKind("odd", status, "x", "x"))


def test_a_challenge_names_no_error_when_no_token_was_sent() -> None:
    missing = problems.response_to(problem("token-missing", "Send one."), instance=None)
    invalid = problems.response_to(problem("token-invalid", "No."), instance=None)

    assert missing.headers["www-authenticate"] == 'Bearer realm="exportlane"'
    assert invalid.headers["www-authenticate"] == 'Bearer realm="exportlane", error="invalid_token"'
    assert missing.media_type == "application/problem+json"


def test_problems_of_one_status_share_one_declaration_with_an_example_each() -> None:
    declared = problems.responses("stale-version", "move-not-allowed", "live-case-exists")

    assert set(declared) == {409, 412}
    content = declared[409]["content"]["application/problem+json"]
    assert set(content["examples"]) == {"move-not-allowed", "live-case-exists"}
    assert content["examples"]["live-case-exists"]["value"]["slug"] == "live-case-exists"
    assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_an_unknown_slug_cannot_be_declared() -> None:
    with pytest.raises(KeyError):
        problems.responses("not-fuond")


@pytest.mark.parametrize(
    ("status", "slug"),
    [(404, "not-found"), (405, "method-not-allowed"), (418, "bad-request"), (507, "internal-error")],
)
def test_every_bare_http_error_has_a_slug(status: int, slug: str) -> None:
    assert problems.from_http(HTTPException(status)).slug == slug


def test_a_pointer_escapes_what_json_pointer_reserves() -> None:
    assert problems.pointer(("vehicles", 0, "a/b~c")) == "/vehicles/0/a~1b~0c"
    assert problems.pointer(()) == ""


def test_a_list_of_errors_stops_at_a_hundred() -> None:
    found = problems.invalid([{"loc": ("body", "x", n), "msg": "bad", "type": "t"} for n in range(1000)])

    assert len(found.errors) == 100
    assert found.errors[0] == FieldError("body", "/x/0", "bad.")


def test_no_error_at_all_still_makes_a_sentence() -> None:
    assert problems.invalid([]).detail == "The content is not valid."


def test_a_problem_says_its_slug_and_sentence_in_a_log() -> None:
    assert str(Problem("not-found", "There is no such thing.")) == "not-found: There is no such thing."


async def test_an_app_without_the_edge_answers_with_problems_too() -> None:
    app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
    problems.install(app)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        answer = await client.get("/broken")

    assert answer.status_code == 500
    assert answer.json()["slug"] == "internal-error"
    assert "secret" not in answer.text
