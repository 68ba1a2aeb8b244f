"""What the savings are asked for and answered with, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway import sharing

Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="YYYY-MM")] | None
Word = Annotated[str, Field(max_length=64)] | None
MOST_CASES = 1000


class Counted(BaseModel):
    """Papers and cases of one month, agency or material."""

    papers: int
    cases: int
    month: str | None = None
    agency: str | None = None
    material: str | None = None


class Totals(BaseModel):
    """All of them."""

    papers: int
    cases: int


class OfCase(BaseModel):
    """What one case was spared."""

    case_id: str
    vin: str
    exporter: str
    month: str
    papers: int
    materials: list[str]


class Savings(BaseModel):
    """Papers that nobody had to hand in, because data were shared."""

    totals: Totals
    by_month: list[Counted]
    by_agency: list[Counted] = Field(description="Whose data took the place of the paper")
    by_material: list[Counted]
    cases: list[OfCase]
    more: int = Field(description="Cases beyond those listed")


class SavingsQuery(BaseModel):
    """What the savings may be asked for; an unknown parameter is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Month = None
    until: Month = None
    agency: Word = None
    case_id: Word = None
    batch: Word = None
    exporter: Word = None
    profile: Word = None
    format: Literal["json", "csv"] = "json"
    limit: Annotated[int, Field(ge=1, le=MOST_CASES)] = 200

    def asked(self) -> sharing.Asked:
        """The filters as the query knows them."""
        return sharing.Asked(**self.model_dump(exclude={"format", "limit"}))
