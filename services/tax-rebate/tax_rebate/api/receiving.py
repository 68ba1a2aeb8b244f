"""Papers come in: the claim for one lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.counter import etag
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.problems import problem, responses
from tax_rebate.api.bodies import ClaimShown, HandOver
from tax_rebate.api.callers import Giver
from tax_rebate.domain import Claim
from tax_rebate.domain import receive as receive_claim
from tax_rebate.storage import CLAIMS, view, vin_rows

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_receiving(router: APIRouter, service: Service) -> None:
    """POST the collection."""

    @router.post(
        "",
        status_code=201,
        summary="Receive the claim for a lot · 接收退税申报",
        response_model=ClaimShown,
        responses=responses(*ONCE, "unknown-profile", "rule-violated", "conflict"),
        dependencies=KEYED,
    )
    async def receive(body: HandOver, request: Request, _caller: Giver) -> Response:
        if body.profile not in service.policy.rules:
            known = ", ".join(sorted(service.policy.rules))
            raise problem(
                "unknown-profile", f"There is no profile {body.profile}; there are {known}.", field="/profile"
            )

        async def on_conflict(connection: AsyncConnection) -> None:
            await _refuse_known(connection, body)

        return await service.create_many(
            CLAIMS,
            lambda _now: _received(body.state()),
            request=request,
            answer=_taken,
            on_conflict=on_conflict,
        )


def _received(claim: Claim) -> Sequence[Decided[Claim]] | Refused:
    answer = receive_claim(claim)
    if isinstance(answer, Refused):
        return answer
    return [replace(answer, writes=vin_rows(answer.state))]


def _taken(claims: Sequence[Claim]) -> tuple[int, dict[str, object], dict[str, str]]:
    (claim,) = claims
    headers = {"etag": etag(1), "location": f"/v1/claims/{claim.id}"}
    return 201, {"id": claim.id, "version": 1, **view(claim)}, headers


async def _refuse_known(connection: AsyncConnection, body: HandOver) -> None:
    """One claim per lot, and no case in two claims."""
    found = await connection.execute(sa.text("select 1 from claims where id = :id"), {"id": body.lot_id})
    if found.one_or_none() is not None:
        raise problem("conflict", f"The claim for the lot {body.lot_id} was handed in before.")
    of_case = sa.text("select thing_id from thing_case where kind = 'claim' and case_id = :id")
    for line in body.lines:
        found = await connection.execute(of_case, {"id": line.case_id})
        if (row := found.one_or_none()) is not None:
            raise problem("conflict", f"The case {line.case_id} is in the claim {row.thing_id} already.")
