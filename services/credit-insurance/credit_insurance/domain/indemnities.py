"""What the insurer decides about a loss: accepted with an indemnity, refused, paid to whom it belongs. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from credit_insurance.domain import losses, telling
from credit_insurance.domain.amounts import NOTHING, nothing_at_all, share_of
from credit_insurance.domain.articles import ASSIGNING, SETTLING
from credit_insurance.domain.exports import Export
from credit_insurance.domain.losses import Answer, Loss, LossVerb
from credit_insurance.domain.pledges import Settled, indemnified
from credit_insurance.domain.policies import Ended, InsurancePolicy, PolicyVerb, moved
from credit_insurance.domain.refusals import first
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True)
class Insured:
    """The policy and the case that a loss is about."""

    policy: InsurancePolicy
    export: Export

    @property
    def left(self) -> Decimal:
        """What the insured amount still leaves."""
        return self.policy.insured_amount - self.policy.indemnified


@rule(
    "INS-INDEMNITY",
    zh="赔款不超过损失乘以赔偿比例，也不超过尚欠金额和保险金额余额",
    en="An indemnity is at most the loss times the cover, what is owed, and what the insured amount leaves",
    article=SETTLING,
    slug="indemnity_exceeds",
)
def accept(
    loss: Loss, indemnity: Decimal, reason: str, insured: Insured, *, now: datetime, terms: Terms
) -> Decided[Loss] | Refused:
    """The insurer accepts the loss and names the indemnity."""
    refused = first(losses.forbidden(loss, LossVerb.ACCEPT), nothing_at_all(indemnity, "/indemnity"))
    most = min(share_of(loss.amount, terms.cover_rate), insured.export.owed, insured.left)
    if refused is None and indemnity > most:
        sentence = (
            f"At most {most} {loss.currency}: {terms.cover_rate} of the loss, what is owed, and what is left of "
            "the insured amount."
        )
        refused = Refused("indemnity_exceeds", sentence, SETTLING, "/indemnity", 422)
    if refused:
        return refused
    decided = losses.moved(loss, LossVerb.ACCEPT, indemnity=indemnity, decided_on=statutory_day(now))
    return Decided(decided, (telling.claim_decided(decided, reason, SETTLING),))


def refuse(loss: Loss, because: Ended, export: Export, *, now: datetime) -> Answer:
    """The insurer does not indemnify."""
    if refused := losses.forbidden(loss, LossVerb.REFUSE):
        return refused
    ended = losses.moved(loss, LossVerb.REFUSE, ended=because, decided_on=statutory_day(now), indemnity=None)
    facts = (telling.claim_decided(ended, because.sentence, because.article or SETTLING),)
    return Decided(ended, facts), Decided(replace(export, loss_id=None))


@dataclass(frozen=True, slots=True)
class Paid:
    """An indemnity that was paid: the loss, the policy with its total, the case with what it repays."""

    loss: Decided[Loss]
    policy: Decided[InsurancePolicy]
    settled: Settled


@rule(
    "INS-ASSIGNEE",
    zh="赔款权已转让的，赔款付给受让银行；应收账款已融资而赔款权未转让的，不得付给出口企业",
    en="An indemnity goes to the bank that has the rights; on a financed receivable to nobody else",
    article=ASSIGNING,
    slug="rights_not_assigned",
)
def pay(loss: Loss, insured: Insured, *, now: datetime) -> Paid | Refused:
    """Pay the indemnity to whom it belongs."""
    policy, export = insured.policy, insured.export
    bank = export.assignee or policy.assignee
    if refused := first(
        losses.forbidden(loss, LossVerb.PAY), _not_payable(loss, insured), _not_the_lenders(export, bank)
    ):
        return refused
    today, indemnity = statutory_day(now), loss.indemnity or NOTHING
    paid = losses.moved(loss, LossVerb.PAY, paid_on=today, paid_to_bank=bank)
    spent = moved(policy, PolicyVerb.INDEMNIFY, indemnified=policy.indemnified + indemnity)
    told = Decided(paid, (telling.claim_paid(paid, today),))
    return Paid(told, Decided(spent), indemnified(export, indemnity))


def _not_payable(loss: Loss, insured: Insured) -> Refused | None:
    indemnity = loss.indemnity or NOTHING
    if indemnity > insured.export.receivable:
        sentence = (
            f"Meanwhile only {insured.export.receivable} is owed for this case; refuse the loss, or let it be "
            "withdrawn."
        )
        return Refused("loss_exceeds", sentence, SETTLING)
    if indemnity > insured.left:
        return Refused(
            "insured_amount_exceeded", f"Only {insured.left} is left of the insured amount.", SETTLING
        )
    return None


def _not_the_lenders(export: Export, bank: str | None) -> Refused | None:
    if export.pledge is None or export.pledge.bank_id == bank:
        return None
    sentence = (
        f"The receivable stands for a loan of {export.pledge.bank_id}, which has no rights under the policy."
    )
    return Refused("rights_not_assigned", sentence, ASSIGNING)
