"""What this agency does on a fact of another: it notes what matters for booking and loading, and reckons the days anew.

A case is known here from the day on which the gateway opens it; what comes before that waits. Nothing heard here moves
a booking by itself: that a car was shut out or detained keeps it from being loaded, and the carrier's officer sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import CustomsCleared, CustomsReleased, CustomsShutOut
from exportlane.contracts.decision import Decided, Heard, Refused, Waiting, Write
from exportlane.contracts.gateway import CaseOpened
from exportlane.contracts.vehicle_registry import VehicleTempPlateReissued, VehicleTransferPendingExport
from logistics.domain import cargo as noted
from logistics.domain.cargo import Cargo
from logistics.domain.policy import Policy
from logistics.domain.urgency import reckoned

Answer = Decided[Cargo] | Refused | Waiting


def on_case_opened(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """From now on the exporter may book for this case."""
    del now, policy
    if state is not None:
        return Decided(state)
    data = data_of(heard, CaseOpened)
    cargo = Cargo(
        id=heard.case_id,
        batch_id=data.batch_id,
        vin=data.vin,
        exporter_uscc=data.exporter_uscc,
        profile=data.profile,
        profile_version=data.profile_version,
        destination_country=data.destination_country,
    )
    # Others look at a case's cut-off by the case, so the case leads to it.
    link = Write("thing_case", {"kind": "cargo", "case_id": cargo.id, "thing_id": cargo.id})
    return Decided(cargo, (), (link,))


def on_licence_granted(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """One step less before the cut-off."""
    del now
    return _noted(state, heard, policy, noted.licensed)


def on_transfer_pending_export(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """What drives the car, and until when it may come to the port on its own wheels."""
    del now
    data = data_of(heard, VehicleTransferPendingExport)
    return _noted(
        state,
        heard,
        policy,
        lambda cargo: noted.endorsed(
            cargo, energy_type=data.energy_type, plate_valid_to=data.temp_plate_valid_to
        ),
    )


def on_temp_plate_reissued(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """It may come on its own wheels for longer."""
    del now
    valid_to = data_of(heard, VehicleTempPlateReissued).valid_to
    return _noted(state, heard, policy, lambda cargo: noted.plate_renewed(cargo, valid_to=valid_to))


def on_deregistered(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """One step less before the cut-off, where the order has it there."""
    del now
    return _noted(state, heard, policy, noted.deregistered)


def on_registration_restored(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """That step is open again."""
    del now
    return _noted(state, heard, policy, noted.restored)


def on_customs_released(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """It may be loaded (放行)."""
    del now
    on = data_of(heard, CustomsReleased).released_on
    return _noted(state, heard, policy, lambda cargo: noted.released(cargo, on=on))


def on_customs_shut_out(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """It may not be loaded any more before it is released anew (退关)."""
    del now
    on = data_of(heard, CustomsShutOut).on
    return _noted(state, heard, policy, lambda cargo: noted.shut_out(cargo, on=on))


def on_customs_cancelled(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The release is undone for good."""
    del now
    return _noted(state, heard, policy, noted.release_undone)


def on_customs_detained(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs keep it (扣留): it is not loaded."""
    del now
    return _noted(state, heard, policy, lambda cargo: replace(cargo, detained=True))


def on_detention_lifted(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs gave it back."""
    del now
    return _noted(state, heard, policy, lambda cargo: replace(cargo, detained=False))


def on_customs_cleared(state: Cargo | None, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs confirmed the departure (结关)."""
    del now
    on = data_of(heard, CustomsCleared).cleared_on
    return _noted(state, heard, policy, lambda cargo: noted.cleared(cargo, on=on))


def _noted(state: Cargo | None, heard: Heard, policy: Policy, note: Callable[[Cargo], Cargo]) -> Answer:
    if state is None:
        return Waiting(f"The gateway has not told here of the case {heard.case_id} yet.")
    return Decided(reckoned(note(state), policy=policy))
