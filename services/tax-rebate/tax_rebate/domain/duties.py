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
from tax_rebate.domain.deciding import RULE
from tax_rebate.domain.facts import correction_requested
from tax_rebate.domain.lodging import accept_if_ready, forex_faults
from tax_rebate.domain.matching import FOREX, forex_questions
from tax_rebate.domain.moves import MOVES, Outcome, Status, Verb
from tax_rebate.domain.outcomes import Answer, Facts
from tax_rebate.domain.papers import Document, Forex, Receipt
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
    """The receipt of foreign exchange, or why it counts as received; a claim that only waited for it is accepted.

    What is said here takes the place of what banks have told before, so none of that can be reversed any more.
    """
    return _recorded(replace(claim, receipts=(), forex_before=None), forex, now=now, policy=policy)


def _recorded(claim: Claim, forex: Forex, *, now: datetime, policy: Policy) -> Answer:
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
def forex_came_in(claim: Claim, receipt: Receipt, *, now: datetime, policy: Policy) -> Answer:
    """The bank tells of a receipt for one vehicle of the claim; where the claim has ended there is nothing to show."""
    if Verb.RECORD_FOREX not in MOVES[claim.status]:
        return Decided(claim)
    rules = policy.of(claim.profile, claim.profile_version)
    before = claim.forex_before if claim.receipts else claim.forex
    counted = replace(claim, receipts=(*claim.receipts, receipt), forex_before=before)
    return _recorded(counted, _added(claim.forex, receipt.forex, rules), now=now, policy=policy)


@rule(
    "TAX-FOREX-REVERSED",
    zh="银行冲销误登收汇的，该笔收汇不再计入，所缺收汇重新补正；已决定的申报由人员处理",
    en="A receipt that its bank takes back counts no more, and is asked for again; what is decided stays so",
    article=PROCEDURE_ARTICLE,
    effect="compute",
)
def forex_taken_back(
    claim: Claim, key: tuple[str, str, str], *, reason: str, now: datetime, policy: Policy
) -> Answer:
    """The bank reverses a receipt that it had told of; one that is unknown here, or gone already, changes nothing.

    Before the decision the claim cannot be approved without what is missing. Of a decided one an officer sees it, and
    orders the refund back where it rested on the receipt (`no_forex`).
    """
    left = tuple(receipt for receipt in claim.receipts if receipt.key != key)
    if left == claim.receipts or Verb.RECORD_FOREX not in MOVES[claim.status]:
        return Decided(claim)
    rules, stands = policy.of(claim.profile, claim.profile_version), claim.forex_before
    for receipt in left:
        stands = _added(stands, receipt.forex, rules)
    state = replace(claim, forex=stands, receipts=left, forex_before=claim.forex_before if left else None)
    lines = tuple(line for line in claim.lines if line.outcome not in _OVER)
    today = statutory_day(now)
    said = tuple(facts.forex_reversed(claim, line, reason=reason, on=today) for line in lines)
    if stands is not None:
        said += tuple(facts.forex_recorded(claim, line, stands) for line in lines)
    return _asked_again(state, said, rules)


def _asked_again(claim: Claim, said: Facts, rules: Rules) -> Decided[Claim]:
    """The claim whose open notice asks for the receipt too, where its class must show one."""
    if claim.status is not Status.CORRECTION or FOREX in {item.code for item in claim.asked}:
        return Decided(claim, said)
    items = (*claim.asked, *forex_questions(claim, rules))
    if items == claim.asked:
        return Decided(claim, said)
    return Decided(replace(claim, asked=items), (*said, *correction_requested(claim, items, by=RULE)))


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
