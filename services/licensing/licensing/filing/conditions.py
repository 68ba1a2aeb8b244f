"""Who may be filed: every condition checked and reported one by one (公告2024年第6号).

A manufacturer is on the announcement of the Ministry of Industry and exports its own products. A circulation enterprise
has an office and a place of display, experience in the trade, and three appraisers. Both are lawful and honest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from exportlane.law.rules import rule
from licensing.domain.articles import ANNOUNCEMENT_6
from licensing.domain.policy import Rules
from licensing.filing.entry import Condition, Filing

Check = Callable[[Filing, date, Rules], Condition]


@rule(
    "FIL-PERSON",
    zh="在中国境内登记的独立法人",
    en="Registered in China, with independent legal personality",
    article="商务部等五部门公告2024年第6号",
    slug="legal_person",
)
def legal_person(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Both kinds."""
    met = filing.particulars.legal_person
    return _condition(
        "legal_person", "境内登记的独立法人", "Registered in China, independent legal person", met=met
    )


@rule(
    "FIL-MIIT",
    zh="生产企业列入《道路机动车辆生产企业及产品公告》",
    en="A manufacturer is on the announcement of vehicle manufacturers and products",
    article="商务部等五部门公告2024年第6号",
    slug="miit_announcement",
)
def miit_announcement(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Manufacturers."""
    met = bool(filing.particulars.miit_announcement_no)
    words = "On the announcement of vehicle manufacturers and products"
    return _condition("miit_announcement", "列入《道路机动车辆生产企业及产品公告》", words, met=met)


@rule(
    "FIL-BRANDS",
    zh="生产企业只出口本企业产品",
    en="A manufacturer names its own products and exports no others",
    article="商务部等五部门公告2024年第6号",
    slug="own_products",
)
def own_products(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Manufacturers."""
    met = bool(filing.particulars.brands)
    return _condition(
        "own_products", "出口本企业产品（列明品牌）", "Exports its own products, which it names", met=met
    )


@rule(
    "FIL-OFFICE",
    zh="流通企业有固定办公场所",
    en="A circulation enterprise has a fixed office",
    article="商务部等五部门公告2024年第6号",
    slug="office",
)
def office(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Circulation enterprises."""
    met = any(place.kind == "office" for place in filing.particulars.premises)
    return _condition("office", "固定办公场所", "A fixed office", met=met)


@rule(
    "FIL-DISPLAY",
    zh="流通企业有展示销售场所",
    en="A circulation enterprise has a place of display and sale",
    article="商务部等五部门公告2024年第6号",
    slug="display",
)
def display(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Circulation enterprises."""
    met = any(place.kind == "display" for place in filing.particulars.premises)
    return _condition("display", "展示销售场所", "A place of display and sale", met=met)


@rule(
    "FIL-TRADE",
    zh="流通企业有汽车销售或者贸易经验",
    en="A circulation enterprise has experience in the sale of cars or in trade",
    article="商务部等五部门公告2024年第6号",
    slug="trade_experience",
)
def trade_experience(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Circulation enterprises."""
    met = bool(filing.particulars.trade_experience)
    return _condition(
        "trade_experience", "汽车销售或者贸易经验", "Experience in the sale of cars or in trade", met=met
    )


@rule(
    "FIL-APPRAISERS",
    zh="流通企业聘有鉴定评估人员不少于3人",
    en="A circulation enterprise employs at least three appraisers",
    article="商务部等五部门公告2024年第6号",
    slug="appraisers",
)
def appraisers(filing: Filing, _on: date, rules: Rules) -> Condition:
    """Circulation enterprises. A certificate that is named twice counts once."""
    least, count = rules.appraisers_at_least, len(set(filing.particulars.appraisers))
    zh = f"鉴定评估人员不少于{least}人（现有{count}人）"
    return _condition("appraisers", zh, f"At least {least} appraisers ({count} named)", met=count >= least)


_FIELDS: Final = (
    ("work_safety", "安全生产", "work safety"),
    ("environment", "生态环境", "environment"),
    ("tax", "税务", "tax"),
    ("customs", "海关", "customs"),
    ("forex", "外汇", "foreign exchange"),
)


@rule(
    "FIL-COMPLIANT",
    zh="安全生产、生态环境、税务、海关、外汇方面守法",
    en="Lawful in work safety, environment, tax, customs and foreign exchange",
    article="商务部等五部门公告2024年第6号",
    slug="compliant_tax",
)
def compliant(filing: Filing) -> tuple[Condition, ...]:
    """Both kinds, each field by itself."""
    compliance = filing.particulars.compliance
    return tuple(
        _condition(f"compliant_{name}", f"{zh}方面守法", f"Lawful in {en}", met=getattr(compliance, name))
        for name, zh, en in _FIELDS
    )


@rule(
    "FIL-RECTIFIED",
    zh="没有未整改的违法行为",
    en="No violation that is not rectified",
    article="商务部等五部门公告2024年第6号",
    slug="no_unrectified_violation",
)
def rectified(filing: Filing, _on: date, _rules: Rules) -> Condition:
    """Both kinds."""
    met = not filing.particulars.unrectified_violation
    return _condition("no_unrectified_violation", "没有未整改的违法行为", "No unrectified violation", met=met)


@rule(
    "FIL-HONEST",
    zh="无严重失信行为",
    en="Not listed for serious dishonesty",
    article="商务部等五部门公告2024年第6号",
    slug="no_serious_dishonesty",
)
def honest(filing: Filing, on: date, _rules: Rules) -> Condition:
    """Both kinds, on the day of the check."""
    met = not filing.listed("serious_dishonesty", on=on)
    return _condition("no_serious_dishonesty", "无严重失信行为", "No serious dishonesty", met=met)


OF_BOTH: Final[tuple[Check, ...]] = (legal_person,)
OF_A_MANUFACTURER: Final[tuple[Check, ...]] = (miit_announcement, own_products)
OF_A_CIRCULATION_ENTERPRISE: Final[tuple[Check, ...]] = (office, display, trade_experience, appraisers)
OF_THE_LAWFUL: Final[tuple[Check, ...]] = (rectified, honest)


def check_conditions(filing: Filing, *, on: date, rules: Rules) -> tuple[Condition, ...]:
    """All conditions of this kind of firm, met or not."""
    own = OF_A_MANUFACTURER if filing.kind == "manufacturer" else OF_A_CIRCULATION_ENTERPRISE
    first = tuple(check(filing, on, rules) for check in (*OF_BOTH, *own))
    last = tuple(check(filing, on, rules) for check in OF_THE_LAWFUL)
    return (*first, *compliant(filing), *last)


def unmet(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Those that are not met."""
    return tuple(condition for condition in conditions if not condition.met)


def _condition(code: str, zh: str, en: str, *, met: bool) -> Condition:
    return Condition(code, met, zh, en, ANNOUNCEMENT_6)
