"""A suspicion: the claim leaves the population of normal claims until a person has looked into it. PURE.

The clock stands still from the day on which the suspicion was raised to the day on which it was cleared; a letter of
enquiry (函调) goes to the tax office of the seller. It ends as normal, rejected, or as fraud.
Law: 国家税务总局公告2026年第5号; 税收征收管理法 第六十六条.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import clocks, facts
from tax_rebate.domain.articles import FRAUD_ARTICLE, PROCEDURE_ARTICLE
from tax_rebate.domain.claim import Claim, forbidden, open_lines, strangers
from tax_rebate.domain.matching import suspicions
from tax_rebate.domain.moves import Status, Verb
from tax_rebate.domain.outcomes import Answer, reject_lines, settled
from tax_rebate.domain.papers import Ended, Enquiry, Suspicion
from tax_rebate.domain.policy import Rules

LOWEST_CLASS: Final = 4
"""The class to which an enterprise is reviewed for fraud, a bad invoice or a missing receipt."""


def fresh(claim: Claim, rules: Rules) -> tuple[Suspicion, ...]:
    """What the rules suspect and nobody has looked into yet."""
    known = {(each.code, each.vin) for each in claim.looked_into}
    return tuple(each for each in suspicions(claim, rules) if (each.code, each.vin) not in known)


@rule(
    "TAX-SUSPICION",
    zh="有疑点的申报暂停计时，退出正常申报的统计，另行列示",
    en="A suspected claim stops its clock and leaves the normal claims, among which it is listed apart",
    article=PROCEDURE_ARTICLE,
    slug="under_investigation",
    effect="suspicion",
)
def begin(
    claim: Claim, found: tuple[Suspicion, ...], *, by: str, on: date, before: tuple[Announce, ...] = ()
) -> Decided[Claim]:
    """The investigation begins; the day itself still counts."""
    held = clocks.paused(claim, on)
    state = replace(held, status=Status.UNDER_INVESTIGATION, suspicions=found)
    return Decided(state, before + facts.suspicion_raised(claim, found, by=by))


def raise_suspicion(claim: Claim, found: tuple[Suspicion, ...], *, by: str, now: datetime) -> Answer:
    """An officer suspects what the rules do not see."""
    if refused := forbidden(claim, Verb.RAISE_SUSPICION):
        return refused
    if refused := strangers(claim, (each.vin for each in found), "/suspicions"):
        return refused
    return begin(claim, found, by=by, on=statutory_day(now))


def find_fraud(claim: Claim, *, reason: str, now: datetime) -> Answer:
    """Fraud: nothing is refunded, the class of the enterprise is to be reviewed; the fine is not the system's."""
    if refused := forbidden(claim, Verb.FIND_FRAUD):
        return refused
    today = statutory_day(now)
    ended = Ended("fraud", reason, FRAUD_ARTICLE)
    state, said = reject_lines(claim, open_lines(claim), ended)
    return Decided(settled(replace(state, normal=False, class_review=LOWEST_CLASS), today, ended), said)


def send_enquiry(claim: Claim, *, number: str, to_office: str, now: datetime) -> Answer:
    """A letter goes to the seller's tax office (函调)."""
    if refused := forbidden(claim, Verb.SEND_ENQUIRY):
        return refused
    if number in {each.number for each in claim.enquiries}:
        sentence = f"the letter of enquiry {number} was sent before"
        return Refused("enquiry_known", sentence, PROCEDURE_ARTICLE, field="/enquiry_no", status=422)
    enquiry = Enquiry(number, to_office, statutory_day(now))
    said = tuple(facts.enquiry_sent(claim, line, enquiry) for line in open_lines(claim))
    return Decided(replace(claim, enquiries=(*claim.enquiries, enquiry)), said)


def record_answer(claim: Claim, *, number: str, finding: str, now: datetime) -> Answer:
    """The answer to a letter; what follows from it an officer decides."""
    if refused := forbidden(claim, Verb.RECORD_ANSWER):
        return refused
    asked = [each for each in claim.enquiries if each.number == number and each.answered_on is None]
    if not asked:
        sentence = f"no letter of enquiry {number} waits for an answer"
        return Refused("enquiry_unknown", sentence, PROCEDURE_ARTICLE, field="/enquiry_no", status=422)
    today = statutory_day(now)
    answered = replace(asked[0], answered_on=today, finding=finding)
    kept = tuple(answered if each is asked[0] else each for each in claim.enquiries)
    said = tuple(
        facts.enquiry_answered(claim, line, number, finding=finding, on=today) for line in open_lines(claim)
    )
    return Decided(replace(claim, enquiries=kept), said)
