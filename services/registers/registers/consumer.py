"""What the registers hear, compared by a test with what stands beside the process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.storage import Hears
from registers import handlers
from registers.storage import CASES

HEARS: Final[Mapping[str, Hears]] = {
    "case.opened.v1": Hears(CASES, handlers.on_case_opened),
    "customs.cleared.v1": Hears(CASES, handlers.on_cleared),
    "rebate.approved.v1": Hears(CASES, handlers.on_approved),
    "rebate.exempted.v1": Hears(CASES, handlers.on_exempted),
    "rebate.rejected.v1": Hears(CASES, handlers.on_rejected),
    "rebate.taxed.v1": Hears(CASES, handlers.on_taxed),
    "rebate.paid.v1": Hears(CASES, handlers.on_paid),
}
