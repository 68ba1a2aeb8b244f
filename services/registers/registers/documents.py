"""What the API shows, for the OpenAPI document: an entry of each register with its own particulars."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

from registers.domain.entry import (
    Act,
    FacilityRecord,
    HeldRecord,
    MonthServed,
    PolicyRecord,
    Recognition,
    Register,
    Status,
)
from registers.domain.supervision import Claim, Finding, SampleStatus

P = TypeVar("P")


class CentreShown(BaseModel):
    """The months of a centre, vehicles served by year, its recognition."""

    months: list[MonthServed]
    proposed_year: int | None
    recognition: Recognition | None
    served: dict[str, int]


class EntryShown(BaseModel, Generic[P]):
    """An entry, every act that was done to it, and what its register has beside that."""

    id: str
    version: int
    register_: Annotated[Register, Field(alias="register")]
    status: Status
    particulars: P
    source: str
    as_of: date
    acts: list[Act]
    centre: CentreShown | None = None
    facility: FacilityRecord | None = None
    policy: PolicyRecord | None = None
    held: HeldRecord | None = None
    ended_on: date | None = None


class ImportRow(BaseModel):
    """What became of one row: 201 with its id, or a problem."""

    row: int
    status: int
    id: str | None = None
    problem: dict[str, object] | None = None


class ImportShown(BaseModel):
    """Row by row, in the order of the import."""

    results: list[ImportRow]


class CaseShown(BaseModel):
    """A case as the registers know it."""

    id: str
    version: int
    case_id: str
    exporter_uscc: str | None
    district: str | None
    destination_country: str | None
    profile: str | None
    cleared_on: date | None
    claim_id: str | None
    outcome: str | None
    decided_on: date | None
    paid_on: date | None
    base_id: str | None
    tagged_on: date | None


class FairFound(BaseModel):
    """What the catalogue of a year says of a fair."""

    fair_id: str
    year: int
    listed: bool
    fair_kind: str | None
    code: str
    reason: str
    article: str


class ProfileShown(BaseModel):
    """What is known of a destination, with its score and its names."""

    country: str
    zh: str
    en: str
    assessed: bool
    belt_and_road: bool
    rcep: bool
    score: int | None = None
    rank: int | None = None
    profile: dict[str, object] | None = None


class Ranked(BaseModel):
    """The destinations in the order in which they are recommended."""

    article: str
    items: list[ProfileShown]


class Counted(BaseModel):
    """Counts by what was asked."""

    items: list[dict[str, object]]


class BaseFigures(BaseModel):
    """Cases handled at a base."""

    base_id: str
    cases: int
    firms: int
    cleared: int
    paid: int


class Redrawn(BaseModel):
    """A sample drawn again by its seed: whether the same claims come, from the same population."""

    same: bool
    population_now: int
    population_then: int
    population_changed: bool
    drawn: list[str]


class SamplingShown(BaseModel):
    """A sample with its findings."""

    id: str
    version: int
    district: str
    from_on: date
    to_on: date
    size: int
    seed: str
    population: int
    population_digest: str
    drawn: list[Claim]
    drawn_on: date
    by: str
    status: SampleStatus
    findings: list[Finding]
    concluded_on: date | None


class DistrictShown(BaseModel):
    """A district."""

    code: str
    zh: str
    en: str
