"""A table behind a picture: shown beneath it, read by machines as JSON, taken along as CSV. PURE."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from gateway.portal.flow.tongue import Tongue, number
from gateway.portal.frame.language import Text

MARK: Final = "\ufeff"
"""With it a spreadsheet reads the file as UTF-8."""
_NUMBERS: Final = frozenset({"count", "days", "share", "money"})


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is its name for machines, `kind` how its values are said."""

    key: str
    head: Text
    kind: str = "text"

    @property
    def number(self) -> bool:
        """Whether its values stand at the right."""
        return self.kind in _NUMBERS


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of plain values: codes, days, counts, fractions; None where there is nothing."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]

    def shown(self, tongue: Tongue) -> dict[str, Any]:
        """As the table beneath a chart is given to its macro."""
        rows = [
            [tongue.cell(column.kind, value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]
        return {"head": [column.head for column in self.columns], "rows": rows}

    def items(self) -> list[Mapping[str, object]]:
        """For machines: codes as they are, numbers as numbers."""
        return [
            {column.key: plain(value) for column, value in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]

    def csv(self, tongue: Tongue) -> str:
        """For a spreadsheet: names in the reader's language, numbers that can be reckoned with."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow([tongue.said(column.head) for column in self.columns])
        for row in self.rows:
            writer.writerow(
                [_told(tongue, column, value) for column, value in zip(self.columns, row, strict=True)]
            )
        return MARK + written.getvalue()


def plain(value: object) -> object:
    """A value as JSON holds it: days as text, half days as 2.5, sums of money as text, because they are exact."""
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _told(tongue: Tongue, column: Column, value: object) -> object:
    if value is None:
        return ""
    if column.number or isinstance(value, dt.date) or column.kind == "week":
        return plain(value)
    told = tongue.cell(column.kind, value)
    # A spreadsheet takes what begins so for a formula.
    return f"'{told}" if told[:1] in {"=", "+", "-", "@", "\t", "\r"} else told
