"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def notice(source: str) -> str:
    """What stands under the title of every generated page."""
    return f"Generated from `{source}` by `tools/generate.py`. Change the source, not this page."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. A cell may hold no line end; a bar in it is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def facts(types: Iterable[str]) -> str:
    """Fact types in code, without the version that all of them carry; sorted only where they come as a set."""
    listed = sorted(types) if isinstance(types, (set, frozenset)) else list(types)
    return ", ".join(f"`{type_.replace('.v1', '')}`" for type_ in listed) or "–"
