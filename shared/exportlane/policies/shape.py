"""What a profile is made of: names, instruments, where each number stands, and the numbers of every area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from exportlane.law.limits import TimeLimit
from exportlane.policies.keys.customs import CustomsKeys
from exportlane.policies.keys.licensing import LicensingKeys
from exportlane.policies.keys.registry import RegistryKeys
from exportlane.policies.keys.tax import TaxKeys
from exportlane.policies.keys.transport import TransportKeys

Status = Literal["in_force", "draft", "expired"]
OrderName = Literal["tianjin", "taizhou", "national"]
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
NO_LETTER_BEFORE: Final = date.max
NO_WINDOW: Final = 1200
"""Months: a hundred years, for the versions of the rules that close no window."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Strict):
    """Words for people, in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Instrument(_Strict):
    """A text that rules rest on. A draft binds nobody; `status` says so on every page that cites it."""

    title: Annotated[str, Field(min_length=1)]
    number: Annotated[str, Field(min_length=1)]
    status: Status
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: its article, its words, and the rule set (`id@version`) that it comes from.

    `value` has the type of its key, `written` is the JSON of the file.
    """

    key: str
    value: object
    written: object
    article: str
    words: Bilingual
    rule_set: str
    status: Status
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Period:
    """How long a limit is, in the unit of its clock. A `target` is a mean to aim at; no single case breaches it."""

    length: int
    target: bool


class Limits(_Strict):
    """The time limits of the four steps. A limit that is `None` does not exist in this profile.

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
    """The numbers that all agencies read in one place. Where a version has no such rule, it never bites."""

    vehicles_per_licence: int
    licence_validity_months: int
    after_sales_letter_days: int
    after_sales_letter_from: date
    scrapping_margin_years: int
    inspection_report_days: int
    rebate_window_months: int
    temp_plate_days: int
    max_corrections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One version of one city's (or the national) rules. `order` names a row of `exportlane.process.ORDERS`.

    `rule_sets` are the composed rule sets as `id@version`, the later ones stronger; `sources` says for every key
    (`licensing.vehicles_per_licence`, `time_limits.licence`) where its value stands. A matter that is not in
    `time_limits` has no limit here. `limits`, `rules` and `articles` are the same numbers under older names.
    """

    name: str
    version: str
    title: Bilingual
    status: Status
    valid_from: date
    valid_to: date | None
    order: OrderName
    filing_body: Bilingual
    issuing_body: Bilingual
    issuer_code: str
    rule_sets: tuple[str, ...]
    instruments: tuple[Instrument, ...]
    automatic: frozenset[Verb]
    licensing: LicensingKeys
    registry: RegistryKeys
    customs: CustomsKeys
    tax: TaxKeys
    transport: TransportKeys
    time_limits: Mapping[str, TimeLimit]
    sources: Mapping[str, Source]
    limits: Limits = field(repr=False)
    rules: Rules = field(repr=False)
    articles: Mapping[str, str] = field(repr=False)

    def article(self, key: str) -> str:
        """Where the value of this key stands. Raises KeyError for a key that has no value here."""
        return self.sources[key].article

    def on(self, day: date) -> bool:
        """Whether this version is the one for what starts on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
