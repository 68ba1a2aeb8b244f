"""Short-term trade finance (短期贸易融资) on receivables: asked for, granted, drawn, repaid. PURE.

```
 requested ──grant──► granted ──draw──► drawn ──all of it comes back──► repaid
    │ refuse, withdraw    └─release──► released
    ▼
 refused, withdrawn
```

A grant pledges the receivables; each stands for one loan at a time. What comes in on them repays it by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from credit_insurance.domain.amounts import NOTHING, total
from credit_insurance.domain.articles import TJ_9
from credit_insurance.domain.policies import Ended
from credit_insurance.domain.refusals import not_allowed
from exportlane.contracts.decision import Refused


class FinanceStatus(StrEnum):
    """Where a loan stands."""

    REQUESTED = "requested"
    GRANTED = "granted"
    DRAWN = "drawn"
    REPAID = "repaid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"


class FinanceVerb(StrEnum):
    """What can be done to a loan."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DRAW = "draw"
    RELEASE = "release"
    REPAY = "repay"
    CLEAR = "clear"
    """The last of it came back."""


_S, _V = FinanceStatus, FinanceVerb
FINANCE_MOVES: Final[Mapping[FinanceStatus, Mapping[FinanceVerb, FinanceStatus]]] = MappingProxyType(
    {
        _S.REQUESTED: {_V.GRANT: _S.GRANTED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        _S.GRANTED: {_V.DRAW: _S.DRAWN, _V.RELEASE: _S.RELEASED},
        _S.DRAWN: {_V.REPAY: _S.DRAWN, _V.CLEAR: _S.REPAID},
        _S.REPAID: {},
        _S.REFUSED: {},
        _S.WITHDRAWN: {},
        _S.RELEASED: {},
    }
)


@dataclass(frozen=True, slots=True)
class Share:
    """What of the loan stands on one receivable, and is open."""

    case_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance:
    """One loan of one bank. `amount` was asked for; `granted` is what the bank gave; `shares` what is open of it."""

    id: str
    uscc: str
    bank_id: str
    case_ids: tuple[str, ...]
    amount: Decimal
    currency: str
    consent_id: str
    status: FinanceStatus = FinanceStatus.REQUESTED
    requested_on: date | None = None
    granted: Decimal | None = None
    granted_on: date | None = None
    drawn_on: date | None = None
    due_on: date | None = None
    shares: tuple[Share, ...] = ()
    repaid: Decimal = NOTHING
    repaid_on: date | None = None
    ended: Ended | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def open(self) -> Decimal:
        """What is still to be repaid, or may still be drawn."""
        return total(share.amount for share in self.shares)


def forbidden(finance: Finance, verb: FinanceVerb) -> Refused | None:
    """None when the table has this move."""
    if verb in FINANCE_MOVES[finance.status]:
        return None
    return not_allowed("loan", finance.status, verb, TJ_9)


def moved(finance: Finance, verb: FinanceVerb, **changes: Any) -> Finance:
    """The loan after a move that the table has. Raises KeyError for any other."""
    return replace(finance, status=FINANCE_MOVES[finance.status][verb], **changes)
