"""The settings of the vehicle registry: those of every service, and which of its verbs the rules do alone."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, get_args

from pydantic import field_validator

from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import add_workdays
from exportlane.policies import PROFILE_NAMES, Profile, profile
from exportlane.policies import Verb as PolicyVerb
from exportlane.process import StepName, order_of
from exportlane.runtime.settings import ServiceSettings
from vehicle_registry.domain import Policy, Rules

_ALL, _NONE = "all", "none"
_VERBS: Final = frozenset(get_args(PolicyVerb))


class RegistrySettings(ServiceSettings):
    """Nothing need be set in embedded mode. `EXPORTLANE_AUTOMATIC` overrides the profiles: all, none, or a list."""

    @field_validator("automatic")
    @classmethod
    def _verbs_that_exist(cls, value: str | None) -> str | None:
        if value is None or value.strip() in {_ALL, _NONE}:
            return value
        if unknown := sorted({verb.strip() for verb in value.split(",")} - _VERBS):
            known = ", ".join(sorted(_VERBS))
            raise ValueError(f"there is no verb {', '.join(unknown)}; say all, none, or some of {known}")
        return value


def policy_from_settings(settings: RegistrySettings) -> Policy:
    """The rules of every profile and the calendar; made once, when the service is wired."""
    calendar = shipped_calendar()

    @lru_cache(maxsize=512)
    def due(start: date, workdays: int) -> date:
        return add_workdays(start, workdays, calendar).date

    return Policy(rules={name: _rules(profile(name), settings.automatic) for name in PROFILE_NAMES}, due=due)


def _rules(of: Profile, override: str | None) -> Rules:
    step = order_of(of.order).step(StepName.DEREGISTRATION)
    return Rules(
        two_phase=bool(step.final),
        automatic=_automatic(of, override),
        limit_workdays=of.limits.deregistration,
    )


def _automatic(of: Profile, override: str | None) -> frozenset[str]:
    if override is None:
        return frozenset(of.automatic)
    if override.strip() == _ALL:
        return _VERBS
    return (
        frozenset() if override.strip() == _NONE else frozenset(verb.strip() for verb in override.split(","))
    )
