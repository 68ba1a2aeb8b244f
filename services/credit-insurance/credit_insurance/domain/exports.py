"""One export, case by case: whose it is, what is known of its way, what is declared, received and pledged of it. PURE.

```
 opened ──customs cleared──► cleared ──► returned (退运)
    └──────── cancelled (never left, or the case was over before)
```

All money of a case stands in one place, so that no receipt, loan or indemnity can be counted against another state of
it: received + indemnified + pledged is never more than the contract's value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from credit_insurance.domain.amounts import NOTHING, total

Terms_ = Literal["tt", "lc", "dp", "da", "oa"]
"""How is paid: telegraphic transfer, letter of credit, documents against payment or acceptance, open account."""


class Standing(StrEnum):
    """Where the goods are, as customs told."""

    OPENED = "opened"
    CLEARED = "cleared"
    RETURNED = "returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that happened to the case, the day, and the fact by which it was heard: evidence for a bank."""

    what: str
    on: date
    fact_id: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """The contract of this case as it was declared. Without a policy it is not insured."""

    buyer_id: str
    value: Decimal
    currency: str
    payment: Terms_
    due_on: date
    declared_on: date
    policy_id: str | None = None
    policy_no: str | None = None
    insurer: str | None = None
    warned: str | None = None


@dataclass(frozen=True, slots=True)
class Inflow:
    """A receipt as far as it counts for this case, in the contract's currency."""

    receipt_id: str
    amount: Decimal
    currency: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Pledge:
    """The finance that this receivable stands for, and how much of it is still open."""

    finance_id: str
    bank_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One case. `loss_id`: a loss that is not refused or paid yet; `assignee`: the bank that has its rights.

    `deemed`: why foreign exchange counts as received though it did not come, as the tax office says.
    """

    id: str
    uscc: str
    vin: str
    contract_no: str
    country: str
    profile: str
    opened_on: date
    standing: Standing = Standing.OPENED
    cleared_on: date | None = None
    traces: tuple[Trace, ...] = ()
    shipment: Shipment | None = None
    former: tuple[Shipment, ...] = ()
    inflows: tuple[Inflow, ...] = ()
    indemnified: Decimal = NOTHING
    pledge: Pledge | None = None
    loss_id: str | None = None
    assignee: str | None = None
    deemed: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def received(self) -> Decimal:
        """What came in."""
        return total(inflow.amount for inflow in self.inflows)

    @property
    def owed(self) -> Decimal:
        """What the buyer still owes of a declared contract, whether or not the goods have left."""
        if self.shipment is None:
            return NOTHING
        return self.shipment.value - self.received - self.indemnified

    @property
    def alive(self) -> bool:
        """Whether a declared shipment is under way or owed: alerts reach it, its buyer's limit counts it."""
        return self.shipment is not None and self.standing in UNDER_WAY and self.owed > 0

    @property
    def receivable(self) -> Decimal:
        """What is owed for goods that have left."""
        return self.owed if self.standing is Standing.CLEARED else NOTHING

    @property
    def financed(self) -> Decimal:
        """What a bank has advanced, or promised, on it."""
        return self.pledge.amount if self.pledge is not None else NOTHING


UNDER_WAY: Final = frozenset({Standing.OPENED, Standing.CLEARED})


def traced(export: Export, trace: Trace) -> Export:
    """The export with one more thing that happened to it."""
    return replace(export, traces=(*export.traces, trace))
