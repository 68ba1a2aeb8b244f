"""What a line must be by itself: an item of the policy, a sum above nothing, the right year, its invoice. PURE."""

from __future__ import annotations

from collections.abc import Iterator

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from exportlane.law.subsidies import SubsidyPolicy
from exportlane.law.subsidies.policy import Share
from incentives.domain.application import Application
from incentives.domain.articles import MONEY_AND_LIST, OWN_RULE, TRUE_CLAIMS, VALIDITY
from incentives.domain.line import Line
from incentives.domain.procedure import Procedure


def wrong_at_once(application: Application, policy: SubsidyPolicy, procedure: Procedure) -> Refused | None:
    """The first thing that is wrong with the application as it is written, whatever anybody else knows."""
    return next(_faults(application, policy, procedure), None)


def _faults(application: Application, policy: SubsidyPolicy, procedure: Procedure) -> Iterator[Refused]:
    yield from year_not_covered(application, policy)
    yield from firm_of_another_city(application, policy)
    yield from _line_twice(application)
    for number, line in enumerate(application.lines):
        place = f"/lines/{number}"
        yield from unknown_item(line, policy, place)
        yield from amount_not_positive(line, place)
        yield from year_differs(line, application.year, place)
        yield from foreign_currency(line, policy, place)
        yield from without_invoice(line, procedure, place)
        yield from without_standard(line, policy, place)
        yield from more_than_invoiced(line, place)
        yield from paid_on_another_day(line, place)


@rule(
    "INC-YEAR",
    zh="申报年度须在政策有效期内",
    en="Support is given for the years of the policy",
    article=VALIDITY,
    slug="year-not-covered",
)
def year_not_covered(application: Application, policy: SubsidyPolicy) -> Iterator[Refused]:
    if not policy.covers(application.year):
        sentence = f"{policy.name} does not support expenses of {application.year}."
        yield Refused("year-not-covered", sentence, VALIDITY, "/year", 422)


@rule(
    "INC-CITY",
    zh="申报企业须登记在享受本政策的县（市、区）",
    en="Support is for firms that are registered in a district to which the policy applies",
    article=f"{VALIDITY}；第十二条",
    slug="FIRM_NOT_OF_CITY",
)
def firm_of_another_city(application: Application, policy: SubsidyPolicy) -> Iterator[Refused]:
    if application.district not in policy.eligible:
        sentence = f"The district {application.district} is none to which {policy.name} applies."
        yield Refused("FIRM_NOT_OF_CITY", sentence, MONEY_AND_LIST, "/district", 422)


def _line_twice(application: Application) -> Iterator[Refused]:
    seen: set[str] = set()
    for number, line in enumerate(application.lines):
        if line.id in seen:
            sentence = f"Two lines have the id {line.id}."
            yield Refused("line-twice", sentence, OWN_RULE, f"/lines/{number}/id", 422)
        seen.add(line.id)


def unknown_item(line: Line, policy: SubsidyPolicy, place: str) -> Iterator[Refused]:
    """An item that the policy does not have."""
    if line.item not in policy.items:
        known = ", ".join(sorted(policy.items))
        sentence = f"{policy.name} has no item {line.item}; it has {known}."
        yield Refused("unknown-item", sentence, policy.general.claimants_article, f"{place}/item", 422)


@rule(
    "INC-POSITIVE",
    zh="申报金额须大于零",
    en="What is claimed is more than nothing",
    article=TRUE_CLAIMS,
    slug="amount-not-positive",
)
def amount_not_positive(line: Line, place: str) -> Iterator[Refused]:
    for name in ("amount", "principal", "investment_usd", "hedged_usd", "market_standard", "rate"):
        value = getattr(line, name)
        if value is not None and value <= 0:
            sentence = f"The {name.replace('_', ' ')} of line {line.id} is {value}; it must be above 0."
            yield Refused("amount-not-positive", sentence, TRUE_CLAIMS, f"{place}/{name}", 422)
    if line.invoice is not None and line.invoice.amount <= 0:
        sentence = f"The invoice of line {line.id} is over {line.invoice.amount}; it must be above 0."
        yield Refused("amount-not-positive", sentence, TRUE_CLAIMS, f"{place}/invoice/amount", 422)


