"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""An answer for machines loads nothing and is framed nowhere, should a browser ever show it."""


@dataclass(frozen=True, slots=True)
class SecurityHeaders:
    """Adds what is missing; an answer that sets one of them itself keeps its own.

    `policy` gives the Content-Security-Policy of a path, or None for the strict one of the API.
    """

    policy: Callable[[str], str | None] | None = None

    def add(self, headers: MutableHeaders, path: str, request_id: str) -> None:
        """Change the headers of an answer in place."""
        raw = headers.raw
        present = {name for name, _ in raw}
        if b"content-security-policy" not in present:
            own = self.policy(path) if self.policy is not None else None
            raw.append((b"content-security-policy", (own or API_POLICY).encode("latin-1")))
        if b"cache-control" not in present:
            raw.append((b"cache-control", b"no-store"))
        raw.append((b"x-content-type-options", b"nosniff"))
        raw.append((b"referrer-policy", b"no-referrer"))
        raw.append((b"x-request-id", request_id.encode("latin-1")))
