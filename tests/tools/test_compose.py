"""compose.yaml cannot be tried where there is no engine; that it names what exists can be."""

from __future__ import annotations

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml

from licensing.register import read_register
from tools.locks import ROOT
from tools.stack.identity import CALLERS, Identity
from tools.stack.kafka import kafka_version

SERVERS = {"keys", "keys-readable", "postgres", "kafka"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def test_every_installed_service_is_there_with_its_own_database_and_port(compose: dict[str, Any]) -> None:
    installed = {point.name for point in entry_points(group="exportlane.services")}
    described = {name: each for name, each in compose["services"].items() if name not in SERVERS}

    assert set(described) == installed
    for name, each in described.items():
        assert each["environment"]["SERVICE"] == name
        assert each["environment"]["EXPORTLANE_DATABASE_URL"].endswith(f"//{name}@postgres:5432/{name}")
        assert (ROOT / each["build"]["dockerfile"]).is_file()
    ports = [each["environment"]["EXPORTLANE_PORT"] for each in described.values()]
    assert len(set(ports)) == len(ports)


def test_the_keys_are_made_for_every_service(compose: dict[str, Any]) -> None:
    _, *named = compose["services"]["keys"]["command"]

    assert set(named) == set(compose["services"]) - SERVERS


def test_the_gateway_knows_every_agency_by_its_port(compose: dict[str, Any]) -> None:
    services = compose["services"]
    agencies = json.loads(services["gateway"]["environment"]["EXPORTLANE_AGENCIES"])

    assert agencies == {
        name: f"http://{name}:{each['environment']['EXPORTLANE_PORT']}"
        for name, each in services.items()
        if name not in SERVERS | {"gateway"}
    }


def test_the_registry_can_ask_the_gateway_in_its_own_name_and_seal_personal_data(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    services = compose["services"]
    environment = services["vehicle-registry"]["environment"]
    made = Identity(tmp_path)
    made.prepare(list(CALLERS))

    assert json.loads(environment["EXPORTLANE_AGENCIES"]) == {
        "gateway": f"http://gateway:{services['gateway']['environment']['EXPORTLANE_PORT']}"
    }
    for name, file in made.settings("vehicle-registry").items():
        if name in {"EXPORTLANE_SERVICE_TOKEN_FILE", "EXPORTLANE_PERSONAL_DATA_KEY"}:
            assert environment[name] == f"/keys/keys/{Path(file).name}"


def test_commerce_reads_the_register_that_is_mounted(compose: dict[str, Any]) -> None:
    licensing = compose["services"]["licensing"]
    mounts = dict(volume.split(":")[1::-1] for volume in licensing["volumes"])

    file = ROOT / mounts[licensing["environment"]["EXPORTLANE_FILING_REGISTER"]]

    assert read_register(file)


def test_every_setting_is_one_that_the_service_reads(compose: dict[str, Any]) -> None:
    for point in entry_points(group="exportlane.services"):
        settings = point.load().settings
        known = {f"EXPORTLANE_{name.upper()}" for name in settings.model_fields}
        environment = compose["services"][point.name]["environment"]
        assert {name for name in environment if name.startswith("EXPORTLANE_")} <= known


def test_the_broker_is_of_the_same_version_as_without_docker(compose: dict[str, Any]) -> None:
    assert compose["services"]["kafka"]["image"] == f"apache/kafka:{kafka_version()}"
