"""Shipments are declared (出运申报): under a policy, to a buyer, once for each case. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import NOTHING, nothing_at_all, unknown_currency
from credit_insurance.domain.articles import DISCLOSURE, FOREX_GOODS, INSURED_SUM, TJ_8
from credit_insurance.domain.buyers import Buyer, stopped
from credit_insurance.domain.exports import UNDER_WAY, Export, Shipment, Terms_
from credit_insurance.domain.policies import InsurancePolicy, PolicyStatus, Product
from credit_insurance.domain.refusals import first
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule

Answer = Decided[Export] | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the exporter says of the contract of one case."""

    uscc: str
    value: Decimal
    currency: str
    payment: Terms_
    due_on: date


@dataclass(frozen=True, slots=True)
class Cover:
    """The policy that shall cover it; what is under way to the buyer already, and to all buyers, in its currency."""

    policy: InsurancePolicy
    to_buyer: Decimal
    to_all: Decimal


def declare(
    export: Export, said: Declared, buyer: Buyer, cover: Cover | None, *, now: datetime, terms: Terms
) -> Answer:
    """Declare the contract of a case. An alert of the level `warn` stands on it from the beginning."""
    today = statutory_day(now)
    refused = first(
        another_firms(export, said.uscc),
        declared_once(export),
        nothing_at_all(said.value, "/value"),
        unknown_currency(said.currency, "/currency", terms),
        _due_before(said, export),
        stopped(buyer),
        _contradicts_receipts(export, said),
        None if cover is None else covered(cover, said, export, buyer, today),
    )
    if refused:
        return refused
    policy = None if cover is None else cover.policy
    warning = buyer.standing("warn")
    shipment = Shipment(
        buyer_id=buyer.id, value=said.value, currency=said.currency, payment=said.payment, due_on=said.due_on,
        declared_on=today, policy_id=policy.id if policy else None, policy_no=policy.policy_no if policy else None,
        insurer=policy.insurer if policy else None, warned=warning.reason if warning else None,
    )  # fmt: skip
    declared = replace(export, shipment=shipment)
    return Decided(declared, (telling.shipment_declared(declared, shipment),))


@rule(
    "INS-OWN-CASE",
    zh="只能申报、融资本企业的案件",
    en="A firm declares, finances and claims its own cases only",
    article=DISCLOSURE,
    slug="case_unknown",
)
def another_firms(export: Export, uscc: str) -> Refused | None:
    """A refusal in the same words whether the case is another firm's or does not exist: nothing is told of others."""
    return None if export.uscc == uscc else no_such_case(export.id)


def no_such_case(case_id: str) -> Refused:
    """There is no case of this firm under the id."""
    sentence = f"This firm has no case {case_id}."
    return Refused("case_unknown", sentence, DISCLOSURE, "/case_id", 422)


@rule(
    "INS-ONCE",
    zh="一案只申报一次，且货物未退运、未撤销",
    en="A case is declared once, and not when its goods came back or never left",
    article=TJ_8,
    slug="shipment_declared_already",
)
def declared_once(export: Export) -> Refused | None:
    """A refusal of a second declaration."""
    if export.shipment is not None:
        sentence = f"The case {export.id} was declared on {export.shipment.declared_on}."
        return Refused("shipment_declared_already", sentence, TJ_8, "/case_id")
    if export.standing not in UNDER_WAY:
        return Refused("case_over", f"The goods of the case are {export.standing}.", TJ_8, "/case_id")
    return None


def _due_before(said: Declared, export: Export) -> Refused | None:
    if said.due_on >= export.opened_on:
        return None
    sentence = f"Payment would be due on {said.due_on}, before the case was opened on {export.opened_on}."
    return Refused("due_too_early", sentence, FOREX_GOODS, "/due_on", 422)


def _contradicts_receipts(export: Export, said: Declared) -> Refused | None:
    if {inflow.currency for inflow in export.inflows} - {said.currency}:
        sentence = f"For this case money came in in another currency than {said.currency}."
        return Refused("currencies_differ", sentence, FOREX_GOODS, "/currency", 422)
    if export.received > said.value:
        sentence = f"For this case {export.received} {said.currency} came in already."
        return Refused("receipt_exceeds", sentence, FOREX_GOODS, "/value", 422)
    return None


