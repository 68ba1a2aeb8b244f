"""The gateway's own token, in each of the three ways in which it can come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.settings import StartupRefused
from gateway.identity import FetchedToken, FileToken, MintedToken, TokenUnavailable, service_token
from gateway.settings import GatewaySettings

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CREDENTIALS: dict[str, Any] = {
    "oidc_token_url": "https://issuer.example/token",
    "oidc_client_id": "gateway",
    "oidc_client_secret": SecretStr("s3cret"),
}


def settings(**given: Any) -> GatewaySettings:
    return GatewaySettings(mode="real", **given)


def fetched(answer: Callable[[httpx.Request], httpx.Response], clock: ManualClock) -> FetchedToken:
    return FetchedToken(
        settings(**CREDENTIALS), clock, httpx.AsyncClient(transport=httpx.MockTransport(answer))
    )


async def test_a_minted_token_is_used_until_shortly_before_its_end(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    token = MintedToken(GatewaySettings(data_dir=tmp_path), clock)

    first = await token.bearer()
    clock.advance(timedelta(minutes=58))
    same = await token.bearer()
    clock.advance(timedelta(minutes=1, seconds=1))

    assert same == first
    assert await token.bearer() != first


async def test_a_token_in_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("first\n", encoding="ascii")
    token = FileToken(path)
    assert await token.bearer() == "first"

    path.write_text("second\n", encoding="ascii")
    os.utime(path, ns=(1, 1))

    assert await token.bearer() == "second"
    path.unlink()
    with pytest.raises(TokenUnavailable):
        await token.bearer()


async def test_a_token_is_fetched_once_for_all_who_ask_and_again_before_it_ends() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"access_token": f"t{len(asked)}", "expires_in": 300})

    clock = ManualClock(NOW)
    token = fetched(answer, clock)

    assert set(await asyncio.gather(*(token.bearer() for _ in range(10)))) == {"t1"}
    clock.advance(timedelta(seconds=241))
    assert await token.bearer() == "t2"
    assert parse_qs(asked[0].content.decode())["grant_type"] == ["client_credentials"]
    assert asked[0].headers["authorization"].startswith("Basic ")
    assert b"s3cret" not in asked[0].content


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(200, json={"token": "elsewhere"}),
        httpx.Response(200, content=b"<html>"),
    ],
)
async def test_an_issuer_that_gives_no_token_leaves_the_papers_waiting(answer: httpx.Response) -> None:
    token = fetched(lambda _request: answer, ManualClock(NOW))

    with pytest.raises(TokenUnavailable, match="gave no service token"):
        await token.bearer()


async def test_an_issuer_that_is_away_leaves_the_papers_waiting() -> None:
    def away(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    with pytest.raises(TokenUnavailable):
        await fetched(away, ManualClock(NOW)).bearer()


def test_the_settings_choose_the_way_and_a_missing_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("t", encoding="ascii")

    assert isinstance(service_token(settings(service_token_file=path)), FileToken)
    assert isinstance(service_token(settings(**CREDENTIALS)), FetchedToken)
    assert isinstance(service_token(GatewaySettings(data_dir=tmp_path)), MintedToken)
    with pytest.raises(StartupRefused, match="EXPORTLANE_SERVICE_TOKEN_FILE"):
        service_token(settings())
    with pytest.raises(StartupRefused, match="is not there"):
        service_token(settings(service_token_file=tmp_path / "nothing"))
    with pytest.raises(StartupRefused, match="EXPORTLANE_OIDC_CLIENT_SECRET"):
        service_token(settings(**{**CREDENTIALS, "oidc_client_secret": None}))
