"""One vehicle has one case that runs: not twice in a lot, and not while an earlier case goes on. PURE."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from vehicle_registry.domain.status import OVER, Status

RUNNING: Final = frozenset(Status) - OVER - {Status.DEREGISTERED}
"""Where a vehicle's case still goes on."""
ONE_CASE: Final = "公告2024年第6号；一车一案为本系统约定"


@rule(
    "REG-X12",
    zh="一辆车同时只有一个在办案件",
    en="A vehicle has one case that runs",
    article=ONE_CASE,
    slug="live_case_exists",
)
def second_case(vin: str, running: Collection[str]) -> Refused | None:
    """Refused when the VIN stands among those whose case runs, or earlier in the same lot."""
    if vin not in running:
        return None
    sentence = f"the vehicle {vin} has a case that runs, or stands twice in the lot"
    return Refused("live_case_exists", sentence, ONE_CASE, field="/vin", status=422)
