"""What every agency is told from outside, beside what every service is told: which verbs its rules do alone."""

from __future__ import annotations

from pydantic import field_validator

from exportlane.policies import Profile
from exportlane.policies.automatic import UnknownVerb, named_verbs
from exportlane.runtime.settings import ServiceSettings, StartupRefused


class AgencySettings(ServiceSettings):
    """Nothing need be set in embedded mode. `EXPORTLANE_AUTOMATIC` overrides the profiles: all, none, or a list."""

    @field_validator("automatic")
    @classmethod
    def _verbs_that_exist(cls, value: str | None) -> str | None:
        try:
            named_verbs(value)
        except UnknownVerb as error:
            raise StartupRefused(f"EXPORTLANE_AUTOMATIC names {error}.") from error
        return value

    def done_alone(self, profile: Profile) -> frozenset[str]:
        """The verbs that rules do alone under this profile: those of the setting, or else those of the profile."""
        named = named_verbs(self.automatic)
        return frozenset(profile.automatic) if named is None else named
