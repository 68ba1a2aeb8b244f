"""What is asked of the narrow tables. Each answer is a list of groups and how many cases are in each: never a case.

Every column that stands here stands in one index of its table, so that any choice of filters costs one pass over it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.auth import ENTERPRISE
from gateway.flow.filters import Filters, Parameters, Scope

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class Way:
    """Cases whose steps stand alike (`stages` as in the row), that wait alike, or ended alike and took the same days.

    `recently` of them ended since the day that was asked for.
    """

    profile: str
    stages: str
    ended_as: str | None
    live: str | None
    step: str | None
    kind: str | None
    workdays: int | None
    recently: int
    n: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Running cases that stand at a step and wait for somebody since a day."""

    step: str | None
    kind: str | None
    agency: str | None
    since: str | None
    n: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Steps that came to the same end after the same days; `begun` of them have begun at all.

    `gap` is for how long papers were missing before.
    """

    profile: str
    step: str
    outcome: str | None
    workdays: int | None
    gap: int | None
    begun: int
    n: int


@dataclass(frozen=True, slots=True)
class Due:
    """Cases of which something falls due on a day."""

    due_on: str
    kind: str | None
    agency: str | None
    step: str | None
    n: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Steps that were decided in a week."""

    step: str
    week: str
    workdays: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Stood:
    """Steps that began in a week and ended in another, or have not."""

    step: str
    began: str
    ended: str | None
    n: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Cases that went the same way, and took the same time if they have ended."""

    variant: str
    live: str | None
    workdays: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Cases that were opened on a day; with how many something was done again."""

    opened_on: str
    n: int
    again: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Vehicles to a country through a port. `cents` is what was refunded for `refunded` of them."""

    destination: str
    port: str
    live: str | None
    workdays: int | None
    n: int
    refunded: int
    cents: int


STATEMENTS: Final[dict[type, str]] = {
    # In the order of its index, so that groups are counted as they come by.
    Way: "select profile, stages, ended_as, live, step, waiting_kind, workdays, "
    "sum(case when live is null and ended_on >= :recent then 1 else 0 end), count(*) from case_flow where {where} "
    "group by profile, stages, ended_as, live, step, waiting_kind, workdays",
    Wait: "select step, waiting_kind, waiting_agency, waiting_since, count(*) from case_flow "
    "where live = '1' and {where} group by step, waiting_kind, waiting_agency, waiting_since",
    Taken: "select profile, step, outcome, workdays, gap, count(began_week), count(*) from case_steps "
    "where {where} group by profile, step, outcome, workdays, gap",
    Due: "select due_on, waiting_kind, waiting_agency, step, count(*) from case_flow "
    "where due_on is not null and {where} group by due_on, waiting_kind, waiting_agency, step",
    Decided: "select step, ended_week, workdays, count(*) from case_steps "
    "where outcome = 'done' and ended_week >= :first and {where} group by step, ended_week, workdays",
    Stood: "select step, began_week, ended_week, count(*) from case_steps where began_week is not null "
    "and (ended_week is null or ended_week >= :first) and {where} group by step, began_week, ended_week",
    Gone: "select variant, live, workdays, count(*) from case_flow where {where} group by variant, live, workdays",
    Opened: "select opened_on, count(*), sum(case when rework > 0 then 1 else 0 end) from case_flow "
    "where opened_on >= :first and {where} group by opened_on",
    # Put together with nothing, the columns lead to no index of their own, in which most of what is asked is missing.
    Placed: "select destination || '', port || '', live, workdays, count(*), "
    "sum(case when ended_as = 'refund_paid' and refund_cents is not null then 1 else 0 end), "
    "cast(coalesce(sum(case when ended_as = 'refund_paid' then refund_cents end), 0) as bigint) "
    "from case_flow where {where} group by destination || '', port || '', live, workdays",
}
OF_STEPS: Final = frozenset({Taken, Decided, Stood})


@dataclass(frozen=True, slots=True)
class Question:
    """Which cases a page is about, for whom, and on which day it is asked."""

    filters: Filters
    scope: Scope
    today: dt.date

    def cases(self) -> tuple[str, Parameters]:
        """The condition on cases."""
        return self.filters.where(self.scope, today=self.today)

    def steps(self) -> tuple[str, Parameters]:
        """The condition on steps: opened is always said of the case, and no step is the firm's."""
        agency = "" if self.filters.agency == ENTERPRISE else self.filters.agency
        plain = replace(self.filters, since=None, until=None, agency=agency)
        condition, given = plain.where(self.scope, table="case_steps", today=self.today)
        for name, sign in (("since", ">="), ("until", "<=")):
            if day := getattr(self.filters, name):
                condition += f" and opened_on {sign} :{name}"
                given[name] = day.isoformat()
        return condition, given


async def ask(
    connection: AsyncConnection, group: type[Group], question: Question, **given: Any
) -> tuple[Group, ...]:
    """Every group of this kind."""
    where, parameters = question.steps() if group in OF_STEPS else question.cases()
    statement = sa.text(STATEMENTS[group].format(where=where))
    rows = await connection.execute(statement, {**parameters, **given})
    assert len(rows.keys()) == len(fields(group))  # type: ignore[arg-type]  # noqa: S101  # the statement above is of this kind
    return tuple(group(*row) for row in rows)
