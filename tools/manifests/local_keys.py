"""Keys for a cluster on one machine: prints the Secrets and ConfigMaps that nobody else makes there.

    python -m tools.manifests.local_keys | kubectl apply -f -

The keys stay in `.exportlane/local-cluster` and are made once, so a second run prints the same ones. A person mints a
token for this cluster with the issuer's key from the same folder:

    EXPORTLANE_DATA_DIR=.exportlane/local-cluster exportlane token --agency licensing --role officer

These keys lie readable on a disk: they are for trying things out, never for a city.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from exportlane.contracts import AGENCIES
from exportlane.runtime.auth.callers import SERVICE
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.settings import ServiceSettings
from exportlane.runtime.signing import embedded_keys
from tools.stack.identity import CALLERS, Identity
from tools.stack.platform import REGISTER

FOLDER = Path(__file__).resolve().parents[2] / ".exportlane" / "local-cluster"
NAMESPACE = "exportlane"
TOKEN_LIFE = timedelta(days=30)


def manifest(kind: str, name: str, entries: Mapping[str, str]) -> dict[str, object]:
    """One Secret or ConfigMap in the namespace of the lane."""
    data = "stringData" if kind == "Secret" else "data"
    metadata = {"name": name, "namespace": NAMESPACE}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, data: dict(entries)}


def manifests(folder: Path, *, now: datetime) -> list[dict[str, object]]:
    """What external.yaml lists for the overlay `local`; the keys are made under `folder` when they are not there."""
    signers, _ = embedded_keys(folder, list(AGENCIES))
    issuer = DevelopmentIssuer.open(ServiceSettings(mode="embedded", data_dir=folder))
    trusted = json.dumps({"keys": [signer.public_jwk(agency) for agency, signer in signers.items()]})
    made = [
        manifest("Secret", f"{agency}-signing-key", {"signing.pem": (folder / f"{agency}.pem").read_text()})
        for agency in AGENCIES
    ]
    made.append(manifest("ConfigMap", "exportlane-trusted-keys", {"jwks.json": trusted}))
    made.append(
        manifest("Secret", "vehicle-registry-personal-data", {"keys.json": _personal_data_key(folder)})
    )
    register = REGISTER.read_text(encoding="utf-8")
    made.append(manifest("ConfigMap", "licensing-filing-register", {"enterprises.json": register}))
    tokens = {
        f"{caller}.jwt": issuer.mint(
            subject=caller, agency=caller, role=SERVICE, scopes=scopes, now=now, ttl=TOKEN_LIFE
        )
        for caller, scopes in CALLERS.items()
    }
    identity = {"jwks.json": json.dumps(issuer.public_keys()), **tokens}
    made.append(manifest("Secret", "exportlane-local-identity", identity))
    return made


def _personal_data_key(folder: Path) -> str:
    """The file of keys that former owners' data are sealed with, made once."""
    identity = Identity(folder)
    identity.prepare_personal_data_key()
    return identity.personal_data_key.read_text(encoding="utf-8")


if __name__ == "__main__":
    yaml.safe_dump_all(manifests(FOLDER, now=datetime.now(UTC)), sys.stdout, sort_keys=False)
