"""The copy of docs/runbook.md inside the gateway's package, for the console: a wheel has no docs folder."""

from __future__ import annotations

from pathlib import Path

PLACE = "services/gateway/gateway/portal/operations/runbook.md"


def runbook_copy(root: Path) -> str:
    """The text as it stands in docs."""
    return (root / "docs" / "runbook.md").read_text(encoding="utf-8")
