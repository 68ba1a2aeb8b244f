"""Refunds that come back: ordered, then paid back or set off against the next refund of the enterprise. PURE.

Each vehicle for itself: of three that were refunded and one that came back, one is clawed back. An order waits, with
a person, until it is fulfilled; nothing is deleted. Law: 国家税务总局公告2026年第5号; 税收征收管理法 第六十六条.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import facts_afterwards as facts
from tax_rebate.domain.articles import FRAUD_ARTICLE, PROCEDURE_ARTICLE, SCHEME_ARTICLE
from tax_rebate.domain.claim import NOTHING, Claim, Line, forbidden, status_of
from tax_rebate.domain.investigation import LOWEST_CLASS
from tax_rebate.domain.moves import Outcome, Status, Verb
from tax_rebate.domain.outcomes import Answer
from tax_rebate.domain.papers import Ended, SetOff
from tax_rebate.domain.treasury import payable


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a refund may be ordered back: the article, and the class to which the enterprise is to be reviewed."""

    article: str
    class_review: int | None = None


GROUNDS: Final[Mapping[str, Ground]] = MappingProxyType(
    {
        "goods_returned": Ground(PROCEDURE_ARTICLE),
        "departure_reversed": Ground(SCHEME_ARTICLE),
        "documents_not_filed": Ground(PROCEDURE_ARTICLE),
        "wrong_amount": Ground(PROCEDURE_ARTICLE),
        "bad_invoice": Ground(PROCEDURE_ARTICLE, LOWEST_CLASS),
        "no_forex": Ground(PROCEDURE_ARTICLE, LOWEST_CLASS),
        "fraud": Ground(FRAUD_ARTICLE, LOWEST_CLASS),
    }
)

_OWED: Final = frozenset({Outcome.PAID, Outcome.CLAWBACK_ORDERED})
Facts = tuple[Announce, ...]


@rule(
    "TAX-CLAWBACK",
    zh="虚假凭证、未收汇、骗税、退运等，追回已退税款；前三种复核管理类别至四类",
    en="A bad invoice, a missing receipt, fraud, goods returned: the refund is ordered back, the class reviewed",
    article=PROCEDURE_ARTICLE,
    slug="clawback_ordered",
    effect="flag",
)
def order(claim: Claim, lines: tuple[Line, ...], ended: Ended) -> Decided[Claim]:
    """The refunds of these vehicles must come back, for one ground of the table."""
    review = GROUNDS[ended.code].class_review
    state, said = claim, []
    for line in lines:
        state = state.with_line(replace(line, outcome=Outcome.CLAWBACK_ORDERED, ended=ended))
        said.append(facts.clawback_ordered(claim, line, ended, class_review=review))
    reviewed = replace(state, class_review=review or claim.class_review, status=status_of(state.lines))
    return Decided(reviewed, tuple(said))


def order_claw_back(claim: Claim, *, vins: Collection[str], code: str, reason: str) -> Answer:
    """An officer orders refunds back: of the vehicles named, or of all that were paid."""
    if refused := forbidden(claim, Verb.ORDER_CLAWBACK):
        return refused
    paid = (line for line in claim.lines if line.outcome is Outcome.PAID)
    lines = tuple(line for line in paid if not vins or line.vin in vins)
    if not lines or not set(vins) <= {line.vin for line in lines}:
        return _name_vehicles("whose refund was paid and not ordered back")
    return order(claim, lines, Ended(code, reason, GROUNDS[code].article))


def claw_back(claim: Claim, *, vins: Collection[str], reason: str, now: datetime) -> Answer:
    """The supervisor notes that refunds came back: of the vehicles named, or of all that were ordered back.

    A vehicle that was paid and is named has its refund ordered back in the same act.
    """
    if refused := forbidden(claim, Verb.CLAW_BACK):
        return refused
    lines = tuple(line for line in claim.lines if _meant(line, vins))
    if not lines or not set(vins) <= {line.vin for line in lines}:
        return _name_vehicles("whose refund was paid and not yet clawed back")
    paid = tuple(line for line in lines if line.outcome is Outcome.PAID)
    ordered = order(claim, paid, Ended("wrong_amount", reason, PROCEDURE_ARTICLE))
    cases = [line.case_id for line in lines]
    done = came_back(ordered.state, cases, reason=reason, on=statutory_day(now))
    return Decided(done.state, ordered.facts + done.facts)


