"""What the insurer decides about a policy: quoted, issued, amended, limited, ended. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import nothing_at_all, unknown_currency
from credit_insurance.domain.articles import ENDING, INSURED_SUM
from credit_insurance.domain.policies import (
    Amendment,
    BuyerLimit,
    Ended,
    InsurancePolicy,
    PolicyStatus,
    PolicyVerb,
    backwards,
    forbidden,
    moved,
    object_missing,
    unknown_insurer,
)
from credit_insurance.domain.refusals import first
from credit_insurance.domain.reports import Report, usable
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import day_begins, statutory_day
from exportlane.law.rules import rule

Answer = Decided[InsurancePolicy] | Refused


def apply(policy: InsurancePolicy, *, now: datetime, terms: Terms) -> Answer:
    """The exporter asks for cover."""
    refused = first(
        unknown_insurer(policy.insurer, terms),
        nothing_at_all(policy.insured_amount, "/insured_amount"),
        unknown_currency(policy.currency, "/currency", terms),
        backwards(policy.valid_from, policy.valid_to),
        object_missing(policy),
    )
    return refused or Decided(replace(policy, applied_on=statutory_day(now)))


def quote(policy: InsurancePolicy, premium_cny: Decimal, *, insured_amount: Decimal | None) -> Answer:
    """The insurer names the premium, in yuan, and perhaps another insured amount than was asked for."""
    insured = policy.insured_amount if insured_amount is None else insured_amount
    refused = first(
        forbidden(policy, PolicyVerb.QUOTE),
        nothing_at_all(premium_cny, "/premium_cny"),
        nothing_at_all(insured, "/insured_amount"),
    )
    return refused or Decided(
        moved(policy, PolicyVerb.QUOTE, premium_cny=premium_cny, insured_amount=insured)
    )


def issue(policy: InsurancePolicy, policy_no: str, *, now: datetime) -> Answer:
    """The policy stands."""
    today = statutory_day(now)
    if refused := first(forbidden(policy, PolicyVerb.ISSUE), _over(policy, today)):
        return refused
    issued = moved(policy, PolicyVerb.ISSUE, policy_no=policy_no, issued_on=today)
    return Decided(issued, (telling.policy_issued(issued),))


def _over(policy: InsurancePolicy, today: date) -> Refused | None:
    if today <= policy.valid_to:
        return None
    sentence = f"The period of insurance ended on {policy.valid_to}."
    return Refused("policy_not_live", sentence, INSURED_SUM, "/valid_to")


def refuse(policy: InsurancePolicy, because: Ended) -> Answer:
    """The insurer gives no cover."""
    return forbidden(policy, PolicyVerb.REFUSE) or Decided(moved(policy, PolicyVerb.REFUSE, ended=because))


def withdraw(policy: InsurancePolicy, reason: str) -> Answer:
    """The exporter steps back before the policy stands."""
    because = Ended("withdrawn", reason)
    return forbidden(policy, PolicyVerb.WITHDRAW) or Decided(
        moved(policy, PolicyVerb.WITHDRAW, ended=because)
    )


def amend(
    policy: InsurancePolicy, *, insured_amount: Decimal, valid_to: date, reason: str, now: datetime
) -> Answer:
    """Another insured amount or another end (批改). What was paid out stays below the amount."""
    today = statutory_day(now)
    refused = first(
        forbidden(policy, PolicyVerb.AMEND),
        nothing_at_all(insured_amount, "/insured_amount"),
        backwards(max(policy.valid_from, today), valid_to),
        _paid_already(policy, insured_amount),
    )
    if refused:
        return refused
    change = Amendment(today, reason, insured_amount, valid_to)
    amended = moved(
        policy, PolicyVerb.AMEND, insured_amount=insured_amount, valid_to=valid_to,
        amendments=(*policy.amendments, change),
    )  # fmt: skip
    return Decided(amended, (telling.policy_issued(amended),))


def _paid_already(policy: InsurancePolicy, insured_amount: Decimal) -> Refused | None:
    if insured_amount >= policy.indemnified:
        return None
    sentence = f"{policy.indemnified} {policy.currency} were paid out under the policy already."
    return Refused("insured_amount_exceeded", sentence, INSURED_SUM, "/insured_amount", 422)


def set_limit(
    policy: InsurancePolicy, limit: BuyerLimit, report: Report, *, now: datetime, terms: Terms
) -> Answer:
    """How much one buyer may owe at a time, resting on a credit report that is still valid; a new one replaces it."""
    refused = first(
        forbidden(policy, PolicyVerb.LIMIT),
        nothing_at_all(limit.amount, "/amount"),
        usable(report, policy.uscc, limit.buyer_id, on=statutory_day(now), terms=terms),
        _more_than_insured(policy, limit.amount),
    )
    if refused:
        return refused
    others = tuple(one for one in policy.limits if one.buyer_id != limit.buyer_id)
    return Decided(moved(policy, PolicyVerb.LIMIT, limits=(*others, limit)))


def _more_than_insured(policy: InsurancePolicy, amount: Decimal) -> Refused | None:
    if amount <= policy.insured_amount:
        return None
    sentence = f"The policy insures {policy.insured_amount} {policy.currency}; a limit cannot be more."
    return Refused("insured_amount_exceeded", sentence, INSURED_SUM, "/amount", 422)


def end(policy: InsurancePolicy, because: Ended, *, now: datetime) -> Answer:
    """Ended before its time (解除); shipments that were declared before stay insured."""
    if refused := forbidden(policy, PolicyVerb.END):
        return refused
    ended = moved(policy, PolicyVerb.END, ended=because)
    return Decided(ended, (telling.policy_ended(ended, statutory_day(now)),))


def wakes(policy: InsurancePolicy) -> datetime | None:
    """The first instant after the period of insurance of a policy that stands."""
    if policy.status is not PolicyStatus.ISSUED:
        return None
    return day_begins(policy.valid_to + timedelta(1))


@rule(
    "INS-EXPIRE",
    zh="保险期间届满，保险合同终止；期间内已申报的出运仍受保障",
    en="A policy ends with its period; shipments declared in it stay insured",
    article=ENDING,
    slug="policy_expired",
    effect="compute",
)
def expire(policy: InsurancePolicy, *, now: datetime) -> Decided[InsurancePolicy]:
    """The period is over."""
    because = Ended("policy_expired", f"The period of insurance ended on {policy.valid_to}.", ENDING)
    over = moved(policy, PolicyVerb.EXPIRE, ended=because)
    return Decided(over, (telling.policy_ended(over, statutory_day(now)),))
