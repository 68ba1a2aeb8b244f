"""The answer with a file of cases: its format, its name, how much it holds, written while it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.responses import Response, StreamingResponse

from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import problem
from gateway.disclosure import eyes_of
from gateway.entrance import Entrance
from gateway.flow.export.ocel import as_ocel
from gateway.flow.export.sheet import as_xlsx
from gateway.flow.export.source import Source
from gateway.flow.export.table import as_csv
from gateway.flow.export.xes import as_xes
from gateway.flow.filters import Filters, Scope
from gateway.portal.fact_words import Words


class _Write(Protocol):
    def __call__(self, source: Source, *, is_cut: bool) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class _Format:
    words: Words
    write: _Write
    media_type: str
    ending: str


_FORMATS: Final[Mapping[str, _Format]] = {
    "csv": _Format(Words("表格 CSV", "Table (CSV)"), as_csv, "text/csv; charset=utf-8; header=present", "csv"),
    "xlsx": _Format(
        Words("表格 Excel", "Spreadsheet (XLSX)"), as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
    ),
    "xes": _Format(Words("事件日志 XES", "Event log (XES)"), as_xes, "application/xml", "xes"),
    "ocel": _Format(Words("事件日志 OCEL 2.0", "Event log (OCEL 2.0)"), as_ocel, "application/json", "ocel.json"),
}  # fmt: skip
FORMATS: Final[Mapping[str, Words]] = {name: one.words for name, one in _FORMATS.items()}
ROWS: Final = "x-export-cases"
CUT: Final = "x-export-cut"


async def exported(entrance: Entrance, caller: Caller, filters: Filters, name: str) -> Response:
    """The file. Raises bad-request for a format that there is not, forbidden for whoever sees no single case."""
    form = _FORMATS.get(name)
    if form is None:
        raise problem(
            "bad-request",
            f"Cases are exported as {', '.join(_FORMATS)}, not as {name[:20]}.",
            field="/format",
        )
    scope = Scope.of(caller)
    if not scope.rows:
        raise problem("forbidden", "This membership comes with figures, not with single cases.")
    source = Source(entrance.database, filters, scope, eyes_of(caller), entrance.today)
    number = await source.count()
    is_cut = number > source.most
    headers = {
        "content-disposition": f'attachment; filename="cases-{entrance.today.isoformat()}.{form.ending}"',
        "cache-control": "no-store",
        ROWS: str(min(number, source.most)),
        CUT: "true" if is_cut else "false",
    }
    entrance.service.telemetry.log.info(
        "cases.exported", format=name, cases=number, cut=is_cut, actor=caller.actor, filters=filters.address()
    )
    return StreamingResponse(form.write(source, is_cut=is_cut), media_type=form.media_type, headers=headers)
