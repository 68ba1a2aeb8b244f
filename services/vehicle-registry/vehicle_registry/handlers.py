"""What the registry does on a fact of another agency: it reads what it needs and lets the law decide."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import CustomsCancelled, CustomsCleared, CustomsRejected
from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.licensing import LicenceCancelled, LicenceGranted, LicenceRefused, LicenceWithdrawn
from exportlane.law.instants import statutory_day
from vehicle_registry import domain
from vehicle_registry.domain import Ended, ExitRecord, LicenceData, Policy, Vehicle, contradiction

Answer = Decided[Vehicle] | Refused


def on_licence_granted(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence of this vehicle's lot was granted."""
    data = data_of(heard, LicenceGranted)
    if data.vin != state.vin:
        return contradiction(state, f"licence {data.licence_no} names {data.vin} for its case")
    licence = LicenceData(
        fact_id=heard.id,
        licence_no=data.licence_no,
        valid_to=data.valid_to,
        as_of=statutory_day(heard.occurred_at),
        covers_vin=state.vin in data.vins and data.exporter_uscc == state.exporter_uscc,
    )
    return domain.note_licence(state, licence, now=now, policy=policy)


def on_licence_refused(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """There will be no licence: the registration stays as it is."""
    del now, policy
    data = data_of(heard, LicenceRefused)
    return domain.licence_denied(state, Ended(data.code, data.reason, data.article))


def on_licence_withdrawn(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The exporter took the application back."""
    del now, policy
    return domain.licence_denied(state, Ended("withdrawn", data_of(heard, LicenceWithdrawn).reason))


def on_licence_cancelled(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence was cancelled: undo what rests on it."""
    del now
    data = data_of(heard, LicenceCancelled)
    return domain.licence_cancelled(state, Ended(data.code, data.reason, data.article), policy=policy)


def on_customs_cleared(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The vehicle has left the country: this is its exit record."""
    data = data_of(heard, CustomsCleared)
    if data.vin != state.vin:
        return contradiction(state, f"declaration {data.declaration_no} names {data.vin} for its case")
    record = ExitRecord(heard.id, data.declaration_no, data.cleared_on)
    return domain.customs_cleared(state, record, now=now, policy=policy)


def on_customs_rejected(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs rejected the declaration for good."""
    del now
    data = data_of(heard, CustomsRejected)
    return domain.customs_ended(state, Ended(data.code, data.reason, data.article), policy=policy)


def on_customs_cancelled(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Released but not loaded (退关): the declaration was cancelled."""
    del now
    data = data_of(heard, CustomsCancelled)
    return domain.customs_ended(state, Ended(data.code, data.reason), policy=policy)
