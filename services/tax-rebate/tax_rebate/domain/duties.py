"""What the enterprise owes beside the claim: documents on file, foreign exchange, a class that may change. PURE.

Law: 国家税务总局公告2026年第5号 (15 days, receipts); 国家税务总局公告2016年第46号 (classes).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.money import Money
from exportlane.law.rules import rule
from tax_rebate.domain import clocks
from tax_rebate.domain import facts_afterwards as facts
from tax_rebate.domain.articles import CLASSES_ARTICLE, PROCEDURE_ARTICLE
from tax_rebate.domain.claim import CURRENCY, Claim, forbidden
from tax_rebate.domain.lodging import accept_if_ready, forex_faults
from tax_rebate.domain.matching import FOREX
from tax_rebate.domain.moves import MOVES, Outcome, Status, Verb
from tax_rebate.domain.outcomes import Answer
from tax_rebate.domain.papers import Document, Forex
from tax_rebate.domain.policy import Policy, Rules
from tax_rebate.domain.review import go_on

_OVER = frozenset({Outcome.LAPSED, Outcome.WITHDRAWN})


@rule(
    "TAX-FILED-DOCUMENTS",
    zh="备案单证：购销合同、运输单据、委托报关协议",
    en="Sale contract, transport document and customs broker's agreement are put on file together",
    article=PROCEDURE_ARTICLE,
    slug="documents_missing",
)
def file_documents(claim: Claim, documents: tuple[Document, ...], *, now: datetime, policy: Policy) -> Answer:
    """The documents of the export are put on file (单证备案); late is noted, not refused."""
    if refused := forbidden(claim, Verb.FILE_DOCUMENTS):
        return refused
    needed = policy.of(claim.profile, claim.profile_version).documents_to_file
    filed = {paper.code: paper for paper in (*claim.filed, *documents)}
    if missing := [code for code in needed if code not in filed]:
        sentence = f"these documents are missing: {', '.join(missing)}"
        return Refused("documents_missing", sentence, PROCEDURE_ARTICLE, field="/documents", status=422)
    today = statutory_day(now)
    arrived = clocks.documents_arrived(replace(claim, filed=tuple(filed.values()), filed_on=today), today)
    lines = (line for line in claim.lines if line.outcome not in _OVER)
    return Decided(arrived, tuple(facts.documents_filed(claim, line, on=today) for line in lines))


def record_forex(claim: Claim, forex: Forex, *, now: datetime, policy: Policy) -> Answer:
    """The receipt of foreign exchange, or why it counts as received; a claim that only waited for it is accepted."""
    if refused := forbidden(claim, Verb.RECORD_FOREX):
        return refused
    rules = policy.of(claim.profile, claim.profile_version)
    if refused := next(forex_faults(forex, "", statutory_day(now), rules), None):
        return refused
    lines = (line for line in claim.lines if line.outcome not in _OVER)
    said = tuple(facts.forex_recorded(claim, line, forex) for line in lines)
    asked = tuple(item for item in claim.asked if item.code != FOREX)
    shown = replace(claim, forex=forex, asked=asked)
    if claim.status is Status.CORRECTION and not asked:
        return go_on(shown, said, now=now, policy=policy)
    return accept_if_ready(shown, said, now=now, policy=policy)


@rule(
    "TAX-FOREX-HEARD",
    zh="银行登记的收汇逐笔累计，币种不同的折算为先收的币种",
    en="Receipts that a bank records are added up; one in another currency counts in that of the first",
    article=PROCEDURE_ARTICLE,
    effect="compute",
)
def forex_came_in(claim: Claim, receipt: Forex, *, now: datetime, policy: Policy) -> Answer:
    """The bank tells of a receipt for one vehicle of the claim; where the claim has ended there is nothing to show."""
    if Verb.RECORD_FOREX not in MOVES[claim.status]:
        return Decided(claim)
    rules = policy.of(claim.profile, claim.profile_version)
    return record_forex(claim, _added(claim.forex, receipt, rules), now=now, policy=policy)


def _added(before: Forex | None, receipt: Forex, rules: Rules) -> Forex:
    """What has come in now, on the day of the latest receipt. A receipt takes the place of a reason for its absence."""
    if before is None or before.amount is None or before.currency is None or receipt.amount is None:
        return receipt
    rates = {CURRENCY: Decimal(1), **rules.exchange_rates}
    came, kept = rates.get(receipt.currency or ""), rates.get(before.currency)
    if came is None or kept is None:
        return receipt  # refused by its currency, which has no rate
    plus = Money(receipt.amount, before.currency)
    if receipt.currency != before.currency:
        plus = plus.times(came / kept)
    total = (Money(before.amount, before.currency) + plus).amount
    days = [day for day in (before.received_on, receipt.received_on) if day is not None]
    return Forex(total, before.currency, max(days, default=None))


@rule(
    "TAX-CLASS",
    zh="管理类别变更：时限按受理时的类别，办理条件按现行类别",
    en="A changed class leaves the limit as it was and changes the conditions, which are checked at the decision",
    article=CLASSES_ARTICLE,
    effect="compute",
)
def change_class(claim: Claim, *, to: int, now: datetime, policy: Policy) -> Answer:
    """The class of the enterprise has changed; before acceptance the limit follows it too."""
    if refused := forbidden(claim, Verb.CHANGE_CLASS):
        return refused
    return accept_if_ready(replace(claim, class_now=to), (), now=now, policy=policy)
