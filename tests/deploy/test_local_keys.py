from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts import AGENCIES
from exportlane.runtime.settings import ServiceSettings
from exportlane.runtime.signing import service_keys
from licensing.register import read_register
from tools import k8s_check
from tools.manifests.lane import Lane
from tools.manifests.local_keys import manifests
from vehicle_registry.personal.sealing import read_keys

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What is put into the cluster, by the objects' names."""
    bodies: list[dict[str, Any]] = manifests(tmp_path / "keys", now=NOW)
    return {body["metadata"]["name"]: body for body in bodies}


def test_a_local_cluster_gets_exactly_what_its_overlay_waits_for(made: dict[str, dict[str, Any]]) -> None:
    waited_for = {(e.kind, e.name, e.keys) for e in k8s_check.external("local") if not e.optional}

    given = {
        (body["kind"], name, frozenset(body.get("stringData") or body["data"])) for name, body in made.items()
    }

    assert given == waited_for


def test_every_service_can_sign_with_what_it_finds(
    made: dict[str, dict[str, Any]], lanes: dict[str, Lane], tmp_path: Path
) -> None:
    settings = {
        config.name.split("-settings-")[0]: config.body["data"]
        for config in lanes["local"].of("ConfigMap")
        if "EXPORTLANE_SIGNING_KID" in config.body["data"]
    }
    trusted = tmp_path / "trusted-keys.json"
    trusted.write_text(made["exportlane-trusted-keys"]["data"]["jwks.json"])

    assert settings.keys() == set(AGENCIES)
    for agency, entries in settings.items():
        key = tmp_path / f"{agency}.pem"
        key.write_text(made[f"{agency}-signing-key"]["stringData"]["signing.pem"])
        kid = entries["EXPORTLANE_SIGNING_KID"]
        found = ServiceSettings(mode="real", signing_key=key, signing_kid=kid, trusted_keys=trusted)
        # Refuses to start when the key is not among the trusted ones.
        service_keys(agency, found)


def test_the_registry_and_commerce_can_start_with_what_they_find(
    made: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    keys, register = tmp_path / "keys.json", tmp_path / "enterprises.json"
    keys.write_text(made["vehicle-registry-personal-data"]["stringData"]["keys.json"])
    register.write_text(made["licensing-filing-register"]["data"]["enterprises.json"])

    assert read_keys(keys).current
    assert read_register(register)


def test_a_second_run_gives_the_same_keys(tmp_path: Path) -> None:
    first = manifests(tmp_path, now=NOW)

    second = manifests(tmp_path, now=NOW)

    assert json.dumps(first[:-1]) == json.dumps(second[:-1])
