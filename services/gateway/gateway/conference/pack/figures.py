"""The figures of a month, asked of the timeline in SQL: rows that are counted never leave the database.

What agencies said stands in `timeline.data` as JSON; the two databases read a field of it in two ways (`Asking.field`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.averages import displayed
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.errors import CalendarOutOfRange
from exportlane.runtime.clock import parse_rfc3339
from gateway.conference.pack.shape import Blocked, Licences, Provisional, RebateClass

NO_DATA: Final = "—"
STOPS: Final = (
    "licence.refused.v1", "licence.not_accepted.v1", "licence.revoked.v1", "licence.lapsed.v1",
    "vehicle.transfer_refused.v1", "vehicle.deregistration_blocked.v1", "vehicle.deregistration_refused.v1",
    "vehicle.locked.v1", "customs.held.v1", "customs.rejected.v1", "customs.detained.v1", "rebate.rejected.v1",
    "rebate.taxed.v1",
)  # fmt: skip
"""Facts that stop a case and say by which code."""
ASKS: Final = (
    "licence.correction_requested.v1", "vehicle.transfer_correction_requested.v1",
    "vehicle.deregistration_correction_requested.v1", "customs.returned_for_correction.v1",
    "rebate.correction_requested.v1",
)  # fmt: skip
"""Facts that ask for papers, item by item, each with its code."""
EXITED: Final = (
    "vehicle.exit_confirmed.v1",
    "vehicle.registration_restored.v1",
    "vehicle.registration_revoked.v1",
)
DECIDED: Final = ("rebate.approved.v1", "rebate.exempted.v1", "rebate.taxed.v1")
"""Decisions of the tax office that carry the day on which it decided."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Which facts are asked for: those of a profile's cases that happened in a span of instants (RFC 3339 texts)."""

    connection: AsyncConnection
    dialect: str
    profile: str
    since: str
    until: str

    def field(self, name: str, of: str = "t") -> str:
        """SQL for a field of a fact's data; `name` comes from the code."""
        if self.dialect == "postgresql":
            return f"({of}.data::json ->> '{name}')"
        return f"json_extract({of}.data, '$.{name}')"

    @property
    def items(self) -> tuple[str, str]:
        """SQL for the items of a notice as rows, and for the code of one."""
        if self.dialect == "postgresql":
            return "json_array_elements(t.data::json -> 'items') as item(value)", "(item.value ->> 'code')"
        return "json_each(t.data, '$.items') as item", "json_extract(item.value, '$.code')"

    async def rows(
        self, what: str, types: Sequence[str], *, rest: str = "", also: str = "", **more: object
    ) -> Any:
        """The answer to `select what` over these facts of the month. `rest` follows the conditions."""
        named = {f"type{number}": type_ for number, type_ in enumerate(types)}
        listed = ", ".join(f":{name}" for name in named)
        statement = (
            f"select {what} from timeline t join cases c on c.id = t.case_id{also} "  # noqa: S608  # names from the code
            f"where t.type in ({listed}) and c.profile = :profile "
            f"and t.occurred_at >= :since and t.occurred_at < :until {rest}"
        )
        parameters = {"profile": self.profile, "since": self.since, "until": self.until, **named, **more}
        return (await self.connection.execute(sa.text(statement), parameters)).all()


async def licences(asking: Asking) -> Licences:
    """Licence decisions. Late is what the commerce authority's own clock said was late."""
    day, number = asking.field("issued_on"), asking.field("licence_no")
    by_day = await asking.rows(
        f"{day} as day, count(*) as vehicles, count(distinct {number}) as numbers, max(t.occurred_at) as as_of",
        ["licence.granted.v1"],
        rest="group by 1 order by 1",
    )
    late = (  # names of fields come from the code, here and below
        "exists (select 1 from timeline b where b.case_id = t.case_id and b.type = 'clock.breached.v1' "  # noqa: S608
        f"and b.agency = 'licensing' and b.occurred_at <= t.occurred_at and {asking.field('matter', 'b')} = 'licence')"
    )
    urgent = (
        "exists (select 1 from timeline u where u.case_id = t.case_id and u.type = 'licence.priority_set.v1' "  # noqa: S608
        f"and u.occurred_at <= t.occurred_at and {asking.field('priority', 'u')} = 'urgent')"
    )
    counted = await asking.rows(
        f"t.type as type, count(*) as n, sum(case when {late} then 1 else 0 end) as late, "
        f"sum(case when {urgent} then 1 else 0 end) as urgent, max(t.occurred_at) as as_of",
        ["licence.granted.v1", "licence.refused.v1"],
        rest="group by t.type",
    )
    of_type = {row.type: row for row in counted}
    granted = of_type["licence.granted.v1"].n if "licence.granted.v1" in of_type else 0
    refused = of_type["licence.refused.v1"].n if "licence.refused.v1" in of_type else 0
    was_late, was_urgent = sum(row.late for row in counted), sum(row.urgent for row in counted)
    return Licences(
        granted, refused, was_late, share(granted + refused - was_late, granted + refused), was_urgent,
        share(was_urgent, granted + refused),
        tuple((date.fromisoformat(row.day), row.numbers, row.vehicles) for row in by_day),
        _newest(counted),
    )  # fmt: skip


