"""Premiums (保险费): invoiced in yuan, paid against a receipt, or cancelled. PURE.

Only a premium that was paid is told to the subsidy office, with its insurer: item I1 counts those of SINOSURE alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import nothing_at_all
from credit_insurance.domain.articles import PREMIUM, TZ_3
from credit_insurance.domain.policies import Ended, InsurancePolicy, PolicyStatus, Product
from credit_insurance.domain.refusals import first, not_allowed, to_come
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


class PremiumStatus(StrEnum):
    """Where a premium stands."""

    INVOICED = "invoiced"
    PAID = "paid"
    CANCELLED = "cancelled"


class PremiumVerb(StrEnum):
    """What can be done to a premium."""

    PAY = "pay"
    CANCEL = "cancel"


PREMIUM_MOVES: Final[Mapping[PremiumStatus, Mapping[PremiumVerb, PremiumStatus]]] = MappingProxyType(
    {
        PremiumStatus.INVOICED: {
            PremiumVerb.PAY: PremiumStatus.PAID,
            PremiumVerb.CANCEL: PremiumStatus.CANCELLED,
        },
        PremiumStatus.PAID: {},
        PremiumStatus.CANCELLED: {},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Premium:
    """One invoice of an insurer. `amount_cny` in yuan."""

    id: str
    policy_id: str
    policy_no: str
    uscc: str
    insurer: str
    product: Product
    amount_cny: Decimal
    due_on: date
    status: PremiumStatus = PremiumStatus.INVOICED
    invoiced_on: date | None = None
    paid_on: date | None = None
    receipt_no: str | None = None
    ended: Ended | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc


Answer = Decided[Premium] | Refused


def invoice(
    id_: str, policy: InsurancePolicy, *, insurer: str, amount_cny: Decimal, due_on: date, now: datetime
) -> Answer:
    """The insurer asks for a premium of a policy that stands."""
    refused = first(
        _no_policy(policy), another_insurer(policy, insurer), nothing_at_all(amount_cny, "/amount_cny")
    )
    if refused:
        return refused
    today = statutory_day(now)
    asked = Premium(
        id=id_, policy_id=policy.id, policy_no=policy.policy_no or policy.id, uscc=policy.uscc,
        insurer=policy.insurer, product=policy.product, amount_cny=amount_cny, due_on=due_on, invoiced_on=today,
    )  # fmt: skip
    return Decided(asked)


def _no_policy(policy: InsurancePolicy) -> Refused | None:
    if policy.status is PolicyStatus.ISSUED:
        return None
    sentence = f"The policy is {policy.status}; a premium is owed for one that stands."
    return Refused("policy_not_live", sentence, PREMIUM, "/policy_id", 422)


@rule(
    "INS-PREMIUM-INSURER",
    zh="保费应为保单保险人所收；第三条只补中国信保的保费",
    en="A premium is that of the policy's own insurer; support counts those of SINOSURE alone",
    article=TZ_3,
    slug="insurer_differs",
)
def another_insurer(policy: InsurancePolicy, insurer: str) -> Refused | None:
    """A refusal of a premium that another insurer took."""
    if insurer == policy.insurer:
        return None
    sentence = f"The policy {policy.policy_no} is one of {policy.insurer}, not of {insurer}."
    return Refused("insurer_differs", sentence, TZ_3, "/insurer", 422)


def pay(premium: Premium, receipt_no: str, *, paid_on: date, now: datetime) -> Answer:
    """The firm paid; the receipt's number says which payment it was."""
    if refused := _forbidden(premium, PremiumVerb.PAY) or to_come(paid_on, "/paid_on", statutory_day(now)):
        return refused
    paid = replace(premium, status=PremiumStatus.PAID, receipt_no=receipt_no, paid_on=paid_on)
    return Decided(paid, (telling.premium_paid(paid),))


def cancel(premium: Premium, because: Ended) -> Answer:
    """The invoice was wrong, or its policy ended: nothing is owed."""
    return _forbidden(premium, PremiumVerb.CANCEL) or Decided(
        replace(premium, status=PremiumStatus.CANCELLED, ended=because)
    )


def _forbidden(premium: Premium, verb: PremiumVerb) -> Refused | None:
    if verb in PREMIUM_MOVES[premium.status]:
        return None
    return not_allowed("premium", premium.status, verb, PREMIUM)


def known_receipt(receipt_no: str, *, known: bool) -> Refused | None:
    """A receipt's number stands for one payment; the insurer, the banks and the subsidy office all count by it."""
    if not known:
        return None
    return Refused(
        "receipt_known", f"The receipt {receipt_no} is on record already.", PREMIUM, "/receipt_no", 422
    )
