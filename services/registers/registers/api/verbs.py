"""What is done to an entry: each verb of a register is one route, made from the table of moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Requirement, caller_of
from exportlane.runtime.declared import VERB, acting
from exportlane.runtime.storage import Kind
from registers.access import SUPERVISES, held_back, writer_of, writers
from registers.api.reading import of_register
from registers.api.table import DEEDS, OWN_PAPER, TITLES, Answer, paper_of, shown_of
from registers.bodies import RecognitionPaper
from registers.domain.centres import GroupDecision, recognise
from registers.domain.checks import not_own, office_of
from registers.domain.entry import Entry, Register, Verb
from registers.domain.moves import offices_for, verbs_of
from registers.domain.terms import Policy
from registers.storage import ENTRIES, centres_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_verbs(router: APIRouter, service: Service, register: Register) -> None:
    """Every verb that the table of this register has."""
    for verb in verbs_of(register):
        if verb is Verb.RECOGNISE:
            _recognising(router, service)
        else:
            _verb(router, service, register, verb)


def _who(register: Register, verb: Verb) -> Requirement:
    return SUPERVISES if verb is Verb.CANCEL else writers(offices_for(register, verb))


def _verb(router: APIRouter, service: Service, register: Register, verb: Verb) -> None:
    deed = DEEDS[verb]

    async def act(entry_id: str, body: Any, request: Request) -> Response:
        caller = caller_of(request)

        def decide(entry: Entry, now: datetime, policy: Policy) -> Answer:
            writer = writer_of(caller, statutory_day(now))
            held_back(not_own(entry.particulars, writer) or office_of(entry.particulars, writer))
            return deed.decide(entry, body, writer, policy)

        return await service.act(ENTRIES, entry_id, decide, request=request, admit=of_register(register))

    paper = paper_of(register) if deed.body is OWN_PAPER else deed.body
    # As where an entry is made: the type of the body is known only here.
    act.__annotations__ |= {"body": paper, "request": Request}
    act.__name__ = f"{verb.name.lower()}_{register.name.lower()}"
    _route(router, register, verb, f"{deed.summary}: {TITLES[register][0]}")(act)


def _route(router: APIRouter, register: Register, verb: Verb, summary: str) -> Any:
    shown = shown_of(register)
    return router.post(
        f"/{{entry_id}}/{verb}",
        summary=summary,
        dependencies=[Depends(_who(register, verb))],
        **acting(shown, *VERB, "forbidden"),
    )


def _recognising(router: APIRouter, service: Service) -> None:
    async def recognise_centre(entry_id: str, body: RecognitionPaper, request: Request) -> Response:
        caller = caller_of(request)
        decision = GroupDecision(
            decision_no=body.decision_no, decided_on=body.decided_on, decided_amount=body.decided_amount
        )

        async def others(connection: AsyncConnection, entry: Entry) -> Sequence[tuple[Kind[Any], str]]:
            found = await centres_of(connection, entry.uscc or "", but=entry.id)
            return [(ENTRIES, each) for each in found]

        def decide(
            entry: Entry, beside: Mapping[str, Entry], now: datetime, policy: Policy
        ) -> Sequence[tuple[Kind[Any], Decided[Entry]]] | Refused:
            writer = writer_of(caller, statutory_day(now))
            answer = recognise(entry, list(beside.values()), decision, writer=writer, policy=policy)
            return answer if isinstance(answer, Refused) else [(ENTRIES, answer)]

        return await service.act_together(
            ENTRIES, entry_id, others=others, decide=decide, request=request,
            admit=of_register(Register.CENTRES),
        )  # fmt: skip

    recognise_centre.__annotations__ |= {"body": RecognitionPaper, "request": Request}
    _route(router, Register.CENTRES, Verb.RECOGNISE, "Recognised by the leading group · 认定")(
        recognise_centre
    )
