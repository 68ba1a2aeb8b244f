"""City profiles: which order a case goes through, within which limits, and what an agency may decide alone.

Every number is data (`profiles.json`) with its source beside it; a changed rule is a new version there, never a changed
constant. A case is pinned to the version under which it started.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PROFILE_NAMES: Final = ("tianjin", "taizhou", "national")

Verb = Literal[
    "licence.grant",
    "vehicle.deregister",
    "vehicle.restore",
    "customs.release",
    "customs.clear",
    "rebate.decide",
    "rebate.pay",
    "rebate.clawback",
]
"""What an agency can do alone when all its rules pass. A refusal by rule is automatic exactly when the verb is."""

WorkingDays = Annotated[int, Field(ge=1, le=60)]


class UnknownProfile(ValueError):
    """No profile of this name. The sentence lists those that exist."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Strict):
    """A name for people, in both languages."""

    zh: str
    en: str


class Instrument(_Strict):
    """A text that the profile rests on. A draft binds nobody; `status` says so on every page that cites it."""

    title: str
    number: str
    status: Literal["in_force", "draft", "expired"]
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """How long a limit is, in the unit of its clock. A `target` is a mean to aim at; no single case breaches it."""

    length: int
    target: bool


class Limits(_Strict):
    """Time limits in working days. A limit that is `None` does not exist in this profile.

    `rebate_by_class` binds each claim; `rebate_average` is a target for the mean of all normal claims decided in a
    period, so a single claim can never breach it.
    """

    licence: WorkingDays
    deregistration: WorkingDays
    rebate_by_class: dict[Annotated[int, Field(ge=1, le=4)], WorkingDays]
    rebate_average: WorkingDays | None
    deregistration_months_after_customs: Annotated[int, Field(ge=1, le=12)]
    exit_confirmation_days: Annotated[int, Field(ge=1, le=365)] | None

    def period(self, number: str, *, rebate_class: int | None = None) -> Period | None:
        """How long the limit of this name is here; None when this profile has none. Raises KeyError for no limit."""
        if number == "rebate":
            binding = self.rebate_by_class.get(rebate_class or 0)
            length, target = (binding, False) if binding is not None else (self.rebate_average, True)
        else:
            length, target = _LENGTH[number](self), False
        return None if length is None else Period(length, target)


_LENGTH: Final[dict[str, Callable[[Limits], int | None]]] = {
    "licence": lambda limits: limits.licence,
    "deregistration": lambda limits: limits.deregistration,
    "deregistration_months_after_customs": lambda limits: limits.deregistration_months_after_customs,
    "exit_confirmation_days": lambda limits: limits.exit_confirmation_days,
}


class Rules(_Strict):
    """Switches and numbers of the agencies' rules; `articles` says for each where it stands."""

    vehicles_per_licence: Annotated[int, Field(ge=1, le=20)]
    licence_validity_months: Annotated[int, Field(ge=1, le=12)]
    after_sales_letter_days: Annotated[int, Field(ge=0, le=1000)]
    after_sales_letter_from: date
    scrapping_margin_years: Annotated[int, Field(ge=0, le=5)]
    inspection_report_days: Annotated[int, Field(ge=1, le=1000)]
    rebate_window_months: Annotated[int, Field(ge=1, le=120)]
    temp_plate_days: Annotated[int, Field(ge=1, le=365)]
    max_corrections: Annotated[int, Field(ge=1, le=10)]


class Profile(_Strict):
    """One city's (or the national) version of the rules. `order` names a row of `exportlane.process.ORDERS`."""

    name: Annotated[str, Field(pattern=r"^[a-z]+$")]
    version: Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{4}\.[0-9]+$")]
    title: Bilingual
    status: Literal["in_force", "draft", "expired"]
    valid_from: date
    valid_to: date | None
    order: Literal["tianjin", "taizhou", "national"]
    filing_body: Bilingual
    issuing_body: Bilingual
    issuer_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{2}$")]
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]
    limits: Limits
    rules: Rules
    automatic: frozenset[Verb]
    articles: dict[str, str]

    @model_validator(mode="after")
    def _every_number_has_a_source(self) -> Profile:
        known = {f"limits.{key}" for key in Limits.model_fields} | {
            f"rules.{key}" for key in Rules.model_fields
        }
        if known != set(self.articles):
            raise ValueError(f"articles and numbers differ: {sorted(known ^ set(self.articles))}")
        return self


class _File(_Strict):
    profiles: tuple[Profile, ...]
    comment: str


@cache
def profile(name: str) -> Profile:
    """The profile of this name. Raises UnknownProfile; a wrong data file raises pydantic's ValidationError."""
    found = {one.name: one for one in _load().profiles}
    if name not in found:
        raise UnknownProfile(f"there is no profile {name!r}; choose one of {', '.join(PROFILE_NAMES)}")
    return found[name]


@cache
def _load() -> _File:
    text = files(__name__).joinpath("profiles.json").read_text(encoding="utf-8")
    return _File.model_validate(json.loads(text))
