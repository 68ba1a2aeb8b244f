"""Supervision of the districts' rebate work: draw a sample, write findings down, close them, conclude."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.ids import new_id
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.paging import Page
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import load_thing
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from registers.access import DISTRICT, DISTRICTS, OFFICES, TAX_OFFICERS, writer_of
from registers.bodies import FindingPaper, RemedyPaper, SamplingPaper, SamplingQuery
from registers.documents import Redrawn, SamplingShown
from registers.domain import supervision as law
from registers.domain.entry import Writer
from registers.domain.supervision import Claim, Fault, Order, Sampling
from registers.domain.terms import Policy, within
from registers.storage import SAMPLINGS, claims_decided

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

PATH = "/v1/rebate-samplings"
Decide = Callable[[Sampling, Writer, Policy], Decided[Sampling] | Refused]


def may_see(sampling: Sampling, caller: Caller) -> bool:
    """A district sees the samples of its own work; the other offices all."""
    if caller.agency not in DISTRICTS:
        return True
    return within(sampling.district, caller.agency.removeprefix(DISTRICT))


def add_supervision(router: APIRouter, service: Service) -> None:
    """The routes under /v1/rebate-samplings."""
    here = APIRouter(prefix=PATH, tags=["rebate-samplings"])
    _drawing(here, service)
    _reading(here, service)
    _findings(here, service)
    router.include_router(here)


def _drawing(router: APIRouter, service: Service) -> None:
    @router.post(
        "", summary="Draw a sample of a district's decided claims · 抽查名单", dependencies=[Depends(TAX_OFFICERS)],
        **creating(SamplingShown, *ONCE, "rule-violated"),
    )  # fmt: skip
    async def draw(body: SamplingPaper, request: Request) -> Response:
        caller, sampling_id = caller_of(request), new_id()
        order = Order(
            district=body.district, from_on=body.from_on, to_on=body.to_on, size=body.size,
            seed=body.seed or secrets.token_hex(8),
        )  # fmt: skip

        async def given(connection: AsyncConnection) -> Sequence[Claim]:
            return await claims_decided(connection, order.district, order.from_on, order.to_on)

        def build(now: datetime, population: Sequence[Claim]) -> Decided[Sampling] | Refused:
            writer = writer_of(caller, statutory_day(now))
            return law.draw(sampling_id, order, population, writer=writer, policy=service.policy)

        return await service.create(SAMPLINGS, build, request=request, given=given)


def _reading(router: APIRouter, service: Service) -> None:
    @router.get(
        "", summary="The samples · 抽查", response_model=None,
        responses={200: {"model": Page[SamplingShown]}, **responses("bad-cursor", "bad-request", "forbidden")},
    )  # fmt: skip
    async def listed(
        caller: Annotated[Caller, Depends(OFFICES)], asked: Annotated[SamplingQuery, Query()]
    ) -> Response:
        district = asked.district
        if caller.agency in DISTRICTS:
            district = caller.agency.removeprefix(DISTRICT)
            if asked.district not in {None, district}:
                raise problem("forbidden", "A district lists the samples of its own work only.")
        where = {"status": asked.status, "district": district, "open": asked.open}
        query = ListQuery(where, None, asked.sort, asked.cursor, asked.limit)
        return JsonResponse(await service.list(SAMPLINGS, query))

    @router.get(
        "/{sampling_id}", summary="One sample with its findings and history · 查看", response_model=None,
        responses={200: {"model": SamplingShown}, **responses("not-found")}, dependencies=[Depends(OFFICES)],
    )  # fmt: skip
    async def one(sampling_id: str, request: Request) -> Response:
        return await with_history(service, SAMPLINGS, sampling_id, request=request, admit=may_see)

    @router.get(
        "/{sampling_id}/redraw", summary="Draw it again by its seed and compare · 复现",
        responses=responses("not-found"),
    )  # fmt: skip
    async def redraw(sampling_id: str, caller: Annotated[Caller, Depends(OFFICES)]) -> Redrawn:
        async with service.database.reading() as connection:
            found = await load_thing(service.database, connection, SAMPLINGS, sampling_id)
            if found is None or found.state is None or not may_see(found.state, caller):
                raise problem("not-found", f"There is no sampling with the id {sampling_id}.")
            then = found.state
            claims = await claims_decided(connection, then.district, then.from_on, then.to_on)
        drawn = law.drawn_by(then.seed, claims, then.size)
        return Redrawn(
            same=[one.case_id for one in drawn] == [one.case_id for one in then.drawn],
            population_now=len(claims),
            population_then=then.population,
            population_changed=law.digest_of(claims) != then.population_digest,
            drawn=[one.case_id for one in drawn],
        )


def _findings(router: APIRouter, service: Service) -> None:
    async def act(sampling_id: str, request: Request, decide: Decide) -> Response:
        caller = caller_of(request)

        def decided(state: Sampling, now: datetime, policy: Policy) -> Decided[Sampling] | Refused:
            return decide(state, writer_of(caller, statutory_day(now)), policy)

        return await service.act(SAMPLINGS, sampling_id, decided, request=request)

    declared = acting(SamplingShown, *VERB)
    who = [Depends(TAX_OFFICERS)]

    @router.post(
        "/{sampling_id}/find", summary="Write a finding down · 检查发现", dependencies=who, **declared
    )
    async def find(sampling_id: str, body: FindingPaper, request: Request) -> Response:
        fault = Fault(
            case_id=body.case_id, code=body.code, reason=body.reason, article=body.article, due_on=body.due_on
        )
        return await act(
            sampling_id,
            request,
            lambda state, writer, policy: law.find(state, fault, writer=writer, policy=policy),
        )

    @router.post(
        "/{sampling_id}/findings/{number}/remedy",
        summary="Close a finding · 整改办结",
        dependencies=who,
        **declared,
    )
    async def remedy(sampling_id: str, number: int, body: RemedyPaper, request: Request) -> Response:
        return await act(
            sampling_id, request,
            lambda state, writer, _policy: law.remedy(state, number, body.outcome, body.answer, writer=writer),
        )  # fmt: skip

    @router.post(
        "/{sampling_id}/conclude", summary="The check is over · 检查结束", dependencies=who, **declared
    )
    async def conclude(sampling_id: str, request: Request) -> Response:
        return await act(
            sampling_id, request, lambda state, writer, _policy: law.conclude(state, writer=writer)
        )
