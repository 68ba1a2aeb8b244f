"""What an unsafe request must carry: an `Idempotency-Key`, and with a verb on a thing the version it was decided on.

Raises problems only: idempotency-key-missing, bad-request, precondition-required.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request

from exportlane.runtime.problems import problem

LONGEST_KEY = 255


def etag(version: int) -> str:
    """The ETag of a thing in this version."""
    return f'"{version}"'


def key_of(request: Request) -> str:
    """The `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header)."""
    key = request.headers.get("idempotency-key", "").strip()
    if not key:
        sentence = "This call changes something; it needs an Idempotency-Key header."
        raise problem("idempotency-key-missing", sentence)
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise problem("bad-request", f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return key


def version_of(request: Request) -> int | None:
    """The version in `If-Match`; None for `*`, which means «whatever it is now»."""
    text = request.headers.get("if-match", "").strip()
    if not text:
        sentence = "This call needs an If-Match header with the version you decided on."
        raise problem("precondition-required", sentence)
    if text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise problem("bad-request", 'If-Match must be the ETag of the thing, for example "3".')
    return int(number)


async def digest_of(request: Request) -> str:
    """What tells a repeat of a request from another one under the same key."""
    target = (
        f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('if-match', '')}\n"
    )
    return hashlib.sha256(target.encode() + await request.body()).hexdigest()
