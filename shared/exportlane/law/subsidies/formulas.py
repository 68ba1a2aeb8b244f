"""What an item comes to before any cap: one function for each kind of formula."""

from __future__ import annotations

from decimal import Decimal

from exportlane.law.rules import rule
from exportlane.law.subsidies.bases import base_of
from exportlane.law.subsidies.claims import NOTHING, Expense, Step
from exportlane.law.subsidies.loans import interest
from exportlane.law.subsidies.policy import Fixed, Interest, Item, PerFull, Share, Tiers
from exportlane.law.subsidies.reckoning import Computed, Denial, Desk, over, rounded, times


def computed(desk: Desk, item: Item, expense: Expense) -> Computed:
    """The amount of the item for this expense."""
    formula = item.formula
    if isinstance(formula, Share):
        return share(desk, item, formula, expense)
    if isinstance(formula, Interest):
        return interest(desk, item, formula, expense)
    if isinstance(formula, Tiers):
        return tiers(desk, item, formula, expense)
    if isinstance(formula, PerFull):
        return per_full(desk, item, formula, expense)
    return fixed(desk, item, formula, expense)


@rule(
    "SUB-SHARE",
    zh="按费用的规定比例补助",
    en="A part of the fee is given, at the rate of the item",
    article="台州意见第一至五条",
    effect="compute",
)
def share(desk: Desk, item: Item, formula: Share, expense: Expense) -> Computed:
    """Base x rate."""
    base, steps = base_of(desk, item, formula, expense)
    amount = rounded(times(base, formula.rate), whole_yuan=desk.policy.general.whole_yuan)
    percent = f"{times(formula.rate, 100).normalize():f}%"
    step = Step(
        f"{item.title.zh}：{base} × {percent} = {amount}",
        f"{item.title.en}: {base} x {percent} = {amount}",
        item.article,
        base,
        amount,
    )
    return Computed(amount, (*steps, step))


@rule(
    "SUB-TIERS",
    zh="按项目当年实际投资额分档奖励，“一带一路”和RCEP项目上浮",
    en="An award by the tier of the project's investment of the year, lifted for Belt-and-Road and RCEP countries",
    article="台州意见第七条",
    slug="INVESTMENT_BELOW_TIER",
    effect="compute",
)
def tiers(desk: Desk, item: Item, formula: Tiers, expense: Expense) -> Computed:
    """The award for the yearly sum, less the award for what was summed up before this expense."""
    invested = expense.investment_usd or NOTHING
    of = f"{item.code}:{expense.project}" if formula.by_project else item.code
    key = f"{desk.policy.city}:{of}:{desk.year}"
    before = desk.so_far(key)
    award, earlier = award_of(formula, before + invested), award_of(formula, before)
    step = Step(
        f"{item.title.zh}：当年投资累计{before + invested}美元，对应{award}元",
        f"{item.title.en}: USD {before + invested} in the year, which is the tier of {award}",
        item.article,
        earlier,
        award,
    )
    sums = {key: invested}
    if not award:
        zh = f"当年投资累计{before + invested}美元，未达到最低一档{formula.tiers[0].bound}美元"
        en = f"USD {before + invested} in the year do not reach the first tier, USD {formula.tiers[0].bound}"
        denial = Denial("INVESTMENT_BELOW_TIER", zh, en, item.article)
        return Computed(NOTHING, (step,), denial, sums)
    lifted, steps = _lifted(desk, item, formula, expense, award)
    so_far = _lifted(desk, item, formula, expense, earlier)[0]
    amount = lifted - so_far
    if not amount:
        zh, en = "本年投资仍在已奖励的档次之内", "The year's investment is still in the tier that was awarded"
        return Computed(NOTHING, (step, *steps), Denial("CAP_UNIT", zh, en, item.article), sums)
    if so_far:
        less = Step(
            f"减去已对应的{so_far}元", f"Less {so_far} for the earlier sum", item.article, lifted, amount
        )
        steps = (*steps, less)
    return Computed(amount, (step, *steps), None, sums)


