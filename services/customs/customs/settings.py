"""The settings of customs, and the policy that follows from them and from the city profiles."""

from __future__ import annotations

from customs.domain import Policy, Rules
from exportlane import policies
from exportlane.process import ORDERS, StepName
from exportlane.runtime.settings import ServiceSettings, StartupRefused

RELEASE, CLEAR = "customs.release", "customs.clear"
EVERYTHING, NOTHING = "all", "none"


class CustomsSettings(ServiceSettings):
    """Those of every service; customs has none of its own."""


def policy_from_settings(settings: CustomsSettings) -> Policy:
    """All profiles as customs reads them. Raises StartupRefused for a verb in `AUTOMATIC` that does not exist."""
    named = _named(settings.automatic)
    return Policy({name: _rules(policies.profile(name), named) for name in policies.PROFILE_NAMES})


def _named(automatic: str | None) -> frozenset[str] | None:
    """The verbs that the setting names; None when it leaves the choice to the profile."""
    if automatic is None:
        return None
    known: frozenset[str] = frozenset(policies.Verb.__args__)  # type: ignore[attr-defined]  # a Literal has them
    if automatic.strip() in {EVERYTHING, NOTHING}:
        return known if automatic.strip() == EVERYTHING else frozenset()
    chosen = frozenset(verb.strip() for verb in automatic.split(","))
    if unknown := chosen - known:
        raise StartupRefused(
            f"EXPORTLANE_AUTOMATIC names {min(unknown)!r}; it is all, none, or some of {', '.join(sorted(known))}."
        )
    return chosen


def _rules(profile: policies.Profile, named: frozenset[str] | None) -> Rules:
    order = ORDERS[profile.order]
    before = order.before(order.step(StepName.CUSTOMS))
    verbs: frozenset[str] = frozenset(profile.automatic) if named is None else named
    return Rules(
        profile=profile.name,
        waits_for_deregistration=before is not None and before.name is StepName.DEREGISTRATION,
        releases=RELEASE in verbs,
        clears=CLEAR in verbs,
    )
