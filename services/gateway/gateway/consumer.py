"""What the gateway hears: every fact of every agency. Its own facts stand in its own ledger."""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS
from exportlane.runtime.storage import Hears
from gateway.handlers import on_fact
from gateway.storage import CASES

HEARS: Mapping[str, Hears] = {
    type_: Hears(CASES, on_fact) for type_ in ALL_FACTS if AGENCY_OF_TYPE.get(type_) != "gateway"
}
