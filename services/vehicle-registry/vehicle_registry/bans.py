"""Whoever got a registration by deceit or with false papers may not apply again for some years (第八十、八十一条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.runtime.clock import rfc3339
from vehicle_registry.domain import Ended, Vehicle

_BANS = """
    select code, article, banned_until from bans where uscc = :uscc and banned_until >= :on
    order by banned_until desc limit 1"""


def with_ban(answer: Decided[Vehicle] | Refused, now: datetime) -> Decided[Vehicle] | Refused:
    """A revocation, with the row that keeps its applicant from applying again; nothing is ever taken out."""
    if isinstance(answer, Refused):
        return answer
    vehicle = answer.state
    if vehicle.banned_until is None or vehicle.ended is None:
        return answer
    row: dict[str, str | int | bool | None] = {
        "uscc": vehicle.exporter_uscc,
        "vehicle_id": vehicle.id,
        "code": vehicle.ended.code,
        "article": vehicle.ended.article or "",
        "banned_until": vehicle.banned_until.isoformat(),
        "ordered_at": rfc3339(now),
    }
    return replace(answer, writes=(*answer.writes, Write("bans", row)))


async def ban_of(connection: AsyncConnection, uscc: str, *, on: date) -> Ended | None:
    """Why this enterprise may not apply on this day, None when it may. The last day of a ban still counts."""
    found = await connection.execute(sa.text(_BANS), {"uscc": uscc, "on": on.isoformat()})
    row = found.one_or_none()
    if row is None:
        return None
    sentence = f"the applicant may not apply until {row.banned_until} is over ({row.code})"
    return Ended("applicant_banned", sentence, row.article)
