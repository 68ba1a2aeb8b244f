"""What this agency hears: a table, compared by a test with what is said that it must hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from credit_insurance import handlers
from credit_insurance.storage import EXPORTS
from exportlane.runtime.storage import Handler, Hears

_HANDLERS: Final[Mapping[str, Handler]] = {
    "case.opened.v1": handlers.on_case_opened,
    "licence.granted.v1": handlers.on_licence_granted,
    "licence.refused.v1": handlers.on_application_over,
    "licence.not_accepted.v1": handlers.on_application_over,
    "licence.withdrawn.v1": handlers.on_application_over,
    "licence.lapsed.v1": handlers.on_application_over,
    "customs.lapsed.v1": handlers.on_customs_lapsed,
    "customs.rejected.v1": handlers.on_customs_rejected,
    "customs.confiscated.v1": handlers.on_customs_confiscated,
    "customs.departed.v1": handlers.on_customs_departed,
    "customs.cleared.v1": handlers.on_customs_cleared,
    "customs.returned.v1": handlers.on_customs_returned,
    "customs.cancelled.v1": handlers.on_customs_cancelled,
    "rebate.forex_recorded.v1": handlers.on_rebate_forex_recorded,
}
HEARS: Final[Mapping[str, Hears]] = {type_: Hears(EXPORTS, handler) for type_, handler in _HANDLERS.items()}
