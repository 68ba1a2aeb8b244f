"""What comes to a case by itself: that its cut-off is near, once; and other days by another calendar."""

from __future__ import annotations

from datetime import datetime

from exportlane.contracts.decision import Decided
from logistics.domain.cargo import Cargo
from logistics.domain.policy import Policy
from logistics.domain.urgency import reckoned, tell


def on_time(state: Cargo, *, now: datetime, policy: Policy) -> Decided[Cargo]:
    """Tell the case that its cut-off is near."""
    told, facts = tell(state, now=now, policy=policy)
    return Decided(told, facts)


def on_calendar(state: Cargo, *, now: datetime, policy: Policy) -> Decided[Cargo] | None:
    """Reckon the days anew by the calendar that was loaded."""
    del now
    moved = reckoned(state, policy=policy)
    return None if moved == state else Decided(moved)
