"""What the tax office hears: a table, compared by a test with what the process says that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Hears
from tax_rebate import handlers
from tax_rebate.storage import CLAIMS

HEARS: Final[Mapping[str, Hears]] = {
    "customs.cleared.v1": Hears(CLAIMS, handlers.on_customs_cleared),
    "customs.rejected.v1": Hears(CLAIMS, handlers.on_customs_rejected),
    "customs.cancelled.v1": Hears(CLAIMS, handlers.on_customs_cancelled),
    "customs.lapsed.v1": Hears(CLAIMS, handlers.on_customs_lapsed),
    "customs.returned.v1": Hears(CLAIMS, handlers.on_customs_returned),
}
