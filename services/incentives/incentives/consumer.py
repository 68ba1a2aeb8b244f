"""What the subsidy office hears: evidence of other agencies, each fact kept under the entry that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from exportlane.runtime.storage import Handler, Hears
from incentives import handlers
from incentives.domain.registers import entry_id
from incentives.storage import ENTRIES, EXPORTS, FIRMS


def _entry(handler: Handler, kind: str, key: Callable[[Any], str]) -> Hears:
    return Hears(ENTRIES, handler, about=lambda data: entry_id(kind, key(data)))


def _firm(handler: Handler) -> Hears:
    return Hears(FIRMS, handler, about=lambda data: str(data.uscc))  # type: ignore[attr-defined]  # of these facts


def _of_year(name: str) -> Callable[[Any], str]:
    return lambda data: f"{getattr(data, name)}/{data.year}"


def _by(name: str) -> Callable[[Any], str]:
    return lambda data: str(getattr(data, name))


HEARS: Final[Mapping[str, Hears]] = {
    "customs.cleared.v1": Hears(EXPORTS, handlers.on_cleared),
    "customs.returned.v1": Hears(EXPORTS, handlers.on_returned),
    "enterprise.filed.v1": _firm(handlers.on_filed),
    "enterprise.listed.v1": _firm(handlers.on_listed),
    "enterprise.delisted.v1": _firm(handlers.on_delisted),
    "insurance.premium_paid.v1": _entry(handlers.on_premium_paid, "premium", _by("receipt_no")),
    "insurance.report_issued.v1": _entry(handlers.on_report_issued, "report", _by("report_no")),
    "hedge.guaranteed.v1": _entry(handlers.on_hedge_guaranteed, "hedge", _by("hedge_no")),
    "exhibition.listed.v1": _entry(handlers.on_exhibition_listed, "fair", _of_year("fair_id")),
    "exhibition.withdrawn.v1": _entry(handlers.on_exhibition_withdrawn, "fair", _of_year("fair_id")),
    "service_centre.served.v1": _entry(handlers.on_centre_served, "served", _of_year("centre_id")),
    "service_centre.recognised.v1": _entry(
        handlers.on_centre_recognised, "recognised", _of_year("centre_id")
    ),
    "service_centre.recognition_cancelled.v1": _entry(
        handlers.on_recognition_cancelled, "recognised", _of_year("centre_id")
    ),
    "facility.registered.v1": _entry(handlers.on_facility_registered, "facility", _by("facility_id")),
    "facility.invested.v1": _entry(handlers.on_facility_invested, "invested", _of_year("facility_id")),
    "facility.closed.v1": _entry(handlers.on_facility_closed, "facility", _by("facility_id")),
    "destination.assessed.v1": _entry(handlers.on_destination_assessed, "destination", _by("country")),
}
