"""What comes to an application by itself: the alarms of its clocks, and last days that move with another calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from exportlane.agency.clocks import recomputed_clocks, told_by_clocks
from exportlane.contracts.decision import Decided
from exportlane.law.limits import wake_of
from incentives.domain.application import Application

if TYPE_CHECKING:
    from incentives.domain.policy import Policy

REGISTER: Final = "subsidy"
"""The register that the clocks are about; no case follows their facts."""


def wakes(state: Application) -> datetime | None:
    """The next alarm of any of its clocks."""
    return wake_of(state.clocks)


def on_time(state: Application, *, now: datetime, policy: Policy) -> Decided[Application]:
    """Tell each alarm once. A limit that passed decides nothing: people are told, and people decide."""
    del policy
    clocks, facts = told_by_clocks((state.id,), state.id, state.clocks, now=now, register=REGISTER)
    return Decided(replace(state, clocks=clocks), facts)


def on_calendar(state: Application, *, now: datetime, policy: Policy) -> Decided[Application] | None:
    """Reckon the last days anew by the calendar that was loaded."""
    del now
    clocks, facts = recomputed_clocks(
        (state.id,), state.id, state.clocks, calendar=policy.calendar, register=REGISTER
    )
    return Decided(replace(state, clocks=clocks), facts) if facts else None
