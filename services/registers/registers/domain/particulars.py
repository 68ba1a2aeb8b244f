"""What is handed in for an entry of each register: one frozen class for each, with the shapes of the law.

The edge reads them from JSON and refuses an unknown name; whether what they say can be true is for `checks` to decide.
`register` tells the classes apart where an entry is stored; nobody has to send it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from exportlane.contracts.fields import Amount, Country, Day, Id, Name, Sentence
from exportlane.contracts.register_entries import (
    Authority,
    BaseService,
    FacilityKind,
    FairId,
    FairKind,
    Risk,
    Steering,
    SupplierKind,
    Whole,
)

FORBID: Mapping[str, str] = {"extra": "forbid"}
Measure = Literal["none", "export_performance", "domestic_goods"]
"""What a benefit hangs on: nothing of the kind, exports, or the use of domestic goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """An export base (二手车出口基地)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["bases"] = "bases"
    name: Name
    district: str
    services: tuple[BaseService, ...] = ()
    operator: Name | None = None
    address: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A leading firm, or one that works for exporters; `plan` is the district's plan in which it stands."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["suppliers"] = "suppliers"
    uscc: str
    name: Name
    kind: SupplierKind
    district: str
    plan: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A comprehensive service centre (综合服务中心) and the firm that runs it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["service-centres"] = "service-centres"
    uscc: str
    name: Name
    district: str
    address: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A shop, showroom, warehouse or after-sales point of a firm abroad; `district` is where the firm is."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["facilities"] = "facilities"
    uscc: str
    name: Name
    kind: FacilityKind
    country: str
    district: str
    opened_on: Day
    approval_no: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fair:
    """A fair in the catalogue of a year (参展目录)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["exhibitions"] = "exhibitions"
    fair_id: FairId
    year: Whole
    fair_kind: FairKind
    name: Name
    country: str
    from_on: Day | None = None
    to_on: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """A firm at a fair."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["participations"] = "participations"
    uscc: str
    fair_id: FairId
    year: Whole
    booths: Whole = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a destination demands of a used car. None: nothing is known. `closed`: it lets none in."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    max_age_years: Whole | None = None
    emission: Name | None = None
    steering: Steering = "either"
    inspection: Name | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Its size in used cars let in a year; how its demand fits what we have, and its potential, both from 1 to 5."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    yearly_units: Whole = 0
    structure_fit: Whole = 1
    potential: Whole = 1
    notes: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """What is known of a country as a destination. Memberships that are not said come from the table of countries."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["destinations"] = "destinations"
    country: str
    access_standard: Demand = Demand()
    risk: Risk
    risk_as_of: Day
    risk_source: Name
    belt_and_road: bool | None = None
    rcep: bool | None = None
    membership_source: Name | None = None
    market: Market = Market()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target country of a year (重点目标国)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["target-countries"] = "target-countries"
    country: str
    year: Whole
    aim: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training; `firms` are the codes of those who came."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["trainings"] = "trainings"
    authority: Authority
    topic: Name
    held_on: Day
    firms: tuple[str, ...] = ()
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Advice to one firm on its own matter (个性化服务)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["guidance"] = "guidance"
    uscc: str
    authority: Authority
    topic: Name
    given_on: Day
    advice: Sentence
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a firm asks at an authority: a person, who is named here and in no fact."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["contact-officers"] = "contact-officers"
    uscc: str
    authority: Authority
    office: Name
    officer: Name
    reached_by: Name
    from_on: Day
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMeasure:
    """One measure of a policy: whether it gives money or money's worth, and what it hangs on."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    text: Sentence
    benefit: bool
    hangs_on: Measure = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictPolicy:
    """A district's own policy for exporters, measure by measure."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["district-policies"] = "district-policies"
    district: str
    title: Name
    measures: tuple[SupportMeasure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A cross-border payment institution in the free trade zone; `licence_no` is that of its payment business."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["payment-providers"] = "payment-providers"
    uscc: str
    name: Name
    district: str
    licence_no: Id
    settled_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A county's pool for exporters (资金池)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["fund-pools"] = "fund-pools"
    name: Name
    district: str
    size_cny: Amount
    operator: Name
    terms: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A summit, a fair of our own, a journey: what stands in the calendar."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID
    register: Literal["promotions"] = "promotions"
    kind: Literal["summit", "overseas_fair", "delegation", "matchmaking"]
    name: Name
    country: str
    from_on: Day
    to_on: Day
    target_countries: tuple[Country, ...] = ()


Particulars = (
    Base | Supplier | Centre | Facility | Fair | Participation | Destination | Target | Training | Guidance
    | Contact | DistrictPolicy | Provider | Pool | Promotion
)  # fmt: skip


def said(particulars: Particulars, name: str) -> str | None:
    """What stands under this name, as text; None where the register has no such thing."""
    value = getattr(particulars, name, None)
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def place_of(particulars: Particulars) -> str | None:
    """The district that answers for it: as it says, or the one that registered the firm (GB 32100, places 3 to 8)."""
    code = said(particulars, "uscc")
    return said(particulars, "district") or (code[2:8] if code else None)
