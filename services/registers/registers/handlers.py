"""What the registers do when they hear a fact about a case: they note it. Pure and quick, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import CustomsCleared
from exportlane.contracts.decision import Decided, Heard
from exportlane.contracts.gateway import CaseOpened
from exportlane.contracts.tax_rebate import (
    RebateApproved,
    RebateExempted,
    RebatePaid,
    RebateRejected,
    RebateTaxed,
)
from exportlane.law.instants import statutory_day
from registers.domain.cases import Case, known
from registers.domain.terms import Policy


def on_case_opened(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """Whose the case is and where it goes."""
    del now, policy
    data = data_of(heard, CaseOpened)
    return Decided(
        replace(
            known(state, heard.case_id),
            exporter_uscc=data.exporter_uscc,
            destination_country=data.destination_country,
            profile=data.profile,
        )
    )


def on_cleared(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """The vehicle has left."""
    del now, policy
    return Decided(replace(known(state, heard.case_id), cleared_on=data_of(heard, CustomsCleared).cleared_on))


def on_approved(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """A claim was decided: it may be drawn."""
    del now, policy
    data = data_of(heard, RebateApproved)
    return _decided(state, heard, data.claim_id, "approved", data.decided_on)


def on_exempted(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """Likewise."""
    del now, policy
    data = data_of(heard, RebateExempted)
    return _decided(state, heard, data.claim_id, "exempted", data.decided_on)


def on_rejected(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """Likewise."""
    del now, policy
    data = data_of(heard, RebateRejected)
    return _decided(state, heard, data.claim_id, "rejected", statutory_day(heard.occurred_at))


def on_taxed(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """Likewise."""
    del now, policy
    data = data_of(heard, RebateTaxed)
    return _decided(state, heard, data.claim_id, "taxed", data.decided_on)


def on_paid(state: Case | None, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Case]:
    """The refund is paid."""
    del now, policy
    return Decided(replace(known(state, heard.case_id), paid_on=data_of(heard, RebatePaid).paid_on))


def _decided(state: Case | None, heard: Heard, claim_id: str, outcome: str, on: date) -> Decided[Case]:
    return Decided(replace(known(state, heard.case_id), claim_id=claim_id, outcome=outcome, decided_on=on))
