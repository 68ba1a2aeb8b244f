"""What the documents say of unsafe routes: the headers that they carry and the problems that these lead to.

The counter demands the headers and raises the problems; here they are only declared.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Header

from exportlane.runtime.problems import responses

ONCE: Final = (
    "idempotency-key-missing", "idempotency-key-in-progress", "idempotency-key-reused", "bad-request",
)  # fmt: skip
"""What can be wrong with the key of a request that has its effect once."""
VERB: Final = (
    *ONCE, "not-found", "precondition-required", "stale-version", "move-not-allowed", "rule-violated",
)  # fmt: skip
"""What can be wrong with a verb on a thing."""

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": 255},
}
_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "example": '"3"',
}


def creating(model: type, *slugs: str) -> dict[str, Any]:
    """What is declared of a route that makes a thing, for FastAPI: ``@router.post("", **creating(Shown, *ONCE))``."""
    return _unsafe(201, model, slugs, [_KEY])


def acting(model: type, *slugs: str) -> dict[str, Any]:
    """What is declared of a verb on a thing: ``@router.post("/{id}/grant", **acting(Shown, *VERB))``."""
    return _unsafe(200, model, slugs, [_KEY, _MATCH])


def _unsafe(
    status: int, model: type, slugs: tuple[str, ...], headers: list[dict[str, object]]
) -> dict[str, Any]:
    return {
        "status_code": status,
        "response_model": None,
        "responses": {status: {"model": model}, **responses(*slugs)},
        "openapi_extra": {"parameters": headers},
    }


_Key = Annotated[
    str | None, Header(description="Required: one key for one intention; a repeat gets the first answer")
]
_Match = Annotated[str | None, Header(description="Required: the ETag that was decided on")]


def _keyed(idempotency_key: _Key = None) -> None:
    """Declare the header; the counter demands it."""


def _versioned(idempotency_key: _Key = None, if_match: _Match = None) -> None:
    """Declare the headers; the counter demands them."""


KEYED: Final = [Depends(_keyed)]
"""The key as a dependency, for routes that declare their own answer: ``dependencies=KEYED``."""
VERSIONED: Final = [Depends(_versioned)]
"""The key and the version likewise, for verbs."""
