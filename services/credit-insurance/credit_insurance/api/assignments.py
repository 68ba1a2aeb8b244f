"""Rights to indemnities over REST: assigned to a bank, and released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from credit_insurance.access import EXPORTER_ALONE, OFFICER, speaks_for
from credit_insurance.acting import Sheet, Shown, act_on, agreed, take_in
from credit_insurance.api.banks import no_bank
from credit_insurance.api.premiums import no_policy
from credit_insurance.api.reading import Shelf, add_reading
from credit_insurance.api.verbs import at_banks_desk, taking, verb
from credit_insurance.bank_papers import AssignmentPaper
from credit_insurance.domain import assignments as law
from credit_insurance.domain.assignments import Assigned, Assignment, AssignmentStatus
from credit_insurance.domain.exports import Export
from credit_insurance.domain.shipments import no_such_case
from credit_insurance.papers import Asked, Because
from credit_insurance.storage import ASSIGNMENTS, BANKS, EXPORTS, POLICIES
from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import Caller
from exportlane.runtime.ids import new_id
from exportlane.runtime.problems import problem
from exportlane.runtime.storage import load_thing

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Exporter = Annotated[Caller, Depends(EXPORTER_ALONE)]
Officer = Annotated[Caller, Depends(OFFICER)]


class AssignmentAsked(Asked):
    """What the assignments are filtered by."""

    status: AssignmentStatus | None = None
    policy_id: str | None = None
    bank_id: str | None = None


def add(parent: APIRouter, service: Service) -> None:
    """All routes of assignments."""
    router = APIRouter(prefix="/v1/assignments", tags=["assignments"])
    shelf = Shelf(ASSIGNMENTS, "Rights assigned · 赔款权转让", AssignmentAsked, of_banks="bank_id")
    add_reading(router, service, shelf)

    @router.post("", **taking(ASSIGNMENTS, "Assign the rights to a bank · 转让赔款权"))
    async def assign(body: AssignmentPaper, request: Request, caller: Exporter) -> Response:
        speaks_for(caller, body.uscc)
        asked = Assignment(id=new_id(), policy_no="", **body.model_dump())

        async def work(sheet: Sheet) -> Shown:
            await sheet.need(BANKS, asked.bank_id, no_bank(asked.bank_id))
            _put(sheet, agreed(await _assigned(sheet, asked)))
            return ASSIGNMENTS, asked.id

        return await take_in(service, request, work)

    @router.post("/{assignment_id}/release", **verb(ASSIGNMENTS, "Give the rights back · 解除转让"))
    async def release(assignment_id: str, body: Because, request: Request, caller: Officer) -> Response:
        await at_banks_desk(service, caller, await _bank_of(service, assignment_id))

        async def work(sheet: Sheet, state: Assignment) -> None:
            policy = await sheet.find_own(POLICIES, state.policy_id)
            export: Export | None = None
            if state.case_id is not None:
                export = await sheet.find_own(EXPORTS, state.case_id)
            _put(sheet, agreed(law.release(state, policy, export, body.reason, now=sheet.now)))

        return await act_on(service, request, (ASSIGNMENTS, assignment_id), work)

    parent.include_router(router)


async def _assigned(sheet: Sheet, asked: Assignment) -> Assigned | Refused:
    policy = await sheet.need(POLICIES, asked.policy_id, no_policy(asked.policy_id))
    if asked.case_id is not None:
        export = await sheet.need(EXPORTS, asked.case_id, no_such_case(asked.case_id))
        return law.assign_case(asked, policy, export, now=sheet.now)
    statement = (
        f"select distinct assignee as bank from {EXPORTS.table} where policy_id = :policy and assignee is not null "  # noqa: S608  # our own table
        f"union select distinct financed_by from {EXPORTS.table} where policy_id = :policy and financed_by is not null"
    )
    holders = [row.bank for row in await sheet.rows(statement, policy=asked.policy_id)]
    return law.assign_policy(asked, policy, holders, now=sheet.now)


def _put(sheet: Sheet, decided: Assigned) -> None:
    sheet.put(ASSIGNMENTS, decided.assignment)
    if decided.policy is not None:
        sheet.put(POLICIES, decided.policy)
    if decided.export is not None:
        sheet.put(EXPORTS, decided.export)


async def _bank_of(service: Service, assignment_id: str) -> str:
    async with service.database.reading() as connection:
        found = await load_thing(service.database, connection, ASSIGNMENTS, assignment_id)
    if found is None or found.state is None:
        raise problem("not-found", f"There is no assignment with the id {assignment_id}.")
    return found.state.bank_id
