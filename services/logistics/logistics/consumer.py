"""What this agency hears: that a case was opened, and what must be so before its vehicle is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Handler, Hears
from logistics import handlers
from logistics.storage import CARGOS

_HANDLERS: Final[Mapping[str, Handler]] = {
    "case.opened.v1": handlers.on_case_opened,
    "licence.granted.v1": handlers.on_licence_granted,
    "vehicle.transfer_pending_export.v1": handlers.on_transfer_pending_export,
    "vehicle.temp_plate_reissued.v1": handlers.on_temp_plate_reissued,
    "vehicle.deregistered.v1": handlers.on_deregistered,
    "vehicle.registration_restored.v1": handlers.on_registration_restored,
    "customs.released.v1": handlers.on_customs_released,
    "customs.shut_out.v1": handlers.on_customs_shut_out,
    "customs.cancelled.v1": handlers.on_customs_cancelled,
    "customs.detained.v1": handlers.on_customs_detained,
    "customs.detention_lifted.v1": handlers.on_detention_lifted,
    "customs.cleared.v1": handlers.on_customs_cleared,
}
HEARS: Final[Mapping[str, Hears]] = {type_: Hears(CARGOS, handler) for type_, handler in _HANDLERS.items()}
