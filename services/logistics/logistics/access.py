"""Who may do what at the carriers' desk. Exporters book, cancel and see their own; carriers' officers do the rest."""

from __future__ import annotations

from typing import Final

from exportlane.agency.callers import callers_of, its_own, listed_for
from exportlane.runtime.auth import (
    CONFERENCE,
    ENTERPRISE,
    EXPORTER,
    OFFICER,
    SERVICE,
    VIEWER,
    Caller,
    demand,
    require_any,
)
from logistics.domain.cargo import Cargo

AGENCY: Final = "logistics"
_CALLERS = callers_of(AGENCY)

READER = _CALLERS.reader
OFFICER_HERE = _CALLERS.officer
APPLICANT = require_any(
    demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="submit"),
    demand(agencies={AGENCY}, roles={OFFICER}, scope="decide"),
)
"""Who asks for space or gives it back: the exporter, or the carrier's officer for it."""
SCHEDULES = require_any(
    demand(roles={VIEWER}, scope="read"),
    demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
    demand(agencies={"gateway"}, roles={SERVICE}, scope="read"),
    demand(roles={CONFERENCE}, scope="read"),
)
"""Schedules and lines are for everybody who has to do with exports."""
FIGURES = require_any(
    demand(agencies={AGENCY}, roles={VIEWER}, scope="read"),
    demand(agencies={"gateway"}, roles={SERVICE}, scope="read"),
    demand(roles={CONFERENCE}, scope="read"),
)
CUTOFF_PROOF = require_any(
    demand(agencies={"licensing", AGENCY}, roles={OFFICER}, scope="read"),
    demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
)
"""The evidence for the priority lane: for whoever decides on it, and for the firm whose booking it is."""
SUPPORT_DECIDER = require_any(demand(agencies={"licensing", "transport"}, roles={OFFICER}, scope="decide"))
"""Commerce or transport (天津措施 第十条): never the carrier that asks."""
own = its_own


def exporter_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose bookings are listed: an exporter's own, whatever it asks for."""
    return listed_for(caller, asked, things="bookings")


def own_cargo(state: Cargo, caller: Caller) -> bool:
    """An exporter knows its own cases only."""
    return its_own(state, caller)
