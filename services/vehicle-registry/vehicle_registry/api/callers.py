"""Who may call what, and the headers that unsafe calls carry."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Header, Path

from exportlane.runtime.auth import (
    ENTERPRISE,
    EXPORTER,
    OFFICER,
    SERVICE,
    SUPERVISOR,
    VIEWER,
    Caller,
    demand,
    require,
    require_any,
)
from vehicle_registry.domain import Vehicle

AGENCY: Final = "vehicle-registry"
_GATEWAY_READS = demand(agencies={"gateway"}, roles={SERVICE}, scope="read")
_GATEWAY_HANDS_OVER = demand(agencies={"gateway"}, roles={SERVICE}, scope="hand-over")
_OFFICER_DECIDES = demand(agencies={AGENCY}, roles={OFFICER}, scope="decide")

Reader = Annotated[
    Caller,
    Depends(
        require_any(
            demand(agencies={AGENCY}, roles={VIEWER}, scope="read"),
            _GATEWAY_READS,
            demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
        )
    ),
]
"""The registry's own people, the gateway, and an exporter for its own vehicles."""
Giver = Annotated[Caller, Depends(require_any(_GATEWAY_HANDS_OVER, _OFFICER_DECIDES))]
"""Who hands papers in: the gateway, or an officer at the window."""
Supplier = Annotated[
    Caller,
    Depends(
        require_any(
            demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="submit"),
            _GATEWAY_HANDS_OVER,
            _OFFICER_DECIDES,
        )
    ),
]
"""Who answers a notice: the enterprise itself, the gateway for it, or an officer."""
Officer = Annotated[Caller, Depends(require(agencies={AGENCY}, roles={OFFICER}, scope="decide"))]
Supervisor = Annotated[Caller, Depends(require(agencies={AGENCY}, roles={SUPERVISOR}, scope="undo"))]

VehicleId = Annotated[str, Path(max_length=64, description="The vehicle, by its case")]


def admits(vehicle: Vehicle, caller: Caller) -> bool:
    """An exporter may know of its own vehicles only; to others they do not exist."""
    return caller.role != EXPORTER or caller.uscc == vehicle.exporter_uscc


def _key(
    idempotency_key: Annotated[
        str | None,
        Header(description="Required: one key for one intention; a repeat gets the first answer"),
    ] = None,
) -> None:
    """Declare the header; the counter demands it."""


def _key_and_version(
    idempotency_key: Annotated[
        str | None,
        Header(description="Required: one key for one intention; a repeat gets the first answer"),
    ] = None,
    if_match: Annotated[str | None, Header(description="Required: the ETag that was decided on")] = None,
) -> None:
    """Declare the headers; the counter demands them."""


KEYED: Final = [Depends(_key)]
VERSIONED: Final = [Depends(_key_and_version)]

KEY_PROBLEMS: Final = (
    "idempotency-key-missing",
    "idempotency-key-in-progress",
    "idempotency-key-reused",
    "bad-request",
)
VERB_PROBLEMS: Final = (
    *KEY_PROBLEMS, "not-found", "precondition-required", "stale-version", "move-not-allowed", "rule-violated",
)  # fmt: skip
