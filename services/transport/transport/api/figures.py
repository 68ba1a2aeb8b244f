"""The figures of a year, for the joint conference: granted, allocated, reserved, consumed, expired, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path
from pydantic import BaseModel

from transport.api.callers import FigureReader

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

_GRANTED = (
    "select count(*) as grants, count(distinct uscc) as firms, coalesce(sum(amount), 0) as granted from grants "
    "where year = :year and status in ('determined', 'allocated', 'expired', 'revoked')"
)
_UNITS = "select status, count(*) as n from units where year = :year group by status"


class Figures(BaseModel):
    """One year. `allocated` are all units that were made and not taken back; the parts add up to it."""

    year: int
    grants: int
    firms: int
    granted: int
    allocated: int
    available: int
    reserved: int
    consumed: int
    expired: int
    revoked: int
    withdrawn: int
    findings_open: int
    misuses_open: int


def add_figures(service: Service) -> APIRouter:
    """The one route of the figures."""
    router = APIRouter(prefix="/v1/figures", tags=["figures"])

    @router.get("/{year}", summary="Usage of the quota in a year · 指标使用统计")
    async def figures(year: Annotated[int, Path(ge=2024, le=2100)], _caller: FigureReader) -> Figures:
        async with service.database.reading() as connection:
            granted = (await connection.execute(sa.text(_GRANTED), {"year": year})).one()
            rows = await connection.execute(sa.text(_UNITS), {"year": year})
            units = {row.status: int(row.n) for row in rows}
            findings = await connection.scalar(sa.text("select count(*) from findings where status = 'open'"))
            misuses = await connection.scalar(
                sa.text("select count(*) from misuses where status in ('open', 'proposed')")
            )
        parts = {
            name: units.get(name, 0) for name in ("available", "reserved", "consumed", "expired", "revoked")
        }
        return Figures(
            year=year,
            grants=int(granted.grants),
            firms=int(granted.firms),
            granted=int(granted.granted),
            allocated=sum(parts.values()),
            withdrawn=units.get("withdrawn", 0),
            findings_open=int(findings or 0),
            misuses_open=int(misuses or 0),
            **parts,
        )

    return router
