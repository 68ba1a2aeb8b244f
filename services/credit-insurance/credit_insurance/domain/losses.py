"""Losses (报损、索赔): the buyer does not pay, the insurer looks into it, decides and indemnifies. PURE.

```
 reported ──investigate──► investigated ──accept──► accepted ──pay──► paid
     └─────────── refuse, withdraw ──────────► refused, withdrawn
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import nothing_at_all
from credit_insurance.domain.articles import NOTICE_OF_LOSS, SETTLING
from credit_insurance.domain.exports import Export, Standing
from credit_insurance.domain.policies import Ended
from credit_insurance.domain.refusals import first, not_allowed
from credit_insurance.domain.shipments import another_firms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Cause = Literal["protracted_default", "insolvency", "repudiation", "political"]
AT_ONCE: Final = frozenset({"insolvency", "repudiation", "political"})
"""Causes that need not be waited for until the payment is overdue."""


class LossStatus(StrEnum):
    """Where a loss stands."""

    REPORTED = "reported"
    INVESTIGATED = "investigated"
    ACCEPTED = "accepted"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LossVerb(StrEnum):
    """What can be done to a loss."""

    INVESTIGATE = "investigate"
    ACCEPT = "accept"
    REFUSE = "refuse"
    PAY = "pay"
    WITHDRAW = "withdraw"


_S, _V = LossStatus, LossVerb
LOSS_MOVES: Final[Mapping[LossStatus, Mapping[LossVerb, LossStatus]]] = MappingProxyType(
    {
        _S.REPORTED: {_V.INVESTIGATE: _S.INVESTIGATED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        _S.INVESTIGATED: {_V.ACCEPT: _S.ACCEPTED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        # Paid meanwhile by the buyer after all: the firm withdraws, or the insurer takes its word back.
        _S.ACCEPTED: {_V.PAY: _S.PAID, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        _S.PAID: {},
        _S.REFUSED: {},
        _S.WITHDRAWN: {},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One loss on one case. `indemnity` is what the insurer accepted; `paid_to_bank` the assignee that had it."""

    id: str
    loss_no: str
    case_id: str
    policy_id: str
    policy_no: str
    uscc: str
    buyer_id: str
    cause: Cause
    amount: Decimal
    currency: str
    status: LossStatus = LossStatus.REPORTED
    reported_on: date | None = None
    findings: str | None = None
    indemnity: Decimal | None = None
    decided_on: date | None = None
    paid_on: date | None = None
    paid_to_bank: str | None = None
    ended: Ended | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc


Answer = tuple[Decided[Loss], Decided[Export]] | Refused


def report(loss: Loss, export: Export, *, now: datetime) -> tuple[Decided[Loss], Decided[Export]] | Refused:
    """The exporter reports a loss of an insured case; one at a time."""
    today = statutory_day(now)
    refused = first(
        another_firms(export, loss.uscc),
        reportable(export, loss.cause, today),
        nothing_at_all(loss.amount, "/amount"),
        _more_than_owed(export, loss.amount),
    )
    if refused:
        return refused
    told = replace(loss, reported_on=today)
    return Decided(told, (telling.claim_reported(told),)), Decided(replace(export, loss_id=loss.id))


@rule(
    "INS-LOSS",
    zh="已投保、已出运、逾期未付的，方可报损；买方破产、拒收和政治风险除外",
    en="A loss is reported of an insured shipment that has left and is overdue, or at once when the buyer fails",
    article=NOTICE_OF_LOSS,
    slug="not_overdue",
)
def reportable(export: Export, cause: Cause, today: date) -> Refused | None:
    """Why no loss can be reported of this case today."""
    shipment = export.shipment
    if shipment is None or shipment.policy_id is None:
        return Refused("not_insured", "The case is not insured.", NOTICE_OF_LOSS, "/case_id", 422)
    if export.standing is not Standing.CLEARED:
        sentence = f"The goods of the case are {export.standing}; nothing is owed for them."
        return Refused("receivable_left", sentence, NOTICE_OF_LOSS, "/case_id")
    if export.loss_id is not None:
        return Refused("loss_open", "A loss of this case is open already.", NOTICE_OF_LOSS, "/case_id")
    if cause not in AT_ONCE and today <= shipment.due_on:
        sentence = f"Payment is due on {shipment.due_on}; it is overdue from the day after."
        return Refused("not_overdue", sentence, NOTICE_OF_LOSS, "/cause", 422)
    return None


def _more_than_owed(export: Export, amount: Decimal) -> Refused | None:
    if amount <= export.owed:
        return None
    sentence = f"Only {export.owed} is still owed for this case."
    return Refused("loss_exceeds", sentence, NOTICE_OF_LOSS, "/amount", 422)


def investigate(loss: Loss, findings: str) -> Decided[Loss] | Refused:
    """What the insurer found out."""
    return forbidden(loss, _V.INVESTIGATE) or Decided(moved(loss, _V.INVESTIGATE, findings=findings))


def withdraw(loss: Loss, reason: str, export: Export) -> Answer:
    """The buyer paid after all, or the firm bears it."""
    if refused := forbidden(loss, _V.WITHDRAW):
        return refused
    gone = moved(loss, _V.WITHDRAW, ended=Ended("withdrawn", reason))
    return Decided(gone), Decided(replace(export, loss_id=None))


def forbidden(loss: Loss, verb: LossVerb) -> Refused | None:
    """None when the table has this move."""
    return None if verb in LOSS_MOVES[loss.status] else not_allowed("loss", loss.status, verb, SETTLING)


def moved(loss: Loss, verb: LossVerb, **changes: Any) -> Loss:
    """The loss after a move that the table has. Raises KeyError for any other."""
    return replace(loss, status=LOSS_MOVES[loss.status][verb], **changes)
