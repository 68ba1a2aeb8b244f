"""Queries on the conference's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from exportlane.runtime.ledger import facts_of
from exportlane.runtime.operations_api import fact_json
from gateway.conference.meeting import Meeting
from gateway.conference.pack.issued import IssuedPack
from gateway.conference.storage import ISSUES, MEETINGS, PACKS
from gateway.conference.ticket import Issue

MOST = 500


async def open_issues(connection: AsyncConnection, profile: str, *, most: int = MOST) -> list[Issue]:
    """The open tickets of a body, those first that fall due first."""
    statement = sa.text(
        "select doc from conference_issues where open = '1' and profile = :profile "
        "order by coalesce(due_on, '9999-12-31'), id limit :most"
    )
    rows = await connection.execute(statement, {"profile": profile, "most": most})
    return [ISSUES.decode(row.doc) for row in rows]


async def month_of_issues(
    connection: AsyncConnection, profile: str, first: date, last: date
) -> tuple[int, int]:
    """How many tickets of a body were raised, and how many closed, from one day to another, both included."""
    statement = sa.text(
        "select coalesce(sum(case when raised_on >= :first and raised_on <= :last then 1 else 0 end), 0), "
        "coalesce(sum(case when closed_on >= :first and closed_on <= :last then 1 else 0 end), 0) "
        "from conference_issues where profile = :profile"
    )
    days = {"first": first.isoformat(), "last": last.isoformat()}
    raised, closed = (await connection.execute(statement, {"profile": profile, **days})).one()
    return int(raised), int(closed)


async def issues_of_case(connection: AsyncConnection, case_id: str) -> list[Issue]:
    """The tickets about a case, oldest first."""
    statement = sa.text(
        "select doc from conference_issues where case_id = :case_id order by created_at, id limit :most"
    )
    rows = await connection.execute(statement, {"case_id": case_id, "most": MOST})
    return [ISSUES.decode(row.doc) for row in rows]


async def history_of(database: Database, connection: AsyncConnection, issue: Issue) -> list[dict[str, Any]]:
    """The facts about a ticket, oldest first: of its case's facts those that name it."""
    told = [fact_json(fact) for fact in await facts_of(database, connection, "gateway", (issue.subject,))]
    return [fact for fact in told if issue.id in {fact["data"].get("issue_id"), fact["data"].get("thing_id")}]


async def last_meetings(connection: AsyncConnection, profile: str, *, until: str, most: int) -> list[Meeting]:
    """The meetings of a body that were held by that day, the newest first; what was cancelled is none."""
    statement = sa.text(
        "select doc from conference_meetings where profile = :profile and status <> 'cancelled' "
        "and held_on <= :until order by held_on desc, id desc limit :most"
    )
    rows = await connection.execute(statement, {"profile": profile, "until": until, "most": most})
    return [MEETINGS.decode(row.doc) for row in rows]


async def undone_meetings(connection: AsyncConnection, profile: str) -> list[Meeting]:
    """The meetings of a body whose decisions are not all carried out, the oldest first."""
    statement = sa.text(
        "select doc from conference_meetings where profile = :profile and undone = '1' order by held_on, id limit :most"
    )
    rows = await connection.execute(statement, {"profile": profile, "most": MOST})
    return [MEETINGS.decode(row.doc) for row in rows]


async def last_number(connection: AsyncConnection, profile: str, month: str) -> int:
    """The number of the pack that was issued last for a month; 0 when there is none."""
    statement = sa.text(
        "select max(number) from conference_packs where profile = :profile and month = :month"
    )
    found = (await connection.execute(statement, {"profile": profile, "month": month})).scalar_one()
    return int(found or 0)


async def issued_heads(connection: AsyncConnection, profile: str, *, most: int) -> list[IssuedPack]:
    """The packs of a body that were issued last, the newest first."""
    statement = sa.text(
        "select doc from conference_packs where profile = :profile order by month desc, number desc limit :most"
    )
    rows = await connection.execute(statement, {"profile": profile, "most": most})
    return [PACKS.decode(row.doc) for row in rows]


async def issued(
    connection: AsyncConnection, profile: str, month: str, number: int | None
) -> IssuedPack | None:
    """The issued pack of a month with this number, or the newest; None when there is none."""
    statement = sa.text(
        "select doc from conference_packs where profile = :profile and month = :month "
        "and (:number = '' or number = :number) order by number desc limit 1"
    )
    asked = "" if number is None else f"{number:04d}"
    row = (
        await connection.execute(statement, {"profile": profile, "month": month, "number": asked})
    ).one_or_none()
    return None if row is None else PACKS.decode(row.doc)


def brief(found: Sequence[Issue]) -> list[dict[str, Any]]:
    """Tickets on the page of their case: where each stands and until when, and none of what was said."""
    return [
        {
            "id": issue.id,
            "kind": issue.kind,
            "status": issue.status.value,
            "raised_on": issue.raised_on,
            "member": issue.member,
            "due_on": issue.due_on,
            "overdue": issue.overdue,
            "closed_on": issue.closed_on,
        }
        for issue in found
    ]
