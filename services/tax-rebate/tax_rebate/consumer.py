"""What the tax office hears: a table, compared by a test with what the process says that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Hears
from tax_rebate import handlers
from tax_rebate.storage import CLAIMS

HEARS: Final[Mapping[str, Hears]] = {
    "customs.departed_origin_port.v1": Hears(CLAIMS, handlers.on_customs_departed_origin_port),
    "customs.departure_reversed.v1": Hears(CLAIMS, handlers.on_customs_departure_reversed),
    "customs.shut_out.v1": Hears(CLAIMS, handlers.on_customs_shut_out),
    "customs.cleared.v1": Hears(CLAIMS, handlers.on_customs_cleared),
    "customs.rejected.v1": Hears(CLAIMS, handlers.on_customs_rejected),
    "customs.confiscated.v1": Hears(CLAIMS, handlers.on_customs_confiscated),
    "customs.cancelled.v1": Hears(CLAIMS, handlers.on_customs_cancelled),
    "customs.lapsed.v1": Hears(CLAIMS, handlers.on_customs_lapsed),
    "customs.returned.v1": Hears(CLAIMS, handlers.on_customs_returned),
    "forex.received.v1": Hears(CLAIMS, handlers.on_forex_received),
    "forex.reversed.v1": Hears(CLAIMS, handlers.on_forex_reversed),
}
