"""How a claim comes in: a draft, submitted when its vehicles have left, accepted when its conditions hold. PURE.

Law: 增值税法 第三十三条 (customs' data come first); 国家税务总局公告2026年第5号; 财税〔2024〕31号 (port of departure).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from tax_rebate.domain import clocks, facts, scheme
from tax_rebate.domain.articles import PROCEDURE_ARTICLE, VAT_LAW
from tax_rebate.domain.claim import CURRENCY, Claim, Line, forbidden, open_lines
from tax_rebate.domain.deciding import RULE, ask, decide_by_rule
from tax_rebate.domain.matching import acceptance_questions
from tax_rebate.domain.moves import Status, Verb
from tax_rebate.domain.outcomes import Answer, Facts, after
from tax_rebate.domain.papers import Forex
from tax_rebate.domain.policy import AUTOMATIC_DECIDE, Policy, Rules


def claim_number(claim: Claim, on: date) -> str:
    """The number of an accepted claim: its month and the random end of its id."""
    return f"TS{on:%Y%m}-{claim.id.replace('-', '')[-12:].upper()}"


def receive(claim: Claim, *, now: datetime, policy: Policy) -> Answer:
    """Keep the claim as a draft until its vehicles have left; what cannot be right is refused at once."""
    rules = policy.of(claim.profile, claim.profile_version)
    hinted = replace(_numbered(claim), scheme_hint=scheme.hint(claim, rules))
    return next(_faults(claim, statutory_day(now), rules), None) or Decided(hinted)


def submit(claim: Claim, *, by_scheme: bool, now: datetime, policy: Policy) -> Answer:
    """The enterprise submits its draft, under the port-of-departure scheme if it says so.

    Without a word from the enterprise a claim is submitted when its last vehicle has left.
    """
    if refused := forbidden(claim, Verb.SUBMIT):
        return refused
    asked = replace(claim, departure_port_scheme=claim.departure_port_scheme or by_scheme)
    rules = policy.of(claim.profile, claim.profile_version)
    for number, line in enumerate(claim.lines):
        if line in open_lines(claim) and not scheme.has_left(asked, line, rules):
            return not_left(asked, line, f"/lines/{number}", rules)
    return lodge(asked, (), now=now, policy=policy)


@rule(
    "TAX-DEPARTURE",
    zh="海关结关（或启运港启运）之前不受理退税申报",
    en="Without a confirmed departure, or one from the port of departure under the scheme, nothing is accepted",
    article=VAT_LAW,
    slug="no_departure",
)
def not_left(claim: Claim, line: Line, field: str, rules: Rules) -> Refused:
    """Why a vehicle cannot be claimed yet: it never left, or the scheme does not hold for it."""
    if (bar := scheme.bar_of(claim, line, rules)) is not None:
        return Refused(bar.code, bar.sentence, bar.article, field="/departure_port_scheme", status=422)
    sentence = f"customs have not confirmed that {line.vin} has left (结关); a release alone is not enough"
    return Refused("no_departure", sentence, VAT_LAW, field=field, status=422)


def all_left(claim: Claim, policy: Policy) -> bool:
    """Whether every vehicle that is still claimed has left, and there is one."""
    rules = policy.of(claim.profile, claim.profile_version)
    waiting = open_lines(claim)
    return bool(waiting) and all(scheme.has_left(claim, line, rules) for line in waiting)


def lodge(claim: Claim, before: Facts, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """The claim is made: the days for its documents begin, and it is accepted unless something stands in the way."""
    today = statutory_day(now)
    made = replace(claim, submitted_on=today, period=claim.period or f"{today:%Y%m}", status=Status.SUBMITTED)
    made = clocks.documents_awaited(made, today, policy)
    rules = policy.of(claim.profile, claim.profile_version)
    if not (asked := acceptance_questions(made, rules)):
        return after(before, accept(made, now=now, policy=policy))
    said = (*before, *(facts.submitted(made, line, on=today) for line in open_lines(made)))
    if AUTOMATIC_DECIDE not in rules.automatic:
        return Decided(made, said)
    return after(said, ask(made, asked, by=RULE, on=today))


def accept(claim: Claim, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """Every condition holds: the claim gets its number and the limit of its class begins."""
    today = statutory_day(now)
    number = claim_number(claim, today)
    numbered = replace(
        claim, status=Status.ACCEPTED, claim_no=number, accepted_on=today, rebate_class=claim.class_in_force
    )
    opened = tuple(facts.accepted(numbered, line, on=today) for line in open_lines(numbered))
    return decide_by_rule(clocks.started(numbered, today, policy), opened, now=now, policy=policy)


def accept_if_ready(claim: Claim, before: Facts, *, now: datetime, policy: Policy) -> Decided[Claim]:
    """A submitted claim once more: accepted when nothing stands in its way any longer."""
    rules = policy.of(claim.profile, claim.profile_version)
    if claim.status is not Status.SUBMITTED or acceptance_questions(claim, rules):
        return Decided(claim, before)
    return after(before, accept(claim, now=now, policy=policy))


def _numbered(claim: Claim) -> Claim:
    """The items as they stand in the declaration, in the order of the lot where the papers do not say."""
    lines = tuple(
        replace(line, item_no=line.item_no or number) for number, line in enumerate(claim.lines, start=1)
    )
    return replace(claim, lines=lines)


def _faults(claim: Claim, today: date, rules: Rules) -> Iterator[Refused]:
    yield from twice_in_claim(claim)
    for number, line in enumerate(claim.lines):
        yield from unknown_currency(line.fob_currency, f"/lines/{number}/fob_currency", rules)
        yield from in_future(line.invoice.date, f"/lines/{number}/invoice/date", today)
    if claim.forex is not None:
        yield from forex_faults(claim.forex, "/forex", today, rules)


@rule(
    "TAX-ONCE",
    zh="同一车辆、同一发票在有效申报中只能出现一次",
    en="A vehicle and an invoice stand in one live claim only, and once in it",
    article=PROCEDURE_ARTICLE,
    slug="invoice_used_twice",
)
def twice_in_claim(claim: Claim) -> Iterator[Refused]:
    """A vehicle, a case or an invoice that stands twice in the claim."""
    vins, cases = {line.vin for line in claim.lines}, {line.case_id for line in claim.lines}
    if min(len(vins), len(cases)) < len(claim.lines):
        yield _wrong("vin_twice", "a vehicle stands twice in the claim", "/lines")
    seen: set[str] = set()
    for number, line in enumerate(claim.lines):
        if line.invoice.key in seen:
            sentence = f"the invoice {line.invoice.number} stands twice in the claim"
            yield _wrong("invoice_used_twice", sentence, f"/lines/{number}/invoice/number")
        seen.add(line.invoice.key)


@rule(
    "TAX-FOREX",
    zh="申报期限截止前收汇，或符合视同收汇的情形",
    en="Foreign exchange is received before the window closes, or there is a reason for which it counts as received",
    article=PROCEDURE_ARTICLE,
    slug="forex_incomplete",
)
def forex_faults(forex: Forex, within: str, today: date, rules: Rules) -> Iterator[Refused]:
    """A receipt without its amount, currency or day, and no listed reason in its place; `within` is where it stands."""
    received = (forex.amount, forex.currency, forex.received_on)
    reason = forex.deemed_reason
    if (reason is None) == (None in received) or (reason is not None and any(received)):
        sentence = "say what was received, in which currency and when, or why it counts as received"
        yield _wrong("forex_incomplete", sentence, within or "/forex")
    if forex.amount is not None and forex.amount <= 0:
        yield _wrong("forex_incomplete", "nothing was received", f"{within}/amount")
    if reason is not None and reason not in rules.deemed_receipt_reasons:
        listed = ", ".join(rules.deemed_receipt_reasons)
        sentence = f"{reason} is no reason for which foreign exchange counts as received; listed are {listed}"
        yield _wrong("forex_incomplete", sentence, f"{within}/deemed_reason")
    yield from unknown_currency(forex.currency, f"{within}/currency", rules)
    yield from in_future(forex.received_on, f"{within}/received_on", today)


@rule(
    "TAX-CURRENCY",
    zh="没有折算汇率的币种不予受理",
    en="An amount in a currency that has no rate cannot be compared with anything",
    article=PROCEDURE_ARTICLE,
    slug="currency_without_rate",
)
def unknown_currency(currency: str | None, field: str, rules: Rules) -> Iterator[Refused]:
    """An amount in a currency without a rate."""
    if currency not in {None, CURRENCY, *rules.exchange_rates}:
        yield _wrong("currency_without_rate", f"there is no rate for {currency}", field)


@rule(
    "TAX-FUTURE",
    zh="凭证日期不得晚于今天",
    en="No paper is of a day to come",
    article=PROCEDURE_ARTICLE,
    slug="date_in_future",
)
def in_future(day: date | None, field: str, today: date) -> Iterator[Refused]:
    """A paper with a day that has not come."""
    if day is not None and day > today:
        yield _wrong("date_in_future", f"{day} has not come yet", field)


def _wrong(slug: str, sentence: str, field: str) -> Refused:
    return Refused(slug, sentence, PROCEDURE_ARTICLE, field=field, status=422)
