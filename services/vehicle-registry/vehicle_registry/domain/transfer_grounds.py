"""Why a certificate may not be endorsed 转让待出口, and what a transfer lacks: one function for each rule. PURE.

A *ground* forbids the endorsement (第二十九条, 公告2024年第6号, the quota); a *missing* item is asked for in one notice
(第三条). What officers registered as bars is in the table `prohibitions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from exportlane.law.clock import add_calendar_days
from exportlane.law.rules import rule
from vehicle_registry.domain.materials import well_formed_certificate
from vehicle_registry.domain.prohibitions import PROHIBITIONS, REFUSAL_OF_TRANSFER, standing
from vehicle_registry.domain.quota import QUOTA_ARTICLE, QuotaUnits
from vehicle_registry.domain.vehicle import Asked, Ended, Rules, TransferPapers, Vehicle

TRANSFER: Final = "机动车登记规定 第二十五条"
_PROOFS: Final = "机动车登记规定 第二十八条"
_TIANJIN_DIGITS: Final = "12"
"""Characters 3 and 4 of a 统一社会信用代码: the province where the firm is registered (GB/T 2260)."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a rule may look at: the vehicle, its papers, the day, the profile's rules, and who knows the quota."""

    vehicle: Vehicle
    papers: TransferPapers
    on: date
    rules: Rules
    quota: QuotaUnits


def grounds(look: Look) -> tuple[Ended, ...]:
    """Everything that forbids the endorsement on this day, the registered bars first."""
    barred = tuple(
        Ended(line.code, line.sentence, line.blocks["transfer"])
        for line in standing(look.vehicle.bars, "transfer")
    )
    locked = tuple(look.vehicle.locks)
    found = (check(look) for check in (still_supervised, near_scrapping, owner_unfiled, without_quota_unit))
    return barred + locked + tuple(one for one in found if one is not None)


def lacking(look: Look) -> tuple[Asked, ...]:
    """Everything that one notice must ask for."""
    found = (
        check(look) for check in (late, without_certificate, without_identity, without_attorney, uninsured)
    )
    return tuple(one for one in found if one is not None)


@rule(
    "REG-T-customs",
    zh="海关监管车辆未解除监管的，不予办理转让登记",
    en="A vehicle under customs supervision is not transferred before customs release it",
    article="机动车登记规定 第二十九条第二项",
    slug="customs_supervised",
)
def still_supervised(look: Look) -> Ended | None:
    """The papers say that customs supervise it, and no release was supplied."""
    if not look.vehicle.customs_supervised or look.vehicle.document("customs_supervision_release"):
        return None
    line = PROHIBITIONS["customs_supervised"]
    return Ended(line.code, line.sentence, "机动车登记规定 第二十九条第二项")


@rule(
    "REG-T-scrapping",
    zh="距强制报废期限一年以内（含）的，不予办理转让登记",
    en="A vehicle at or within one year of compulsory scrapping is not transferred",
    article="机动车登记规定 第二十九条第三项；公告2024年第6号",
    slug="scrapping_within_year",
)
def near_scrapping(look: Look) -> Ended | None:
    """One year before the scrapping day is within the year: 以内 includes that day (民法典 第一千二百五十九条)."""
    due = look.vehicle.scrapping_due_date
    if due is None or look.on < years_before(due, look.rules.scrapping_margin_years):
        return None
    line = PROHIBITIONS["scrapping_within_year"]
    return Ended(line.code, f"{line.sentence}: {due}", "机动车登记规定 第二十九条第三项；公告2024年第6号")


@rule(
    "REG-T-filing",
    zh="受让人未经商务主管部门备案的，不予办理转让待出口登记",
    en="Only an enterprise with a valid filing is registered as the owner pending export",
    article="机动车登记规定 第九十一条；公告2024年第6号",
    slug="owner_not_filed",
)
def owner_unfiled(look: Look) -> Ended | None:
    """The papers tell the last day of the filing, and it is over. What they do not tell is asked of commerce."""
    valid_to = look.papers.filing_valid_to
    if valid_to is None or look.on <= valid_to:
        return None
    sentence = f"the exporter's filing with the commerce department ended on {valid_to}"
    return Ended("owner_not_filed", sentence, "机动车登记规定 第九十一条；公告2024年第6号")


