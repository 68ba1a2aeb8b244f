"""Settling expenses in order: filter, amount, unit cap, cap of firm and year, group cap, once, list at payment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from exportlane.law.rules import rule
from exportlane.law.subsidies.caps import Capped, capped, given_before
from exportlane.law.subsidies.claims import NOTHING, Estimate, Expense, Firm, Grant, Step, Used
from exportlane.law.subsidies.eligibility import filtered
from exportlane.law.subsidies.formulas import computed
from exportlane.law.subsidies.policy import Item, SubsidyPolicy
from exportlane.law.subsidies.reckoning import Computed, Denial, Desk
from exportlane.law.subsidies.wellformed import require


@rule(
    "SUB-ORDER",
    zh="按申报顺序结算；限额的余额给足，超出部分核减",
    en="Claims are settled in their order; what is left of a cap is given, the excess is refused",
    article="本系统约定（结算顺序）",
    effect="compute",
)
def estimate(
    policy: SubsidyPolicy, year: int, firm: Firm, expenses: Iterable[Expense], used: Used | None = None
) -> Estimate:
    """What each expense is granted, given what the firm has used.

    A firm that is listed at payment gets nothing, and then nothing is used.

    Raises:
        BadClaim: a claim that cannot be read (unknown item, missing field, no amount); `field` says where.
    """
    expenses = tuple(expenses)
    require(policy, year, firm, expenses)
    desk = Desk.opened(policy, year, firm, used or Used())
    grants = tuple(_settled(desk, expense) for expense in expenses)
    if firm.dishonest_at_payment:
        return Estimate(tuple(listed_at_payment(policy, grant) for grant in grants), NOTHING, used or Used())
    total = sum((grant.granted for grant in grants), NOTHING)
    return Estimate(grants, total, Used(desk.amounts, desk.sums, desk.invoices))


def _settled(desk: Desk, expense: Expense) -> Grant:
    item = desk.policy.items[expense.item]
    denial = filtered(desk, item, expense)
    if denial is not None:
        return _denied(expense, denial, NOTHING, ())
    found = computed(desk, item, expense)
    invoices = {} if expense.invoice is None else {expense.invoice: item.code}
    if found.denial is not None:
        taken = Used({}, found.sums, invoices if found.sums else {})
        desk.take(taken)
        return _denied(expense, found.denial, NOTHING, found.steps, taken)
    under = capped(desk, item, expense, found.amount)
    once = given_before(desk, item)
    if once is not None:
        return _denied(expense, once, found.amount, (*found.steps, *under.steps))
    taken = Used(dict.fromkeys(under.keys, under.granted), found.sums, invoices)
    desk.take(taken)
    return _granted(expense, item, found, under, taken)


def _granted(expense: Expense, item: Item, found: Computed, under: Capped, taken: Used) -> Grant:
    return Grant(
        id=expense.id,
        item=expense.item,
        requested=found.amount,
        granted=under.granted,
        code=under.code,
        reason=under.zh,
        article=_article(item, under),
        steps=(*found.steps, *under.steps),
        reason_en=under.en,
        takes=taken,
    )


def _article(item: Item, under: Capped) -> str:
    for group in item.groups:
        if under.code == f"CAP_{group.name}":
            return group.article
    return item.article


def _denied(
    expense: Expense, why: Denial, amount: Decimal, steps: tuple[Step, ...], taken: Used | None = None
) -> Grant:
    left = steps[-1].after if amount and steps else amount
    last = Step(why.zh, why.en, why.article, left, NOTHING, why.code)
    return Grant(
        id=expense.id,
        item=expense.item,
        requested=amount,
        granted=NOTHING,
        code=why.code,
        reason=why.zh,
        article=why.article,
        steps=(*steps, last),
        reason_en=why.en,
        takes=taken or Used(),
    )


@rule(
    "SUB-PAYMENT",
    zh="拨付时列入严重失信名单的企业不予拨付",
    en="A firm on the list of serious dishonesty at payment is paid nothing",
    article="台州意见第十二条",
    slug="DISHONEST_AT_PAYMENT",
)
def listed_at_payment(policy: SubsidyPolicy, grant: Grant) -> Grant:
    """The grant of a firm that is listed when it should be paid. Its steps still say what else was in the way."""
    if grant.code == "DISHONEST_AT_SUBMISSION":
        return grant
    zh = "企业在拨付时列入严重失信名单，不予拨付"
    en = "The firm stood on the list of serious dishonesty when it should be paid"
    article = policy.general.dishonesty_article
    step = Step(zh, en, article, grant.granted, NOTHING, "DISHONEST_AT_PAYMENT")
    return Grant(
        id=grant.id,
        item=grant.item,
        requested=grant.requested,
        granted=NOTHING,
        code="DISHONEST_AT_PAYMENT",
        reason=zh,
        article=article,
        steps=(*grant.steps, step),
        reason_en=en,
    )
