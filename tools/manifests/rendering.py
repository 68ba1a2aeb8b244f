"""Rendering a kustomization with whatever this machine has: kubectl, or kustomize itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

from tools.manifests.lane import Manifest

ORIGIN = "config.kubernetes.io/origin"
HOW_TO_GET_IT = (
    "Neither kubectl nor kustomize is on this machine: install kubectl 1.27 or newer, or, with Go 1.24 or newer, run "
    "`go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1`."
)


class RenderingFailed(Exception):
    """The overlay could not be rendered. The message is what the program said, or how to get the program."""


def renderer() -> list[str]:
    """The command that renders the folder appended to it. EXPORTLANE_KUSTOMIZE names another program."""
    if chosen := os.environ.get("EXPORTLANE_KUSTOMIZE"):
        return [chosen, "build"]
    if kubectl := shutil.which("kubectl"):
        return [kubectl, "kustomize"]
    gobin = Path(os.environ.get("GOBIN") or Path.home() / "go" / "bin") / "kustomize"
    if kustomize := shutil.which("kustomize") or (str(gobin) if gobin.is_file() else None):
        return [kustomize, "build"]
    raise RenderingFailed(HOW_TO_GET_IT)


def render(folder: Path, *, root: Path) -> tuple[Manifest, ...]:
    """Every object of the kustomization in `folder`, with its file relative to `root`. Raises RenderingFailed."""
    command = renderer()
    with tempfile.TemporaryDirectory() as around:
        # A kustomization around ours asks for the origin of every object, so that ours need not carry that note into
        # the cluster.
        wrapper = Path(around).resolve()
        above = os.path.relpath(folder.resolve(), wrapper)
        text = yaml.safe_dump({"resources": [above], "buildMetadata": ["originAnnotations"]})
        (wrapper / "kustomization.yaml").write_text(text, encoding="utf-8")
        done = subprocess.run(
            [*command, str(wrapper)], capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            raise RenderingFailed(
                f"{folder}: {done.stderr.strip().splitlines()[0] if done.stderr else 'failed'}"
            )
        bodies = [body for body in yaml.safe_load_all(done.stdout) if body]
        return tuple(_with_file(body, wrapper, root.resolve()) for body in bodies)


def _with_file(body: dict[str, object], wrapper: Path, root: Path) -> Manifest:
    """Take the note of the origin off the object again."""
    metadata = body.get("metadata")
    notes = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(notes, dict):
        return Manifest(body)
    origin = yaml.safe_load(notes.pop(ORIGIN, "{}"))
    if not notes:
        del metadata["annotations"]
    written = origin.get("path") or origin.get("configuredIn")
    if not written:
        return Manifest(body)
    return Manifest(body, os.path.relpath((wrapper / written).resolve(), root))
