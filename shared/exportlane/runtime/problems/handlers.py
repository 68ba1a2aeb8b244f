"""What the web framework raises, turned into problems."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from opentelemetry import trace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.problems.documents import FieldError, Problem, response_to
from exportlane.runtime.problems.kinds import OF_STATUS
from exportlane.runtime.problems.sentences import file_instead_of_json, sentence_of

_log = logging.getLogger("exportlane.web")
_PARTS = frozenset({"body", "query", "path", "header", "cookie"})
_MOST_ERRORS = 100
_UNREADABLE_BODY = "There was an error parsing the body"


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document: ours, the framework's and the unexpected."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ResponseValidationError, _on_unexpected)
    app.add_exception_handler(Exception, _on_unexpected)


def unexpected(error: BaseException, *, method: str, path: str) -> Problem:
    """Log an error that nobody foresaw, once, with its trace; the problem tells the caller nothing more."""
    context = trace.get_current_span().get_span_context()
    number = f"{context.trace_id:032x}" if context.is_valid else None
    _log.error(
        "request.failed",
        exc_info=(type(error), error, error.__traceback__),
        extra={"fields": {"method": method, "path": path, "trace_id": number}},
    )
    detail = "The service met an error that it did not foresee. Nothing about it is your fault; it has been recorded."
    return Problem("internal-error", detail, extra={"trace_id": number} if number else None)


def invalid(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """`validation-failed` with every error of pydantic's list (at most 100): pointer and sentence, never the input."""
    found = [_field_error(error) for error in errors][:_MOST_ERRORS]
    if not found:
        return Problem("validation-failed", "The content is not valid.")
    first = found[0]
    where = f"{first.part} {first.field}".strip() if first.field else f"the {first.part}"
    more = f" ({len(found) - 1} more in errors)" if len(found) > 1 else ""
    pointer = first.field if first.part == "body" else None
    return Problem("validation-failed", f"{where}: {first.sentence}{more}", field=pointer, errors=found)


def pointer(steps: Iterable[object]) -> str:
    """A JSON pointer (RFC 6901): ``("vehicles", 0, "a/b")`` becomes ``/vehicles/0/a~1b``."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _field_error(error: Mapping[str, Any]) -> FieldError:
    steps = tuple(error.get("loc", ()))
    part = "body"
    if steps and steps[0] in _PARTS:
        part, steps = str(steps[0]), steps[1:]
    return FieldError(part=part, field=pointer(steps), sentence=sentence_of(error))


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - the framework calls this for nothing else
    return response_to(error, instance=request.url.path)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - likewise
    errors = error.errors()
    if any(each.get("type") == "json_invalid" for each in errors):
        found = Problem("malformed-json", _other_file(request) or _where_json_broke(errors))
    elif any(tuple(each.get("loc", ())) == ("body",) for each in errors) and not _claims_json(request):
        found = Problem("unsupported-media-type", "The body must be sent as application/json.")
    else:
        found = invalid(errors)
    return response_to(found, instance=request.url.path)


def _where_json_broke(errors: Iterable[Mapping[str, Any]]) -> str:
    for each in errors:
        position = each.get("loc", ("body", 0))[-1]
        reason = each.get("ctx", {}).get("error", "not JSON")
        if reason.endswith("stands twice in one object"):
            return f"The body cannot be taken: {reason}."
        return f"The body is not well-formed JSON at character {position}: {reason}."
    return "The body is not well-formed JSON."


def _claims_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    # A missing body carries no type; then the missing body is the error, not its type.
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    return (
        not has_body
        or kind == "application/json"
        or (kind.startswith("application/") and kind.endswith("+json"))
    )


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - likewise
    found = from_http(error)
    if found.slug == "malformed-json" and (file := _other_file(request)):
        found = Problem(found.slug, file)
    return response_to(found, instance=request.url.path)


def _other_file(request: Request) -> str | None:
    # What the request has kept of its body; reading it here would wait for ever where somebody else has read it.
    kind = file_instead_of_json(getattr(request, "_body", b""))
    return None if kind is None else f"The body is {kind}, and not the JSON that its content type claims."


def from_http(error: HTTPException) -> Problem:
    """The problem that a bare HTTP error of the framework stands for."""
    if error.status_code == 400 and error.detail == _UNREADABLE_BODY:
        return Problem("malformed-json", "The body cannot be read as JSON in UTF-8.")
    slug = OF_STATUS.get(error.status_code, "internal-error" if error.status_code >= 500 else "bad-request")
    detail = {
        404: "There is nothing at this address.",
        405: "This address does not know the method.",
    }.get(error.status_code, f"{error.detail}".rstrip(".") + ".")
    return Problem(slug, detail, headers=dict(error.headers) if error.headers else None)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    found = unexpected(error, method=request.method, path=request.url.path)
    return response_to(found, instance=request.url.path)
