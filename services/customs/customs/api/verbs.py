"""What is done to a declaration: one table of verbs, each with who may do it, what it takes, and what decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from customs import acts, domain, papers
from customs.access import OFFICER, SUPERVISOR, SUPPLIER, own
from customs.documents import DeclarationDocument
from customs.domain import Declaration, Policy
from customs.storage import DECLARATIONS, with_new_vins
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import Caller, Requirement
from exportlane.runtime.declared import VERB, acting

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


@dataclass(frozen=True, slots=True)
class At:
    """When a verb is done, under which policy, and by whom."""

    now: datetime
    policy: Policy
    actor: str


Decide = Callable[[Declaration, Any, At], Decided[Declaration] | Refused]


@dataclass(frozen=True, slots=True)
class Row:
    """One verb: its path, its sentence, who may do it, and what decides. `body` is None where it takes nothing."""

    path: str
    summary: str
    who: Requirement
    decide: Decide
    body: Any = None


_PAPERS: Final = (
    Row("request-correction", "Send the papers back, in one notice (退单)", OFFICER,
        lambda s, b, at: domain.decide_correction_request(s, b.read(), by=at.actor, now=at.now),
        acts.CorrectionNotice),
    Row("supply-correction", "Hand the corrected papers in again", SUPPLIER,
        lambda s, b, at: domain.decide_correction(
            s, b.head(), b.changed_lines(), b.items, now=at.now, policy=at.policy),
        papers.CorrectionPaper),
    Row("declare-vehicles", "Say which vehicles are declared, all or fewer", SUPPLIER,
        lambda s, b, at: domain.decide_vehicles(s, frozenset(b.vins), now=at.now, policy=at.policy),
        acts.DeclaredVehicles),
)  # fmt: skip

_PASSAGE: Final = (
    Row("accept", "Give the declaration its number", OFFICER,
        lambda s, _b, at: domain.decide_acceptance(s, now=at.now, policy=at.policy)),
    Row("check-documents", "The documents were checked (审单)", OFFICER,
        lambda s, _b, _at: domain.decide_document_check(s)),
    Row("order-inspection", "Have the goods looked at (布控查验)", OFFICER,
        lambda s, b, _at: domain.decide_inspection_order(s, reason=b.reason), acts.Why),
    Row("record-inspection", "What the inspection found (查验)", OFFICER,
        lambda s, b, at: domain.decide_inspection(s, result=b.result, note=b.note, now=at.now),
        acts.InspectionResult),
    Row("verify-licence", "The licence covers the goods (许可证核验)", OFFICER,
        lambda s, _b, at: domain.decide_licence_verification(s, now=at.now, policy=at.policy)),
    Row("release", "Let the goods be loaded (放行)", OFFICER,
        lambda s, _b, at: domain.decide_release(s, now=at.now, policy=at.policy)),
    Row("depart-origin", "The goods left the port of departure (启运港离港)", OFFICER,
        lambda s, b, at: domain.decide_departure_from_origin(s, on=b.on, now=at.now), acts.OnDay),
    Row("reverse-departure", "The goods will not leave the country after all", OFFICER,
        lambda s, b, at: domain.decide_departure_reversal(
            s, reason=b.reason, on=b.on, now=at.now, policy=at.policy),
        acts.WhyAndWhen),
    Row("depart", "Vessel or train left the country with the goods (离境)", OFFICER,
        lambda s, b, at: domain.decide_departure(s, on=b.on, now=at.now), acts.OnDay),
    Row("clear", "Confirm the departure (结关)", OFFICER,
        lambda s, b, at: domain.decide_clearance(s, vessel=b.vessel if b else None, now=at.now),
        acts.Departure | None),
    Row("shut-out", "Released and not loaded (退关)", OFFICER,
        lambda s, b, at: domain.decide_shut_out(s, reason=b.reason, on=b.on, now=at.now, policy=at.policy),
        acts.WhyAndWhen),
)  # fmt: skip

_AFTER_ACCEPTANCE: Final = (
    Row("request-amendment", "Ask for an amendment", SUPPLIER,
        lambda s, b, at: domain.decide_amendment_request(s, b.read(), now=at.now, policy=at.policy),
        papers.AmendmentPaper),
    Row("amend", "Grant the amendment (修改)", OFFICER,
        lambda s, _b, at: domain.decide_amendment(s, now=at.now, policy=at.policy)),
    Row("refuse-amendment", "Do not amend", OFFICER, lambda s, _b, _at: domain.decide_amendment_refusal(s)),
    Row("request-cancellation", "Ask for a cancellation", SUPPLIER,
        lambda s, b, _at: domain.decide_cancellation_request(s, b.read()), acts.Ground),
    Row("refuse-cancellation", "Do not cancel", SUPERVISOR,
        lambda s, _b, _at: domain.decide_cancellation_refusal(s)),
    Row("cancel", "Cancel the declaration (撤销)", SUPERVISOR,
        lambda s, b, at: domain.decide_cancellation(s, b.read(), now=at.now), acts.Ground),
    Row("declare-anew", "Declare goods anew that were shut out", SUPPLIER,
        lambda s, b, at: domain.decide_new_declaration(
            s, b.head(), b.changed_lines(), now=at.now, policy=at.policy),
        papers.ChangedPaper),
)  # fmt: skip

_AGAINST: Final = (
    Row("hold", "Keep it from being released for now", OFFICER,
        lambda s, b, _at: domain.decide_hold(s, b.read()), acts.Ground),
    Row("lift-hold", "Lift a hold that an officer put", OFFICER,
        lambda s, b, _at: domain.decide_hold_lifted(s, b.code), acts.HoldCode),
    Row("detain", "Detain the goods (扣留)", OFFICER,
        lambda s, b, _at: domain.decide_detention(s, b.read()), acts.Ground),
    Row("lift-detention", "Give detained goods back", SUPERVISOR,
        lambda s, _b, at: domain.decide_detention_lifted(s, now=at.now)),
    Row("confiscate", "Confiscate detained goods (没收)", SUPERVISOR,
        lambda s, b, at: domain.decide_confiscation(s, b.read(), now=at.now), acts.Ground),
    Row("refuse", "Do not release, for good", OFFICER,
        lambda s, b, at: domain.decide_rejection(s, b.read(), now=at.now), acts.Ground),
    Row("return", "Record that the goods came back (退运)", OFFICER,
        lambda s, b, at: domain.decide_return(
            s, reason=b.reason, returned_on=b.returned_on, vins=b.vins, now=at.now),
        acts.GoodsReturned),
)  # fmt: skip

VERBS: Final = (*_PAPERS, *_PASSAGE, *_AFTER_ACCEPTANCE, *_AGAINST)


def add_verbs(router: APIRouter, service: Service) -> None:
    """A route for each verb of the table."""
    for row in VERBS:
        _add(router, service, row)


def _add(router: APIRouter, service: Service, row: Row) -> None:
    async def act(declaration_id: str, body: Any, request: Request, caller: Caller) -> Response:
        def decide(state: Declaration, now: datetime, policy: Policy) -> Decided[Declaration] | Refused:
            decided = row.decide(state, body, At(now, policy, caller.actor))
            return decided if isinstance(decided, Refused) else with_new_vins(state, decided)

        return await service.act(DECLARATIONS, declaration_id, decide, request=request, admit=own)

    async def bare(
        declaration_id: str, request: Request, caller: Annotated[Caller, Depends(row.who)]
    ) -> Response:
        return await act(declaration_id, None, request, caller)

    async def with_body(
        declaration_id: str, request: Request, caller: Annotated[Caller, Depends(row.who)], body: Any = ...
    ) -> Response:
        return await act(declaration_id, body, request, caller)

    endpoint = bare if row.body is None else with_body
    # What a verb takes stands in the table, so the route learns it here.
    endpoint.__annotations__ |= {"caller": Annotated[Caller, Depends(row.who)]}
    if row.body is not None:
        endpoint.__annotations__["body"] = row.body
        endpoint.__defaults__ = (None,) if row.body == acts.Departure | None else (...,)
    endpoint.__name__ = row.path.replace("-", "_")
    router.post(f"/{{declaration_id}}/{row.path}", summary=row.summary, **acting(DeclarationDocument, *VERB))(
        endpoint
    )
