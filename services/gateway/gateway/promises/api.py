"""GET /v1/promises: every measurable promise of the two policies, measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from exportlane.policies import PROFILE_NAMES
from exportlane.policies.promises import promising_profiles
from exportlane.runtime.auth import ENTERPRISE, EXPORTER, ROLES, Caller, require
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from gateway.entrance import Entrance
from gateway.promises.documents import PromisesQuery, PromisesShown, shown
from gateway.promises.measure import measured
from gateway.promises.shape import Promise

READS = require(roles=ROLES)
"""Everybody with a token, exporters too: a promise is made to them, and only figures over all firms are told."""
DENIALS = ("token-missing", "token-invalid", "token-expired", "forbidden")


def routes(entrance: Entrance) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["promises"])

    @router.get(
        "/promises",
        summary="Every measurable promise of the two policies, measured · 政策承诺兑现情况",
        response_model=PromisesShown,
        responses=responses(*DENIALS, "unknown-profile", "bad-request", "validation-failed"),
    )
    async def promises(
        caller: Annotated[Caller, Depends(READS)], asked: Annotated[PromisesQuery, Query()]
    ) -> Response:
        found = await _measured(entrance, asked)
        by_name = caller.role != EXPORTER and caller.agency != ENTERPRISE
        said = [shown(each, by_name=by_name).model_dump(mode="json") for each in found]
        return JsonResponse({"period": asked.period, "promises": said})

    return router


async def _measured(entrance: Entrance, asked: PromisesQuery) -> list[Promise]:
    today = statutory_day(entrance.service.clock.now())
    if asked.profile is not None and asked.profile not in PROFILE_NAMES:
        raise problem("unknown-profile", f"There is no profile {asked.profile}.", field="/profile")
    if asked.on is not None and asked.on > today:
        raise problem("bad-request", f"{asked.on} has not come yet.", field="/on")
    profiles = promising_profiles() if asked.profile is None else (asked.profile,)
    try:
        return [
            promise
            for profile in profiles
            for promise in await measured(
                entrance.service,
                period=asked.period,
                profile=profile,
                on=asked.on,
                of_class=asked.rebate_class,
            )
        ]
    except CalendarOutOfRange as error:
        raise problem("bad-request", f"{error}.", field="/on") from error
