"""What the registers stand on: the districts, the countries, the numbers of the recognition. Data, with dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district by its code in GB/T 2260; a city has a line of its own."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CountryLine:
    """A country by its code in ISO 3166-1, and what it has joined as far as we know."""

    code: str
    zh: str
    en: str
    belt_and_road: bool
    rcep: bool


@dataclass(frozen=True, slots=True)
class RecognitionTerms:
    """Of a service centre: vehicles served in a year at least, the highest reward in yuan, and the article."""

    least_vehicles: int
    ceiling_cny: Decimal
    article: str


@dataclass(frozen=True, slots=True)
class GuidanceTerms:
    """How a destination is scored: points by size (from so many cars a year), by risk, and for a step of the rest."""

    size_points: tuple[tuple[int, int], ...]
    risk_points: Mapping[str, int]
    points_per_step: int


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it together, made once when the service is wired."""

    districts: Mapping[str, DistrictLine]
    countries: Mapping[str, CountryLine]
    recognition: RecognitionTerms
    guidance: GuidanceTerms
    rebate_supervision_days: int = 30
    """Days within which a finding is to be put right, unless the finding itself says."""


def within(code: str, district: str) -> bool:
    """Whether a place lies in a district: a city (331000) or province (120000) has everything that begins like it."""
    stem = (
        district[:2] if district.endswith("0000") else district[:4] if district.endswith("00") else district
    )
    return code.startswith(stem)
