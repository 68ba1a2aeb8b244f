"""Who may do what at customs. An exporter knows its own declarations only."""

from __future__ import annotations

from exportlane.agency.callers import callers_of, its_own, listed_for, sought_by
from exportlane.runtime.auth import Caller

AGENCY = "customs"
_CALLERS = callers_of(AGENCY)

READER = _CALLERS.reader
RECEIVER = _CALLERS.giver
SUPPLIER = _CALLERS.supplier
OFFICER = _CALLERS.officer
SUPERVISOR = _CALLERS.supervisor
own = its_own


def exporter_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose declarations are listed: an exporter's own, whatever it asks for."""
    return listed_for(caller, asked, things="declarations")


def exporter_counted(caller: Caller, asked: str | None) -> str | None:
    """Whose errors are counted: an exporter's own; a question about somebody else finds none."""
    return sought_by(caller, asked)
