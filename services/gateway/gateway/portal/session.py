"""Who looks at a page: a cookie with a random number, and what the server keeps under it. PURE.

The cookie is `HttpOnly` and `SameSite=Lax`, and `Secure` wherever the page did not come over loopback; its name then
carries the prefix by which browsers refuse one that another host tries to set. Tokens never leave the server: they
are sealed before they are kept. Keys, moments and chance are arguments.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAX_COOKIE: Final = 4000
"""Browsers keep no longer ones."""
NUMBER_BYTES: Final = 32
_NUMBER = re.compile(r"[A-Za-z0-9_-]{43}")
_NONCE_BYTES: Final = 12
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Session:
    """One visit. `sid` is what the cookie holds and changes at every sign-in; `token` is empty before it.

    `expires_at` is when the visit ends at the latest, `token_ends` when the access token does; `refresh` brings the
    next one, `hint` (the id token) tells the issuer who leaves. All moments are seconds since 1970.
    """

    sid: str = field(repr=False)
    token: str = field(repr=False)
    expires_at: int
    refresh: str = field(default="", repr=False)
    hint: str = field(default="", repr=False)
    token_ends: int = 0

    @property
    def row(self) -> str:
        """Under which the server keeps it: who reads the table cannot make a cookie of it."""
        return hashlib.sha256(self.sid.encode()).hexdigest()


class Secrets:
    """Seals what is kept and marks forms with one secret key, which every replica must share."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(hmac.digest(key, b"sealing", hashlib.sha256))

    def seal(self, content: Any, *, purpose: str, chance: bytes) -> str:
        """JSON that nobody else can read or change. `chance` is 12 random bytes, used once; `purpose` binds it."""
        if len(chance) != _NONCE_BYTES:
            raise ValueError("a seal needs 12 random bytes")
        text = json.dumps(content, separators=(",", ":")).encode()
        return _text(chance + self._cipher.encrypt(chance, text, purpose.encode()))

    def open(self, sealed: str | None, *, purpose: str) -> Any:
        """What was sealed for this purpose; None when it is absent, altered or sealed with another key."""
        try:
            content = _bytes(sealed or "")
            opened = self._cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], purpose.encode())
            return json.loads(opened)
        except (ValueError, InvalidTag, binascii.Error):
            return None

    def form_token(self, sid: str) -> str:
        """What a form of this visit must send back."""
        return _text(hmac.digest(self._key, b"form\x00" + sid.encode(), hashlib.sha256))

    def accepts(self, sid: str, token: str) -> bool:
        """Whether a form really came from a page of this visit."""
        return hmac.compare_digest(token.encode(), self.form_token(sid).encode())


def numbered(value: str | None) -> str | None:
    """The number in a cookie, None when it is none of ours."""
    return value if value and _NUMBER.fullmatch(value) else None


def from_our_site(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request that may change something was sent by a page of this host, as far as the browser says.

    Pages send no referrer, so a plain form says `Origin: null`; then `Sec-Fetch-Site` decides, and where a program
    or an old browser says neither, the form's token alone.
    """
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


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


def attempts_name(*, secure: bool) -> str:
    """The cookie that binds a sign-in under way to the browser that began it."""
    return "__Host-exportlane-signing-in" if secure else "exportlane_signing_in"


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
