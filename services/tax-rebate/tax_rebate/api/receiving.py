"""Papers come in: the claim for one lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.law.instants import statutory_day
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.problems import Problem, problem, responses
from exportlane.runtime.storage import load_thing
from tax_rebate.api.bodies import HandOver
from tax_rebate.api.callers import Giver
from tax_rebate.api.shown import ClaimShown
from tax_rebate.domain import Claim, Policy
from tax_rebate.domain import receive as receive_claim
from tax_rebate.domain.articles import PROCEDURE_ARTICLE
from tax_rebate.storage import CLAIMS, held_invoice, held_vin, holders, still_held, take, vin_rows

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
        _known_profile(body, service.policy)
        claim = body.state()

        async def given(connection: AsyncConnection) -> Sequence[Write]:
            await _refuse_known(connection, claim)
            return await _taken(service, connection, claim)

        def build(now: datetime, holds: Sequence[Write]) -> Decided[Claim] | Refused:
            return _received(claim, holds, now=now, policy=service.policy)

        return await service.create(CLAIMS, build, request=request, given=given)


def _known_profile(body: HandOver, policy: Policy) -> None:
    if not policy.knows(body.profile):
        known = ", ".join(sorted({name for name, _ in policy.by_version}))
        raise problem(
            "unknown-profile", f"There is no profile {body.profile}; there are {known}.", field="/profile"
        )
    if not policy.knows(body.profile, body.profile_version):
        sentence = f"The profile {body.profile} has no version {body.profile_version}."
        raise problem("unknown-profile", sentence, field="/profile_version")


def _received(
    claim: Claim, holds: Sequence[Write], *, now: datetime, policy: Policy
) -> Decided[Claim] | Refused:
    version = claim.profile_version or policy.in_force(claim.profile, statutory_day(now))
    answer = receive_claim(replace(claim, profile_version=version), now=now, policy=policy)
    if isinstance(answer, Refused):
        return answer
    return replace(answer, writes=(*vin_rows(answer.state), *holds))


async def _refuse_known(connection: AsyncConnection, claim: Claim) -> None:
    """One claim per lot, and no case in two claims."""
    found = await connection.execute(sa.text("select 1 from claims where id = :id"), {"id": claim.id})
    if found.one_or_none() is not None:
        raise problem("conflict", f"The claim for the lot {claim.id} was handed in before.")
    of_cases = sa.text(
        "select case_id, thing_id from thing_case where kind = 'claim' and case_id in :cases"
    ).bindparams(sa.bindparam("cases", expanding=True))
    rows = await connection.execute(of_cases, {"cases": [line.case_id for line in claim.lines]})
    if (row := rows.first()) is not None:
        raise problem("conflict", f"The case {row.case_id} is in the claim {row.thing_id} already.")


async def _taken(service: Service, connection: AsyncConnection, claim: Claim) -> list[Write]:
    """The rows by which the claim takes its vehicles and invoices. Raises Problem when a live claim has one."""
    keys = [key(line) for line in claim.lines for key in (held_vin, held_invoice)]
    before = await holders(connection, keys)
    writes: dict[str, Write] = {}
    for number, line in enumerate(claim.lines):
        for key, field, code in (
            (held_vin, "vin", "vin_in_live_claim"),
            (held_invoice, "invoice/number", "invoice_used_twice"),
        ):
            what = key(line)
            held = before.get(what)
            if held is not None:
                thing = await load_thing(service.database, connection, CLAIMS, held.claim_id)
                if still_held(what, held, None if thing is None else thing.state):
                    raise _in_use(what, held.claim_id, f"/lines/{number}/{field}", code)
            # What stands twice in one claim takes one row here and is refused by the domain.
            writes.setdefault(what, take(what, line, claim.id, held))
    return list(writes.values())


def _in_use(what: str, claim_id: str, field: str, code: str) -> Problem:
    kind, _, name = what.partition(":")
    word = "vehicle" if kind == "vin" else "invoice"
    return problem(
        "conflict",
        f"The {word} {name.lstrip('-')} stands in the live claim {claim_id} already.",
        field=field,
        article=PROCEDURE_ARTICLE,
        extra={"code": code},
    )
