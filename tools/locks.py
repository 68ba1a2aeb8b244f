"""Checks, without a network, that the lock files still answer what requirements/*.in and the packages ask for.

Every name asked for must be pinned, every pin must carry hashes, and no lock may name a host or a folder, because
a lock is used on machines that reach their packages in other ways. Run as ``python -m tools.locks``; exit status 1
with one sentence per fault.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_PLACE = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|file:|^\s*-e ", re.MULTILINE)


def canonical(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(source: Path) -> set[str]:
    """The names in an ``.in`` file, following its ``-r`` lines."""
    names: set[str] = set()
    for raw in source.read_text(encoding="utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r "):
            names |= asked_for(source.parent / line.removeprefix("-r ").strip())
        elif found := _NAME.match(line):
            names.add(canonical(found.group()))
    return names


def pinned(lock: Path) -> dict[str, str]:
    """Each pinned name with its block of text, which holds the hashes."""
    text = lock.read_text(encoding="utf-8")
    starts = list(_PIN.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {canonical(s.group(1)): text[s.start() : end] for s, end in zip(starts, ends, strict=True)}


def faults(root: Path) -> list[str]:
    """What is wrong with the locks under `root`, one sentence each; empty when nothing is."""
    found: list[str] = []
    for name in ("runtime", "dev", "assets"):
        lock = root / "requirements" / f"{name}.lock"
        pins = pinned(lock)
        wanted = asked_for(lock.with_suffix(".in"))
        found += [
            f"{lock.name} does not pin {missing}; run `make lock`" for missing in sorted(wanted - set(pins))
        ]
        found += [
            f"{lock.name} pins {pin} without a hash"
            for pin, block in pins.items()
            if "--hash=sha256:" not in block
        ]
        if place := _PLACE.search(lock.read_text(encoding="utf-8")):
            found.append(f"{lock.name} names a place ({place.group().strip()}); a lock names packages only")
    return found + _packages(root)


def _packages(root: Path) -> list[str]:
    """The dependencies that our own packages declare, which must be in the runtime's list."""
    known = asked_for(root / "requirements" / "runtime.in") | {"exportlane"}
    found: list[str] = []
    for manifest in [root / "shared" / "pyproject.toml", *sorted(root.glob("services/*/pyproject.toml"))]:
        project = tomllib.loads(manifest.read_text(encoding="utf-8"))["project"]
        for dependency in project.get("dependencies", []):
            name = _NAME.match(dependency)
            if name and canonical(name.group()) not in known:
                found.append(
                    f"{manifest.relative_to(root)} needs {name.group()}; add it to requirements/runtime.in"
                )
    return found


def main() -> int:
    """Print the faults; 0 when there are none."""
    found = faults(ROOT)
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
