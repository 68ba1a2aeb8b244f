"""What the gateway announces: that a case exists, and what the joint conference does, which meets here.

It commands nobody; the agencies start from each other's facts.
"""

from __future__ import annotations

from typing import Final

from exportlane.contracts import conference
from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import (
    Actor,
    Code,
    ContractNo,
    Country,
    CustomsPort,
    HsCode,
    Id,
    Name,
    Sentence,
    Uscc,
    Vin,
)


class CaseOpened(FactData):
    """A submission was taken in. The case is pinned to the versions of the process and of the profile named here."""

    batch_id: Id
    lot_id: Id
    vin: Vin
    exporter_uscc: Uscc
    profile: Code
    profile_version: Name
    process_version: Name
    destination_country: Country
    customs_port: CustomsPort
    contract_no: ContractNo
    hs_code: HsCode


class CaseWithdrawalRequested(FactData):
    """The enterprise asks to end the case. Reserved: nobody announces it yet."""

    vin: Vin
    reason: Sentence
    by_subject: Actor


FACTS: dict[str, type[FactData]] = {
    "case.opened.v1": CaseOpened,
    "case.withdrawal_requested.v1": CaseWithdrawalRequested,
    **conference.FACTS,
}

REGISTER_FACTS: Final[frozenset[str]] = conference.REGISTER_FACTS
"""Facts about a figure's ticket, a meeting or a pack: their subject is that thing, never a case."""
