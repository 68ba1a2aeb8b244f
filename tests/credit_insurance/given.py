"""A filing as the tests need it."""

from __future__ import annotations

from credit_insurance.domain import Filing, Line

VIN, USCC = "LGXC76C30P0123456", "91120118MA06ABCD1Y"


def a_filing() -> Filing:
    return Filing(
        id="lot-1",
        batch_id="batch-1",
        profile="tianjin",
        exporter_uscc=USCC,
        lines=(Line("case-1", VIN),),
    )
