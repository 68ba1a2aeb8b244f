"""GET /v1/cases/export: the cases of some filters as a file, for spreadsheets and for process-mining tools."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from exportlane.runtime.auth import ROLES, Caller, require
from exportlane.runtime.problems import responses
from gateway.entrance import Entrance
from gateway.flow.export.answer import CUT, ROWS, exported
from gateway.flow.export.source import MOST
from gateway.flow.filters import Filters

READS = require(roles=ROLES)
DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")
Code = Annotated[str | None, Field(max_length=64)]
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": f"The file; it holds {MOST:,} cases at most.",
        "headers": {
            ROWS: {"description": "How many cases it holds", "schema": {"type": "integer"}},
            CUT: {"description": "true when there are more than it holds", "schema": {"type": "string"}},
        },
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"type": "string", "format": "binary"}
            },
            "application/xml": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


class ExportQuery(BaseModel):
    """Which cases, and in which format. The filters are those of the list of all cases."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "xlsx", "xes", "ocel"] = Field(
        description="csv, xlsx: one line for each case. xes (IEEE 1849), ocel (OCEL 2.0): one event for each fact."
    )
    q: Code = Field(None, description="Anything printed on a paper of the case")
    profile: Code = None
    step: Code = Field(None, description="The step at which the case stands")
    state: Code = Field(None, description="The stage of that step")
    agency: Code = Field(None, description="Who is waited for; enterprise for the firm")
    status: Code = Field(None, description="running, ended, or one way of ending")
    exporter: Code = None
    destination: Code = None
    port: Code = None
    batch: Code = None
    since: dt.date | None = Field(None, description="Opened on this day or later")
    until: dt.date | None = Field(None, description="Opened on this day or earlier")
    due: Annotated[int | None, Field(ge=0, le=366)] = Field(None, description="Due within so many days")
    overdue: bool = False


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["cases"])

    @router.get(
        "/cases/export",
        summary="Cases as a file: CSV, XLSX, XES or OCEL 2.0 · 导出案件与事件日志",
        response_class=Response,
        responses={**_FILE, **responses(*DENIALS, "bad-request", "validation-failed")},
    )
    async def export(
        request: Request,
        caller: Annotated[Caller, Depends(READS)],
        asked: Annotated[ExportQuery, Query()],
    ) -> Response:
        return await exported(entrance, caller, Filters.of(request.query_params), asked.format)

    return router
