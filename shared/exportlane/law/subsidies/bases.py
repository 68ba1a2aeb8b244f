"""From what was paid to what a rate is applied to: without VAT, in yuan, at the market's standard."""

from __future__ import annotations

from decimal import Decimal

from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import NOTHING, YUAN, Expense, Step
from exportlane.law.subsidies.policy import Item, Share
from exportlane.law.subsidies.reckoning import Desk, rounded, times


def base_of(desk: Desk, item: Item, formula: Share, expense: Expense) -> tuple[Decimal, tuple[Step, ...]]:
    """The base of a share, and a step for everything that changed it."""
    base, steps = expense.amount or NOTHING, list[Step]()
    for step in (without_vat(desk, expense, base),):
        if step is not None:
            base, steps = step.after, [step]
    exchanged = in_yuan(desk, expense, base)
    if exchanged is not None:
        base, steps = exchanged.after, [*steps, exchanged]
    if formula.to_standard:
        step = to_standard(item, expense, base)
        if step is not None:
            base, steps = step.after, [*steps, step]
    return base, tuple(steps)


@rule(
    "SUB-VAT",
    zh="补助基数不含可抵扣的增值税",
    en="The base is what was paid without deductible VAT",
    article="台州意见未作规定；按口径U14",
    effect="compute",
)
def without_vat(desk: Desk, expense: Expense, base: Decimal) -> Step | None:
    """The step that takes deductible VAT off, where there is any and the policy reads it so."""
    tax = expense.vat_deductible
    if not tax or not desk.policy.general.without_vat:
        return None
    return Step(
        f"扣除可抵扣增值税{tax}",
        f"Less deductible VAT {tax}",
        desk.policy.general.vat_article,
        base,
        base - tax,
    )


@rule(
    "SUB-RATE",
    zh="外币费用按支付日人民币汇率中间价折算",
    en="A fee in a foreign currency counts at the middle rate of its day of payment",
    article="台州意见未作规定；按口径U15",
    effect="compute",
)
def in_yuan(desk: Desk, expense: Expense, base: Decimal) -> Step | None:
    """The step that exchanges, where the fee is not in yuan."""
    if expense.currency == YUAN:
        return None
    general = desk.policy.general
    rate = general.yearly_rates.get((desk.year, expense.currency)) if general.yearly_rate else expense.rate
    if rate is None:
        raise ValueError(f"{expense.id}: no rate for {expense.currency}; it is checked before")
    amount = rounded(times(base, rate), whole_yuan=False)
    return Step(
        f"{base} {expense.currency}按汇率{rate}折合{amount}元",
        f"{base} {expense.currency} at {rate} are {amount} yuan",
        general.currency_article,
        base,
        amount,
    )


@rule(
    "SUB-STANDARD",
    zh="交易服务费按实付与市场标准中较低者计算",
    en="The trade service fee counts at what was paid or the market's standard, whichever is lower",
    article="台州意见第四条；按口径U13",
    effect="compute",
)
def to_standard(item: Item, expense: Expense, base: Decimal) -> Step | None:
    """The step down to the market's standard, where more was paid; where no standard is named, a step that says so."""
    standard = expense.market_standard
    if standard is None:
        zh, en = (
            f"未注明交易市场标准，暂按实付{base}计算",
            f"No market standard is named: {base} was paid and counts",
        )
        return Step(zh, en, item.article, base, base)
    if standard >= base:
        return None
    return Step(
        f"按交易市场标准{standard}计算，实付{base}",
        f"Counted at the market's standard {standard}; {base} was paid",
        item.article,
        base,
        standard,
    )
