"""Tables and times for a terminal. PURE: documents in, text out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import typer

CHINA = timezone(timedelta(hours=8))
MARKS = {
    "waiting": "·", "active": "▶", "correction": "!", "done": "✓", "refused": "✗", "undone": "↺", "lapsed": "–",
}  # fmt: skip


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """A table as wide as the terminal, or as wide as it needs to be when the output goes elsewhere."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for row in rows:
        table.add_row(*(Text("—" if cell is None or cell == "" else str(cell)) for cell in row))
    console = Console()
    # A pipe has no width; cutting what a script reads would be a lie.
    wide = Console(width=None if console.is_terminal else 240, highlight=False, color_system=None)
    with wide.capture() as printed:
        wide.print(table)
    typer.echo("\n".join(text.rstrip() for text in printed.get().strip("\n").splitlines()))


def print_json(document: object) -> None:
    """One document on one line."""
    typer.echo(json.dumps(document, ensure_ascii=False, default=str))


def shown(instant: str | None) -> str:
    """An instant as people here read it: +08:00, to the second."""
    return (
        "" if not instant else datetime.fromisoformat(instant).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    )


def span(seconds: float | None) -> str:
    """A length of time in the unit that fits."""
    if seconds is None:
        return "—"
    for limit, size, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 86400:.3g} d"


def stages(case: dict[str, Any]) -> str:
    """The stages of a case in one word each: ✓licence ▶deregistration ·customs ·rebate."""
    return " ".join(f"{MARKS.get(stage['stage'], '?')}{stage['step']}" for stage in case["stages"])


def now_of(case: dict[str, Any]) -> str:
    """How a case ended, or who is waited for and why."""
    status = case["status"]
    wait = status.get("waiting_on")
    if wait is None:
        return str(status["end"])
    return f"{wait['who']['zh']} {wait['who']['en']}: {wait['next_action']['zh']} {wait['next_action']['en']}"


def due_of(period: dict[str, Any]) -> str:
    """A period in one line."""
    flags = [name for name in ("provisional", "held", "overdue", "average") if period[name]]
    end = f"ended {period['until']}" if period["until"] else f"due {period['due'] or 'open'}"
    used = f"{period['elapsed']}/{period['limit']} {period['unit']} used"
    return f"{period['title_zh']} {period['title_en']}: {end}, {used}" + (
        f" ({', '.join(flags)})" if flags else ""
    )
