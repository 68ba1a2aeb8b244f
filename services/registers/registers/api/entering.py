"""Entering: one entry, with what must be known beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller, caller_of
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.ids import new_id
from registers.access import held_back, writer_of, writers
from registers.api.table import TITLES, paper_of, shown_of
from registers.domain.checks import not_own, office_of
from registers.domain.entry import Entry, Register
from registers.domain.fairs import was_there
from registers.domain.keeping import enter, entered_already
from registers.domain.moves import ENTERS
from registers.domain.particulars import Participation, Particulars
from registers.storage import ENTRIES, entry_of, fair_entry, natural_id, same_already

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in the registers beside what is entered: the same thing already, and the fair it is about."""

    same: tuple[Entry, ...] = ()
    fair: Entry | None = None


async def look_beside(service: Service, connection: AsyncConnection, particulars: Particulars) -> Beside:
    """Read it, in the transaction of the entry."""
    fair = None
    if isinstance(particulars, Participation):
        place = fair_entry(particulars.fair_id, particulars.year)
        fair = await entry_of(service.database, connection, place)
    return Beside(tuple(await same_already(service.database, connection, particulars)), fair)


def builder(
    service: Service, body: Any, caller: Caller
) -> Callable[[datetime, Beside], Decided[Entry] | Refused]:
    """What makes the entry of a paper. Raises Problem forbidden for what this caller may not write."""
    particulars: Particulars = body.particulars

    def build(now: datetime, beside: Beside) -> Decided[Entry] | Refused:
        writer = writer_of(caller, statutory_day(now))
        held_back(not_own(particulars, writer) or office_of(particulars, writer))
        answer = enter(
            natural_id(particulars) or new_id(), particulars, source=body.source, as_of=body.as_of, writer=writer,
            policy=service.policy,
        )  # fmt: skip
        if isinstance(answer, Refused):
            return answer
        if isinstance(particulars, Participation) and (refused := was_there(particulars, beside.fair)):
            return refused
        return entered_already(beside.same) or answer

    return build


def add_entering(router: APIRouter, service: Service, register: Register) -> None:
    """`POST` of one register, with a body of its own."""
    zh, en = TITLES[register]

    async def enter_one(body: Any, request: Request) -> Response:
        async def given(connection: AsyncConnection) -> Beside:
            return await look_beside(service, connection, body.particulars)

        build = builder(service, body, caller_of(request))
        return await service.create(ENTRIES, build, request=request, given=given)

    # The body differs from register to register, so its type is put in here and stands in the OpenAPI document.
    enter_one.__annotations__ |= {"body": paper_of(register), "request": Request}
    enter_one.__name__ = f"enter_{register.name.lower()}"
    shown = shown_of(register)
    router.post(
        "",
        summary=f"Enter a {en} · 登记{zh}",
        dependencies=[Depends(writers(ENTERS[register]))],
        **creating(shown, *ONCE, "forbidden", "conflict", "move-not-allowed", "rule-violated"),
    )(enter_one)
