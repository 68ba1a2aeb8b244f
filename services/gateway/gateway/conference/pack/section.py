"""One part of a pack as a table. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from exportlane.law.instants import shown
from gateway.conference.pack.shape import Words

Cell = str | int | date | Words | None
W = Words


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and its share of the width."""

    head: Words
    width: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells; `tone` is good, no or nothing."""

    cells: tuple[Cell, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the pack. `notes` stand above the table: counts and how old they are; `empty` when it has no row."""

    key: str
    title: Words
    notes: tuple[Words, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Words


def as_of(instant: datetime | None) -> Words:
    """How old a part is."""
    if instant is None:
        return W("本部分尚无事实。", "No fact yet for this part.")
    return W(f"数据截至 {shown(instant)}", f"as of {shown(instant)}")
