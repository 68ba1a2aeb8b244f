"""The two kinds of data file as they are written: a rule set and a profile. Whatever is not named here is an error."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from exportlane.policies.shape import Bilingual, OrderName, Status, Verb

Words = Annotated[str, Field(pattern=r"\S")]
Pin = Annotated[str, Field(pattern=r"^[a-z0-9-]+@[0-9]{4}\.[0-9]+$")]


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class InstrumentText(_Text):
    """The law, announcement or draft that a rule set writes down; our own conventions are one too."""

    title: Words
    number: Words
    status: Status


class RuleText(_Text):
    """One rule: its value, its article, and what it is in words."""

    key: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]
    value: Any
    article: Words
    zh: Words
    en: Words


class RuleSetText(_Text):
    """One version of one rule set. Only a draft may have no first day."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    version: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]+$")]
    status: Status
    valid_from: date | None
    valid_to: date | None
    instrument: InstrumentText
    rules: Annotated[tuple[RuleText, ...], Field(min_length=1)]

    @property
    def pin(self) -> str:
        """How a profile names it."""
        return f"{self.id}@{self.version}"

    @model_validator(mode="after")
    def _days_fit_the_status(self) -> RuleSetText:
        if self.valid_from is None and self.status != "draft":
            raise ValueError("only a draft has no first day (valid_from)")
        if self.status == "expired" and self.valid_to is None:
            raise ValueError("what has expired has a last day (valid_to)")
        return _in_order(self)


class VersionText(_Text):
    """One version of a profile: when it holds, which rule sets it is made of, which drafts it dares to apply."""

    version: Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{4}\.[0-9]+$")]
    valid_from: date
    valid_to: date | None
    apply_draft: bool = False
    apply_expired: bool = False
    rule_sets: Annotated[tuple[Pin, ...], Field(min_length=1)]
    automatic: frozenset[Verb]

    @model_validator(mode="after")
    def _days_in_order(self) -> VersionText:
        return _in_order(self)


class ProfileText(_Text):
    """A city, or the nation, with its versions in order."""

    name: Annotated[str, Field(pattern=r"^[a-z]+$")]
    title: Bilingual
    order: OrderName
    filing_body: Bilingual
    issuing_body: Bilingual
    issuer_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{2}$")]
    versions: Annotated[tuple[VersionText, ...], Field(min_length=1)]


D = TypeVar("D", RuleSetText, VersionText)


def _in_order(dated: D) -> D:
    begins: date | None = dated.valid_from
    if begins is not None and dated.valid_to is not None and dated.valid_to < begins:
        raise ValueError(f"it ends on {dated.valid_to}, before it begins on {begins}")
    return dated
