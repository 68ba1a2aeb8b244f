"""An OpenID provider on this machine for the drill: it signs its one person in and asks nothing.

Its key is that of the stack's identity, so that services accept its tokens as they accept all others.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

from tools.stack.identity import Identity

CLIENT_ID = "exportlane-drill"
LIFE_SECONDS = 3600


class Issuer:
    """Serves in a thread of its own between `open` and `close`. `identity` is set once its folder is known."""

    def __init__(self) -> None:
        self.identity: Identity | None = None
        self.codes: dict[str, dict[str, str]] = {}
        issuer = self

        class Pages(_Pages):
            served = issuer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self) -> dict[str, str]:
        """What a gateway is told of it."""
        return {"EXPORTLANE_PORTAL_CLIENT_ID": CLIENT_ID}

    def open(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    def keys(self) -> Any:
        return json.loads(self._known.issuer_jwks.read_text(encoding="utf-8"))

    def way_back(self, asked: dict[str, str]) -> str:
        """Whoever comes is the operator; the address to which the browser is sent back."""
        code = secrets.token_hex(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, None when it does not hold."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or _url64(proof) != asked["code_challenge"]:
            return None
        access = self._known.token(agency="gateway", role="operator", subject="drill", seconds=LIFE_SECONDS)
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT_ID, "sub": "drill", "iat": now, "exp": now + LIFE_SECONDS,
            "nonce": asked["nonce"], "at_hash": _url64(hashlib.sha256(access.encode()).digest()[:16]),
        }  # fmt: skip
        key = (self._known.folder / "issuer.pem").read_bytes()
        id_token = jwt.encode(claims, key, algorithm="ES256", headers={"kid": "local-1"})
        return {
            "access_token": access, "token_type": "Bearer", "expires_in": LIFE_SECONDS, "id_token": id_token,
        }  # fmt: skip

    @property
    def _known(self) -> Identity:
        if self.identity is None:
            raise RuntimeError("the issuer has no key yet")
        return self.identity


class _Pages(BaseHTTPRequestHandler):
    served: Issuer

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.send_response(302)
            self.send_header("location", self.served.way_back(asked))
            self.end_headers()
        elif place.path == "/keys":
            self._answer(200, self.served.keys())
        else:
            self._answer(200, self.served.discovery())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        found = self.served.tokens({name: values[0] for name, values in parse_qs(body).items()})
        self._answer(200 if found else 400, found or {"error": "invalid_grant"})

    def _answer(self, status: int, document: Any) -> None:
        text = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_args: Any) -> None:
        """Nobody reads it."""


def _url64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
