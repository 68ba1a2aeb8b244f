"""docs/compensations.md: what is undone when something goes wrong, read from the tests that prove it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tools.documents.markdown import notice, table

SOURCE = Path("tests/end_to_end/test_compensations.py")
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
    """The rows of a test file, in the order of their numbers. A docstring of another shape is no row."""
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        row = _ROW.match(" ".join((ast.get_docstring(node) or "").split()))
        if row is not None:
            found.append(Compensation(row["rule"], row["trigger"], row["undone"], row["end"], node.name))
    return sorted(found, key=lambda one: int(one.rule[1:]))


def compensations_page(root: Path) -> str:
    """The whole page."""
    rows = [
        (one.rule, one.trigger, one.undone, f"`{one.end}`", f"`{one.test}`")
        for one in compensations((root / SOURCE).read_text(encoding="utf-8"))
    ]
    head = ("Rule", "When", "What is undone, and by whom it goes on", "End", "Test")
    return (
        "\n\n".join(
            ("# Compensations 补偿与撤销", notice(str(SOURCE)), _READING, table(head, rows), "")
        ).rstrip()
        + "\n"
    )


_READING = """Undo runs in reverse, and nothing is deleted: each agency announces what it takes back, and the one before
it hears that. What nobody can undo, and what is not undone within its working days, is shown with a named person and
the day until which he decides. Each row is proven by one test that goes through the REST API of a whole platform."""
