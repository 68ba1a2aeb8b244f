"""What must agree with the registration certificate and with the face of a licence. Each rule is one function.

A rule is asked about one vehicle (`line`) or about the application; it yields what is wrong, nothing when all is well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from exportlane.law.rules import rule
from licensing.domain.application import Application
from licensing.domain.articles import (
    ANNOUNCEMENT_6,
    APPLICATION_GUIDE,
    ENCUMBERED,
    LICENCE_FACE,
    NOTICE_648,
    WITHIN_ONE_YEAR,
)
from licensing.domain.dossier import USED_GOODS, Item, Line
from licensing.domain.policy import Rules
from licensing.domain.standing import barred_from_applying


@rule(
    "LIC-ENDORSED",
    zh="车辆须已签注转让待出口",
    en="Every vehicle is endorsed 转让待出口",
    article="商务部等五部门公告2024年第6号",
    slug="endorsement_missing",
)
def not_endorsed(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """The certificate of this vehicle carries the endorsement, says the registry."""
    if line.endorsement is None:
        sentence = "The registry has not announced the endorsement 转让待出口 of this vehicle."
        yield Item("endorsement_missing", sentence, ANNOUNCEMENT_6, line.vin)


@rule(
    "X02",
    zh="登记证书所有人、申请人、发货人一致",
    en="The owner on the certificate is the applicant",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="owner_mismatch",
)
def another_owner(line: Line, state: Application, _rules: Rules) -> Iterator[Item]:
    """谁出口谁申领: nobody applies for another's vehicle."""
    known = line.endorsement
    if known is not None and known.owner_uscc != state.exporter_uscc:
        sentence = (
            f"The owner on the certificate is {known.owner_uscc}, but the applicant is {state.exporter_uscc}."
        )
        yield Item("owner_mismatch", sentence, APPLICATION_GUIDE, line.vin)


COMPARED: Final[Mapping[str, str]] = {
    "vin": "VIN",
    "brand": "brand",
    "model_code": "model",
    "first_registration_date": "date of first registration",
    "transfer_pending_export_date": "date of the endorsement 转让待出口",
}
"""Fields that must be equal on the annex and on the certificate, and their words."""


def _unlike(line: Line, *names: str) -> Iterator[Item]:
    known = line.endorsement
    if known is None:
        return
    for name in names:
        applied, registered = getattr(line, name), getattr(known, name)
        if applied != registered:
            words = COMPARED[name]
            sentence = (
                f"The {words} applied for is {applied}, but the registration certificate says {registered}."
            )
            yield Item("licence_data_mismatch", sentence, NOTICE_648, line.vin)


