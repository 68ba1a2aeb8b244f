"""The settings of this agency, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import TypeAdapter

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.policies import PROFILE_NAMES, Profile, versions
from exportlane.process import ORDERS, StepName
from logistics.domain.policy import CUSTOMS, DEREGISTRATION, LICENCE, Policy, Rules, TradeMode

RELEASE_WORKDAYS: Final = 1
"""No law limits a release. A declaration comes 24 hours before loading (海关法 第二十四条): one working day."""
_MODES: Final = TypeAdapter(tuple[TradeMode, ...])


class LogisticsSettings(AgencySettings):
    """Those of every agency; this agency has none of its own."""


def policy_from_settings(settings: LogisticsSettings) -> Policy:
    """The rules of every profile in every version; made once, when the service is wired."""
    del settings
    every = [one for name in PROFILE_NAMES for one in versions(name)]
    return Policy(
        book={(one.name, one.version): _rules(one) for one in every},
        newest={one.name: one.version for one in every},
        calendar=shipped_calendar(),
    )


@cache
def trade_modes() -> Mapping[str, Mapping[str, TradeMode]]:
    """The trade modes of each profile by name, as `trade_modes.json` has them."""
    text = files("logistics").joinpath("trade_modes.json").read_text(encoding="utf-8")
    listed = json.loads(text)["profiles"]
    return {
        profile: {mode.name: mode for mode in _MODES.validate_python(modes)}
        for profile, modes in listed.items()
    }


def _rules(of: Profile) -> Rules:
    return Rules(
        steps=_steps(of),
        urgent_workdays=of.licensing.urgent_cutoff_workdays,
        soc_at_most_percent=of.customs.soc_at_most_percent,
        trade_modes=trade_modes()[of.name],
    )


def _steps(of: Profile) -> tuple[tuple[str, int], ...]:
    """The steps before loading in the order of the profile, each with the working days that the law gives it."""
    order = ORDERS[of.order]
    before = order.before(order.step(StepName.CUSTOMS))
    deregistered_first = before is not None and before.name is StepName.DEREGISTRATION
    steps = [(LICENCE, of.time_limits["licence"].length or 0)]
    if deregistered_first:
        steps.append((DEREGISTRATION, of.time_limits["deregistration"].length or 0))
    return (*steps, (CUSTOMS, RELEASE_WORKDAYS))
