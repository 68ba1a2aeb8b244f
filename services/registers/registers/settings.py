"""The settings of the registers, and the tables that they stand on: districts, countries, numbers."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from exportlane.agency.settings import AgencySettings
from registers.domain.terms import CountryLine, DistrictLine, GuidanceTerms, Policy, RecognitionTerms


class RegistersSettings(AgencySettings):
    """Those of every agency; the registers have none of their own."""


def policy_from_settings(settings: RegistersSettings) -> Policy:
    """Made once, when the service is wired."""
    del settings
    return shipped_policy()


@cache
def shipped_policy() -> Policy:
    """The tables that are packed with the service."""
    terms, districts, countries = _table("terms"), _table("districts"), _table("countries")
    recognition, guidance = terms["recognition"], terms["guidance"]
    return Policy(
        districts={code: DistrictLine(code, *names) for code, names in districts["districts"].items()},
        countries={
            code: CountryLine(code, zh, en, code in countries["belt_and_road"], code in countries["rcep"])
            for code, (zh, en) in countries["countries"].items()
        },
        recognition=RecognitionTerms(
            recognition["least_vehicles"], Decimal(recognition["ceiling_cny"]), recognition["article"]
        ),
        guidance=GuidanceTerms(
            tuple((least, points) for least, points in guidance["size_points"]),
            guidance["risk_points"],
            guidance["points_per_step"],
        ),
        rebate_supervision_days=terms["supervision"]["days_to_put_right"],
    )


def _table(name: str) -> dict[str, Any]:
    text = files("registers").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table
