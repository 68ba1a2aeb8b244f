"""How long somebody may not apply again who handed in false materials or got a registration by deceit. PURE.

机动车登记规定 第八十条 (one year), 第八十一条 (three years). The ban follows from the law, whether the registration is
revoked or the application was refused in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.vehicle import Answer, Policy, Rules

Ground = Literal["deceit", "false_material"]
FALSE: Final[Ground] = "false_material"
REVOCATION: Final = {"deceit": "机动车登记规定 第八十一条", FALSE: "机动车登记规定 第八十条"}
"""Got by deceit or bribery; with false materials."""


def banned_until(ground: Ground, on: date, rules: Rules) -> date:
    """The last day of the ban: the same day number years later, or the last day of that month (民法典 第二百零二条)."""
    years = {"deceit": rules.deceit_ban_years, FALSE: rules.false_material_ban_years}[ground]
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)


def refused_for(code: str, named: str | None) -> str | None:
    """The article of a refusal: the one that the officer names, else article 80 for false materials."""
    return named or (REVOCATION[FALSE] if code == FALSE else None)


def banned_if_false(answer: Answer, *, now: datetime, policy: Policy) -> Answer:
    """A refusal for false materials, with the last day of the ban that follows from it."""
    if isinstance(answer, Refused) or answer.state.ended is None or answer.state.ended.code != FALSE:
        return answer
    vehicle = answer.state
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    until = banned_until(FALSE, statutory_day(now), rules)
    return Decided(replace(vehicle, banned_until=until), answer.facts, answer.writes)
