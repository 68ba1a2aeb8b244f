"""Writes the documents that follow from the code, or says which of them are stale.

    python tools/generate.py            write docs/process.md, rules.md, policy-coverage.md, events.md, asyncapi.yaml,
                                        schemas/, openapi/, and the gateway's copy of docs/runbook.md
    python tools/generate.py --check    write nothing; exit status 1 and one line per stale file
    python tools/generate.py --release  remember today's contracts as released: what breaks them is refused from now on

A change that would break a released contract is refused in every mode, before anything is written. A rule of law
without a test, an id that two rules share and a test's mark that names no rule fail the check as a stale file does; so
does a requirement of the policies without a test, or one that names an endpoint or a command that nobody offers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
RELEASED = DOCS / "schemas" / "released.json"

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a file, only tools/ itself would be found


def documents() -> dict[Path, str]:
    """Every generated file with its text."""
    from tools.documents.asyncapi import asyncapi  # noqa: PLC0415 - the path is set above
    from tools.documents.compensations_page import compensations_page  # noqa: PLC0415
    from tools.documents.coverage import coverage_page  # noqa: PLC0415
    from tools.documents.events_page import events_page  # noqa: PLC0415
    from tools.documents.openapi import openapi_documents  # noqa: PLC0415
    from tools.documents.process_page import process_page  # noqa: PLC0415
    from tools.documents.rules_page import rules_page  # noqa: PLC0415
    from tools.documents.runbook_copy import PLACE, runbook_copy  # noqa: PLC0415
    from tools.documents.schemas import schemas, written  # noqa: PLC0415

    found = {
        ROOT / PLACE: runbook_copy(ROOT),
        DOCS / "process.md": process_page(),
        DOCS / "compensations.md": compensations_page(ROOT),
        DOCS / "rules.md": rules_page(),
        DOCS / "policy-coverage.md": coverage_page(),
        DOCS / "events.md": events_page(),
        DOCS / "asyncapi.yaml": asyncapi(),
    }
    found |= {DOCS / "schemas" / f"{type_}.json": written(schema) for type_, schema in schemas().items()}
    found |= {DOCS / "openapi" / f"{name}.json": text for name, text in openapi_documents().items()}
    return found


def stale(found: dict[Path, str]) -> list[Path]:
    """Files that differ from what they should say, and files that nothing generates any more."""
    kept = {path for folder in ("schemas", "openapi") for path in (DOCS / folder).glob("*.json")} - {RELEASED}
    wrong = [
        path for path, text in found.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return sorted({*wrong, *(kept - found.keys())})


def broken() -> list[str]:
    """A sentence for each change that breaks a released contract."""
    from tools.documents.compatibility import breaks  # noqa: PLC0415
    from tools.documents.schemas import schemas  # noqa: PLC0415

    released = json.loads(RELEASED.read_text(encoding="utf-8")) if RELEASED.exists() else {}
    return breaks(released, schemas())


def unproved() -> tuple[str, ...]:
    """A sentence for each rule of law that stands without a test, and whatever else is wrong with the rules."""
    from tools.documents.rules_page import rule_faults  # noqa: PLC0415

    return rule_faults()


def unmet(found: dict[Path, str]) -> tuple[str, ...]:
    """A sentence for each requirement of the policies without a test, or with an endpoint that nobody offers."""
    from tools.documents.coverage import coverage_faults  # noqa: PLC0415

    offered = {path.stem: text for path, text in found.items() if path.parent == DOCS / "openapi"}
    return tuple(coverage_faults(offered, _commands()))


def _commands() -> frozenset[tuple[str, ...]]:
    """The words of every command of the command line."""
    import typer.main  # noqa: PLC0415 - only the check needs it

    from exportlane.cli import build  # noqa: PLC0415

    found: set[tuple[str, ...]] = set()
    waiting: list[tuple[tuple[str, ...], Any]] = [((), typer.main.get_command(build()))]
    while waiting:
        words, command = waiting.pop()
        found.add(words)
        inner = getattr(command, "commands", {})
        waiting += [((*words, name), each) for name, each in inner.items()]
    return frozenset(found)


def release() -> None:
    """Write down today's schemas as the ones that others may rely on."""
    from tools.documents.schemas import schemas, written  # noqa: PLC0415

    RELEASED.parent.mkdir(parents=True, exist_ok=True)
    RELEASED.write_text(written(schemas()), encoding="utf-8")


def write(found: dict[Path, str]) -> None:
    """Bring every stale file up to date, and remove what nothing generates any more."""
    for path in stale(found):
        if path in found:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found[path], encoding="utf-8")
        else:
            path.unlink()
        print(f"{path.relative_to(ROOT)}: {'written' if path in found else 'removed'}")


def main(arguments: list[str]) -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    parser.add_argument("--release", action="store_true", help="remember today's contracts as released")
    asked = parser.parse_args(arguments)
    if faults := broken():
        print(
            "These changes break a released contract; announce a new type (.v2) instead:", *faults, sep="\n  "
        )
        return 1
    found = documents()
    if asked.check:
        for path in stale(found):
            print(f"{path.relative_to(ROOT)} is stale; run `make docs`")
        for sentence in (wrong := (*unproved(), *unmet(found))):
            print(sentence)
        return 1 if stale(found) or wrong else 0
    if asked.release:
        release()
    write(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
