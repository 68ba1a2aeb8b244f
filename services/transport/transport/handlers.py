"""What transport does when it hears the registry or commerce: unwrap the fact, let the domain decide. Pure, no I/O."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import code_of, data_of
from exportlane.contracts.decision import Decided, Heard, Refused, Write
from exportlane.contracts.licensing import ApplicationOver
from exportlane.contracts.vehicle_registry import VehicleMisuseReported, VehicleTransferPendingExport
from exportlane.law.instants import statutory_day
from transport import domain
from transport.domain import Finding, Over, Policy, Registered, Unit
from transport.storage import FINDINGS, new_row

Answer = Decided[Unit | None] | Refused


def on_transfer_pending_export(state: Unit | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The car was registered on a unit: the unit is used up, or an officer must look at it."""
    del policy
    data = data_of(heard, VehicleTransferPendingExport)
    registered = Registered(
        fact_id=heard.id,
        unit_no=data.quota_unit_no or "",
        vin=data.vin,
        uscc=data.owner_uscc,
        case_id=heard.case_id,
        on=data.transfer_pending_export_date,
    )
    answer = domain.consume(state, registered, now=now)
    if answer is None:
        return Decided(state)
    if isinstance(answer, Finding):
        return Decided(state, writes=(new_row(FINDINGS, answer, now),))
    return Decided(answer.state, answer.facts)


def on_misuse_reported(state: Unit | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The police report road use or a sale at home: written down here, taken up beside it (`watching`)."""
    del policy
    data = data_of(heard, VehicleMisuseReported)
    if state is None:
        return Decided(state)
    row: dict[str, str | int | bool | None] = {
        "id": heard.id,
        "unit_no": state.id,
        "code": data.code,
        "reason": data.reason,
        "reported_by": heard.source,
        "reported_on": statutory_day(now).isoformat(),
    }
    return Decided(state, writes=(Write("misuse_reports", row),))


def on_application_over(state: Unit | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Commerce gives no licence, or the firm wants none: the unit that was kept for the car is free again (C1)."""
    del policy
    data = data_of(heard, ApplicationOver)
    if state is None:
        return Decided(state)
    over = Over(code_of(heard), data.exporter_uscc, heard.occurred_at)
    released = domain.without_licence(state, over, now=now)
    return Decided(released.state, released.facts)
