"""Figures: what left by month, mode and route; bookings against ready vehicles; hours from the gate to the ramp."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from logistics.access import FIGURES
from logistics.documents import PortFigures, RouteStatistics
from logistics.domain import statistics
from logistics.papers import PeriodQuery
from logistics.storage import counted, movements_between

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

YEAR: Final = timedelta(days=366)


def add(router: APIRouter, service: Service) -> None:
    """The routes of the figures."""

    @router.get(
        "/routes",
        summary="What left, by month, mode and route (班列、航线统计)",
        response_model=None,
        responses={200: {"model": RouteStatistics}, **responses("forbidden", "bad-request")},
        dependencies=[Depends(FIGURES)],
    )
    async def routes(asked: Annotated[PeriodQuery, Query()]) -> Response:
        since, until = span(service, asked)
        found = statistics.routes(await movements_between(service.database, since, until))
        items = [{name: getattr(each, name) for name in each.__slots__} for each in found]
        return JsonResponse({"since": since.isoformat(), "until": until.isoformat(), "items": items})

    @router.get(
        "/port",
        summary="Bookings against ready vehicles, hours from gate to ramp, new-energy boxes, rolled share",
        response_model=None,
        responses={200: {"model": PortFigures}, **responses("forbidden", "bad-request")},
        dependencies=[Depends(FIGURES)],
    )
    async def port(asked: Annotated[PeriodQuery, Query()]) -> Response:
        since, until = span(service, asked)
        return JsonResponse(await _port(service, since, until))


def span(service: Service, asked: PeriodQuery) -> tuple[date, date]:
    """The days that are counted, both included. Raises Problem bad-request."""
    until = asked.until or statutory_day(service.clock.now())
    since = asked.since or until - YEAR
    if since > until:
        raise problem(
            "bad-request", f"The days end on {until}, before they begin on {since}.", field="/since"
        )
    return since, until


async def _port(service: Service, since: date, until: date) -> dict[str, Any]:
    moved = await movements_between(service.database, since, until)
    ready, booked, in_zone = await counted(service.database)
    median, ninetieth = statistics.hours_to_load(moved)
    vehicles, boxes = statistics.new_energy_loaded(moved)
    share = statistics.rolled_share(moved)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "as_of": rfc3339(service.clock.now()),
        "ready_not_booked": ready,
        "booked_not_gone": booked,
        "in_bonded_zone": in_zone,
        "loaded": statistics.count(moved, "loaded"),
        "gate_in_to_loaded_median_hours": None if median is None else str(median),
        "gate_in_to_loaded_p90_hours": None if ninetieth is None else str(ninetieth),
        "new_energy_vehicles_loaded": vehicles,
        "new_energy_containers_loaded": boxes,
        "departed": statistics.count(moved, "departed"),
        "rolled": statistics.count(moved, "rolled"),
        "rolled_share": None if share is None else str(share),
    }
