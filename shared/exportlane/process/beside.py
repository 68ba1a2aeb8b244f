"""Who hears what beside the process: facts that move no step of a case, and that an agency needs for its own work.

The steps of the four agencies follow from the table of the process. Around them stand transport, the subsidy office,
the credit insurer, ports and railways, and the registers of commerce and the districts: what they say opens no step
and closes none, so it stands here, each line with what it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BESIDE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "licensing": {},
        "vehicle-registry": {},
        "customs": {},
        "tax-rebate": {},
        "gateway": {},
        "transport": {},
        "incentives": {},
        "credit-insurance": {},
        "logistics": {},
        "registers": {},
    }
)
"""For each agency: the type that it hears, and what for."""


def heard_beside(agency: str) -> frozenset[str]:
    """What an agency hears beside the steps of the process."""
    return frozenset(BESIDE.get(agency, {}))