def award_of(formula: Tiers, invested: Decimal) -> Decimal:
    """The award for a sum of the year, without uplift; 0.00 below the first tier."""
    if not invested:
        return NOTHING
    if formula.floors:
        reached = [
            tier for tier in formula.tiers
            if invested > tier.bound or (formula.inclusive and invested == tier.bound)
        ]  # fmt: skip
        return reached[-1].award if reached else NOTHING
    for tier in formula.tiers:
        if invested < tier.bound or (formula.inclusive and invested == tier.bound):
            return tier.award
    return formula.tiers[-1].award


def _lifted(
    desk: Desk, item: Item, formula: Tiers, expense: Expense, award: Decimal
) -> tuple[Decimal, tuple[Step, ...]]:
    """The award with the uplift of the country, once or for each list that names it."""
    on = [name for name in formula.lists if expense.country in desk.policy.countries[name].codes]
    if not on:
        return award, ()
    uplift = times(formula.uplift, len(on) if formula.each_list else 1)
    lifted = rounded(award + times(award, uplift), whole_yuan=desk.policy.general.whole_yuan)
    lists = [desk.policy.countries[name].title for name in on]
    percent = f"{times(uplift, 100).normalize():f}%"
    step = Step(
        f"{expense.country}属于{'、'.join(one.zh for one in lists)}，上浮{percent}",
        f"{expense.country} is on the list {', '.join(one.en for one in lists)}: lifted by {percent}",
        item.article,
        award,
        lifted,
    )
    return lifted, (step,)


@rule(
    "SUB-MILLION",
    zh="每满100万美元避险担保增信奖励1万元，按全年累计",
    en="An award for every full million USD hedged in the year, on the yearly sum",
    article="台州意见第九条",
    slug="BELOW_UNIT",
    effect="compute",
)
def per_full(desk: Desk, item: Item, formula: PerFull, expense: Expense) -> Computed:
    """What the yearly sum earns, less what it earned before this expense: shown where a unit is completed."""
    hedged = expense.hedged_usd or NOTHING
    key = f"{desk.policy.city}:{item.code}:{desk.year}"
    before = desk.so_far(key)
    after = before + hedged
    earlier, award = _earned(desk, formula, before), _earned(desk, formula, after)
    step = Step(
        f"{item.title.zh}：全年累计{after}美元，对应{award}元，此前{earlier}元",
        f"{item.title.en}: USD {after} in the year earn {award}, of which {earlier} before",
        item.article,
        earlier,
        award,
    )
    if award == earlier:
        zh = f"全年累计{after}美元，未新满{formula.unit}美元"
        en = f"USD {after} in the year complete no further USD {formula.unit}"
        return Computed(NOTHING, (step,), Denial("BELOW_UNIT", zh, en, item.article), {key: hedged})
    amount = award - earlier
    steps: tuple[Step, ...] = (step,)
    if earlier:
        steps = (step, Step(f"减去此前的{earlier}元", f"Less {earlier} before", item.article, award, amount))
    return Computed(amount, steps, None, {key: hedged})


def _earned(desk: Desk, formula: PerFull, hedged: Decimal) -> Decimal:
    units = over(hedged, formula.unit) if formula.parts else hedged // formula.unit
    return rounded(times(formula.award, units), whole_yuan=desk.policy.general.whole_yuan)


@rule(
    "SUB-DECIDED",
    zh="“最高”奖励须有认定机构决定的金额",
    en="A sum 'up to' a ceiling needs the amount that the recognising body decided",
    article="台州意见第六条；按口径U16",
    slug="DECISION_MISSING",
    effect="compute",
)
def fixed(desk: Desk, item: Item, formula: Fixed, expense: Expense) -> Computed:
    """The decided amount, or always the ceiling."""
    ceiling = item.cap.amount if item.cap is not None else NOTHING
    amount = expense.decided_amount if formula.decided else ceiling
    if amount is None:
        zh = f"最高{ceiling}元，具体金额须由认定机构决定"
        en = f"It is {ceiling} at most; the amount must be decided by the recognising body"
        return Computed(NOTHING, (), Denial("DECISION_MISSING", zh, en, item.article))
    amount = rounded(amount, whole_yuan=desk.policy.general.whole_yuan)
    step = Step(f"{item.title.zh}：{amount}", f"{item.title.en}: {amount}", item.article, amount, amount)
    return Computed(amount, (step,))