async def provisional(asking: Asking, *, today: date, before: date, days: int) -> Provisional:
    """Vehicles whose deregistration waits for the exit now, whenever it was decided."""
    always = Asking(asking.connection, asking.dialect, asking.profile, "", "9999")
    day = asking.field("on")
    exited = ", ".join(f"'{type_}'" for type_ in EXITED)
    gone = (
        "exists (select 1 from timeline e where e.case_id = t.case_id "  # noqa: S608  # types from the code
        f"and e.type in ({exited}) and e.position > t.position)"
    )
    (row,) = await always.rows(
        f"count(distinct t.case_id) as waiting, count(distinct case when {day} < :before then t.case_id end) as over, "
        f"min({day}) as oldest, max(t.occurred_at) as as_of",
        ["vehicle.deregistered.v1"],
        rest=f"and {asking.field('phase')} = 'provisional' and {day} <= :today and not {gone}",
        before=before.isoformat(),
        today=today.isoformat(),
    )
    oldest = date.fromisoformat(row.oldest) if row.oldest else None
    return Provisional(row.waiting, row.over, days, oldest, _newest([row]))


async def blocked(asking: Asking, *, most: int) -> tuple[Blocked, ...]:
    """The codes that stopped cases, and those of items that were asked for, the most frequent first."""
    code = asking.field("code")
    stopped = await asking.rows(
        f"t.agency, t.type, {code} as code, count(*) as times", STOPS, rest="group by 1, 2, 3"
    )
    items, item_code = asking.items
    asked = await asking.rows(
        f"t.agency, t.type, {item_code} as code, count(*) as times",
        ASKS,
        also=f", {items}",
        rest="group by 1, 2, 3",
    )
    found = [Blocked(row.agency, row.type, row.code or NO_DATA, row.times) for row in (*stopped, *asked)]
    return tuple(sorted(found, key=lambda each: (-each.times, each.agency, each.code, each.type))[:most])


async def rebates(asking: Asking, calendar: WorkCalendar) -> tuple[tuple[RebateClass, ...], datetime | None]:
    """Claims by class. Equal pairs of days come from the database once, with how often they stand there."""
    of_class = asking.field("rebate_class")
    accepted = await asking.rows(
        f"{of_class} as of_class, count(*) as n, max(t.occurred_at) as as_of",
        ["rebate.claim_accepted.v1"],
        rest="group by 1",
    )
    decided = await asking.rows(
        f"{asking.field('rebate_class', 'a')} as of_class, {asking.field('accepted_on', 'a')} as accepted_on, "
        f"{asking.field('decided_on')} as decided_on, count(*) as n, max(t.occurred_at) as as_of",
        DECIDED,
        also=" left join timeline a on a.case_id = t.case_id and a.type = 'rebate.claim_accepted.v1'",
        rest="group by 1, 2, 3",
    )
    came = {_number(row.of_class): row.n for row in accepted}
    took: dict[int | None, list[tuple[int, int]]] = {}
    number: dict[int | None, int] = {}
    for row in decided:
        key = _number(row.of_class)
        number[key] = number.get(key, 0) + row.n
        if (days := _workdays(row.accepted_on, row.decided_on, calendar)) is not None:
            took.setdefault(key, []).append((days, row.n))
    classes = sorted(came.keys() | number.keys(), key=lambda each: (each is None, each or 0))
    found = tuple(
        RebateClass(
            key, came.get(key, 0), number.get(key, 0), _mean(took.get(key, [])),
            max((days for days, _ in took.get(key, [])), default=None),
        )
        for key in classes
    )  # fmt: skip
    return found, _newest([*accepted, *decided])


def share(part: int, whole: int) -> str:
    """Per cent with two decimals; no data is not zero."""
    return f"{displayed(Fraction(100 * part, whole))} %" if whole else NO_DATA


def _mean(took: Sequence[tuple[int, int]]) -> str | None:
    n = sum(times for _, times in took)
    return str(displayed(Fraction(sum(days * times for days, times in took), n))) if n else None


def _workdays(first: str | None, last: str | None, calendar: WorkCalendar) -> int | None:
    if first is None or last is None or last < first:
        return None
    try:
        return elapsed_workdays(
            date.fromisoformat(first), on=date.fromisoformat(last), calendar=calendar
        ).count
    except CalendarOutOfRange:
        return None


def _number(text: object) -> int | None:
    return None if text is None else int(str(text))


def _newest(rows: Sequence[Any]) -> datetime | None:
    found = [row.as_of for row in rows if row.as_of]
    return parse_rfc3339(max(found)) if found else None
