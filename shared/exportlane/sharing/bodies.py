"""What the routes of sharing take and give, as pydantic models."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from exportlane.contracts.fields import Code, Sentence
from exportlane.sharing.book import Kind as KeyKind
from exportlane.sharing.disputes import Doubt, Status
from exportlane.sharing.looks import Question

CaseId = Annotated[str, Field(min_length=1, max_length=64)]
Value = Annotated[str, Field(max_length=400)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Key(_Body):
    """By what the resource is found."""

    kind: KeyKind
    value: Annotated[str, Field(min_length=1, max_length=64)]


class LookUp(_Body):
    """`POST /v1/sharing/lookups`: a resource, its key, the case that it is for, and the purpose."""

    resource: Code
    key: Key
    case_id: CaseId
    purpose: Code

    def question(self) -> Question:
        """The question as the domain knows it."""
        return Question(
            resource=self.resource,
            key=self.key.kind,
            value=self.key.value,
            case_id=self.case_id,
            purpose=self.purpose,
        )


class Looked(BaseModel):
    """The answer to a look: the fields that the agreement grants, and how fresh they are."""

    look_id: str
    resource: str
    provider: str
    case_id: str
    fields: dict[str, Any] = Field(description="Only what the agreement grants")
    agreement: str
    legal_basis: str
    as_of: datetime = Field(description="When the provider read it")
    changed_at: datetime | None = Field(description="When it last changed there")


class RaiseDispute(_Body):
    """`POST /v1/sharing/disputes`: which field of which case, what it should be, and why."""

    resource: Code
    field: Code
    case_id: CaseId
    purpose: Code = "data_correction"
    proposed: Value
    reason: Sentence

    def doubt(self) -> Doubt:
        """The doubt as the domain knows it."""
        return Doubt(
            case_id=self.case_id,
            resource=self.resource,
            field=self.field,
            proposed=self.proposed,
            reason=self.reason,
        )


class AnswerDispute(_Body):
    """`POST …/answer`: the source corrects the field to `value`, or stands by it. The reason is for both."""

    correct: bool
    value: Value | None = None
    reason: Sentence


class DisputeShown(BaseModel):
    """A dispute with both versions of the field."""

    model_config = ConfigDict(extra="allow")

    id: str
    version: int
    case_id: str
    resource: str
    field: str
    value: str = Field(description="What the source said when it was doubted")
    proposed: str
    reason: str
    by_agency: str
    due_on: date
    status: Status
    answer: dict[str, Any] | None


class DisputesListed(BaseModel):
    """A page of disputes."""

    items: list[DisputeShown]
    next: str | None = None
