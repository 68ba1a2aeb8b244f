"""A licence that was granted and not used: another in its place, handed back, taken back, cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request, Response

from exportlane.contracts.decision import Decided, Refused
from exportlane.runtime.declared import VERB, acting
from licensing import domain
from licensing.access import APPLICANT, OFFICER, SUPERVISOR
from licensing.api.acting import on_application
from licensing.documents import ApplicationDocument
from licensing.domain import Application, Policy
from licensing.papers import ChangesPaper, Ground

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Answer = Decided[Application] | Refused


def add(router: APIRouter, service: Service) -> None:
    """The routes of a licence's later life."""
    _of_the_holder(router, service)
    _reissuing(router, service)
    _taking_back(router, service)


def _of_the_holder(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/surrender",
        summary="Hand an unused licence back",
        dependencies=[Depends(APPLICANT)],
        **acting(ApplicationDocument, *VERB),
    )
    async def surrender(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_surrender(state, body.read(), now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/reapply",
        summary="Apply for another licence in place of one that ran out or was handed back",
        dependencies=[Depends(APPLICANT)],
        **acting(ApplicationDocument, *VERB),
    )
    async def reapply(application_id: str, body: ChangesPaper, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_reapplication(state, body.read(), now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/request-reissue",
        summary="Ask for a licence with other content",
        dependencies=[Depends(APPLICANT)],
        **acting(ApplicationDocument, *VERB),
    )
    async def request_reissue(application_id: str, body: ChangesPaper, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_reissue_request(state, body.read(), now=now, policy=policy)

        return await on_application(service, application_id, decide, request)


def _reissuing(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/reissue",
        summary="Issue the new licence and void the old one",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def reissue(application_id: str, request: Request) -> Response:
        def decide(state: Application, now: datetime, policy: Policy) -> Answer:
            return domain.decide_reissue(state, now=now, policy=policy)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/decline-reissue",
        summary="Leave the old licence as it is",
        dependencies=[Depends(OFFICER)],
        **acting(ApplicationDocument, *VERB),
    )
    async def decline(application_id: str, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_against_reissue(state, now=now)

        return await on_application(service, application_id, decide, request)


def _taking_back(router: APIRouter, service: Service) -> None:
    @router.post(
        "/{application_id}/revoke",
        summary="Revoke an unused licence: for deceit it must be, for an officer's error it may be",
        dependencies=[Depends(SUPERVISOR)],
        **acting(ApplicationDocument, *VERB),
    )
    async def revoke(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_revocation(state, body.read(), now=now)

        return await on_application(service, application_id, decide, request)

    @router.post(
        "/{application_id}/cancel",
        summary="Cancel a licence that is not used, for good",
        dependencies=[Depends(SUPERVISOR)],
        **acting(ApplicationDocument, *VERB),
    )
    async def cancel(application_id: str, body: Ground, request: Request) -> Response:
        def decide(state: Application, now: datetime, _policy: Policy) -> Answer:
            return domain.decide_cancellation(state, body.read(), now=now)

        return await on_application(service, application_id, decide, request)
