"""The settings of the subsidy office, and the policy that follows: what is granted, and by which procedure."""

from __future__ import annotations

from pathlib import Path

from exportlane.agency.settings import AgencySettings
from exportlane.law.calendar import shipped_calendar
from exportlane.policies.subsidies import BadSubsidyData, subsidy_policies
from exportlane.runtime.settings import StartupRefused
from incentives.domain.policy import Policy
from incentives.procedures.reading import read_procedures


class IncentivesSettings(AgencySettings):
    """Those of every agency, and folders of an operator's own data.

    `EXPORTLANE_SUBSIDY_POLICIES` names a folder of policies beside the shipped ones, `EXPORTLANE_SUBSIDY_PROCEDURES`
    one of procedures: a new city is a new file in each.
    """

    subsidy_policies: Path | None = None
    subsidy_procedures: Path | None = None


def policy_from_settings(settings: IncentivesSettings) -> Policy:
    """Made once, when the service is wired. Raises StartupRefused with a sentence for data that are wrong."""
    folder = settings.subsidy_policies
    if folder is not None and not folder.is_dir():
        raise StartupRefused(f"The folder of EXPORTLANE_SUBSIDY_POLICIES is not there: {folder}.")
    try:
        policies = subsidy_policies(folder)
    except BadSubsidyData as error:
        raise StartupRefused(f"The policies of EXPORTLANE_SUBSIDY_POLICIES are wrong: {error}") from error
    usual, procedures = read_procedures(settings.subsidy_procedures)
    return Policy(policies=policies, procedures=procedures, usual=usual, calendar=shipped_calendar())
