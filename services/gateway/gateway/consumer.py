"""What the gateway hears: every fact about a case, and of the registers' entries those that the figures need.

Its own facts stand in its own ledger.
"""

from __future__ import annotations

from collections.abc import Mapping

from exportlane.contracts import OPERATIONS, REGISTER_FACTS
from exportlane.contracts.operations import is_about_a_case
from exportlane.process import hears
from exportlane.runtime.storage import Hears
from gateway.handlers import on_fact, on_register_fact
from gateway.storage import CASES, REGISTER_ENTRIES

HEARS: Mapping[str, Hears] = {
    type_: Hears(REGISTER_ENTRIES, on_register_fact)
    if type_ in REGISTER_FACTS
    else Hears(CASES, on_fact, only=is_about_a_case if type_ in OPERATIONS else None)
    for type_ in sorted(hears("gateway"))
}
