"""What is set wrongly or not at all stops the start with a sentence that names the variable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from exportlane.runtime.composition import real_service
from exportlane.runtime.database import Database
from exportlane.runtime.definition import discover, find
from exportlane.runtime.settings import REQUIRED_IN_REAL_MODE, ServiceSettings, StartupRefused, load_settings
from exportlane.runtime.signing import embedded_keys, read_key_ring, read_signer
from tests.runtime.toy import two_agencies


class WithMap(ServiceSettings):
    agencies: Mapping[str, str] = {}


def pem(key: Any) -> bytes:
    return bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which the toy licensing may start in real mode."""
    signers, _ = embedded_keys(tmp_path, ["licensing", "customs"])
    assert set(signers) == {"licensing", "customs"}
    values = {
        "MODE": "real",
        "DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/nothing",
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "SIGNING_KEY": str(tmp_path / "licensing.pem"),
        "TRUSTED_KEYS": str(tmp_path / "trusted.jwks.json"),
        "OIDC_ISSUER": "https://issuer.example",
        "OIDC_JWKS": str(tmp_path / "issuer.jwks.json"),
        "DATA_DIR": str(tmp_path),
    }
    (tmp_path / "issuer.jwks.json").write_text('{"keys": []}')
    for name, value in values.items():
        monkeypatch.setenv(f"EXPORTLANE_{name}", value)
    return monkeypatch


def refusal() -> str:
    with pytest.raises(StartupRefused) as refused:
        real_service(two_agencies()["licensing"])
    return str(refused.value)


def test_nothing_needs_to_be_set_for_the_embedded_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_DATABASE_URL", "")

    settings = load_settings(ServiceSettings)

    assert settings.embedded
    assert settings.database_url is None


@pytest.mark.parametrize("name", REQUIRED_IN_REAL_MODE)
def test_what_is_missing_in_real_mode_is_named(real: pytest.MonkeyPatch, name: str) -> None:
    variable = f"EXPORTLANE_{name.upper()}"
    for value in (None, ""):
        real.delenv(variable) if value is None else real.setenv(variable, value)

        assert refusal() == f"In real mode the service needs {variable}; set what is missing and start again."


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("EXPORTLANE_PORT", "eighty", "EXPORTLANE_PORT is wrong"),
        ("EXPORTLANE_PORT", "99999", "EXPORTLANE_PORT is wrong"),
        ("EXPORTLANE_MODE", "production", "EXPORTLANE_MODE is wrong"),
        ("EXPORTLANE_BATCH_MAX", "0", "EXPORTLANE_BATCH_MAX is wrong"),
        (
            "EXPORTLANE_SIGNING_KEY",
            "/no/such/key.pem",
            "EXPORTLANE_SIGNING_KEY is not there: /no/such/key.pem",
        ),
        ("EXPORTLANE_TRUSTED_KEYS", "/no/such/keys", "EXPORTLANE_TRUSTED_KEYS is not there: /no/such/keys"),
        ("EXPORTLANE_OIDC_JWKS", "/no/such/jwks", "EXPORTLANE_OIDC_JWKS is not there: /no/such/jwks"),
        ("EXPORTLANE_OIDC_JWKS", "http://issuer.example/jwks", "EXPORTLANE_OIDC_JWKS"),
        ("EXPORTLANE_DATABASE_URL", "no address", "EXPORTLANE_DATABASE_URL is not a database address"),
        ("EXPORTLANE_KAFKA_CA", "/ca.pem", "EXPORTLANE_KAFKA_CERTIFICATE"),
    ],
)
def test_what_is_wrong_is_named(real: pytest.MonkeyPatch, variable: str, value: str, sentence: str) -> None:
    real.setenv(variable, value)

    said = refusal()

    assert sentence in said
    assert said.endswith(".")


def test_a_map_that_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_AGENCIES", "{licensing")

    with pytest.raises(StartupRefused, match="EXPORTLANE_AGENCIES is wrong: it is not JSON"):
        load_settings(WithMap)


def test_a_service_alone_needs_the_real_mode(real: pytest.MonkeyPatch) -> None:
    real.setenv("EXPORTLANE_MODE", "embedded")

    assert "set EXPORTLANE_MODE=real" in refusal()


def test_a_certificate_for_kafka_that_cannot_be_read_is_said(
    real: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("KAFKA_CA", "KAFKA_CERTIFICATE", "KAFKA_KEY"):
        real.setenv(f"EXPORTLANE_{name}", str(tmp_path / "empty.pem"))

    assert refusal().startswith("The certificates for Kafka cannot be read")


def test_a_key_that_nobody_trusts_cannot_sign(real: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "licensing.pem").write_bytes(pem(Ed25519PrivateKey.generate()))

    assert refusal().startswith("The signing key of licensing is not among the trusted keys")


def test_a_key_that_is_another_agencys_cannot_sign(real: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real.setenv("EXPORTLANE_SIGNING_KEY", str(tmp_path / "customs.pem"))
    real.setenv("EXPORTLANE_SIGNING_KID", "customs/1")

    assert "is signed by customs" in refusal()


def test_a_key_of_another_kind_cannot_sign(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(StartupRefused, match="is not an Ed25519 key"):
        read_signer(path, "licensing/1")

    path.write_text("no key")
    with pytest.raises(StartupRefused, match=r"key\.pem cannot be read"):
        read_signer(path, "licensing/1")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": [{}]}', '{"keys": [{"kid": "a", "kty": "OKP"}]}', "\xff"]
)
def test_a_file_of_trusted_keys_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(StartupRefused, match=r"The file of trusted keys .*keys\.json cannot be read"):
        read_key_ring(path)


def test_a_private_key_among_the_trusted_keys_is_refused(tmp_path: Path) -> None:
    jwk = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [{**jwk, "kid": "licensing/1", "agency": "licensing"}]}))

    with pytest.raises(StartupRefused, match="not a public Ed25519 key"):
        read_key_ring(path)


def test_keys_of_the_embedded_mode_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first, _ = embedded_keys(tmp_path, ["licensing"])
    second, ring = embedded_keys(tmp_path, ["licensing", "customs"])

    ring.verify(first["licensing"].sign(b"x"), b"x", source="licensing")
    assert second["licensing"].sign(b"x") == first["licensing"].sign(b"x")
    assert (tmp_path / "licensing.pem").stat().st_mode & 0o777 == 0o600


def test_a_service_that_does_not_exist_is_answered_with_those_that_do() -> None:
    names = sorted(discover())
    assert names

    with pytest.raises(StartupRefused, match=f"There is no service parking; there are {', '.join(names)}"):
        find("parking")
    assert find(names[0]).name == names[0]


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StartupRefused, match="EXPORTLANE_DATABASE_URL is not a database address"):
        Database("nonsense")
    with pytest.raises(StartupRefused, match=r"must begin with postgresql\+asyncpg://, not postgresql://"):
        Database("postgresql://licensing-db/licensing")
