"""Who may do what at transport. Commerce determines and does not allocate; a firm knows only its own."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Path

from exportlane.agency.callers import callers_of
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

AGENCY: Final = "transport"
COMMERCE: Final = "licensing"
_CALLERS: Final = callers_of(AGENCY)
_OWN: Final = demand(agencies={AGENCY}, roles={VIEWER}, scope="read")
_GATEWAY: Final = demand(agencies={"gateway"}, roles={SERVICE}, scope="read")
_FIRM: Final = demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read")

Reader = Annotated[Caller, Depends(_CALLERS.reader)]
Insider = Annotated[Caller, Depends(require_any(_OWN, _GATEWAY))]
"""Whoever may see what concerns all firms."""
FigureReader = Annotated[
    Caller,
    Depends(
        require_any(
            _OWN,
            _GATEWAY,
            demand(agencies={COMMERCE}, roles={VIEWER}, scope="read"),
            demand(roles={CONFERENCE}, scope="read"),
        )
    ),
]
"""The figures: for transport, commerce who determines the amounts, and the joint conference."""
GrantReader = Annotated[
    Caller,
    Depends(require_any(_OWN, _GATEWAY, _FIRM, demand(agencies={COMMERCE}, roles={VIEWER}, scope="read"))),
]
Commerce = Annotated[
    Caller, Depends(require_any(demand(agencies={COMMERCE}, roles={OFFICER}, scope="decide")))
]
Supplier = Annotated[Caller, Depends(_CALLERS.supplier)]
Applicant = Annotated[Caller, Depends(_CALLERS.applicant)]
Officer = Annotated[Caller, Depends(_CALLERS.officer)]
Supervisor = Annotated[Caller, Depends(_CALLERS.supervisor)]

GrantNo = Annotated[str, Path(max_length=64, description="Number of the grant 额度编号")]
UnitNo = Annotated[str, Path(max_length=64, description="Number of the unit 指标编号")]
ThingId = Annotated[str, Path(max_length=64)]
