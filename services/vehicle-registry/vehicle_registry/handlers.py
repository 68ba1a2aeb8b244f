"""What the registry does on a fact of another agency: it reads what it needs and lets the law decide."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import (
    CustomsCancelled,
    CustomsCleared,
    CustomsConfiscated,
    CustomsRejected,
    CustomsReleased,
)
from exportlane.contracts.decision import Decided, Heard, Refused
from exportlane.contracts.licensing import (
    LicenceCancelled,
    LicenceExpired,
    LicenceGranted,
    LicenceLapsed,
    LicenceLineLeftOut,
    LicenceNotAccepted,
    LicenceRefused,
    LicenceRevoked,
    LicenceSuperseded,
    LicenceSurrendered,
    LicenceWithdrawn,
)
from exportlane.contracts.logistics import BookingDeparted
from exportlane.law.instants import statutory_day
from vehicle_registry import domain
from vehicle_registry.domain import Ended, ExitRecord, LicenceData, Policy, Vehicle, contradiction
from vehicle_registry.domain.departing import departed
from vehicle_registry.domain.materials_facts import TransportDocument

Answer = Decided[Vehicle] | Refused
CONFISCATED: Final = "confiscated"
"""The code with which customs cancel a declaration whose goods they had released and then confiscated."""


def on_licence_granted(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence of this vehicle's lot was granted, for the first time or in the place of another one."""
    data = data_of(heard, LicenceGranted)
    if data.vin != state.vin:
        return contradiction(state, f"licence {data.licence_no} names {data.vin} for its case")
    licence = LicenceData(
        fact_id=heard.id,
        licence_no=data.licence_no,
        valid_to=data.valid_to,
        as_of=statutory_day(heard.occurred_at),
        covers_vin=state.vin in data.vins and data.exporter_uscc == state.exporter_uscc,
        seen_at=heard.occurred_at,
    )
    return domain.note_licence(state, licence, now=now, policy=policy)


def on_licence_refused(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """There will be no licence: the registration stays as it is."""
    data = data_of(heard, LicenceRefused)
    ended = Ended(data.code, data.reason, data.article)
    return domain.licence_denied(state, ended, now=now, policy=policy)


def on_licence_not_accepted(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The application was not even accepted."""
    data = data_of(heard, LicenceNotAccepted)
    ended = Ended(data.code, data.reason, data.article)
    return domain.licence_denied(state, ended, now=now, policy=policy)


def on_licence_withdrawn(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The exporter took the application back."""
    ended = Ended("withdrawn", data_of(heard, LicenceWithdrawn).reason)
    return domain.licence_denied(state, ended, now=now, policy=policy)


def on_licence_lapsed(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The exporter did not supply what was asked for: the application lapsed."""
    data = data_of(heard, LicenceLapsed)
    ended = Ended(data.code, data.reason, data.article)
    return domain.licence_denied(state, ended, now=now, policy=policy)


def on_licence_cancelled(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence was cancelled: undo what rests on it."""
    data = data_of(heard, LicenceCancelled)
    ended = Ended(data.code, data.reason, data.article)
    return domain.licence_cancelled(state, ended, now=now, policy=policy)


def on_licence_revoked(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence was revoked: undo what rests on it, as when it is cancelled."""
    data = data_of(heard, LicenceRevoked)
    ended = Ended(data.code, data.reason, data.article)
    return domain.licence_cancelled(state, ended, now=now, policy=policy)


def on_licence_expired(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The licence ran out unused: nothing is undone, the case waits for a new one."""
    del now, policy
    return domain.licence_given_back(state, data_of(heard, LicenceExpired).licence_no, "expired")


def on_licence_surrendered(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The holder handed the unused licence back: likewise."""
    del now, policy
    return domain.licence_given_back(state, data_of(heard, LicenceSurrendered).licence_no, "surrendered")


def on_licence_superseded(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Another licence takes its place, and will be heard of at once."""
    del now, policy
    return domain.licence_given_back(state, data_of(heard, LicenceSuperseded).licence_no, "superseded")


def on_licence_line_left_out(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """This vehicle is not on the new licence."""
    ended = Ended("line_left_out", data_of(heard, LicenceLineLeftOut).reason)
    return domain.line_left_out(state, ended, now=now, policy=policy)


def on_customs_released(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs' export formalities are done."""
    del now
    on = data_of(heard, CustomsReleased).released_on
    return domain.customs_released(state, on, fact_id=heard.id, policy=policy)


def on_customs_shut_out(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Released, and the vessel left without it: the registration stays as it is."""
    del heard
    return domain.shut_out(state, now=now, policy=policy)


def on_customs_cleared(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The vehicle has left the country: this is its exit record."""
    data = data_of(heard, CustomsCleared)
    if data.vin != state.vin:
        return contradiction(state, f"declaration {data.declaration_no} names {data.vin} for its case")
    record = ExitRecord(heard.id, data.declaration_no, data.cleared_on, data.licence_no)
    return domain.customs_cleared(state, record, now=now, policy=policy)


def on_customs_rejected(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs rejected the declaration for good."""
    data = data_of(heard, CustomsRejected)
    ended = Ended(data.code, data.reason, data.article)
    return domain.customs_ended(state, ended, now=now, policy=policy)


def on_customs_confiscated(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs confiscated the goods: as when they reject them, and the register is locked."""
    data = data_of(heard, CustomsConfiscated)
    ended = Ended(data.code, data.reason, data.article)
    return domain.customs_ended(state, ended, now=now, policy=policy, seized=True)


def on_customs_cancelled(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The declaration was cancelled after its release: shut out (退关) and given up, or the goods were confiscated."""
    data = data_of(heard, CustomsCancelled)
    seized = data.code == CONFISCATED
    return domain.customs_ended(state, Ended(data.code, data.reason), now=now, policy=policy, seized=seized)


def on_booking_departed(state: Vehicle, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The carrier left with the vehicle: its document spares the applicant the paper (M12)."""
    data = data_of(heard, BookingDeparted)
    if data.vin != state.vin:
        return contradiction(state, f"the booking {data.booking_no} names {data.vin} for its case")
    document = TransportDocument(
        heard.id, data.transport_document_no, data.vessel_or_train, data.departed_on, heard.occurred_at
    )
    return departed(state, document, now=now, policy=policy)
