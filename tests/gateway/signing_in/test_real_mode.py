"""In real mode nobody chooses who to be, and no token is pasted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from exportlane.runtime.app import build_app
from exportlane.runtime.auth import Authenticator
from exportlane.runtime.bus.embedded import EmbeddedBus
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.database import Database
from exportlane.runtime.service import Parts, Service
from exportlane.runtime.settings import StartupRefused, load_settings
from exportlane.runtime.signing import embedded_keys
from exportlane.runtime.telemetry import setup
from exportlane.runtime.web import surface
from gateway.entrance import entrance_of
from gateway.main import service as definition
from gateway.portal.signing_in import development
from gateway.portal.signing_in.providers import own_address
from gateway.settings import GatewaySettings
from tests.gateway.signing_in.walking import browser_of


def gateway(folder: Path, **changes: Any) -> tuple[Service, FastAPI]:
    """A gateway of real mode that is built and not started."""
    signers, ring = embedded_keys(folder / "keys", ["gateway"])
    token = folder / "token"
    token.write_text("x", encoding="ascii")
    keys = folder / "keys" / "trusted.jwks.json"
    settings: dict[str, Any] = {
        "mode": "real", "data_dir": folder, "database_url": "postgresql+asyncpg://nowhere/none",
        "kafka_bootstrap": "nowhere:9092", "signing_key": folder / "keys" / "gateway.pem", "trusted_keys": keys,
        "oidc_issuer": "https://identity.example", "oidc_jwks": str(keys), "service_token_file": token,
    }  # fmt: skip
    loaded = load_settings(GatewaySettings, **(settings | changes))
    parts = Parts(
        settings=loaded,
        database=Database(f"sqlite+aiosqlite:///{folder / 'none.db'}"),
        bus=EmbeddedBus(folder / "bus.db"),
        signer=signers["gateway"],
        verifier=ring,
        clock=SystemClock(),
        telemetry=setup("gateway", loaded),
        authenticator=Authenticator.from_settings(loaded),
    )
    service = Service(definition, parts)
    return service, build_app(service)


def test_the_development_issuer_and_pasted_tokens_have_no_address(tmp_path: Path) -> None:
    service, app = gateway(tmp_path, portal_client_id="exportlane-portal")

    offered = {(method, route.path) for route in surface(app) for method in route.methods}

    assert ("GET", "/sign-in") in offered
    assert not [path for _, path in offered if "development" in path or path == "/sign-in/token"]
    assert ("POST", "/sign-in") not in offered
    with pytest.raises(StartupRefused, match="embedded mode only"):
        development.routes(entrance_of(service))


async def test_a_portal_that_no_issuer_knows_says_so(tmp_path: Path) -> None:
    _, app = gateway(tmp_path)

    async with browser_of(app) as browser:
        page = await browser.get("/sign-in")

    assert page.status_code == 503
    assert "/sign-in/token?next=" in page.text
    assert "登录尚未配置" in page.text
    assert "EXPORTLANE_PORTAL_CLIENT_ID" in page.text


async def test_an_issuer_that_is_no_safe_address_is_not_asked(tmp_path: Path) -> None:
    for issuer in ("urn:exportlane:local-stack", "http://identity.example"):
        folder = tmp_path / issuer.partition(":")[0]
        folder.mkdir()
        _, app = gateway(folder, oidc_issuer=issuer, portal_client_id="lane-portal")
        async with browser_of(app) as browser:
            assert "no https address" in (await browser.get("/sign-in")).text


@pytest.mark.parametrize(
    ("asked", "setting", "expected"),
    [
        ("http://lane.example", None, "https://lane.example"),
        ("https://lane.example:8443", None, "https://lane.example:8443"),
        ("http://127.0.0.1:8000", None, "http://127.0.0.1:8000"),
        ("http://inside:8000", "https://lane.example", "https://lane.example"),
    ],
)
def test_the_issuer_is_told_the_address_that_people_type(
    asked: str, setting: str | None, expected: str
) -> None:
    address = httpx.URL(asked)
    scope = {
        "type": "http", "scheme": address.scheme, "path": "/sign-in", "query_string": b"", "method": "GET",
        "headers": [(b"host", address.netloc)], "server": ("inside", 8000),
    }  # fmt: skip

    assert own_address(Request(scope), GatewaySettings(portal_address=setting)) == expected
