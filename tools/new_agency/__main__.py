"""The command line: ``python -m tools.new_agency port-authority``, ``--check NAME`` for what a folder lacks."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.new_agency.naming import Agency, NameRefused, named
from tools.new_agency.scaffold import scaffold

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Status 0: written, or nothing is lacking; 1: something is lacking; 2: the name will not do."""
    parser = argparse.ArgumentParser(prog="python -m tools.new_agency", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="lower-case words joined by hyphens: port-authority")
    parser.add_argument("--check", action="store_true", help="say what the folder of this agency lacks")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree (default: this one)")
    chosen = parser.parse_args(arguments)
    root = chosen.root.resolve()
    return _check(Agency(chosen.name), root) if chosen.check else _make(chosen.name, root)


def _make(name: str, root: Path) -> int:
    try:
        agency = named(name, root)
    except NameRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    written = scaffold(agency, root)
    print(f"Written for {agency.name} ({agency.title}):")
    for path in written:
        print(f"  {path}")
    print("\nWhat is left, in this order (docs/add-an-agency.md says how):")
    for number, step in enumerate(_steps(agency), 1):
        print(f"  {number}. {step}")
    print("\nInstall it:      make check        (a new folder is noticed and installed)")
    print(f"See it run:      .venv/bin/python -m pytest tests/{agency.package} -q")
    print(f"What it lacks:   .venv/bin/python -m tools.new_agency --check {agency.name}")
    return 0


def _steps(agency: Agency) -> list[str]:
    return [
        f"services/{agency.name}/{agency.package}/domain.py: name the filing as the law does; its verbs, its articles.",
        f"shared/exportlane/contracts/{agency.package}.py: its facts; name them in contracts/__init__.py.",
        "shared/exportlane/process/table.py: its step, and in which orders it stands.",
        f"services/{agency.name}/{agency.package}/consumer.py and handlers.py: what exportlane.process.hears says.",
        "services/gateway/gateway/opening.py: the paper that it is handed, with no more in it than it may know.",
        f"deploy/k8s/base/{agency.name}.yaml (topic, rights, database, pods), kustomization.yaml, EXPORTLANE_AGENCIES.",
        "make docs: process, events, schemas and API descriptions anew.",
        f"services/{agency.name}/README.md and the Chinese title in main.py.",
    ]


def _check(agency: Agency, root: Path) -> int:
    from tools.new_agency.checklist import lacks  # noqa: PLC0415  # a folder can be written while a service is broken

    found = lacks(agency.name, root)
    for lack in found:
        print(lack)
    if not found:
        print(f"{agency.name} lacks nothing.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