@rule(
    "INS-COVER",
    zh="出运须在有效保单的期间、合同、币种、买方限额和保险金额之内",
    en="A shipment is insured within the policy's period, contract, currency, buyer limit and insured amount",
    article=INSURED_SUM,
    slug="buyer_limit_exceeded",
)
def covered(cover: Cover, said: Declared, export: Export, buyer: Buyer, today: date) -> Refused | None:
    """Why the policy does not cover the shipment."""
    return first(
        _not_live(cover.policy, said.uscc, today),
        _not_meant(cover.policy, said, export),
        _too_much(cover, said, buyer),
    )


def _not_live(policy: InsurancePolicy, uscc: str, today: date) -> Refused | None:
    if policy.uscc != uscc:
        return Refused("policy_unknown", "This firm has no such policy.", DISCLOSURE, "/policy_id", 422)
    if policy.status is PolicyStatus.ISSUED and policy.valid_from <= today <= policy.valid_to:
        return None
    sentence = (
        f"The policy is {policy.status}; its period is {policy.valid_from} to {policy.valid_to}, "
        f"and today is {today}."
    )
    return Refused("policy_not_live", sentence, INSURED_SUM, "/policy_id", 422)


def _not_meant(policy: InsurancePolicy, said: Declared, export: Export) -> Refused | None:
    if policy.product is Product.OVERSEAS_INVESTMENT:
        sentence = "This policy insures an investment abroad and no shipments."
        return Refused("policy_not_meant", sentence, TJ_8, "/policy_id", 422)
    if policy.product is Product.SPECIFIC_CONTRACT and policy.contract_no != export.contract_no:
        sentence = (
            f"The policy insures the contract {policy.contract_no}, the case is of {export.contract_no}."
        )
        return Refused("policy_not_meant", sentence, TJ_8, "/policy_id", 422)
    if policy.currency != said.currency:
        sentence = f"The policy is in {policy.currency}, the contract in {said.currency}."
        return Refused("currencies_differ", sentence, INSURED_SUM, "/currency", 422)
    return None


def _too_much(cover: Cover, said: Declared, buyer: Buyer) -> Refused | None:
    policy, limit = cover.policy, cover.policy.limit_of(buyer.id)
    # A policy on one contract needs no limit of its own: its one buyer stands in it.
    if limit is None and policy.product is not Product.SPECIFIC_CONTRACT:
        sentence = f"The policy has no limit for the buyer {buyer.id}."
        return Refused("buyer_limit_missing", sentence, INSURED_SUM, "/buyer_id", 422)
    if limit is not None and cover.to_buyer + said.value > limit.amount:
        sentence = (
            f"{cover.to_buyer} {policy.currency} are under way to {buyer.id} already; with {said.value} more "
            f"the limit of {limit.amount} is exceeded."
        )
        return Refused("buyer_limit_exceeded", sentence, INSURED_SUM, "/value", 422)
    if cover.to_all + policy.indemnified + said.value > policy.insured_amount:
        sentence = f"With {said.value} more the insured amount of {policy.insured_amount} is exceeded."
        return Refused("insured_amount_exceeded", sentence, INSURED_SUM, "/value", 422)
    return None


@rule(
    "INS-WITHDRAW",
    zh="已收汇、融资或报损的出运不得撤回申报",
    en="A declaration on which a receipt, a loan or a loss rests is not taken back",
    article=DISCLOSURE,
    slug="shipment_in_use",
)
def withdraw(export: Export, reason: str, *, now: datetime, code: str | None = None) -> Answer:
    """Take the declaration back, while nothing rests on it; the case may be declared anew.

    `code` names the end of the case, where that takes it back and not the firm.
    """
    shipment = export.shipment
    if shipment is None:
        return Refused("shipment_missing", "Nothing is declared of this case.", TJ_8)
    if export.inflows or export.pledge or export.loss_id or export.indemnified > NOTHING or export.assignee:
        sentence = "A receipt, a loan, an assignment or a loss rests on the declaration."
        return Refused("shipment_in_use", sentence, DISCLOSURE)
    bare = replace(export, shipment=None, former=(*export.former, shipment))
    return Decided(bare, (telling.shipment_withdrawn(export, reason, statutory_day(now), code=code),))
