"""The caps, in the order of the law: unit, firm and year, group, once. What a cap takes away is a step of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import NOTHING, Expense, Step
from exportlane.law.subsidies.policy import Item
from exportlane.law.subsidies.reckoning import Denial, Desk

GRANTED = "GRANTED"


@dataclass(frozen=True, slots=True)
class Limit:
    """One cap as it stands for one expense: how much is left under it, and where what is granted counts."""

    code: str
    zh: str
    en: str
    cap: Decimal
    left: Decimal
    article: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Capped:
    """What remains: the decisive cap's code with its sentence, and the keys under which the grant counts."""

    granted: Decimal
    code: str
    zh: str
    en: str
    steps: tuple[Step, ...]
    keys: tuple[str, ...]


def capped(desk: Desk, item: Item, expense: Expense, amount: Decimal) -> Capped:
    """Bring an amount under every cap of its item. The last cap that cuts is decisive, else the first one reached."""
    limits = tuple(limits_of(desk, item, expense))
    steps, left, decisive, reached = list[Step](), amount, None, None
    for limit in limits:
        if not limit.cap.is_finite():
            continue
        steps.append(_checked(limit, left))
        if left > limit.left:
            left, decisive = limit.left, limit
        elif left == limit.left and reached is None:
            reached = limit
    keys = tuple(limit.key for limit in limits if limit.key is not None)
    if decisive is not None:
        cut = amount - left
        zh = f"超过{decisive.zh}{decisive.cap}元，核减{cut}元"
        en = f"Above {decisive.en}, {decisive.cap}: {cut} cut"
        return Capped(left, decisive.code, zh, en, tuple(steps), keys)
    if reached is not None:
        zh, en = f"正好达到{reached.zh}{reached.cap}元", f"Exactly {reached.en}, {reached.cap}"
        return Capped(left, reached.code, zh, en, tuple(steps), keys)
    return Capped(left, GRANTED, "符合规定，全额给予", "Granted in full", tuple(steps), keys)


def limits_of(desk: Desk, item: Item, expense: Expense) -> Iterator[Limit]:
    """The caps on this expense in their order."""
    yield from unit_limit(desk, item, expense)
    yield item_limit(desk, item)
    yield from group_limits(desk, item)


@rule(
    "SUB-UNIT",
    zh="单个展会最高补助额：同一展会的各项费用合并计算",
    en="The most for one fair counts all expenses for it together",
    article="台州意见第一条",
    slug="CAP_UNIT",
)
def unit_limit(desk: Desk, item: Item, expense: Expense) -> Iterator[Limit]:
    """The cap on the thing that the expense names, where the item has one."""
    if item.unit is not None:
        value = getattr(expense, item.unit.by) or ""
        key = desk.unit_key(item.unit.by, value)
        left = max(item.unit.amount - desk.used(key), NOTHING)
        yield Limit(
            "CAP_UNIT", f"{value}的单项限额", f"the cap on {value}", item.unit.amount, left, item.article, key
        )


@rule(
    "SUB-ITEM",
    zh="每家企业该项目的（年度或累计）最高限额",
    en="The most for one firm under this item, in the year or in all",
    article="台州意见第一至六、九条",
    slug="CAP_ITEM",
)
def item_limit(desk: Desk, item: Item) -> Limit:
    """The firm's cap under this item. Without one there is no end, but what is granted is counted all the same."""
    zh, en = f"{item.code}项目限额", f"the cap of {item.code}"
    if item.cap is None:
        return Limit("CAP_ITEM", zh, en, _ENDLESS, _ENDLESS, item.article, desk.cap_key(item.code, "year"))
    key = desk.cap_key(item.code, item.cap.per)
    used = NOTHING if item.cap.per in {"expense", "once"} else desk.used(key)
    left = max(item.cap.amount - used, NOTHING)
    return Limit("CAP_ITEM", zh, en, item.cap.amount, left, item.article, key)


_ENDLESS = Decimal("Infinity")


@rule(
    "SUB-GROUP",
    zh="几个项目合并计算的年度最高限额",
    en="The most for several items together in the year",
    article="台州意见第一、四条",
    slug="CAP_G1",
)
def group_limits(desk: Desk, item: Item) -> Iterator[Limit]:
    """The caps that the item shares with others."""
    for group in item.groups:
        key = desk.cap_key(group.name, group.cap.per)
        used = NOTHING if group.cap.per == "expense" else desk.used(key)
        left = max(group.cap.amount - used, NOTHING)
        zh, en = f"{group.title.zh}合计限额", f"the cap of {group.name}"
        yield Limit(f"CAP_{group.name}", zh, en, group.cap.amount, left, group.article, key)


@rule(
    "SUB-ONCE",
    zh="一次性奖励只给一次",
    en="An award that is given once is not given again",
    article="台州意见第六条",
    slug="ONCE_ONLY",
)
def given_before(desk: Desk, item: Item) -> Denial | None:
    """Whether a one-off award was given already."""
    if item.cap is None or item.cap.per != "once" or not desk.used(desk.cap_key(item.code, "once")):
        return None
    return Denial(
        "ONCE_ONLY", "一次性奖励已经给过", "The award is given once, and it was given already", item.article
    )


def _checked(limit: Limit, before: Decimal) -> Step:
    """The step of a cap, also of one that leaves the amount as it is."""
    cuts = before > limit.left
    return Step(
        f"{limit.zh}{limit.cap}元，尚余{limit.left}元{'' if cuts else '，不核减'}",
        f"{limit.en[0].upper()}{limit.en[1:]} is {limit.cap}, of which {limit.left} is left",
        limit.article,
        before,
        limit.left if cuts else before,
        limit.code if cuts else None,
    )
