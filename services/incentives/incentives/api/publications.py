"""What is shown to the public (公示): who is to get how much for what, until which day; and objections to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.answers import Outcome, refusal, to_json
from exportlane.runtime.auth import Caller
from exportlane.runtime.declared import KEYED, ONCE
from exportlane.runtime.paging import USUAL, Limit
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.storage import Loaded, load_thing
from incentives.api.access import ApplicationId, PublicReader
from incentives.documents import PublicationPage, PublicationRow
from incentives.domain import publishing
from incentives.domain.application import Application, Objection, by_item
from incentives.domain.around import Moment
from incentives.domain.status import Status
from incentives.papers import ObjectionPaper
from incentives.storage import APPLICATIONS

if TYPE_CHECKING:
    from datetime import datetime

    from exportlane.runtime.service import Service

OPEN = sa.text(
    "select doc from applications where status = 'publicised' and publicised_to >= :today "
    "order by publicised_to, id limit :limit"
)


def add(router: APIRouter, service: Service) -> None:
    """The routes of the publication."""

    @router.get("", summary="What is shown to the public now · 公示清单")
    async def shown(_caller: PublicReader, limit: Limit = USUAL) -> PublicationPage:
        today = statutory_day(service.clock.now()).isoformat()
        async with service.database.reading() as connection:
            rows = (await connection.execute(OPEN, {"today": today, "limit": limit})).all()
        return PublicationPage(items=[_row(APPLICATIONS.decode(row.doc)) for row in rows])

    @router.post(
        "/{application_id}/objections",
        summary="Object to what is shown, in its days · 提出异议",
        status_code=201,
        response_model=None,
        responses={201: {"description": "Noted"}, **responses(*ONCE, "not-found", "move-not-allowed")},
        dependencies=KEYED,
    )
    async def object_to(
        application_id: ApplicationId, body: ObjectionPaper, request: Request, _caller: PublicReader
    ) -> Response:
        return await _note(service, application_id, body, request)


async def _note(service: Service, application_id: str, body: ObjectionPaper, request: Request) -> Response:
    async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        thing = await load_thing(service.database, connection, APPLICATIONS, application_id, lock=True)
        state = thing.state if thing else None
        # Whoever objects learns only of what was publicised.
        if thing is None or state is None or state.publication is None:
            raise problem("not-found", f"Nothing is publicised with the id {application_id}.")
        at = Moment(now, service.policy, caller.actor)
        objection = Objection("", body.by, body.reason, at.today)
        answer = publishing.object_to(state, objection, at)
        if isinstance(answer, Refused):
            raise refusal(answer)
        after = answer.application.state
        content = to_json({"objection_no": after.objections[-1].number, "status": after.status.value})
        changed = Loaded(APPLICATIONS, after, thing.version, changed=True)
        return Outcome(201, {}, content, [changed], [(APPLICATIONS, answer.application)])

    return await service.counter.once.do(request, work)


def _row(state: Application) -> PublicationRow:
    shown = state.publication
    if shown is None or state.status is not Status.PUBLICISED:
        raise ValueError("only what is publicised is shown")
    return PublicationRow(
        id=state.id,
        number=state.number,
        name=state.name,
        uscc=state.uscc,
        district=state.district,
        policy=state.policy,
        year=state.year,
        total=str(shown.total),
        items={item: str(amount) for item, amount in by_item(state.grants).items()},
        first=shown.first,
        last=shown.last,
    )
