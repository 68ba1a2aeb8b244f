"""What the tax office's routes give, as pydantic models."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tax_rebate.domain import Status


class ClaimShown(BaseModel):
    """A claim as the tax office shows it to its officers, the gateway and the claimant."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="The lot")
    version: int = Field(description="What If-Match must name")
    status: Status
    claim_no: str | None
    exporter_uscc: str
    profile: str
    rebate_class: int
    class_now: int | None = Field(description="A later class, by which the conditions are checked")
    profile_version: str | None
    due_on: date | None = Field(description="Last day of the limit of the class, which binds")
    target_on: date | None = Field(description="Day of the average, which is a target")
    lines: list[dict[str, Any]] = Field(
        description="Each vehicle with its invoice, its outcome and its refund"
    )
    average_threatened: bool = Field(description="Open for longer than the average may be; breaches nothing")
    payable: str = Field(description="What the treasury is still to pay, in CNY")
    suspicions: list[dict[str, Any]] = Field(description="Why it is under investigation")
    asked: list[dict[str, Any]] = Field(description="The items of the open notice")
    moves: list[str] = Field(description="The verbs that the status allows")


class ClaimWithHistory(ClaimShown):
    """The same with its facts, oldest first."""

    history: list[dict[str, Any]]
