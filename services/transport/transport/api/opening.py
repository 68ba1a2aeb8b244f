"""How a grant begins: a firm applies, or commerce fixes an amount by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import EXPORTER
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import problem
from transport import domain
from transport.api.bodies import Applied, Determined, GrantShown
from transport.api.callers import Commerce, Supplier
from transport.domain import Grant, Wanted
from transport.storage import GRANTS, living_grant

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def _wanted(body: Applied | Determined) -> Wanted:
    # The tail of the id is drawn by chance: two grants never carry one number.
    return Wanted(f"ZB{body.year}-{new_id()[-12:]}", body.uscc, body.year, body.profile)


def _living(service: Service, wanted: Wanted) -> Callable[[AsyncConnection], Awaitable[Grant | None]]:
    async def given(connection: AsyncConnection) -> Grant | None:
        return await living_grant(service.database, connection, wanted.uscc, wanted.year)

    return given


def add_opening(router: APIRouter, service: Service) -> None:
    """POST /v1/applications and /v1/grants."""

    @router.post(
        "/applications",
        summary="Apply for an amount · 申请额度",
        **creating(GrantShown, *ONCE, "forbidden", "move-not-allowed", "rule-violated"),
    )
    async def apply(body: Applied, request: Request, caller: Supplier) -> Response:
        if caller.role == EXPORTER and caller.uscc != body.uscc:
            raise problem("forbidden", "A firm applies for its own quota only.")
        wanted = _wanted(body)

        def build(now: datetime, before: Grant | None) -> Decided[Grant] | Refused:
            return domain.apply(
                wanted, before, units=body.units, reason=body.reason, now=now, policy=service.policy
            )

        place = f"/v1/grants/{wanted.grant_no}"
        return await service.create(
            GRANTS, build, request=request, given=_living(service, wanted), location=place
        )

    @router.post(
        "/grants",
        summary="Determine the amount of a firm for a year · 确定额度",
        **creating(GrantShown, *ONCE, "move-not-allowed", "rule-violated"),
    )
    async def determine_new(body: Determined, request: Request, caller: Commerce) -> Response:
        wanted = _wanted(body)

        def build(now: datetime, before: Grant | None) -> Decided[Grant] | Refused:
            fixed = body.fixed(caller.actor)
            return domain.determine_new(wanted, before, fixed, now=now, policy=service.policy)

        return await service.create(GRANTS, build, request=request, given=_living(service, wanted))
