"""What comes to policies and reports by themselves: the end of their period."""

from __future__ import annotations

from datetime import datetime

from credit_insurance.domain import reports, underwriting
from credit_insurance.domain.policies import InsurancePolicy
from credit_insurance.domain.reports import Report
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided


def policy_wakes(state: InsurancePolicy) -> datetime | None:
    """The first instant after the period of insurance."""
    return underwriting.wakes(state)


def policy_on_time(state: InsurancePolicy, *, now: datetime, policy: Terms) -> Decided[InsurancePolicy]:  # noqa: ARG001
    """The policy expires."""
    return underwriting.expire(state, now=now)


def report_wakes(state: Report) -> datetime | None:
    """The first instant after the validity of a report."""
    return reports.wakes(state)


def report_on_time(state: Report, *, now: datetime, policy: Terms) -> Decided[Report]:  # noqa: ARG001
    """The report expires."""
    return reports.expire(state)
