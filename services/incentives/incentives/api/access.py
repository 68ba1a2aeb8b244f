"""Who may do what at the subsidy office. A firm knows its own applications, caps and evidence only."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path

from exportlane.agency.callers import callers_of, its_own, listed_for
from exportlane.runtime.auth import EXPORTER, VIEWER, Caller, demand, require_any
from exportlane.runtime.problems import problem

AGENCY: Final = "incentives"
_CALLERS: Final = callers_of(AGENCY)

Reader = Annotated[Caller, Depends(_CALLERS.reader)]
Supplier = Annotated[Caller, Depends(_CALLERS.supplier)]
Applicant = Annotated[Caller, Depends(_CALLERS.applicant)]
Officer = Annotated[Caller, Depends(_CALLERS.officer)]
Supervisor = Annotated[Caller, Depends(_CALLERS.supervisor)]
PublicReader = Annotated[Caller, Depends(require_any(demand(roles={VIEWER, EXPORTER}, scope="read")))]
"""Who may see what is publicised: everybody who is known here."""
ApplicationId = Annotated[str, Path(max_length=64, description="The application, by its id")]
own = its_own


def firm_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose applications are listed: a firm's own, whatever it asks for."""
    return listed_for(caller, asked, things="applications")


def its_own_figures(caller: Caller, uscc: str) -> None:
    """A firm asks about itself only; for anybody else there is nothing. Raises Problem not-found."""
    if caller.role == EXPORTER and caller.uscc != uscc:
        raise problem("not-found", f"There is nothing about the firm {uscc}.")
