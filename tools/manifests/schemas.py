"""Every object against the schema of its kind: Kubernetes' own by a kept validator, the operators' by files of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import kubernetes_validate
from jsonschema import Draft202012Validator

from tools.manifests.crd_schemas import KINDS, SCHEMAS
from tools.manifests.lane import Finding, Lane, Manifest

# The oldest and the newest release that the manifests are for. 1.31 is the first where the keys that spread the pods of
# one release (`matchLabelKeys`) are there without being asked for.
RELEASES = ("1.31", "1.37")
OURS = {(kind.api_version, kind.name): kind.file for kind in KINDS}


def objects_match_their_schemas(lane: Lane) -> Iterator[Finding]:
    """Strict: a field that the schema does not know is as wrong as a missing one."""
    for manifest in lane.manifests:
        for path, sentence in _violations(manifest):
            yield Finding(manifest, path, sentence)


def _violations(manifest: Manifest) -> Iterator[tuple[str, str]]:
    known = OURS.get((str(manifest.body.get("apiVersion")), manifest.kind))
    if known:
        for error in _validator(known).iter_errors(manifest.body):
            yield error.json_path, f"{error.message[:300]} (schema {known})."
        return
    yield from _built_in(json.dumps(manifest.body, sort_keys=True))


@cache
def _built_in(text: str) -> tuple[tuple[str, str], ...]:
    """Kubernetes' own kinds. Remembered: most objects are the same in every overlay, and the validator is slow."""
    body = json.loads(text)
    found = []
    for release in RELEASES:
        try:
            kubernetes_validate.validate(body, release, strict=True)
        except kubernetes_validate.ValidationError as error:
            path = ".".join(str(part) for part in error.path)
            found.append((path, f"{error.message[:300]} (Kubernetes {release})."))
        except kubernetes_validate.SchemaNotFoundError:
            what = f"{body.get('kind')} in {body.get('apiVersion')}"
            found.append(("apiVersion", f"Kubernetes {release} has no kind {what}."))
    return tuple(found)


@cache
def _validator(file: str) -> Draft202012Validator:
    schema: dict[str, Any] = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