@rule(
    "INC-OWN-YEAR",
    zh="费用支付日期须在申报年度内",
    en="An expense belongs to the year in which it was paid",
    article=VALIDITY,
    slug="year-differs",
)
def year_differs(line: Line, year: int, place: str) -> Iterator[Refused]:
    if line.paid_on is not None and line.paid_on.year != year:
        sentence = f"Line {line.id} was paid on {line.paid_on}, which is not in {year}."
        yield Refused("year-differs", sentence, VALIDITY, f"{place}/paid_on", 422)


@rule(
    "INC-CURRENCY",
    zh="外币费用按支付日人民银行中间价折算",
    en="A fee in a foreign currency is claimed with the middle rate of the day of its payment",
    article=f"{MONEY_AND_LIST}；本办规则：外币按支付日人民银行公布的中间价折算",
    slug="foreign-currency",
)
def foreign_currency(line: Line, policy: SubsidyPolicy, place: str) -> Iterator[Refused]:
    if line.currency != "CNY" and line.rate is None and not policy.general.yearly_rate:
        sentence = f"Line {line.id} is in {line.currency}; give the People's Bank's middle rate of the day of payment."
        yield Refused("foreign-currency", sentence, policy.general.currency_article, f"{place}/rate", 422)


@rule(
    "INC-INVOICED",
    zh="费用须有发票，申报金额不超过发票金额",
    en="An expense rests on an invoice, and is claimed up to what it says",
    article=TRUE_CLAIMS,
    slug="amount-exceeds-invoice",
)
def more_than_invoiced(line: Line, place: str) -> Iterator[Refused]:
    invoice = line.invoice
    if invoice is None or line.amount is None:
        return
    if line.amount > invoice.amount:
        sentence = (
            f"Line {line.id} claims {line.amount}, and its invoice {invoice.number} says {invoice.amount}."
        )
        yield Refused("amount-exceeds-invoice", sentence, TRUE_CLAIMS, f"{place}/amount", 422)


@rule(
    "INC-PAID-DAY",
    zh="申报的支付日期须与发票所载支付日期一致",
    en="The day of payment that is claimed is the one that stands with the invoice",
    article=f"{VALIDITY}；{TRUE_CLAIMS}",
    slug="paid-day-differs",
)
def paid_on_another_day(line: Line, place: str) -> Iterator[Refused]:
    """A day that would move an expense into the days of the policy."""
    invoice = line.invoice
    if invoice is None or line.paid_on is None or line.paid_on == invoice.paid_on:
        return
    sentence = f"Line {line.id} was paid on {line.paid_on}, and with its invoice stands {invoice.paid_on}."
    yield Refused("paid-day-differs", sentence, VALIDITY, f"{place}/paid_on", 422)


def without_invoice(line: Line, procedure: Procedure, place: str) -> Iterator[Refused]:
    """A fee without its invoice."""
    if line.invoice is None and procedure.needs(line.item).invoice:
        sentence = f"Line {line.id} needs its invoice: number, seller, amount and day of payment."
        yield Refused("invoice-missing", sentence, TRUE_CLAIMS, f"{place}/invoice", 422)


@rule(
    "INC-STANDARD",
    zh="交易服务费须注明交易市场收费标准",
    en="A trade service fee is claimed with the market's standard, up to which it counts",
    article="台州意见第四条；按口径U13",
    slug="market-standard-missing",
)
def without_standard(line: Line, policy: SubsidyPolicy, place: str) -> Iterator[Refused]:
    """A fee that counts at the market's standard, which is not named: an estimate supposes it, an office does not."""
    item = policy.items.get(line.item)
    if item is None or line.market_standard is not None or not isinstance(item.formula, Share):
        return
    if item.formula.to_standard:
        sentence = (
            f"Line {line.id} needs market_standard: what the market's price list says for this service."
        )
        yield Refused("market-standard-missing", sentence, item.article, f"{place}/market_standard", 422)