def came_back(claim: Claim, case_ids: Collection[str], *, reason: str, on: date) -> Decided[Claim]:
    """The refunds of these cases are back; goods that came back too have their certificate."""
    said: list[Announce] = []
    state = claim
    for case_id in case_ids:
        line = replace(state.line(case_id), outcome=Outcome.CLAWED_BACK)
        said.append(facts.clawed_back(claim, line, reason=reason))
        certified, more = certify(state.with_line(line), line, made_good=True, on=on)
        state, said = certified, [*said, *more]
    return Decided(replace(state, status=status_of(state.lines)), tuple(said))


@rule(
    "TAX-CERTIFICATE",
    zh="退运货物凭《出口货物已补税/未退税证明》（电子）办理",
    en="For goods that come back an electronic certificate says that the tax was made good or never refunded",
    article=PROCEDURE_ARTICLE,
    effect="compute",
)
def certify(claim: Claim, line: Line, *, made_good: bool, on: date) -> tuple[Claim, Facts]:
    """The certificate of a vehicle that came back, issued once; none for one that stayed away."""
    if line.returned_on is None or line.certificate_no is not None:
        return claim, ()
    kind = "BS" if made_good else "WT"
    number = f"{kind}{on:%Y%m}-{claim.id.replace('-', '')[-12:].upper()}-{line.item_no or 1:03d}"
    fact = facts.certificate_issued(claim, line, number, made_good=made_good, on=on)
    return claim.with_line(replace(line, certificate_no=number)), (fact,)


@rule(
    "TAX-OFFSET",
    zh="追回的税款可以抵减该企业下一笔应退税款",
    en="What is owed may be set off against the next refund of the same enterprise, vehicle by vehicle",
    article=PROCEDURE_ARTICLE,
    slug="offset_not_possible",
)
def set_off(
    debtor: Claim, creditor: Claim, *, now: datetime
) -> tuple[Decided[Claim], Decided[Claim]] | Refused:
    """What the one claim owes is kept back from the payment of the other; whole vehicles only, as far as it reaches."""
    if refused := forbidden(debtor, Verb.SET_OFF):
        return refused
    if reason := _no_creditor(debtor, creditor):
        return Refused("offset_not_possible", reason, PROCEDURE_ARTICLE, field="/against", status=422)
    left, covered = payable(creditor), []
    for line in debtor.lines:
        if line.outcome is Outcome.CLAWBACK_ORDERED and line.amount <= left:
            left -= line.amount
            covered.append(line)
    if not covered:
        sentence = f"{creditor.number} pays {left} CNY, which covers none of the vehicles"
        return Refused("offset_not_possible", sentence, PROCEDURE_ARTICLE, field="/against", status=422)
    return _settle(debtor, creditor, tuple(covered), statutory_day(now))


def _settle(
    debtor: Claim, creditor: Claim, covered: tuple[Line, ...], on: date
) -> tuple[Decided[Claim], Decided[Claim]]:
    state, said = debtor, []
    for line in covered:
        gone = replace(line, outcome=Outcome.OFFSET)
        said.append(facts.offset(debtor, gone, against=creditor.number))
        state, more = certify(state.with_line(gone), gone, made_good=True, on=on)
        said.extend(more)
    kept = SetOff(debtor.id, debtor.number, sum((line.amount for line in covered), NOTHING))
    return (
        Decided(replace(state, status=status_of(state.lines)), tuple(said)),
        Decided(replace(creditor, set_off=(*creditor.set_off, kept))),
    )


def _no_creditor(debtor: Claim, creditor: Claim) -> str | None:
    if creditor.id == debtor.id or creditor.exporter_uscc != debtor.exporter_uscc:
        return f"{creditor.number} is no other claim of the same enterprise"
    if creditor.status is not Status.APPROVED:
        return f"{creditor.number} is {creditor.status}; only an approved refund can be kept back"
    return None


def _meant(line: Line, vins: Collection[str]) -> bool:
    if vins:
        return line.vin in vins and line.outcome in _OWED
    return line.outcome is Outcome.CLAWBACK_ORDERED


def _name_vehicles(which: str) -> Refused:
    sentence = f"name vehicles of this claim {which}"
    return Refused("vehicle_unknown", sentence, PROCEDURE_ARTICLE, field="/vins", status=422)
