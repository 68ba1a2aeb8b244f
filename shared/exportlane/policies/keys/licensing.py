"""What a profile says to the commerce authority. A key without a default must have a value in every version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

VehicleClass = Literal["passenger", "commercial", "trailer"]
Flag = Literal["urgent", "negative_list", "filing_resumed", "after_sales_letter", "short_validity"]


class LicensingKeys(BaseModel):
    """Filing of enterprises and export licences. Days are calendar days unless the name says `workdays`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    filing_validity_years: Annotated[int, Field(ge=1, le=10)]
    appraisers_at_least: Annotated[int, Field(ge=1, le=100)]
    vehicles_per_licence: Annotated[int, Field(ge=1, le=20)]
    licence_validity_months: Annotated[int, Field(ge=1, le=12)]
    contract_no_max: Annotated[int, Field(ge=1, le=50)]
    scrapping_margin_years: Annotated[int, Field(ge=0, le=5)]
    inspection_report_days: Annotated[int, Field(ge=1, le=1000)]
    inspection_standards: dict[VehicleClass, Annotated[str, Field(min_length=1)]]
    max_corrections: Annotated[int, Field(ge=1, le=10)]
    application_days_back: Annotated[int, Field(ge=0, le=30)]
    """How long before its receipt an application may have been made; else a letter or a report could be escaped."""
    short_validity_warning_days: Annotated[int, Field(ge=1, le=180)]
    second_person_flags: tuple[Flag, ...]
    priority_lane: bool
    priority_internal_workdays: Annotated[int, Field(ge=1, le=3)]
    priority_daily_share: Annotated[Decimal, Field(ge=0, le=1)]
    priority_ageing_workdays: Annotated[int, Field(ge=1, le=20)]
    urgent_cutoff_workdays: Annotated[int, Field(ge=1, le=10)]
    conformity_countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], ...] = ()
    """Destinations with an access standard, for which a declaration of conformity is asked."""
    after_sales_letter_days: Annotated[int, Field(ge=1, le=1000)] | None = None
    """None where no letter is asked for; an age equal to the number still needs one."""
    after_sales_letter_from: date | None = None
    grandfather_cutoff: date | None = None
    """Vehicles endorsed 转让待出口 before this day need no letter."""

    @model_validator(mode="after")
    def _the_letter_has_days_and_a_first_day(self) -> LicensingKeys:
        if (self.after_sales_letter_days is None) is not (self.after_sales_letter_from is None):
            raise ValueError("the letter has both a number of days and a first day, or neither")
        return self
