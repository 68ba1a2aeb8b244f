"""What the big screen shows, counted in the narrow tables of all cases: sums only, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.law.instants import shown
from exportlane.runtime.clock import parse_rfc3339
from gateway.disclosure import mask
from gateway.portal.fact_words import Words
from gateway.portal.facts import tone
from gateway.portal.frame.places import country
from gateway.portal.words import AGENCIES, STEPS, of, of_fact

DESTINATIONS: Final = 8
FACTS: Final = 9

_WHOLE: Final = """
    select sum(case when live = '1' then 1 else 0 end) as running,
    sum(case when opened_on = :today then 1 else 0 end) as opened,
    sum(case when ended_on = :today then 1 else 0 end) as ended,
    sum(case when live = '1' and due_on < :today then 1 else 0 end) as overdue,
    sum(case when live = '1' and due_on >= :today and due_on <= :soon then 1 else 0 end) as soon,
    (select looked_at from flow_progress where id = 'flow') as as_of
    from case_flow where profile = :profile"""
_STEPS: Final = """
    select step, waiting_kind, count(*) as n, sum(case when due_on < :today then 1 else 0 end) as late
    from case_flow where live = '1' and step is not null and profile = :profile group by step, waiting_kind"""
_DONE: Final = """
    select step, count(*) as n from case_steps
    where ended_on = :today and outcome = 'done' and profile = :profile group by step"""
_DESTINATIONS: Final = """
    select destination, count(*) as n from case_flow where profile = :profile and opened_on >= :since
    group by destination order by count(*) desc, destination limit :most"""
_FACTS: Final = """
    select t.id, t.agency, t.type, t.occurred_at, c.vin from timeline t join cases c on c.id = t.case_id
    where c.profile = :profile order by t.position desc limit :most"""


@dataclass(frozen=True, slots=True)
class AtStep:
    """How many cases stand at a step, who is waited for, and how many were done there today."""

    name: str
    words: Words
    here: int
    agency: int
    enterprise: int
    person: int
    late: int
    done: int


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the ticker. `vin` is masked for every reader."""

    agency: Words
    words: Words
    tone: str
    vin: str
    at: str

    @property
    def clock(self) -> str:
        """The time of day in Shanghai."""
        return shown(parse_rfc3339(self.at))[11:16]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything about cases that the screen shows."""

    running: int
    opened: int
    ended: int
    overdue: int
    soon: int
    as_of: str | None
    steps: tuple[AtStep, ...]
    destinations: tuple[tuple[Words, int, int], ...]
    facts: tuple[Told, ...]


async def picture(connection: AsyncConnection, profile: str, *, today: date, soon: date) -> Picture:
    """Counted now. `soon` is the last day that still counts as near."""
    given = {"profile": profile, "today": today.isoformat()}
    whole = (await connection.execute(sa.text(_WHOLE), {**given, "soon": soon.isoformat()})).one()
    waiting = (await connection.execute(sa.text(_STEPS), given)).all()
    done = (await connection.execute(sa.text(_DONE), given)).all()
    ranked = (
        await connection.execute(
            sa.text(_DESTINATIONS),
            {"profile": profile, "most": DESTINATIONS, "since": today.replace(month=1, day=1).isoformat()},
        )
    ).all()
    told = (await connection.execute(sa.text(_FACTS), {"profile": profile, "most": FACTS})).all()
    facts = tuple(
        Told(of(AGENCIES, row.agency), of_fact(row.type), tone(row.type), mask(row.vin), row.occurred_at)
        for row in told
    )
    running, opened, ended, overdue, soon_due = (int(value or 0) for value in whole[:5])
    return Picture(
        running, opened, ended, overdue, soon_due, whole.as_of, _steps(waiting, done), _ranked(ranked), facts
    )


def _steps(waiting: Sequence[Any], done: Sequence[Any]) -> tuple[AtStep, ...]:
    today = {row.step: int(row.n) for row in done}
    found = []
    for name, words in STEPS.items():
        here = [row for row in waiting if row.step == name]
        by_kind = {row.waiting_kind: int(row.n) for row in here}
        found.append(
            AtStep(
                name, words, sum(int(row.n) for row in here), by_kind.get("agency", 0), by_kind.get("enterprise", 0),
                by_kind.get("person", 0), sum(int(row.late or 0) for row in here), today.get(name, 0),
            )
        )  # fmt: skip
    return tuple(found)


def _ranked(rows: Sequence[Any]) -> tuple[tuple[Words, int, int], ...]:
    """Each country with its number and its length in steps of five per cent of the longest."""
    most = max((int(row.n) for row in rows), default=1)
    return tuple(
        (country(row.destination), int(row.n), max(5, 5 * round(20 * int(row.n) / most))) for row in rows
    )
