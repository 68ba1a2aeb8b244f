"""docs/compensations.md: what is undone when something goes wrong, read from the tests that prove it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tools.documents.markdown import notice, table

SOURCES = "tests/end_to_end/test_compensations_*.py"
_ROW = re.compile(
    r"^(?P<rule>C\d+): (?P<trigger>.+?)\.\s+Undone: (?P<undone>.+?)\.\s+End: (?P<end>.+?)\.\s*$", re.DOTALL
)


@dataclass(frozen=True)
class Compensation:
    """One proven way: its number, what brings it about, what is undone, how it ends, and the test."""

    rule: str
    trigger: str
    undone: str
    end: str
    test: str


def compensations(source: str) -> list[Compensation]:
    """The rows of a test file. A docstring of another shape is no row."""
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        row = _ROW.match(" ".join((ast.get_docstring(node) or "").split()))
        if row is not None:
            found.append(Compensation(row["rule"], row["trigger"], row["undone"], row["end"], node.name))
    return found


def all_compensations(root: Path) -> list[Compensation]:
    """Those of all files, by their numbers."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(root.glob(SOURCES))]
    found = [row for source in sources for row in compensations(source)]
    return sorted(found, key=lambda one: int(one.rule[1:]))


def compensations_page(root: Path) -> str:
    """The whole page."""
    rows = [
        (one.rule, one.trigger, one.undone, f"`{one.end}`", f"`{one.test}`")
        for one in all_compensations(root)
    ]
    head = ("Rule", "When", "What is undone, and by whom it goes on", "End", "Test")
    parts = ("# Compensations 补偿与撤销", notice(SOURCES), _READING, table(head, rows))
    return "\n\n".join(parts) + "\n"


_READING = """Undo runs in reverse, and nothing is deleted: each agency announces what it takes back, and the one before
it hears that. What nobody can undo, and what is not undone within its working days, is shown with a named person and
the day until which he decides. Each row is proven by one test that goes through the REST API of a whole platform."""
