"""The settings of the gateway: those of every service, and where the agencies are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from exportlane.sharing.identity import CallerSettings


class GatewaySettings(CallerSettings):
    """In embedded mode nothing need be set. In real mode `EXPORTLANE_AGENCIES` and one way to a service token."""

    answer_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to answer a call that passes through."""
    hand_over_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    """How long an agency may take to receive papers."""
    live_clients: Annotated[int, Field(ge=1, le=100_000)] = 1000
    """Open event streams per process; one more is refused."""
    session_seconds: Annotated[int, Field(ge=60, le=86_400)] = 28_800
