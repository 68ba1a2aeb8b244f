"""A handful of cases of every kind, and every question that pages ask of them: the same in both databases."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import Any, Final

from exportlane.runtime.database import Database
from gateway.flow.figures.asking import STATEMENTS, Question, ask
from gateway.flow.figures.listed import first_by
from gateway.flow.filters import Filters, Scope
from tests.gateway.flow_figures.rows import OTHER, TODAY, case, ended, running, step, write

ALL = Scope(uscc=None, masked=False)
_WENT = "licence:done deregistration:done customs:done rebate:done"
_TAIZHOU = "licence:done customs:done deregistration:done rebate:done"
CASES: Final = [
    ended("paid", "refund_paid", _WENT, "2026-11-12", 20, opened_on="2026-10-12", refund_cents=650_000,
          variant="licence>deregistration>customs>rebate"),
    ended("again", "refund_paid", _WENT, "2026-10-20", 30, opened_on="2026-09-01", refund_cents=10, rework=1,
          destination="KAZ", variant="licence>correction>licence>deregistration>customs>rebate"),
    ended("south", "exempt_no_refund", _TAIZHOU, "2026-11-13", 9, profile="taizhou", port="3101", firm=OTHER,
          variant="licence>customs>deregistration>rebate"),
    ended("no", "refused", "licence:refused deregistration:lapsed customs:lapsed rebate:lapsed", "2026-11-10", 4,
          variant="licence>refused"),
    running("waits", "customs", "2026-11-17", due="2026-11-19"),
    running("papers", "licence", "2026-11-02", kind="enterprise", due="2026-11-24", firm=OTHER, batch_id="b-2"),
    running("person", "rebate", "2026-09-15", kind="person", profile="taizhou"),
    case("lost", "licence:waiting deregistration:waiting customs:waiting rebate:waiting"),
]  # fmt: skip
_OF = {one["case_id"]: one for one in CASES}
STEPS: Final = [
    step(_OF["paid"], "licence", "2026-10-14", "2026-10-16", 2),
    step(_OF["paid"], "deregistration", "2026-10-20", "2026-10-21", 1, gap=2),
    step(_OF["paid"], "customs", "2026-10-21", "2026-11-02", 8, gap=0),
    step(_OF["paid"], "rebate", "2026-11-03", "2026-11-12", 7, gap=1),
    step(_OF["again"], "licence", "2026-09-02", "2026-09-10", 6),
    step(_OF["no"], "licence", "2026-11-04", "2026-11-10", 4, outcome="refused", state="refused"),
    step(_OF["no"], "customs", None, "2026-11-10", None, outcome="lapsed", state="lapsed"),
    step(_OF["waits"], "customs", "2026-11-17", None, None, gap=0),
    step(_OF["waits"], "rebate", None, None, None, state="waiting"),
    step(_OF["south"], "customs", "2026-11-04", "2026-11-05", 1, gap=3),
    step(_OF["person"], "rebate", "2026-09-15", None, None, state="held"),
]
FILTERS: Final = [
    Filters(), Filters(profile="tianjin"), Filters(since=date(2026, 10, 12)), Filters(until=date(2026, 9, 30)),
    Filters(agency="customs"), Filters(agency="enterprise"), Filters(destination="KAZ"), Filters(port="3101"),
    Filters(exporter=OTHER[0]), Filters(batch="b-2"),
    Filters(profile="tianjin", since=date(2026, 10, 1), destination="RUS"), Filters(profile="nowhere"),
]  # fmt: skip


def question(filters: Filters | None = None, scope: Scope = ALL) -> Question:
    return Question(filters or Filters(), scope, TODAY)


async def filled(database: Database) -> Database:
    await write(database, CASES, STEPS)
    return database


async def asked(database: Database, group: type, of: Question) -> list[tuple[Any, ...]]:
    """The groups of an answer as plain rows, in an order of their own."""
    given = {"recent": "2026-11-01"} if "recent" in STATEMENTS[group] else {}
    first = "2026-W22" if "ended_week" in STATEMENTS[group] else "2026-05-25"
    given |= {"first": first} if ":first" in STATEMENTS[group] else {}
    async with database.reading() as connection:
        return sorted((astuple(one) for one in await ask(connection, group, of, **given)), key=repr)


async def answers(database: Database) -> dict[str, Any]:
    """Everything that can be asked."""
    found: dict[str, Any] = {}
    for filters in FILTERS:
        of = question(filters)
        for group in STATEMENTS:
            found[f"{group.__name__}?{filters.address()}"] = await asked(database, group, of)
        async with database.reading() as connection:
            for order in ("waiting", "due"):
                found[f"{order}?{filters.address()}"] = await first_by(connection, order, of, limit=10)
    return found
