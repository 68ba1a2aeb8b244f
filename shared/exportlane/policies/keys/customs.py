"""What a profile says to customs. A key without a default must have a value in every version."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class CustomsKeys(BaseModel):
    """Declarations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours_before_loading: Annotated[int, Field(ge=0, le=240)]
    soc_at_most_percent: Annotated[int, Field(ge=1, le=100)]
