"""The claims of a period as the average sees them, read from the columns; and the same figures as metrics."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from exportlane.law.instants import statutory_day
from exportlane.law.pauses import Pause
from exportlane.policies import PROFILE_NAMES
from exportlane.runtime.database import Database, is_outage
from exportlane.runtime.telemetry.metrics import Measured
from tax_rebate.domain import Policy
from tax_rebate.domain.averages import ALL, By, Counted, Group, Period, begins, grouped

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

AVERAGE_WORKDAYS: Final = "exportlane.rebate.average_workdays"
UNPAUSED_WORKDAYS: Final = "exportlane.rebate.average_workdays_with_pauses"
FORECAST_WORKDAYS: Final = "exportlane.rebate.forecast_average_workdays"
OPEN_CLAIMS: Final = "exportlane.rebate.open_claims"
OLDEST_OPEN_WORKDAYS: Final = "exportlane.rebate.oldest_open_workdays"
THREATENING: Final = "exportlane.rebate.claims_threatening_average"
SUSPECTED: Final = "exportlane.rebate.claims_under_suspicion"
MEASURE_SECONDS: Final = 60.0

_CLAIMS: Final = sa.text("""
    select id, rebate_class, district, accepted_on, decided_on, paid_on, pauses, standing from claims
    where profile = :profile and standing is not null
    and accepted_on <= :last and (decided_on is null or decided_on >= :first)""")


async def averages_of(
    database: Database, *, profile: str, period: Period, by: By | None, on: date, policy: Policy
) -> tuple[Group, ...]:
    """The groups of a profile: what was decided in the period up to `on`, and what is open."""
    bounds = {"profile": profile, "first": begins(period, on).isoformat(), "last": on.isoformat()}
    async with database.reading() as connection:
        rows = (await connection.execute(_CLAIMS, bounds)).all()
    claims = [_as_of(_counted(row), on) for row in rows]
    return grouped(claims, by=by, on=on, profile=profile, policy=policy)


@dataclass(slots=True)
class Figures:
    """The figures of this month as they were measured last, by profile."""

    by_profile: dict[str, dict[str, Group]] = field(default_factory=dict)

    def each(self, value: Callable[[Group], float | None]) -> Measured:
        """The values of one gauge, with the profile and the class."""
        return [
            (found, {"profile": profile, "rebate_class": name})
            for profile, groups in self.by_profile.items()
            for name, group in groups.items()
            if (found := value(group)) is not None
        ]


def measuring(service: Service) -> Sequence[Callable[[], Awaitable[None]]]:
    """The task of the service that keeps its gauges fresh."""
    figures = Figures()
    for name, value in _GAUGES.items():
        service.telemetry.metrics.observe(name, partial(figures.each, value))

    async def keep_measuring() -> None:
        while True:
            try:
                await measure(service, figures)
            except Exception as error:
                if not is_outage(error):
                    raise
                service.telemetry.log.warning("averages.unreachable", error=repr(error)[:300])
            await asyncio.sleep(MEASURE_SECONDS)

    return (keep_measuring,)


async def measure(service: Service, figures: Figures) -> None:
    """Measure once."""
    on = statutory_day(service.clock.now())
    for profile in PROFILE_NAMES:
        groups = await averages_of(
            service.database, profile=profile, period=Period.MONTH, by=By.CLASS, on=on, policy=service.policy
        )
        figures.by_profile[profile] = {group.name: group for group in groups if _says_something(group)}


_GAUGES: Final[dict[str, Callable[[Group], float | None]]] = {
    AVERAGE_WORKDAYS: lambda group: _float(group.average.exact),
    UNPAUSED_WORKDAYS: lambda group: _float(group.average.without_pauses),
    FORECAST_WORKDAYS: lambda group: _float(group.forecast),
    OPEN_CLAIMS: lambda group: len(group.average.open),
    OLDEST_OPEN_WORKDAYS: lambda group: group.average.open[0].workdays if group.average.open else None,
    THREATENING: lambda group: len(group.average.threatening),
    SUSPECTED: lambda group: len(group.average.suspected),
}


def _says_something(group: Group) -> bool:
    return group.name == ALL or bool(group.average.n or group.average.open)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _as_of(claim: Counted, on: date) -> Counted:
    """The claim as it stood at the end of the day: what was decided later was open then."""
    if claim.decided_on is None or claim.decided_on <= on:
        return claim
    return replace(claim, decided_on=None, paid_on=None, standing="open")


def _counted(row: Any) -> Counted:
    return Counted(
        id=row.id,
        rebate_class=int(row.rebate_class),
        district=row.district,
        accepted_on=date.fromisoformat(row.accepted_on),
        decided_on=_day(row.decided_on),
        paid_on=_day(row.paid_on),
        pauses=tuple(Pause(date.fromisoformat(start), _day(end)) for start, end in json.loads(row.pauses)),
        standing=row.standing,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
