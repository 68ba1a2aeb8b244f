"""Guidance before declaring (申报前校验), the points of the loading checklist, and what is counted."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query

from customs import domain
from customs.access import OFFICER, READER, exporter_counted
from customs.acts import PeriodQuery
from customs.documents import (
    CheckResult,
    ErrorCount,
    ErrorStatistics,
    PointDocument,
    PointList,
    ReleaseTimesDocument,
)
from customs.domain import Annex, Licence, Times
from customs.papers import DeclarationPaper, Mode
from customs.storage import errors_of, released_between
from exportlane.agency.papers import Body
from exportlane.contracts.fields import (
    ContractNo,
    Country,
    CustomsPort,
    Day,
    HsCode,
    LicenceNo,
    Name,
    Uscc,
    Vin,
)
from exportlane.law.instants import statutory_day
from exportlane.runtime.auth import Caller
from exportlane.runtime.problems import Problem, problem, responses

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

A_YEAR = timedelta(days=366)


class AnnexPaper(Body):
    """One row of the annex of a licence."""

    vin: Vin
    brand: Name
    model_code: Name


class LicencePaper(Body):
    """The licence as its holder reads it off the face, to be compared with what he means to declare."""

    licence_no: LicenceNo
    exporter_uscc: Uscc
    issued_on: Day
    valid_to: Day
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    contract_no: ContractNo
    annex: tuple[AnnexPaper, ...]

    def read(self) -> Licence:
        face = self.model_dump(exclude={"annex"})
        return Licence(**face, quantity=len(self.annex), vins=tuple(row.vin for row in self.annex))


class CheckPaper(DeclarationPaper):
    """The papers that somebody means to hand in, with the licence where he has it."""

    licence: LicencePaper | None = None


def add_checking(router: APIRouter, service: Service) -> None:
    """The check, the points, the errors and the times of release."""
    _guidance(router, service)
    _counts(router, service)


def _guidance(router: APIRouter, service: Service) -> None:
    @router.post(
        "/check",
        summary="Check papers before they are declared: each rule, whether it holds, why, and under which article",
        responses=responses("rule-violated", "forbidden"),
        dependencies=[Depends(READER)],
    )
    async def check(body: CheckPaper) -> CheckResult:
        now, policy = service.clock.now(), service.policy
        if not policy.knows(body.profile, body.profile_version):
            raise _unknown_rules(body, policy)
        papers = body.read()
        rows = (
            {row.vin: Annex(row.vin, row.brand, row.model_code) for row in body.licence.annex}
            if body.licence
            else {}
        )
        lines = tuple(replace(line, annex=rows.get(line.vin)) for line in papers.lines)
        licence = body.licence.read() if body.licence else None
        state = replace(papers, lines=lines, licence=licence, times=Times(submitted_at=now))
        rules = policy.rules(body.profile, body.profile_version)
        explained = domain.explain(state, on=statutory_day(now), rules=rules)
        return CheckResult(holds=_all_hold({row.holds for row in explained}), rules=list(explained))

    @router.get(
        "/loading-points",
        summary="The points of the loading checklist of new-energy vehicles in containers",
        responses=responses("forbidden"),
        dependencies=[Depends(READER)],
    )
    async def points(transport_mode: Mode = "2") -> PointList:
        items = [
            PointDocument(code=one.code, zh=one.zh, en=one.en, article=one.article, own=one.own)
            for one in domain.points_for(transport_mode)
        ]
        return PointList(transport_mode=transport_mode, items=items)


def _all_hold(answers: set[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _unknown_rules(body: CheckPaper, policy: domain.Policy) -> Problem:
    if not policy.knows(body.profile, None):
        sentence, field = f"There is no profile {body.profile}.", "/profile"
    else:
        sentence = f"The profile {body.profile} has no version {body.profile_version}."
        field = "/profile_version"
    return problem("rule-violated", sentence, field=field, extra={"code": "unknown-profile"})


def _counts(router: APIRouter, service: Service) -> None:
    @router.get(
        "/errors", summary="The errors found in a firm's papers, by kind", responses=responses("forbidden")
    )
    async def errors(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[PeriodQuery, Query()]
    ) -> ErrorStatistics:
        since, until = _period(asked, service)
        exporter = exporter_counted(caller, asked.exporter)
        rows = await errors_of(service.database, exporter, since, until)
        items = [
            ErrorCount(exporter=row.exporter, code=row.code, declarations=row.declarations, found=row.found)
            for row in rows
        ]
        return ErrorStatistics(since=since, until=until, items=items)

    @router.get(
        "/release-times",
        summary="Hours from submission to release",
        responses=responses("forbidden"),
        dependencies=[Depends(OFFICER)],
    )
    async def times(asked: Annotated[PeriodQuery, Query()]) -> ReleaseTimesDocument:
        since, until = _period(asked, service)
        measured = domain.release_times(await released_between(service.database, since, until))
        return ReleaseTimesDocument(since=since, until=until, **asdict(measured))


def _period(asked: PeriodQuery, service: Service) -> tuple[date, date]:
    until = asked.until or statutory_day(service.clock.now())
    return asked.since or until - A_YEAR, until
