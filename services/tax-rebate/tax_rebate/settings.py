"""The settings of the tax office: those of every service, and which of its verbs the rules do alone."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, get_args

from pydantic import field_validator

from exportlane.law.calendar import shipped_calendar
from exportlane.law.clock import add_months, add_workdays
from exportlane.law.pauses import Pause
from exportlane.policies import PROFILE_NAMES, Profile, profile
from exportlane.policies import Verb as PolicyVerb
from exportlane.runtime.settings import ServiceSettings
from tax_rebate.domain import Policy, Rules

_ALL, _NONE = "all", "none"
_VERBS: Final = frozenset(get_args(PolicyVerb))


class TaxSettings(ServiceSettings):
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


def policy_from_settings(settings: TaxSettings) -> Policy:
    """The rules of every profile and the calendar; made once, when the service is wired."""
    calendar = shipped_calendar()

    @lru_cache(maxsize=512)
    def due(start: date, workdays: int, pauses: tuple[Pause, ...]) -> date:
        return add_workdays(start, workdays, calendar, pauses).date

    @lru_cache(maxsize=512)
    def window_ends(exported: date, months: int) -> date:
        return add_months(exported, months, calendar).date

    rules = {name: _rules(profile(name), settings.automatic) for name in PROFILE_NAMES}
    return Policy(rules=rules, due=due, window_ends=window_ends)


def _rules(of: Profile, override: str | None) -> Rules:
    return Rules(
        automatic=_automatic(of, override),
        limit_by_class=of.limits.rebate_by_class,
        average_workdays=of.limits.rebate_average,
        window_months=of.rules.rebate_window_months,
    )


def _automatic(of: Profile, override: str | None) -> frozenset[str]:
    if override is None:
        return frozenset(of.automatic)
    if override.strip() == _ALL:
        return _VERBS
    return (
        frozenset() if override.strip() == _NONE else frozenset(verb.strip() for verb in override.split(","))
    )
