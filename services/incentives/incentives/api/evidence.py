"""Evidence: what other agencies have told of a firm, fact by fact; and approvals whose ground has fallen since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.agency.papers import Body
from exportlane.contracts.fields import Uscc
from exportlane.law.subsidies import BadClaim
from exportlane.runtime.paging import USUAL, Limit
from exportlane.runtime.problems import responses
from incentives.api.access import Officer, Reader, its_own_figures
from incentives.api.caps import Year
from incentives.documents import EvidenceDocument, EvidencePage, ExportsDocument, FallenPage, FallenRow
from incentives.domain.application import Application
from incentives.domain.around import Around
from incentives.domain.entitled import entitled_now
from incentives.domain.line import NOTHING
from incentives.storage import APPLICATIONS, ENTRIES
from incentives.surroundings import accounts_of, count_of, firm_of, known_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Kind = Literal[
    "fair", "premium", "report", "hedge", "served", "recognised", "facility", "invested", "destination"
]


class EvidenceQuery(Body):
    """Which evidence. Without a firm: what belongs to none, such as the catalogue of fairs."""

    uscc: Uscc | None = None
    kind: Kind | None = None
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    limit: Limit = USUAL


def add(router: APIRouter, service: Service) -> None:
    """The routes of the evidence."""
    _listing(router, service)
    _exports(router, service)
    _fallen(router, service)


def _listing(router: APIRouter, service: Service) -> None:
    @router.get(
        "",
        summary="What other agencies have told, with the fact and since when it is known · 核验凭证",
        responses=responses("not-found"),
    )
    async def evidence(caller: Reader, asked: Annotated[EvidenceQuery, Query()]) -> EvidencePage:
        if asked.uscc is not None:
            its_own_figures(caller, asked.uscc)
        parts = ["uscc = :uscc" if asked.uscc else "uscc is null"]
        if asked.kind:
            parts.append("kind = :kind")
        if asked.year:
            parts.append("year = :year")
        statement = (
            f"select doc from evidence where {' and '.join(parts)} order by updated_at desc, id limit :limit"  # noqa: S608  # our own words
        )
        given = {"uscc": asked.uscc, "kind": asked.kind, "year": str(asked.year), "limit": asked.limit}
        named = {name: value for name, value in given.items() if f":{name}" in statement}
        async with service.database.reading() as connection:
            rows = [ENTRIES.decode(row.doc) for row in await connection.execute(sa.text(statement), named)]
        return EvidencePage(items=[EvidenceDocument(**dict(ENTRIES.show(entry))) for entry in rows])


def _exports(router: APIRouter, service: Service) -> None:
    @router.get(
        "/{uscc}/exports",
        summary="The firm's exports of a year by customs, its first filing, its listings · 出口台数",
        responses=responses("not-found"),
    )
    async def exports(uscc: Uscc, caller: Reader, year: Year) -> ExportsDocument:
        its_own_figures(caller, uscc)
        async with service.database.reading() as connection:
            count = await count_of(connection, uscc, year)
            firm = await firm_of(service.database, connection, uscc)
        return ExportsDocument(
            uscc=uscc,
            year=year,
            vehicles=count.vehicles,
            returned=count.returned,
            fact_id=count.fact_id,
            as_of=count.as_of,
            first_filed_on=firm.first_filed_on,
            listings=[
                {
                    "list": each.name, "reason": each.reason, "article": each.article, "fact_id": each.fact_id,
                    "valid_from": each.valid_from, "valid_to": each.valid_to, "off_on": each.off_on,
                    "as_of": each.as_of,
                }
                for each in firm.listings
            ],
        )  # fmt: skip


def _fallen(router: APIRouter, service: Service) -> None:
    @router.get(
        "/fallen",
        summary="Approvals whose exports fell below what they rested on since, and what would come back · 应追回清单",
    )
    async def fallen(_caller: Officer, limit: Limit = USUAL) -> FallenPage:
        statement = sa.text(
            "select a.doc from applications a where a.status in ('approved', 'paid') and a.exports > "
            "(select count(*) from exports e where e.uscc = a.uscc and e.year = a.year and e.returned is null) "
            "order by a.updated_at desc, a.id limit :limit"
        )
        async with service.database.reading() as connection:
            rows = (await connection.execute(statement, {"limit": limit})).all()
            found = [await _row(service, connection, APPLICATIONS.decode(row.doc)) for row in rows]
        return FallenPage(items=found)


async def _row(service: Service, connection: AsyncConnection, state: Application) -> FallenRow:
    known = await known_of(service.database, connection, state, service.policy)
    around = Around(await accounts_of(connection, state.uscc), known)
    try:
        entitled = entitled_now(state, around, service.policy.policies[state.policy])
    except BadClaim:
        entitled = NOTHING
    return FallenRow(
        id=state.id,
        number=state.number,
        uscc=state.uscc,
        status=state.status,
        exports_at_approval=state.exports or 0,
        exports_now=known.count.vehicles,
        granted=str(state.granted),
        entitled_now=str(entitled),
        to_recover=str(max(state.paid - state.recovered - entitled, NOTHING)),
    )
