"""What licensing does when it hears a fact: unwrap it and let the domain decide. Pure and quick, no I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts import customs
from exportlane.contracts import vehicle_registry as registry
from exportlane.contracts.decision import Decided, Heard, Refused, Write
from exportlane.contracts.transport import QuotaMisuseEstablished
from exportlane.law.instants import statutory_day
from licensing import domain
from licensing.domain import Application, Endorsement, Outcome, Policy
from licensing.filing import Filing, suspend_for_misuse

Answer = Decided[Application] | Refused


def on_transfer_pending_export(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """转让待出口: the values with which the application must agree."""
    data = data_of(heard, registry.VehicleTransferPendingExport)
    endorsement = Endorsement(
        vin=data.vin,
        owner_uscc=data.owner_uscc,
        brand=data.brand,
        model_code=data.model_code,
        first_registration_date=data.first_registration_date,
        transfer_pending_export_date=data.transfer_pending_export_date,
        scrapping_due_date=data.scrapping_due_date,
        vehicle_class=data.vehicle_class,
    )
    return domain.hear_endorsement(state, heard.case_id, endorsement, now=now, policy=policy)


def on_transfer_refused(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The vehicle will not be endorsed."""
    data = data_of(heard, registry.VehicleTransferRefused)
    outcome = Outcome(data.code, data.reason, data.article)
    return domain.hear_transfer_refused(state, heard.case_id, outcome, now=now)


def on_transfer_lifted(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The endorsement was taken back."""
    data = data_of(heard, registry.VehicleTransferLifted)
    return domain.hear_transfer_lifted(state, heard.case_id, data.reason, now=now)


def on_locked(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Stolen, seized or mortgaged, found late."""
    data = data_of(heard, registry.VehicleLocked)
    outcome = Outcome(data.code, data.reason, data.article)
    return domain.hear_barred(state, heard.case_id, outcome, now=now, policy=policy)


def on_unlocked(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The registry's lock is off."""
    data_of(heard, registry.VehicleUnlocked)
    return domain.hear_unbarred(state, heard.case_id, now=now, policy=policy)


def on_misuse_reported(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Driven on the road or sold at home: the licence falls here, the firm's filing is suspended beside it."""
    data = data_of(heard, registry.VehicleMisuseReported)
    outcome = Outcome("vehicle_misused", data.reason)
    answer = domain.hear_barred(state, heard.case_id, outcome, now=now, policy=policy)
    if isinstance(answer, Refused):
        return answer
    report: dict[str, str | int | bool | None] = {
        "id": heard.id,
        "uscc": state.exporter_uscc,
        "case_id": heard.case_id,
        "vin": data.vin,
        "code": data.code,
        "reason": data.reason,
        "reported_on": statutory_day(now).isoformat(),
    }
    return replace(answer, writes=(*answer.writes, Write("misuse_reports", report)))


def on_misuse_established(
    state: Filing,
    heard: Heard,
    *,
    now: datetime,
    policy: Policy,
) -> Decided[Filing] | Refused:
    """Transport established that a car on its quota was misused (C19): the firm's filing is suspended."""
    del now, policy
    data = data_of(heard, QuotaMisuseEstablished)
    return suspend_for_misuse(state, Outcome(data.code, f"{data.vin}: {data.reason}"[:1000], data.article))


def on_registration_revoked(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The transfer registration was obtained by deceit."""
    data = data_of(heard, registry.VehicleRegistrationRevoked)
    outcome = Outcome(data.code, data.reason, data.article)
    return domain.hear_registration_revoked(state, heard.case_id, outcome, now=now)


def on_deregistration_refused(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A bar of article 42 stands against one vehicle."""
    data = data_of(heard, registry.VehicleDeregistrationRefused)
    outcome = Outcome(data.code, data.reason, data.article)
    return domain.hear_deregistration_refused(state, heard.case_id, outcome, now=now, policy=policy)


def on_registration_restored(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A provisional deregistration was taken back."""
    data = data_of(heard, registry.VehicleRegistrationRestored)
    return domain.hear_restored(state, heard.case_id, data.reason, now=now, policy=policy)


def on_customs_rejected(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs will not release the goods."""
    data = data_of(heard, customs.CustomsRejected)
    outcome = Outcome("customs_rejected", data.reason, data.article)
    return domain.hear_customs_undone(state, heard.case_id, outcome, now=now, policy=policy)


def on_customs_confiscated(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs confiscated the goods."""
    data = data_of(heard, customs.CustomsConfiscated)
    outcome = Outcome("customs_confiscated", data.reason, data.article)
    return domain.hear_customs_undone(state, heard.case_id, outcome, now=now, policy=policy)


def on_customs_cancelled(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs took its release back for good."""
    data = data_of(heard, customs.CustomsCancelled)
    outcome = Outcome("customs_cancelled", data.reason)
    return domain.hear_customs_undone(state, heard.case_id, outcome, now=now, policy=policy)


def on_customs_released(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """Customs released a vehicle against the licence."""
    data = data_of(heard, customs.CustomsReleased)
    return domain.hear_released(
        state,
        heard.case_id,
        licence_no=data.licence_no,
        declaration_no=data.declaration_no,
        released_on=data.released_on,
    )


def on_customs_shut_out(state: Application, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Released and not loaded (退关)."""
    data_of(heard, customs.CustomsShutOut)
    return domain.hear_shut_out(state, heard.case_id, now=now, policy=policy)
