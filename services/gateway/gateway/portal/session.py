"""Who looks at a page: a signed cookie that carries the access token, and the token of forms that goes with it. PURE.

The cookie is `HttpOnly` and `SameSite=Lax`, and `Secure` wherever the page did not come over loopback; its name then
carries the prefix by which browsers refuse one that another host tries to set. Keys and chance are arguments.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

MAX_COOKIE = 4000
"""Browsers keep no longer ones; a token that does not fit is refused at sign-in instead of being lost silently."""


@dataclass(frozen=True, slots=True)
class Session:
    """One visit. `token` is empty before sign-in; `sid` changes at every sign-in."""

    sid: str
    token: str
    expires_at: int


class Sessions:
    """Seals and opens session cookies with one secret key, which every replica must share."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, session: Session) -> str:
        """The cookie's value. Raises ValueError when it would be too long for a browser to keep."""
        payload = json.dumps([session.sid, session.token, session.expires_at]).encode()
        value = f"{_text(payload)}.{_text(self._mac(b'session', payload))}"
        if len(value) > MAX_COOKIE:
            raise ValueError("the token is too long for a cookie")
        return value

    def open(self, value: str | None, *, now: datetime) -> Session | None:
        """The session of a cookie, or None when it is absent, altered or over."""
        if not value or len(value) > MAX_COOKIE:
            return None
        payload, _, mac = value.partition(".")
        try:
            content = _bytes(payload)
            if not hmac.compare_digest(_bytes(mac), self._mac(b"session", content)):
                return None
            session = Session(*json.loads(content))
        except (ValueError, TypeError, binascii.Error):
            return None
        return session if session.expires_at > now.timestamp() else None

    def form_token(self, session: Session) -> str:
        """What a form of this visit must send back."""
        return _text(self._mac(b"form", session.sid.encode()))

    def accepts(self, session: Session, token: str) -> bool:
        """Whether a form really came from a page of this visit."""
        return hmac.compare_digest(token.encode(), self.form_token(session).encode())

    def _mac(self, purpose: bytes, content: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\x00" + content, hashlib.sha256)


def is_loopback(host: str | None) -> bool:
    """Whether a page asked for under this host name never leaves the machine."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def cookie_name(*, secure: bool) -> str:
    """`__Host-` makes the browser insist on Secure, on the path `/` and on no domain."""
    return "__Host-exportlane" if secure else "exportlane_session"


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
