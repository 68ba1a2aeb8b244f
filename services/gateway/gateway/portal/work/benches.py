"""The work of all agencies, and whose desk is whose. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.runtime.auth import Caller
from gateway.portal.work.lists import (
    credit_insurance,
    customs,
    incentives,
    licensing,
    logistics,
    registers,
    tax_rebate,
    transport,
    vehicle_registry,
)
from gateway.portal.work.shape import Bench

BENCHES: Final[Mapping[str, Bench]] = {
    module.BENCH.agency: module.BENCH
    for module in (
        licensing, vehicle_registry, customs, tax_rebate, transport, incentives, credit_insurance, logistics,
        registers,
    )
}  # fmt: skip
_DISTRICT: Final = "district-"


def bench_of(caller: Caller) -> Bench | None:
    """The work of the agency for which a person decides; districts work on the registers of promotion."""
    agency = "registers" if caller.agency.startswith(_DISTRICT) else caller.agency
    return BENCHES.get(agency)
