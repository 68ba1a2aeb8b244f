"""What the gateway hears: every fact about a case. Its own stand in its own ledger; registers' entries are no cases."""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS, OPERATIONS, REGISTER_FACTS
from exportlane.contracts.operations import is_about_a_case
from exportlane.runtime.storage import Hears
from gateway.handlers import on_fact
from gateway.storage import CASES

HEARS: Mapping[str, Hears] = {
    type_: Hears(CASES, on_fact, only=is_about_a_case if type_ in OPERATIONS else None)
    for type_ in ALL_FACTS
    if AGENCY_OF_TYPE.get(type_) != "gateway" and type_ not in REGISTER_FACTS
}
