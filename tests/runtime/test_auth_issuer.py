from __future__ import annotations

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from exportlane.cli import app
from exportlane.runtime.auth import Authenticator, source_of
from exportlane.runtime.auth.keys import JwksFile, JwksUrl
from exportlane.runtime.issuer import ISSUER, DevelopmentIssuer
from exportlane.runtime.settings import StartupRefused
from tests.runtime.edge_given import Settings, small_service


def minted(issuer: DevelopmentIssuer, **claims: object) -> str:
    given = {
        "subject": "s",
        "agency": "licensing",
        "role": "viewer",
        "scopes": ["read"],
        "now": datetime.now(UTC),
    }
    return issuer.mint(**(given | claims))  # type: ignore[arg-type]


def test_the_development_issuer_refuses_to_work_outside_embedded_mode(tmp_path: Path) -> None:
    with pytest.raises(StartupRefused, match="embedded mode only"):
        DevelopmentIssuer.open(Settings(tmp_path, embedded=False))

    assert not list(tmp_path.iterdir())


def test_a_service_in_real_mode_without_an_issuer_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(StartupRefused, match="EXPORTLANE_OIDC_ISSUER"):
        Authenticator.from_settings(Settings(tmp_path, embedded=False))


@pytest.mark.parametrize("embedded", [True, False])
def test_nobody_may_name_the_development_issuer_as_theirs(tmp_path: Path, embedded: bool) -> None:
    (tmp_path / "jwks.json").write_text("{}")
    settings = Settings(tmp_path, embedded, oidc_issuer=ISSUER, oidc_jwks=str(tmp_path / "jwks.json"))

    with pytest.raises(StartupRefused, match="nobody may trust"):
        Authenticator.from_settings(settings)


@pytest.mark.parametrize("half", [{"oidc_issuer": "https://id.example"}, {"oidc_jwks": "/etc/jwks.json"}])
def test_issuer_and_keys_go_together(tmp_path: Path, half: dict[str, str]) -> None:
    with pytest.raises(StartupRefused, match="go together"):
        Authenticator.from_settings(Settings(tmp_path, **half))


def test_keys_come_over_https_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text('{"keys": []}')

    assert isinstance(source_of("https://id.example/jwks"), JwksUrl)
    assert isinstance(source_of("http://127.0.0.1:8080/jwks"), JwksUrl)
    assert isinstance(source_of(str(file)), JwksFile)
    with pytest.raises(StartupRefused, match="over https"):
        source_of("http://id.example/jwks")
    with pytest.raises(StartupRefused, match="not there"):
        source_of(str(tmp_path / "absent.json"))


async def test_a_configured_issuers_key_file_is_used(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer.open(Settings(tmp_path))
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(issuer.public_keys()))
    settings = Settings(tmp_path, embedded=False, oidc_issuer="https://id.example", oidc_jwks=str(file))
    moment = int(datetime.now(UTC).timestamp())
    claims = {"iss": "https://id.example", "aud": "exportlane", "sub": "s", "iat": moment, "exp": moment + 60}
    text = jwt.encode(
        claims | {"agency": "customs", "role": "viewer"},
        issuer.key,
        algorithm="EdDSA",
        headers={"kid": issuer.kid},
    )

    assert (await Authenticator.from_settings(settings).authenticate(text)).agency == "customs"


async def test_keys_are_fetched_from_an_address() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"keys": []}) if request.url.path == "/jwks" else httpx.Response(404)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert await JwksUrl("https://id.example/jwks", client=client).jwks() == {"keys": []}
        with pytest.raises(httpx.HTTPStatusError):
            await JwksUrl("https://id.example/other", client=client).jwks()


async def test_an_oversized_key_document_is_refused() -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=b" " * 1_000_001))
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(ValueError, match="1 MB"):
            await JwksUrl("https://id.example/jwks", client=client).jwks()


def test_the_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    DevelopmentIssuer.open(Settings(tmp_path / "data"))

    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        issuers = list(pool.map(lambda _n: DevelopmentIssuer.open(Settings(tmp_path)), range(16)))

    assert len({issuer.kid for issuer in issuers}) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["issuer.pem"]


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "issuer.pem").write_text("no key")

    with pytest.raises(StartupRefused, match=r"issuer\.pem"):
        DevelopmentIssuer.open(Settings(tmp_path))


