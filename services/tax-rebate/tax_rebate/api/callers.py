"""Who may call what. An exporter may know of its own claims only."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path

from exportlane.agency.callers import callers_of
from exportlane.runtime.auth import SERVICE, VIEWER, Caller, demand, require_any

AGENCY: Final = "tax-rebate"
_CALLERS: Final = callers_of(AGENCY)
_OVERSEER: Final = require_any(
    demand(agencies=frozenset({AGENCY}), roles={VIEWER}, scope="read"),
    demand(agencies=frozenset({"gateway"}), roles={SERVICE}, scope="read"),
)

Reader = Annotated[Caller, Depends(_CALLERS.reader)]
Giver = Annotated[Caller, Depends(_CALLERS.giver)]
Supplier = Annotated[Caller, Depends(_CALLERS.supplier)]
Applicant = Annotated[Caller, Depends(_CALLERS.applicant)]
Officer = Annotated[Caller, Depends(_CALLERS.officer)]
Supervisor = Annotated[Caller, Depends(_CALLERS.supervisor)]
Overseer = Annotated[Caller, Depends(_OVERSEER)]
"""Who sees the figures over all claims: the tax office's own people, and the gateway for the conference."""

ClaimId = Annotated[str, Path(max_length=64, description="The claim, by its lot")]