@rule(
    "X11",
    zh="需要小客车出口指标而无指标单元的，不予办理转让登记",
    en="A small passenger car that needs a unit of the export quota is not transferred without one",
    article="天津措施（征求意见稿）第二条",
    slug="quota_required",
)
def without_quota_unit(look: Look) -> Ended | None:
    """Only a small passenger car needs a unit, and only where the profile says so."""
    if not quota_needed(look.vehicle, look.papers, look.rules):
        return None
    unit, vehicle = look.papers.quota_unit_no, look.vehicle
    if unit is None:
        sentence = "a small passenger car needs a unit of the export quota"
        return Ended("quota_required", sentence, QUOTA_ARTICLE)
    lacking = look.quota.why_not(unit, vin=vehicle.vin, uscc=vehicle.exporter_uscc, on=look.on)
    return Ended(lacking.code, lacking.sentence, QUOTA_ARTICLE) if lacking is not None else None


def quota_needed(vehicle: Vehicle, papers: TransferPapers, rules: Rules) -> bool:
    """Whether the profile wants a unit for this vehicle: by its plate, or by where its exporter is registered."""
    if not papers.small_passenger_car or rules.quota_required_when == "none":
        return False
    if rules.quota_required_when == "exporter_in_tianjin":
        return vehicle.exporter_uscc[2:4] == _TIANJIN_DIGITS
    return rules.plate_prefix is not None and papers.plate_no.startswith(rules.plate_prefix)


@rule(
    "REG-25.1",
    zh="自交付之日起三十日内申请转让登记；逾期的须附处理凭证",
    en="The transfer is applied for within thirty days of delivery; later it needs proof that the delay was settled",
    article=TRANSFER,
    slug="applied_late",
    effect="correct",
)
def late(look: Look) -> Asked | None:
    """The thirtieth day after delivery is in time."""
    limit = look.rules.limits.get("transfer_application")
    days = 30 if limit is None or limit.length is None else limit.length
    if look.on <= add_calendar_days(look.papers.delivered_on, days):
        return None
    return _unless(
        look,
        "applied_late",
        "supply the proof that the late application was settled (逾期处理凭证)",
        TRANSFER,
    )


@rule(
    "REG-28.1",
    zh="提交机动车登记证书",
    en="The registration certificate is handed in",
    article=_PROOFS,
    slug="registration_certificate",
    effect="correct",
)
def without_certificate(look: Look) -> Asked | None:
    """Its number has twelve digits."""
    if well_formed_certificate(look.vehicle.registration_cert_no):
        return None
    return _unless(
        look, "registration_certificate", "supply the certificate's number of 12 digits (登记证书)", _PROOFS
    )


@rule(
    "REG-28.2",
    zh="提交现机动车所有人身份证明，已核验的免交",
    en="The new owner proves its identity, unless that was verified online",
    article="机动车登记规定 第四、二十八条",
    slug="identity_proof",
    effect="correct",
)
def without_identity(look: Look) -> Asked | None:
    """Verified online it need not be handed in (第四条)."""
    if look.vehicle.identity_verified:
        return None
    return _unless(look, "identity_proof", "supply the owner's identity proof (所有人身份证明)", _PROOFS)


@rule(
    "REG-86.1",
    zh="代理人未登记的，提交委托书",
    en="An agent who is not registered hands in a power of attorney",
    article="机动车登记规定 第八十六条",
    slug="power_of_attorney",
    effect="correct",
)
def without_attorney(look: Look) -> Asked | None:
    """A registered agent seals electronically (第九条)."""
    if look.vehicle.agent_registered:
        return None
    return _unless(
        look,
        "power_of_attorney",
        "supply the agent's power of attorney (委托书)",
        "机动车登记规定 第八十六条",
    )


@rule(
    "REG-28.3",
    zh="提交机动车交通事故责任强制保险凭证，临时行驶车号牌有效期不超过其有效期",
    en="Compulsory insurance must be valid, because the temporary plate never outlives it",
    article=_PROOFS,
    slug="compulsory_insurance",
    effect="correct",
)
def uninsured(look: Look) -> Asked | None:
    """Insurance that ends today still counts today."""
    valid_to = look.papers.insurance_valid_to
    if valid_to is not None and look.on <= valid_to:
        return None
    sentence = "say until when the compulsory insurance is valid (交强险); it must be valid today"
    return Asked("compulsory_insurance", sentence, _PROOFS, look.vehicle.vin)


def years_before(day: date, years: int) -> date:
    """The same day number that many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _unless(look: Look, code: str, sentence: str, article: str) -> Asked | None:
    """The item, unless a document of this code was supplied."""
    return None if look.vehicle.document(code) else Asked(code, sentence, article, look.vehicle.vin)


__all__ = ["REFUSAL_OF_TRANSFER", "Look", "grounds", "lacking", "late", "quota_needed", "years_before"]
