"""The figures: how many decisions of a month were in time, and how the two lanes stand now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query

from exportlane.agency.callers import callers_of
from licensing.access import AGENCY
from licensing.documents import Figures
from licensing.domain import UNDECIDED, Status
from licensing.domain.lanes import share_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
_OPEN = ", ".join(f"'{status.value}'" for status in sorted(UNDECIDED - {Status.DRAFT}))

_LANES = (
    "select count(*) as n, sum(case when priority = 'urgent' then 1 else 0 end) as urgent, "
    "sum(case when priority = 'asked' then 1 else 0 end) as asked, "
    "min(case when priority <> 'urgent' then received end) as oldest from applications"
)


def router(service: Service) -> APIRouter:
    """The one route of the figures."""
    added = APIRouter(prefix="/v1/figures", tags=["figures"])

    @added.get(
        "",
        summary="How a month went, and how the lanes stand now",
        dependencies=[Depends(callers_of(AGENCY).officer)],
    )
    async def figures(month: Month) -> Figures:
        decided = sa.text(
            "select count(*) as n, sum(case when in_time = 'yes' then 1 else 0 end) as good from applications "
            "where in_time is not null and decided like :month"
        )
        lanes = sa.text(f"{_LANES} where status in ({_OPEN})")
        async with service.database.reading() as connection:
            made = (await connection.execute(decided, {"month": f"{month}-%"})).one()
            now = (await connection.execute(lanes)).one()
        good, urgent = int(made.good or 0), int(now.urgent or 0)
        return Figures(
            month=month,
            decided=made.n,
            in_time=good,
            share_in_time=str(share_of(good, made.n)),
            open=now.n,
            urgent=urgent,
            urgent_share=str(share_of(urgent, now.n)),
            asked_for_priority=int(now.asked or 0),
            oldest_normal_received_on=date.fromisoformat(now.oldest) if now.oldest else None,
        )

    return added
