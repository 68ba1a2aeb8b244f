"""Who may do what at licensing. An exporter knows its own applications and its own filing only."""

from __future__ import annotations

from exportlane.agency.callers import callers_of, its_own, listed_for
from exportlane.runtime.auth import Caller

AGENCY = "licensing"
_CALLERS = callers_of(AGENCY)

READER = _CALLERS.reader
RECEIVER = _CALLERS.giver
SUPPLIER = _CALLERS.supplier
APPLICANT = _CALLERS.applicant
OFFICER = _CALLERS.officer
SUPERVISOR = _CALLERS.supervisor
own = its_own


def exporter_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose applications are listed: an exporter's own, whatever it asks for."""
    return listed_for(caller, asked, things="applications")


def firm_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose filings are listed: an exporter's own, whatever it asks for."""
    return listed_for(caller, asked, things="filings")


def by_courier(caller: Caller) -> bool:
    """Whether the papers come from the gateway, whose cases must end, and not over the counter."""
    return caller.agency == "gateway"
