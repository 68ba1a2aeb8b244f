"""What the registry does on a fact of the quota: it keeps the newest word, and locks what was misused."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts import transport
from exportlane.contracts.decision import Decided, Heard, Refused
from vehicle_registry import domain
from vehicle_registry.domain import Ended, Policy, Vehicle
from vehicle_registry.domain.quota import QuotaCopy, newer

Copied = Decided[QuotaCopy]


def on_unit_reserved(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """The unit is kept for a car: on this one it may be endorsed."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitReserved)
    return _told(
        state,
        QuotaCopy(
            id=heard.case_id, status="reserved", uscc=data.uscc, as_of=heard.occurred_at, vin=data.vin,
            grant_no=data.grant_no, valid_to=data.valid_to,
        ),
    )  # fmt: skip


def on_unit_released(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """Given back: it serves no car."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitReleased)
    return _told(
        state, QuotaCopy(id=heard.case_id, status="released", uscc=data.uscc, as_of=heard.occurred_at)
    )


def on_unit_expired(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """The reservation has run out."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitExpired)
    return _told(
        state, QuotaCopy(id=heard.case_id, status="expired", uscc=data.uscc, as_of=heard.occurred_at)
    )


def on_unit_revoked(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """Revoked for misuse."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitRevoked)
    return _told(
        state, QuotaCopy(id=heard.case_id, status="revoked", uscc=data.uscc, as_of=heard.occurred_at)
    )


def on_units_frozen(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """A report of misuse holds the grant: nothing is endorsed on its units."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitsFrozen)
    return _told(state, QuotaCopy(id=heard.case_id, status="frozen", uscc=data.uscc, as_of=heard.occurred_at))


def on_units_unfrozen(state: QuotaCopy | None, heard: Heard, *, now: datetime, policy: Policy) -> Copied:
    """The report was decided."""
    del now, policy
    data = data_of(heard, transport.QuotaUnitsUnfrozen)
    return _told(
        state, QuotaCopy(id=heard.case_id, status="unfrozen", uscc=data.uscc, as_of=heard.occurred_at)
    )


def on_misuse_established(
    state: Vehicle, heard: Heard, *, now: datetime, policy: Policy
) -> Decided[Vehicle] | Refused:
    """The car was misused, as two persons decided at transport: the register is locked (C19)."""
    del policy
    data = data_of(heard, transport.QuotaMisuseEstablished)
    return domain.misuse_established(state, Ended(data.code, data.reason, data.article), now=now)


def _told(state: QuotaCopy | None, copy: QuotaCopy) -> Copied:
    return Decided(newer(state, copy))
