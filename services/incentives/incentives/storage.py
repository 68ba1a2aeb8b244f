"""The table of this agency: one row for each filing, with the columns that the work list is searched by."""

from __future__ import annotations

from typing import Final

from exportlane.runtime.storage import Kind
from incentives.domain import Filing

FILINGS: Final[Kind[Filing]] = Kind(
    name="filing",
    table="filings",
    state=Filing,
    thing_id=lambda filing: filing.id,
    case_ids=lambda filing: tuple(line.case_id for line in filing.lines),
    columns={
        "status": lambda filing: filing.status.value,
        "exporter_uscc": lambda filing: filing.exporter_uscc,
        "batch_id": lambda filing: filing.batch_id,
    },
)
