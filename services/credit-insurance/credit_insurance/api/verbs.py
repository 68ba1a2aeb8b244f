"""What every verb on one thing has in common: whose desk, which version, which answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from credit_insurance.access import denied, insurers_own, own, seat_of
from credit_insurance.acting import Sheet
from credit_insurance.documents import document_of
from credit_insurance.domain.banks import acts_for
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.auth import EXPORTER, Caller, caller_of
from exportlane.runtime.declared import ONCE, VERB, acting, creating
from exportlane.runtime.storage import Kind

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

S = TypeVar("S")


def verb(kind: Kind[Any], words: str) -> dict[str, Any]:
    """What is declared of a verb."""
    return {"summary": words, **acting(document_of(kind.state), *VERB, "forbidden")}


def taking(kind: Kind[Any], words: str) -> dict[str, Any]:
    """What is declared of a route that takes something in."""
    slugs = (*ONCE, "forbidden", "conflict", "move-not-allowed", "rule-violated")
    return {"summary": words, **creating(document_of(kind.state), *slugs)}


async def decide(
    service: Service,
    kind: Kind[S],
    thing_id: str,
    request: Request,
    decision: Callable[[S, datetime, Terms], Decided[S] | Refused],
) -> Response:
    """A verb that changes one thing and nothing else; of the insurer, or of the exporter whose it is."""
    await insurers_own(service, caller_of(request))
    return await service.act(kind, thing_id, decision, request=request, admit=_known)


def _known(state: Any, caller: Caller) -> bool:
    return not hasattr(state, "exporter_uscc") or own(state, caller)


async def at_banks_desk(service: Service, caller: Caller, bank_id: str) -> None:
    """Only who acts for this bank goes on. Raises Problem forbidden."""
    if refused := acts_for(await seat_of(service, caller), bank_id):
        raise denied(refused)


def by_firm(sheet: Sheet) -> bool:
    """Whether the firm itself asks."""
    return sheet.caller.role == EXPORTER