@rule(
    "X01",
    zh="车辆识别代号与登记证书一致",
    en="The VIN is that of the certificate",
    article="商贸函〔2025〕648号",
    slug="licence_data_mismatch",
)
def another_vin(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """The VIN on the annex is that of the register."""
    yield from _unlike(line, "vin")


@rule(
    "X03",
    zh="品牌、型号与登记证书一致",
    en="Brand and model are those of the certificate",
    article="商贸函〔2025〕648号",
    slug="licence_data_mismatch",
)
def another_model(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """Brand and model on the annex are those of the register."""
    yield from _unlike(line, "brand", "model_code")


@rule(
    "X04",
    zh="初次登记日期、转让待出口日期与登记证书一致",
    en="First registration and endorsement are of the days on the certificate",
    article="商贸函〔2025〕648号",
    slug="licence_data_mismatch",
)
def other_days(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """Both days on the annex are those of the register."""
    yield from _unlike(line, "first_registration_date", "transfer_pending_export_date")


@rule(
    "LIC-REGISTERED-FIRST",
    zh="初次登记在先，转让待出口签注、申请在后",
    en="A vehicle is registered first, then endorsed and applied for",
    article="商贸函〔2025〕648号",
    slug="registered_too_late",
)
def registered_too_late(line: Line, state: Application, _rules: Rules) -> Iterator[Item]:
    """No application, and no endorsement, before the first registration: else its age could not be reckoned."""
    first, endorsed = line.first_registration_date, line.transfer_pending_export_date
    for day, words in ((state.applied_on, "the application"), (endorsed, "the endorsement 转让待出口")):
        if day is not None and day < first:
            sentence = f"Its first registration on {first} lies after {words} of {day}."
            yield Item("registered_too_late", sentence, NOTICE_648, line.vin)


@rule(
    "X08",
    zh="车辆不得有查封、抵押、被盗抢、滥用等限制",
    en="No seizure, mortgage, theft or misuse stands against a vehicle",
    article="公告2024年第6号；机动车登记规定 第二十九、四十二条",
    slug="vehicle_encumbered",
)
def encumbered(line: Line, _state: Application, _rules: Rules) -> Iterator[Item]:
    """The registry has not locked this vehicle."""
    if line.barred is not None:
        sentence = f"The registry has this vehicle locked ({line.barred.code}): {line.barred.reason}"
        yield Item("vehicle_encumbered", sentence[:600], line.barred.article or ENCUMBERED, line.vin)


@rule(
    "LIC-SCRAP",
    zh="距强制报废期一年以内（含）的车辆不得出口",
    en="No vehicle within a year of compulsory scrapping, included",
    article="商务部等五部门公告2024年第6号",
    slug="scrapping_within_year",
)
def near_scrapping(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    """The earlier of the two scrapping days counts, that of the papers and that of the register."""
    days = (line.scrapping_due_date, line.endorsement.scrapping_due_date if line.endorsement else None)
    due = min((day for day in days if day is not None), default=None)
    years = rules.scrapping_margin_years
    if due is not None and due <= years_after(state.applied_on, years):
        sentence = (
            f"It must be scrapped by {due}, within {years} year(s) of the application of {state.applied_on}."
        )
        yield Item("scrapping_within_year", sentence, WITHIN_ONE_YEAR, line.vin)


def years_after(day: date, years: int) -> date:
    """The same day some years later, 28 February after a 29th (民法典 第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@rule(
    "LIC-CONSIGNOR",
    zh="出口商即发货人，谁出口谁申领",
    en="The exporter is the consignor",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="consignor_mismatch",
)
def another_consignor(state: Application, _on: date, _rules: Rules) -> Iterator[Item]:
    """An application on behalf of another is none."""
    if state.consignor_uscc not in {None, state.exporter_uscc}:
        sentence = f"The consignor is {state.consignor_uscc}, but the applicant is {state.exporter_uscc}."
        yield Item("consignor_mismatch", sentence, APPLICATION_GUIDE)


@rule(
    "LIC-OLD",
    zh="商品状态为“旧”",
    en="The condition of the goods is 旧 (used)",
    article="二手车出口有关事项申办指南（企业版2025年修订）",
    slug="goods_condition_wrong",
)
def not_used(state: Application, _on: date, _rules: Rules) -> Iterator[Item]:
    """Nothing but 旧 stands on the licence of a used vehicle."""
    if state.goods_condition != USED_GOODS:
        sentence = (
            f"The condition of the goods is {state.goods_condition}; on this licence it is {USED_GOODS}."
        )
        yield Item("goods_condition_wrong", sentence, APPLICATION_GUIDE)


@rule(
    "LIC-HS",
    zh="商品编码属于二手车出口的税目",
    en="The HS code is under a heading for vehicles and trailers",
    article="商务部等五部门公告2024年第6号",
    slug="hs_heading_not_allowed",
)
def another_heading(state: Application, _on: date, rules: Rules) -> Iterator[Item]:
    """The first four digits name a heading under which a used vehicle may leave."""
    if rules.headings and state.hs_code[:4] not in rules.headings:
        allowed = ", ".join(sorted(rules.headings))
        sentence = f"Heading {state.hs_code[:4]} is not for used vehicles; allowed: {allowed}."
        yield Item("hs_heading_not_allowed", sentence, ANNOUNCEMENT_6)


@rule(
    "LIC-CONTRACT",
    zh="合同号只有一个，不超过17个字符",
    en="One contract, whose number has at most 17 characters",
    article="货物出口许可证管理办法",
    slug="contract_no_too_long",
)
def long_contract_no(state: Application, _on: date, rules: Rules) -> Iterator[Item]:
    """The face of a licence has no more room."""
    if len(state.contract_no) > rules.contract_no_max:
        sentence = f"The contract number has {len(state.contract_no)} characters, {rules.contract_no_max} is the most."
        yield Item("contract_no_too_long", sentence, LICENCE_FACE)


@rule(
    "LIC-PRODUCTS",
    zh="生产企业只能出口本企业产品",
    en="A manufacturer exports its own products only",
    article="商务部等五部门公告2024年第6号",
    slug="not_own_product",
)
def not_own_product(line: Line, state: Application, _rules: Rules) -> Iterator[Item]:
    """A firm that is filed as a manufacturer applies for its own brands."""
    standing = state.standing
    if standing is not None and standing.kind == "manufacturer" and line.brand not in standing.brands:
        own = ", ".join(standing.brands) or "none"
        sentence = f"The applicant is filed as a manufacturer of {own}, and this vehicle is a {line.brand}."
        yield Item("not_own_product", sentence, ANNOUNCEMENT_6, line.vin)


def not_filed(state: Application, on: date, _rules: Rules) -> Iterator[Item]:
    """The firm may apply on the day of the decision, as it may on the day of issue."""
    if state.standing is None:
        return
    if barred := barred_from_applying(state.standing, on=on):
        yield Item(barred.code, barred.reason, barred.article)
