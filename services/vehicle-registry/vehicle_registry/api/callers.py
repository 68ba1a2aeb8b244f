"""Who may call what. An exporter may know of its own vehicles only."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path

from exportlane.agency.callers import callers_of
from exportlane.runtime.auth import Caller

AGENCY: Final = "vehicle-registry"
_CALLERS: Final = callers_of(AGENCY)

Reader = Annotated[Caller, Depends(_CALLERS.reader)]
Giver = Annotated[Caller, Depends(_CALLERS.giver)]
Supplier = Annotated[Caller, Depends(_CALLERS.supplier)]
Applicant = Annotated[Caller, Depends(_CALLERS.applicant)]
Officer = Annotated[Caller, Depends(_CALLERS.officer)]
Supervisor = Annotated[Caller, Depends(_CALLERS.supervisor)]

VehicleId = Annotated[str, Path(max_length=64, description="The vehicle, by its case")]
