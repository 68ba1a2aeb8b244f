"""The budget: where the money of a policy year stands, by item and district, and what finance set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Name
from exportlane.law.instants import statutory_day
from exportlane.runtime.answers import Outcome, answered, refusal
from exportlane.runtime.auth import VIEWER, Caller, demand, require_any
from exportlane.runtime.declared import ONCE, creating
from exportlane.runtime.problems import responses
from exportlane.runtime.storage import Loaded, load_thing
from incentives.api.access import AGENCY, Supervisor
from incentives.api.caps import Year, policy_of
from incentives.documents import BudgetDocument, BudgetLineDocument, BudgetRow
from incentives.domain.articles import MONEY_AND_LIST
from incentives.domain.budget import EVERY, BudgetLine, budget_id
from incentives.domain.movements import FIGURES
from incentives.money_papers import BudgetPaper
from incentives.storage import BUDGETS

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


Watcher = Annotated[
    Caller,
    Depends(
        require_any(
            demand(agencies={AGENCY}, roles={VIEWER}, scope="read"),
            demand(agencies={"gateway"}, roles={"service"}, scope="read"),
            demand(roles={"conference"}, scope="read"),
        )
    ),
]
"""The office, the gateway, and the members of the conference: a firm learns nothing of others' money here."""

SUMS = sa.text(
    "select item, district, kind, sum(fen) as fen from movements where policy = :policy and year = :year "
    "group by item, district, kind"
)
LINES = sa.text("select version, doc from budgets where policy = :policy and year = :year order by id")
Sums = dict[tuple[str, str], dict[str, Decimal]]


def add(router: APIRouter, service: Service) -> None:
    """The routes of the budget."""

    @router.get(
        "",
        summary="Forecast, committed, paid and recovered, by item and district · 预算执行",
        responses=responses("rule-violated"),
    )
    async def budget(
        _caller: Watcher,
        policy: Annotated[Name, Query(max_length=120)],
        year: Year,
        district: Annotated[str | None, Query(pattern=r"^[0-9]{6}$", max_length=6)] = None,
        item: Annotated[str | None, Query(pattern=r"^[A-Z][A-Z0-9]{0,7}$", max_length=8)] = None,
    ) -> BudgetDocument:
        policy_of(service, policy)
        async with service.database.reading() as connection:
            sums, lines = await _sums(connection, policy, year), await _lines(connection, policy, year)
        chosen = {
            place: figures
            for place, figures in sums.items()
            if item in {None, place[0]} and district in {None, place[1]}
        }
        return _document(policy, year, chosen, lines)

    @router.post(
        "",
        summary="Finance records what is set aside for an item and a district; it warns and never blocks · 录入预算",
        **creating(BudgetLineDocument, *ONCE, "rule-violated"),
    )
    async def record(body: BudgetPaper, request: Request, _caller: Supervisor) -> Response:
        return await _record(service, body, request)


async def _record(service: Service, body: BudgetPaper, request: Request) -> Response:
    async def work(connection: AsyncConnection, now: datetime, caller: Caller) -> Outcome:
        id_ = budget_id(body.policy, body.year, body.district, body.item)
        if fault := _wrong(service, body):
            raise refusal(fault)
        before = await load_thing(service.database, connection, BUDGETS, id_, lock=True)
        plain = body.model_dump()
        line = BudgetLine(**plain, id=id_, by=caller.actor, recorded_on=statutory_day(now))
        thing = Loaded(BUDGETS, line, before.version if before else 0, changed=True)
        place = {"location": str(request.url.path)}
        return answered(201, BUDGETS, thing, place, [(BUDGETS, Decided(line))])

    return await service.counter.once.do(request, work)


def _wrong(service: Service, body: BudgetPaper) -> Refused | None:
    policy = policy_of(service, body.policy)
    if body.amount < 0:
        return Refused(
            "amount-not-positive", "A budget is not less than nothing.", MONEY_AND_LIST, "/amount", 422
        )
    if body.item != EVERY and body.item not in policy.items:
        return Refused(
            "unknown-item", f"{policy.name} has no item {body.item}.", MONEY_AND_LIST, "/item", 422
        )
    return None


async def _sums(connection: AsyncConnection, policy: str, year: int) -> Sums:
    found: Sums = defaultdict(lambda: dict.fromkeys(FIGURES, Decimal("0.00")))
    for row in await connection.execute(SUMS, {"policy": policy, "year": str(year)}):
        found[row.item, row.district][row.kind] += Decimal(int(row.fen)) / 100
    return found


async def _lines(connection: AsyncConnection, policy: str, year: int) -> list[tuple[int, BudgetLine]]:
    rows = await connection.execute(LINES, {"policy": policy, "year": str(year)})
    return [(row.version, BUDGETS.decode(row.doc)) for row in rows]


def _document(policy: str, year: int, sums: Sums, lines: Sequence[tuple[int, BudgetLine]]) -> BudgetDocument:
    set_aside = {(line.item, line.district): line.amount for _, line in lines}
    rows = [_row(item, place, [sums[item, place]], set_aside) for item, place in sorted(sums)]
    totals = _row(EVERY, EVERY, sums.values(), set_aside)
    across = [
        _row(line.item, line.district, _of(sums, line.item, line.district), set_aside)
        for _, line in lines
        if EVERY in {line.item, line.district} and (line.item, line.district) != (EVERY, EVERY)
    ]
    warnings = [row.warning for row in (*rows, *across, totals) if row.warning]
    shown: list[dict[str, Any]] = [
        {**dict(BUDGETS.show(line)), "version": version} for version, line in lines
    ]
    return BudgetDocument(policy=policy, year=year, rows=rows, totals=totals, lines=shown, warnings=warnings)


def _of(sums: Sums, item: str, district: str) -> list[dict[str, Decimal]]:
    return [
        figures
        for (one, place), figures in sums.items()
        if item in {EVERY, one} and district in {EVERY, place}
    ]


def _row(
    item: str,
    district: str,
    all_figures: Iterable[dict[str, Decimal]],
    set_aside: dict[tuple[str, str], Decimal],
) -> BudgetRow:
    figures = dict.fromkeys(FIGURES, Decimal("0.00"))
    for each in all_figures:
        for name in FIGURES:
            figures[name] += each[name]
    budget = set_aside.get((item, district))
    bound = figures["committed"] + figures["paid"] - figures["recovered"]
    warning = None
    if budget is not None and bound > budget:
        warning = f"{item} in {district}: {bound} is committed or paid, and {budget} was set aside."
    return BudgetRow(
        item=item,
        district=district,
        **{name: f"{amount:.2f}" for name, amount in figures.items()},
        budget=None if budget is None else f"{budget:.2f}",
        left=None if budget is None else f"{budget - bound:.2f}",
        warning=warning,
    )
