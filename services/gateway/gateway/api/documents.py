"""The shapes of answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from exportlane.runtime.problems import ProblemDocument


class Warning_(BaseModel):  # noqa: N801 - the plain name is Python's own
    """Something odd that stopped nothing."""

    field: str
    code: str
    sentence: str


class RowResult(BaseModel):
    """What came of one row, counted from 1."""

    row: int
    vin: str | None
    case_id: str | None = Field(description="The case that was opened; null when the row was refused")
    status: Literal["accepted", "refused"]
    problem: ProblemDocument | None = None
    warnings: list[Warning_] = []


class LotDocument(BaseModel):
    """Vehicles under one licence. Its id is that of the application, the declaration and the claim."""

    lot_id: str
    hs_code: str
    case_ids: list[str]


class BatchAccepted(BaseModel):
    """The answer to a batch."""

    batch_id: str
    accepted: int
    refused: int
    lots: list[LotDocument]
    rows: list[RowResult]


class CaseAccepted(BaseModel):
    """The answer to a single vehicle."""

    batch_id: str
    case_id: str
    lot_id: str
    vin: str
    warnings: list[Warning_]


class FactDocument(BaseModel):
    """One fact of a timeline."""

    id: str
    case_id: str
    agency: str
    type: str
    sequence: int
    occurred_at: str
    received_at: str
    verified: bool = Field(description="Signature and chain were verified before the fact was taken in")
    data: dict[str, object]


class Timeline(BaseModel):
    """The facts of a case, oldest first."""

    case_id: str
    facts: list[FactDocument]


class CasePage(BaseModel):
    """A page of cases. `next` is the cursor of the next page."""

    items: list[dict[str, object]]
    next: str | None = None
