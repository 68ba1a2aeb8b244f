"""Where papers come in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request, Response

from customs import domain
from customs.access import RECEIVER
from customs.documents import DeclarationDocument
from customs.domain import Declaration
from customs.papers import DeclarationPaper
from customs.storage import DECLARATIONS, with_vins
from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import ONCE, creating

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_receiving(router: APIRouter, service: Service) -> None:
    """`POST /v1/declarations`."""

    @router.post(
        "",
        summary="Receive the papers of a declaration",
        dependencies=[Depends(RECEIVER)],
        **creating(DeclarationDocument, *ONCE, "conflict", "rule-violated"),
    )
    async def receive(body: DeclarationPaper, request: Request) -> Response:
        def build(now: datetime) -> Decided[Declaration] | Refused:
            decided = domain.decide_receipt(body.read(), now=now, policy=service.policy)
            return decided if isinstance(decided, Refused) else with_vins(decided)

        return await service.create(DECLARATIONS, build, request=request)
