"""What the API of the subsidy office answers, for its OpenAPI document: the shapes stand in the domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from incentives.domain.status import Status


class _Shown(BaseModel):
    model_config = ConfigDict(extra="allow")


class ApplicationDocument(_Shown):
    """An application as it stands. Money is text with two decimals."""

    id: str
    version: int
    number: str
    uscc: str
    name: str
    district: str
    policy: str
    year: int
    status: Status
    turn: int | None = Field(default=None, description="Its place among those of the firm and year")
    lines: list[dict[str, Any]]
    findings: list[dict[str, Any]] = []
    grants: list[dict[str, Any]] = Field(
        default=[], description="Line by line, with every step and its article"
    )
    exports: int | None = Field(default=None, description="Customs' count at the newest look")
    payments: list[dict[str, Any]] = []
    recoveries: list[dict[str, Any]] = []
    granted: str = Field(description="All grants together")
    paid: str
    unpaid: str
    recovered: str


class ApplicationPage(BaseModel):
    """One page of applications."""

    items: list[ApplicationDocument]
    next: str | None = None


class ApplicationWithHistory(ApplicationDocument):
    """An application with its facts, oldest first."""

    history: list[dict[str, Any]]


class BatchResults(BaseModel):
    """What became of each row: `status` and `version`, or `problem`."""

    results: list[dict[str, Any]]


class CapDocument(BaseModel):
    """One item for one firm: what it has used and what is left."""

    item: str
    title: dict[str, str]
    state: str
    used: str
    pending: str = Field(description="What applications that are handed in and undecided would take")
    remaining: str | None
    cap_by: str | None
    missing: list[dict[str, str]]
    article: str
    last_day: date


class CapsDocument(BaseModel):
    """What a firm has used of its caps, and what it has not."""

    uscc: str
    policy: str
    year: int
    district: str
    exports: int
    exports_fact_id: str | None
    exports_as_of: datetime | None
    first_filed_on: date | None
    listed: bool
    caps: list[CapDocument]
    unused: list[str] = Field(description="Items that the firm could still have and has taken nothing of")
    applications: list[dict[str, Any]]
    used: dict[str, Any] = Field(description="The ledger as the calculator keeps it: put it into an estimate")


class BudgetRow(BaseModel):
    """One item in one district: where its money stands. `warning` when more is bound than finance set aside."""

    item: str
    district: str
    forecast: str
    committed: str
    paid: str
    recovered: str
    budget: str | None = None
    left: str | None = None
    warning: str | None = None


class BudgetDocument(BaseModel):
    """Where the money of a policy year stands."""

    policy: str
    year: int
    rows: list[BudgetRow]
    totals: BudgetRow
    lines: list[dict[str, Any]] = Field(description="What finance recorded")
    warnings: list[str]


class BudgetLineDocument(_Shown):
    """A line of the budget."""

    id: str
    version: int
    policy: str
    year: int
    district: str
    item: str
    amount: str


class EvidenceDocument(BaseModel):
    """One thing that another agency told: the fact, since when it is known, its values."""

    id: str
    kind: str
    key: str
    uscc: str | None
    year: int | None
    values: dict[str, str]
    fact_id: str
    as_of: datetime
    ended_on: date | None


class EvidencePage(BaseModel):
    """Evidence about a firm, or a catalogue."""

    items: list[EvidenceDocument]


class ExportsDocument(BaseModel):
    """A firm's exports of a year by customs."""

    uscc: str
    year: int
    vehicles: int = Field(description="Cleared and not returned")
    returned: int
    fact_id: str | None
    as_of: datetime | None
    first_filed_on: date | None
    listings: list[dict[str, Any]]


class FallenRow(BaseModel):
    """An application whose ground changed after the approval."""

    id: str
    number: str
    uscc: str
    status: Status
    exports_at_approval: int
    exports_now: int
    granted: str
    entitled_now: str
    to_recover: str


class FallenPage(BaseModel):
    """Applications that should be looked at again."""

    items: list[FallenRow]


class PublicationRow(BaseModel):
    """What the public is shown of an application."""

    id: str
    number: str
    name: str
    uscc: str
    district: str
    policy: str
    year: int
    total: str
    items: dict[str, str]
    first: date
    last: date


class PublicationPage(BaseModel):
    """What is shown to the public now."""

    items: list[PublicationRow]
