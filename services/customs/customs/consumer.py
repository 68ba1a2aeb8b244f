"""What customs hears: the licence on which everything rests, whatever becomes of it, the register's
vehicles, and what carriers did with the goods.
"""

from __future__ import annotations

from collections.abc import Mapping

from customs import handlers
from customs.storage import DECLARATIONS
from exportlane.runtime.storage import Handler, Hears

_HANDLERS: Mapping[str, Handler] = {
    "licence.granted.v1": handlers.on_licence_granted,
    "licence.not_accepted.v1": handlers.on_licence_not_accepted,
    "licence.refused.v1": handlers.on_licence_refused,
    "licence.withdrawn.v1": handlers.on_licence_withdrawn,
    "licence.lapsed.v1": handlers.on_licence_lapsed,
    "licence.cancelled.v1": handlers.on_licence_cancelled,
    "licence.revoked.v1": handlers.on_licence_revoked,
    "licence.expired.v1": handlers.on_licence_expired,
    "licence.surrendered.v1": handlers.on_licence_surrendered,
    "licence.superseded.v1": handlers.on_licence_superseded,
    "licence.line_left_out.v1": handlers.on_line_left_out,
    "vehicle.deregistered.v1": handlers.on_vehicle_deregistered,
    "vehicle.locked.v1": handlers.on_vehicle_locked,
    "vehicle.unlocked.v1": handlers.on_vehicle_unlocked,
    "booking.loaded.v1": handlers.on_booking_loaded,
    "booking.departed.v1": handlers.on_booking_departed,
    "booking.rolled.v1": handlers.on_booking_rolled,
    "booking.cancelled.v1": handlers.on_booking_cancelled,
}
HEARS: Mapping[str, Hears] = {type_: Hears(DECLARATIONS, handler) for type_, handler in _HANDLERS.items()}
