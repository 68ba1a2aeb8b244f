"""The settings of this agency, and the numbers that its decisions go by: `terms.json`, and the profiles' rates."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from credit_insurance.domain.terms import Terms
from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.policies import PROFILE_NAMES, versions

Rate = Annotated[Decimal, Field(gt=0, le=1)]
Days = Annotated[int, Field(ge=1, le=3660)]


class CreditInsuranceSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Share(_Strict):
    value: Rate
    source: str


class _Days(_Strict):
    value: Days
    source: str


class _Name(_Strict):
    value: str
    source: str


class _Names(_Strict):
    value: tuple[str, ...]
    source: str


class TermsFile(_Strict):
    """`terms.json`: each number with where it comes from."""

    comment: str
    advance_rate: _Share
    cover_rate: _Share
    insurers: _Names
    report_insurer: _Name
    longest_consent_days: _Days
    longest_report_days: _Days
    bad_ratings: _Names


def policy_from_settings(settings: CreditInsuranceSettings) -> Terms:
    """Made once, when the service is wired. The rates are those by which the tax office compares amounts as well."""
    del settings
    text = files("credit_insurance").joinpath("terms.json").read_text(encoding="utf-8")
    said = TermsFile.model_validate(json.loads(text))
    rates: dict[str, Decimal] = {"CNY": Decimal(1)}
    for name in PROFILE_NAMES:
        rates |= versions(name)[-1].tax.exchange_rates
    return Terms(
        calendar=shipped_calendar(),
        rates=rates,
        advance_rate=said.advance_rate.value,
        cover_rate=said.cover_rate.value,
        insurers=frozenset(said.insurers.value),
        report_insurer=said.report_insurer.value,
        longest_consent_days=said.longest_consent_days.value,
        longest_report_days=said.longest_report_days.value,
        bad_ratings=frozenset(said.bad_ratings.value),
    )