def test_a_key_of_another_kind_is_named(tmp_path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "issuer.pem").write_bytes(pem)

    with pytest.raises(StartupRefused, match="Ed25519"):
        DevelopmentIssuer.open(Settings(tmp_path))


@pytest.mark.parametrize("ttl", [timedelta(0), timedelta(seconds=-5), timedelta(days=32)])
def test_a_development_token_lives_at_most_a_month(tmp_path: Path, ttl: timedelta) -> None:
    with pytest.raises(ValueError, match="31 days"):
        minted(DevelopmentIssuer.open(Settings(tmp_path)), ttl=ttl)


async def test_a_token_for_another_audience_is_not_for_us(tmp_path: Path) -> None:
    foreign = DevelopmentIssuer.open(Settings(tmp_path, oidc_audience="another"))
    edge = small_service(tmp_path)
    async with edge.client() as client:
        answer = await client.get("/v1/things/7", headers={"authorization": f"Bearer {minted(foreign)}"})

    assert answer.json()["slug"] == "token-invalid"


# exportlane token


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EXPORTLANE_MODE", raising=False)
    return CliRunner()


async def test_a_token_from_the_command_line_opens_a_running_service(
    shell: CliRunner, tmp_path: Path
) -> None:
    edge = small_service(tmp_path)

    printed = shell.invoke(app, ["token", "--agency", "licensing", "--role", "officer"])

    assert printed.exit_code == 0
    async with edge.client() as client:
        headers = {"authorization": f"Bearer {printed.stdout.strip()}"}
        assert (await client.get("/v1/things/7", headers=headers)).status_code == 200


async def test_an_exporters_token_carries_the_enterprise(shell: CliRunner, tmp_path: Path) -> None:
    printed = shell.invoke(
        app, ["token", "--role", "exporter", "--uscc", "91120116MA05XXXX8K", "--ttl", "30m", "--json"]
    )

    shown = json.loads(printed.stdout)
    caller = await Authenticator.from_settings(Settings(tmp_path)).authenticate(shown["token"])
    assert (caller.agency, caller.uscc) == ("enterprise", "91120116MA05XXXX8K")
    left = datetime.fromisoformat(shown["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--agency", "licencing", "--role", "officer"], "no agency licencing"),
        (["--role", "officer"], "--agency"),
        (["--agency", "licensing", "--role", "boss"], "no role boss"),
        (["--role", "exporter"], "--uscc"),
        (["--role", "exporter", "--uscc", "123"], "18"),
        (["--agency", "licensing", "--role", "exporter", "--uscc", "91120116MA05XXXX8K"], "go together"),
        (["--agency", "enterprise", "--role", "officer"], "go together"),
        (["--agency", "licensing", "--role", "officer", "--ttl", "soon"], "30m"),
        (["--agency", "licensing", "--role", "officer", "--ttl", "90d"], "31 days"),
        (["--agency", "licensing", "--role", "officer", "--subject", "a b"], "--subject"),
    ],
)
def test_a_token_that_would_open_nothing_is_not_made(
    shell: CliRunner, arguments: list[str], says: str
) -> None:
    printed = shell.invoke(app, ["token", *arguments])

    assert printed.exit_code == 2
    assert says in printed.stderr
    assert not printed.stdout


def test_no_token_is_made_in_real_mode(shell: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_MODE", "real")

    printed = shell.invoke(app, ["token", "--agency", "licensing", "--role", "officer"])

    assert printed.exit_code == 1
    assert "embedded mode only" in printed.stderr


def test_a_wrong_setting_is_named(shell: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_PORT", "many")

    printed = shell.invoke(app, ["token", "--agency", "licensing", "--role", "officer"])

    assert printed.exit_code == 2
    assert "EXPORTLANE_PORT" in printed.stderr


def test_the_help_loads_nothing_heavy() -> None:
    heavy = "{'fastapi', 'sqlalchemy', 'httpx', 'jwt', 'pydantic', 'opentelemetry'}"
    program = f"import sys, exportlane.cli; print(*sorted(set(sys.modules) & {heavy}))"

    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )

    assert printed.stdout.strip() == ""
