"""What a firm has used of its caps, and what it has not: the ledger, as the calculator reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.fields import Name, Uscc
from exportlane.contracts.incentives import District
from exportlane.law.instants import statutory_day
from exportlane.law.subsidies import Entitlement, SubsidyPolicy, Used, entitlements
from exportlane.law.subsidies import Firm as Claimant
from exportlane.runtime.problems import problem, responses
from incentives.api.access import Reader, its_own_figures
from incentives.documents import CapDocument, CapsDocument
from incentives.domain.account import Account, account_id
from incentives.domain.application import Application, by_item
from incentives.domain.articles import OWN_RULE, VALIDITY
from incentives.domain.line import NOTHING
from incentives.domain.reckoning import held
from incentives.domain.status import WAITING
from incentives.storage import APPLICATIONS, ENTRIES
from incentives.surroundings import accounts_of, count_of, firm_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

Year = Annotated[int, Query(ge=2000, le=2100, description="The year of the expenses")]
OF_FIRM = sa.text(
    "select doc from applications where uscc = :uscc and policy = :policy and year = :year order by created_at, id"
)

SERVED = sa.text("select doc from evidence where kind = 'served' and uscc = :uscc and year = :year")


def policy_of(service: Service, name: str) -> SubsidyPolicy:
    """The policy of this name. Raises Problem rule-violated with its slug."""
    found: SubsidyPolicy | None = service.policy.policies.get(name)
    if found is None:
        names = ", ".join(sorted(service.policy.policies))
        sentence = f"There is no policy {name}; there are {names}."
        code = {"code": "unknown-policy"}
        raise problem("rule-violated", sentence, field="/policy", article=OWN_RULE, extra=code)
    return found


def add(router: APIRouter, service: Service) -> None:
    """The one route of the caps."""

    @router.get(
        "/{uscc}",
        summary="What this firm has used of its caps in a year, and what it has not · 限额使用情况",
        responses=responses("not-found", "rule-violated"),
    )
    async def caps(
        uscc: Uscc,
        caller: Reader,
        policy: Annotated[Name, Query(max_length=120)],
        year: Year,
        district: Annotated[District | None, Query()] = None,
    ) -> CapsDocument:
        its_own_figures(caller, uscc)
        found = policy_of(service, policy)
        if not found.covers(year):
            sentence = f"{policy} does not support expenses of {year}."
            code = {"code": "year-not-covered"}
            raise problem("rule-violated", sentence, field="/year", article=VALIDITY, extra=code)
        async with service.database.reading() as connection:
            return await _caps(service, connection, found, uscc, year, district)


async def _caps(  # whose, under what, when
    service: Service,
    connection: AsyncConnection,
    policy: SubsidyPolicy,
    uscc: str,
    year: int,
    district: str | None,
) -> CapsDocument:
    asked = {"uscc": uscc, "policy": policy.name, "year": str(year)}
    rows = await connection.execute(OF_FIRM, asked)
    applications = [APPLICATIONS.decode(row.doc) for row in rows]
    accounts = await accounts_of(connection, uscc)
    firm = await firm_of(service.database, connection, uscc)
    count = await count_of(connection, uscc, year)
    # Its newest application says where it is registered; before there is one, its own code does.
    seat = district or (applications[-1].district if applications else uscc[2:8])
    today = statutory_day(service.clock.now())
    used = held(accounts)
    listing = firm.dishonest(today)
    claimant = Claimant(
        uscc=uscc, district=seat, first_filed_on=firm.first_filed_on, exports_in_year=count.vehicles,
        vehicles_served_in_year=await _served(connection, uscc, year), dishonest_at_submission=listing is not None,
    )  # fmt: skip
    own = next((a for a in accounts if a.id == account_id(policy.name, year, uscc)), None)
    lines = tuple(_cap(one, applications, own) for one in entitlements(policy, year, claimant, used))
    return CapsDocument(
        uscc=uscc,
        policy=policy.name,
        year=year,
        district=seat,
        exports=count.vehicles,
        exports_fact_id=count.fact_id,
        exports_as_of=count.as_of,
        first_filed_on=firm.first_filed_on,
        listed=listing is not None,
        caps=list(lines),
        unused=[line.item for line in lines if line.state == "eligible" and Decimal(line.used) == 0],
        applications=[_row(one) for one in applications],
        used=_shown(used),
    )


async def _served(connection: AsyncConnection, uscc: str, year: int) -> int:
    """The vehicles of the firm's busiest service centre in the year."""
    rows = await connection.execute(SERVED, {"uscc": uscc, "year": str(year)})
    return max((int(ENTRIES.decode(row.doc).values.get("vehicles", "0")) for row in rows), default=0)


def _cap(one: Entitlement, applications: list[Application], own: Account | None) -> CapDocument:
    pending = sum(
        (by_item(a.grants).get(one.item, NOTHING) for a in applications if a.status in WAITING), NOTHING
    )
    takings = own.takings if own is not None else ()
    taken = sum((taking.held for taking in takings if taking.item == one.item), NOTHING)
    return CapDocument(
        item=one.item,
        title={"zh": one.title.zh, "en": one.title.en},
        state=one.state,
        used=str(max(taken, one.used)),
        pending=str(pending),
        remaining=None if one.remaining is None else str(one.remaining),
        cap_by=one.cap_by,
        missing=[{"zh": words.zh, "en": words.en} for words in one.missing],
        article=one.article,
        last_day=one.last_day,
    )


def _row(one: Application) -> dict[str, object]:
    submitted: date | None = one.submitted_on
    return {
        "id": one.id,
        "number": one.number,
        "status": one.status.value,
        "submitted_on": submitted.isoformat() if submitted else None,
        "granted": str(one.granted),
        "paid": str(one.paid),
        "recovered": str(one.recovered),
    }


def _shown(used: Used) -> dict[str, object]:
    return {
        "amounts": {key: str(amount) for key, amount in sorted(used.amounts.items())},
        "sums": {key: str(amount) for key, amount in sorted(used.sums.items())},
    }
