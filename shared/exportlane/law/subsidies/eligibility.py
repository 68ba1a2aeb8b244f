"""The filter before anything is computed: date, list, district, conditions, invoice. The first no counts."""

from __future__ import annotations

from datetime import date

from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import Expense
from exportlane.law.subsidies.policy import Condition, CountCondition, FieldCondition, Item
from exportlane.law.subsidies.reckoning import Denial, Desk


def filtered(desk: Desk, item: Item, expense: Expense) -> Denial | None:
    """Why this expense cannot be supported at all, None when it can."""
    found = (
        outside_dates(desk, expense) or listed_at_submission(desk) or not_of_the_city(desk) or not_filed(desk)
    )
    if found is not None:
        return found
    for condition in item.conditions:
        if not holds(desk, condition, expense):
            words = condition.words
            return Denial(condition.code, words.zh, words.en, item.article)
    return invoice_used(desk, item, expense)


@rule(
    "SUB-DATE",
    zh="费用支付日须在政策有效期和申报年度之内",
    en="An expense is paid within the days of the policy and of the year that is claimed",
    article="台州意见第十三条",
    slug="NOT_IN_PERIOD",
)
def outside_dates(desk: Desk, expense: Expense) -> Denial | None:
    """Whether the day of payment lies outside; an item without a payment has its own days."""
    first, last = desk.policy.first_day(desk.year), desk.policy.last_day(desk.year)
    if expense.paid_on is None or first <= expense.paid_on <= last:
        return None
    return not_in_period(desk, f"支付日{expense.paid_on}", f"It was paid on {expense.paid_on}", first, last)


def not_in_period(desk: Desk, zh: str, en: str, first: date, last: date) -> Denial:
    """The denial for what happened outside the days that count."""
    return Denial(
        "NOT_IN_PERIOD",
        f"{zh}不在{first}至{last}之内",
        f"{en}, not between {first} and {last}",
        desk.policy.general.dates_article,
    )


@rule(
    "SUB-LIST",
    zh="申报时列入严重失信名单的企业不享受支持",
    en="A firm on the list of serious dishonesty at submission gets nothing",
    article="台州意见第十二条",
    slug="DISHONEST_AT_SUBMISSION",
)
def listed_at_submission(desk: Desk) -> Denial | None:
    """Whether the firm stands on the list when it applies."""
    if not desk.firm.dishonest_at_submission:
        return None
    return Denial(
        "DISHONEST_AT_SUBMISSION",
        "企业在申报时列入严重失信名单，不享受本意见",
        "The firm stood on the list of serious dishonesty when it applied",
        desk.policy.general.dishonesty_article,
    )


@rule(
    "SUB-CITY",
    zh="企业须注册在政策适用的县（市、区）",
    en="The firm is registered in a district whose firms this policy supports",
    article="台州意见第十二条、第十三条",
    slug="FIRM_NOT_OF_CITY",
)
def not_of_the_city(desk: Desk) -> Denial | None:
    """Whether the firm is of elsewhere, or of a county that does not follow the policy."""
    code = desk.firm.district
    if code in desk.policy.eligible:
        return None
    district = desk.policy.districts.get(code)
    if district is None:
        zh, en = (
            f"企业注册地{code}不属于本政策适用的地区",
            f"The firm is registered in {code}, not in this city",
        )
    else:
        zh = f"{district.title.zh}尚未参照执行本政策"
        en = f"{district.title.en} does not follow this policy"
    return Denial("FIRM_NOT_OF_CITY", zh, en, desk.policy.general.claimants_article)


@rule(
    "SUB-FILED",
    zh="享受支持的须为已备案的二手车出口企业",
    en="Support is for filed exporters of used vehicles",
    article="台州意见全文（二手车出口企业）；公告2024年第6号",
    slug="FIRM_NOT_FILED",
)
def not_filed(desk: Desk) -> Denial | None:
    """Whether the firm was no filed exporter by the end of the year; a question that leaves it out supposes it was."""
    filed = desk.firm.first_filed_on
    if not desk.policy.general.must_be_filed or (filed is None and desk.firm.filing_unsaid):
        return None
    if filed is not None and filed <= date(desk.year, 12, 31):
        return None
    return Denial(
        "FIRM_NOT_FILED",
        f"企业在{desk.year}年底前没有二手车出口企业备案",
        f"The firm was no filed exporter of used vehicles by the end of {desk.year}",
        desk.policy.general.claimants_article,
    )


def holds(desk: Desk, condition: Condition, expense: Expense) -> bool:
    """Whether a condition of the item holds."""
    if isinstance(condition, FieldCondition):
        return field_holds(condition, expense)
    return count_holds(desk, condition)


@rule(
    "SUB-FIELD",
    zh="展会类别、承保机构、服务平台、认定等须符合该项规定",
    en="The kind of fair, insurer, platform or recognition is one that the item supports",
    article="台州意见第一、三、六条",
    slug="NOT_ELIGIBLE_FAIR",
)
def field_holds(condition: FieldCondition, expense: Expense) -> bool:
    """Whether a field of the expense has a value that the item supports."""
    said = getattr(expense, condition.field)
    if said is None:
        return condition.missing == "passes"
    return (said in condition.values) == condition.among


@rule(
    "SUB-COUNT",
    zh="年出口或年服务车辆数须达到规定数量，当年新备案企业适用较低数量",
    en="The vehicles exported or served in the year reach the number; a firm filed in that year needs fewer",
    article="台州意见第二、六条；民法典第一千二百五十九条（“以上”包括本数）",
    slug="EXPORTS_BELOW_THRESHOLD",
)
def count_holds(desk: Desk, condition: CountCondition) -> bool:
    """Whether the firm's count reaches the number that is asked of it."""
    count: int = getattr(desk.firm, condition.fact)
    needed = condition.at_least
    if condition.new_at_least is not None and is_new(desk, condition):
        needed = condition.new_at_least
    return count >= needed if condition.inclusive else count > needed


def is_new(desk: Desk, condition: CountCondition) -> bool:
    """Whether the firm is new in the year: by its first filing, or by its first export."""
    firm = desk.firm
    began = firm.first_filed_on if condition.new_by_filing else firm.first_exported_on or firm.first_filed_on
    return began is not None and began.year == desk.year


@rule(
    "SUB-INVOICE",
    zh="一张发票只能用于一个项目",
    en="One invoice serves one item, once",
    article="本系统约定（口径U17：同一费用不重复补助）",
    slug="INVOICE_USED",
)
def invoice_used(desk: Desk, item: Item, expense: Expense) -> Denial | None:
    """Whether the invoice has served already."""
    invoice = expense.invoice
    served = None if invoice is None else desk.invoices.get(invoice)
    if served is None or (served != item.code and not desk.policy.general.one_invoice_one_item):
        return None
    return Denial(
        "INVOICE_USED",
        f"发票{expense.invoice_no}已用于{served}项目",
        f"The invoice {expense.invoice_no} has served under {served} already",
        desk.policy.general.invoices_article,
    )
