"""Keys for a cluster on one machine: prints the Secrets and the ConfigMap that nobody else makes there.

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
from exportlane.runtime.auth.callers import DEFAULT_SCOPES, SERVICE
from exportlane.runtime.issuer import DevelopmentIssuer
from exportlane.runtime.settings import ServiceSettings
from exportlane.runtime.signing import embedded_keys

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
    scopes = DEFAULT_SCOPES[SERVICE]
    token = issuer.mint(
        subject="gateway", agency="gateway", role=SERVICE, scopes=scopes, now=now, ttl=TOKEN_LIFE
    )
    trusted = json.dumps({"keys": [signer.public_jwk(agency) for agency, signer in signers.items()]})
    made = [
        manifest("Secret", f"{agency}-signing-key", {"signing.pem": (folder / f"{agency}.pem").read_text()})
        for agency in AGENCIES
    ]
    made.append(manifest("ConfigMap", "exportlane-trusted-keys", {"jwks.json": trusted}))
    identity = {"jwks.json": json.dumps(issuer.public_keys()), "gateway.jwt": token}
    made.append(manifest("Secret", "exportlane-local-identity", identity))
    return made


if __name__ == "__main__":
    yaml.safe_dump_all(manifests(FOLDER, now=datetime.now(UTC)), sys.stdout, sort_keys=False)
