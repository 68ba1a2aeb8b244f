"""What licensing does when it hears a fact: unwrap it and let the domain decide. Pure and quick, no I/O."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import CustomsCancelled, CustomsRejected, CustomsReleased
from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.vehicle_registry import (
    VehicleDeregistrationRefused,
    VehicleRegistrationRestored,
    VehicleTransferPendingExport,
)
from licensing.domain import (
    Application,
    Endorsement,
    Outcome,
    Policy,
    hear_customs_undone,
    hear_deregistration_refused,
    hear_endorsement,
    hear_released,
    hear_restored,
)

Answer = Decided[Application] | Refused


def on_transfer_pending_export(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """转让待出口: the values with which the application must agree."""
    data = data_of(heard, VehicleTransferPendingExport)
    endorsement = Endorsement(
        vin=data.vin,
        owner_uscc=data.owner_uscc,
        brand=data.brand,
        model_code=data.model_code,
        first_registration_date=data.first_registration_date,
        transfer_pending_export_date=data.transfer_pending_export_date,
        scrapping_due_date=data.scrapping_due_date,
    )
    return hear_endorsement(state, heard.case_id, endorsement, now=now, policy=policy)


def on_deregistration_refused(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """A bar of article 42 stands against one vehicle."""
    data = data_of(heard, VehicleDeregistrationRefused)
    outcome = Outcome(data.code, data.reason, data.article)
    return hear_deregistration_refused(state, heard.case_id, outcome, policy=policy)


def on_registration_restored(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """A provisional deregistration was taken back."""
    data = data_of(heard, VehicleRegistrationRestored)
    return hear_restored(state, heard.case_id, data.reason, policy=policy)


def on_customs_rejected(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """Customs will not release the goods."""
    data = data_of(heard, CustomsRejected)
    outcome = Outcome("customs_rejected", data.reason, data.article)
    return hear_customs_undone(state, heard.case_id, outcome, policy=policy)


def on_customs_cancelled(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """Customs took its release back."""
    data = data_of(heard, CustomsCancelled)
    outcome = Outcome("customs_cancelled", data.reason)
    return hear_customs_undone(state, heard.case_id, outcome, policy=policy)


def on_customs_released(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """Customs released a vehicle against the licence."""
    data = data_of(heard, CustomsReleased)
    return hear_released(state, heard.case_id, licence_no=data.licence_no, declaration_no=data.declaration_no)
