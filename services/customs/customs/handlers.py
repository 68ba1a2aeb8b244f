"""What customs does when it hears a fact: unwrap it and let the domain decide. Pure and quick, no I/O."""

from __future__ import annotations

from datetime import datetime

from customs.domain import (
    Annex,
    Declaration,
    Licence,
    Outcome,
    Policy,
    hear_deregistered,
    hear_licence,
    hear_licence_cancelled,
    hear_no_licence,
)
from exportlane.agency.hearing import data_of
from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.licensing import LicenceCancelled, LicenceGranted, LicenceRefused, LicenceWithdrawn

Answer = Decided[Declaration] | Refused


def on_licence_granted(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence on which the declaration will rest, and one row of its annex."""
    data = data_of(heard, LicenceGranted)
    licence = Licence(
        licence_no=data.licence_no,
        exporter_uscc=data.exporter_uscc,
        issued_on=data.issued_on,
        valid_to=data.valid_to,
        customs_port=data.customs_port,
        destination_country=data.destination_country,
        hs_code=data.hs_code,
        contract_no=data.contract_no,
        quantity=data.quantity,
        vins=data.vins,
    )
    annex = Annex(data.vin, data.brand, data.model_code)
    return hear_licence(state, heard.case_id, licence, annex, now=now, policy=policy)


def on_vehicle_deregistered(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A vehicle is off the register, provisionally or for good."""
    return hear_deregistered(state, heard.case_id, now=now, policy=policy)


def on_licence_refused(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """There will be no licence."""
    data = data_of(heard, LicenceRefused)
    return hear_no_licence(state, Outcome("licence_refused", data.reason, data.article))


def on_licence_withdrawn(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The enterprise took its application back."""
    data = data_of(heard, LicenceWithdrawn)
    return hear_no_licence(state, Outcome("licence_withdrawn", data.reason))


def on_licence_cancelled(state: Declaration, heard: Heard, *, now: datetime, policy: Policy) -> Answer:  # noqa: ARG001
    """The licence is void."""
    return hear_licence_cancelled(state, data_of(heard, LicenceCancelled).reason)
