"""How much a body may hold, and what no text in it may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

_HIGH = rb"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW = rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_UNSTORABLE = re.compile(rb"\\u0000|" + _HIGH + rb"(?!" + _LOW + rb")|(?<!" + _HIGH + rb")" + _LOW)


def limited(receive: Receive, headers: Mapping[bytes, bytes], *, limit: int) -> Receive:
    """A `receive` that raises HTTPException 413 as soon as the body is seen to pass `limit` bytes.

    A length that is announced is believed when it is too large and counted anyway when it is not; a chunked body has
    none and is counted. Escapes of U+0000 and of halves of surrogate pairs are refused with 400: they are well-formed
    JSON (RFC 8259), yet no text that a database could store (RFC 7493, section 2.1).
    """
    announced = headers.get(b"content-length", b"0")
    too_large = announced.isdigit() and int(announced[:18]) > limit
    seen = 0
    parts: list[bytes] = []

    async def counting() -> Message:
        nonlocal seen
        if too_large:
            raise _too_large(limit)
        message = await receive()
        if message["type"] == "http.request":
            chunk = message.get("body", b"")
            seen += len(chunk)
            if seen > limit:
                raise _too_large(limit)
            parts.append(chunk)
            if not message.get("more_body", False):
                _refuse_unstorable(parts[0] if len(parts) == 1 else b"".join(parts))
                parts.clear()
        return message

    return counting


def _refuse_unstorable(body: bytes) -> None:
    # Nearly every body ends here: Chinese is sent as UTF-8 and needs no escapes.
    if b"\\u" not in body:
        return
    # An escaped backslash before a `u` is no escape of a character.
    if _UNSTORABLE.search(body.replace(b"\\\\", b"")):
        raise HTTPException(
            400, "The body holds U+0000 or half a surrogate pair, which no text here may hold"
        )


def _too_large(limit: int) -> HTTPException:
    # The connection cannot be used again: the rest of the body is still on its way.
    return HTTPException(413, f"The body is larger than {limit} bytes", headers={"connection": "close"})
