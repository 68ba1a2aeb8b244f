"""What a profile says to the vehicle registry. A key without a default must have a value in every version."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Years = Annotated[int, Field(ge=1, le=10)]


class RegistryKeys(BaseModel):
    """Transfer registration pending export, deregistration, plates, stations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dereg_mode: Literal["two_phase", "after_customs"]
    quota_required_when: Literal["none", "register_in_tianjin", "exporter_in_tianjin"]
    plate_prefix: Annotated[str, Field(pattern=r"^\w$")] | None = None
    """The first character of the plates whose vehicles need a unit of the quota; None where there is no quota."""
    temp_plate_reissues: Annotated[int, Field(ge=0, le=5)]
    max_fact_age_hours: Annotated[int, Field(ge=1, le=720)]
    green_channel_at_least: Annotated[int, Field(ge=1, le=1000)]
    service_stations: Literal["yes", "no", "optional"]
    deceit_ban_years: Years
    false_material_ban_years: Years
    overdue_blocks_new_licences: bool
    max_corrections: Annotated[int, Field(ge=1, le=10)]
    transport_document_required: bool = False
    """Whether the city asks for the bill of lading or the rail bill (M12); no profile that is shipped does."""
