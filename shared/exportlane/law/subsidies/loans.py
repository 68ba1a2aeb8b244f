"""Interest aid on loans: which days count, and what they come to."""

from __future__ import annotations

from datetime import date, timedelta

from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import NOTHING, Expense, Step
from exportlane.law.subsidies.eligibility import not_in_period
from exportlane.law.subsidies.policy import Interest, Item
from exportlane.law.subsidies.reckoning import Computed, Denial, Desk, over, rounded, times


@rule(
    "SUB-INTEREST",
    zh="按贷款本金、年化贴息率和实际使用天数贴息",
    en="Interest aid is principal x annual rate x days of use over the days of a year",
    article="台州意见第四条；按口径U11",
    effect="compute",
)
def interest(desk: Desk, item: Item, formula: Interest, expense: Expense) -> Computed:
    """Principal x rate x days / basis."""
    began = expense.disbursed_on
    if began is None or expense.principal is None:
        raise ValueError(f"{expense.id}: a loan without principal or day; it is checked before")
    first, end = span(desk, formula, began, expense.repaid_on)
    days = max((end - first).days, 0)
    if (not formula.old_loans and began < desk.policy.general.eligible_from) or not days:
        return Computed(NOTHING, (), _no_days(desk, expense))
    principal = expense.principal
    amount = rounded(
        over(times(times(principal, formula.rate), days), formula.basis),
        whole_yuan=desk.policy.general.whole_yuan,
    )
    rate, open_ = f"{times(formula.rate, 100).normalize():f}%", expense.repaid_on is None
    step = Step(
        f"{item.title.zh}：{principal} × {rate} × {days}天/{formula.basis} = {amount}"
        f"（{first}起算，{end}不计{'，贷款未还' if open_ else ''}）",
        f"{item.title.en}: {principal} x {rate} x {days} days / {formula.basis} = {amount} "
        f"(from {first}, without {end}{', the loan is open' if open_ else ''})",
        item.article,
        principal,
        amount,
    )
    return Computed(amount, (step,))


@rule(
    "SUB-DAYS",
    zh="划付日计入、还款日不计入；自划付之日起不超过2年，且在政策期内",
    en="The day of disbursement counts, that of repayment does not; up to two years, inside the days of the policy",
    article="台州意见第四、十三条；按口径U11、U12",
    effect="compute",
)
def span(desk: Desk, formula: Interest, began: date, repaid: date | None) -> tuple[date, date]:
    """The first day that counts, and the first one that counts no more. An open loan runs to the end of the year."""
    after_year = desk.policy.last_day(desk.year) + timedelta(days=1)
    ends = min(repaid or after_year, years_later(began, formula.years))
    if not formula.within_policy:
        return began, ends
    return max(began, desk.policy.first_day(desk.year)), min(ends, after_year)


def years_later(day: date, years: int) -> date:
    """The first day after some years that begin with `day`; those from 29 February end with the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _no_days(desk: Desk, expense: Expense) -> Denial:
    first, last = desk.policy.first_day(desk.year), desk.policy.last_day(desk.year)
    zh, en = (
        f"贷款（{expense.disbursed_on}划付）的可贴息日",
        f"The days of the loan of {expense.disbursed_on} lie",
    )
    return not_in_period(desk, zh, en, first, last)
