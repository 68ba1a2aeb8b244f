"""The published language: the facts that agencies announce, one file per agency.

`ALL_FACTS` gives the model of every type; `AGENCY_OF_TYPE` says who alone may announce it. The types of `operations`
are missing from the latter on purpose: every agency may announce them about its own messages, clocks and data.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from exportlane.contracts import (
    credit_insurance,
    customs,
    gateway,
    incentives,
    licensing,
    logistics,
    operations,
    registers,
    tax_rebate,
    transport,
    vehicle_registry,
)
from exportlane.contracts.decision import FactData

FACTS_OF_AGENCY: Final[Mapping[str, Mapping[str, type[FactData]]]] = MappingProxyType(
    {
        "licensing": licensing.FACTS,
        "vehicle-registry": vehicle_registry.FACTS,
        "customs": customs.FACTS,
        "tax-rebate": tax_rebate.FACTS,
        "gateway": gateway.FACTS,
        "transport": transport.FACTS,
        "incentives": incentives.FACTS,
        "credit-insurance": credit_insurance.FACTS,
        "logistics": logistics.FACTS,
        "registers": registers.FACTS,
    }
)
"""Who announces what, by the names that stand on the wire (`ce_source`)."""

AGENCIES: Final[tuple[str, ...]] = tuple(FACTS_OF_AGENCY)

ON_THE_WAY: Final = frozenset({"gateway", "licensing", "vehicle-registry", "customs", "tax-rebate"})
"""Every case passes through these; the other agencies stand beside the process."""

OPERATIONS: Final[Mapping[str, type[FactData]]] = MappingProxyType(operations.FACTS)
"""What every agency may announce: about messages that it could not handle, its clocks, the data that it shares."""

ALL_FACTS: Final[Mapping[str, type[FactData]]] = MappingProxyType(
    {type_: model for facts in (*FACTS_OF_AGENCY.values(), OPERATIONS) for type_, model in facts.items()}
)

AGENCY_OF_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {type_: agency for agency, facts in FACTS_OF_AGENCY.items() for type_ in facts}
)

REGISTER_FACTS: Final[frozenset[str]] = frozenset().union(
    *(
        getattr(module, "REGISTER_FACTS", frozenset())
        for module in (
            licensing,
            vehicle_registry,
            customs,
            tax_rebate,
            gateway,
            transport,
            incentives,
            credit_insurance,
            logistics,
            registers,
        )
    )
)
"""Types whose subject is an entry of a register (an enterprise's filing, a service station) and never a case."""


def may_announce(source: str, type_: str) -> bool:
    """Whether the agency `source` is the one that may say this; everything else is refused and parked."""
    return AGENCY_OF_TYPE.get(type_) == source or (source in AGENCIES and type_ in OPERATIONS)


def topic_of(agency: str) -> str:
    """The topic on which an agency announces its facts; the key is the case id."""
    return f"exportlane.{agency}.facts"
