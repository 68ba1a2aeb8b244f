"""What a profile says to the transport commission. A city without an export quota of cars names none of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class TransportKeys(BaseModel):
    """The export quota of small passenger cars: how long a unit is kept for a car, how many one act makes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reservation_days: Annotated[int, Field(ge=1, le=366)] | None = None
    """Calendar days for which a unit is kept for one car; None where the city has no export quota."""
    soon_workdays: Annotated[int, Field(ge=0, le=60)] | None = None
    """Working days before the end at which a warning is given."""
    allocation_at_most: Annotated[int, Field(ge=1, le=10000)] | None = None
    """Units that one act of allocation makes at most."""
