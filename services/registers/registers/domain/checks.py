"""What no paper of any register may say: a place that does not exist, a day to come, a count below nothing. PURE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.checks import check_uscc
from exportlane.law.rules import rule
from registers.domain import articles
from registers.domain.days import future, unlikely
from registers.domain.entry import Office, Writer
from registers.domain.particulars import (
    Contact,
    Destination,
    DistrictPolicy,
    Facility,
    Fair,
    Guidance,
    Participation,
    Particulars,
    Pool,
    Promotion,
    Provider,
    Target,
    Training,
    place_of,
    said,
)
from registers.domain.terms import Policy, within

Found = Iterator[Refused]
_AT: Final = "/particulars"


def fault_in(particulars: Particulars, writer: Writer, policy: Policy) -> Refused | None:
    """The first thing that cannot stand in an entry, None when all can."""
    for check in _CHECKS:
        for found in check(particulars, writer, policy):
            return found
    return None


@rule(
    "RGS-DISTRICT",
    zh="行政区划代码须为登记册所列的区（县、市）",
    en="An entry names a district that the registers know",
    article=articles.DISTRICT_CODES,
    slug="unknown_district",
)
def known_district(particulars: Particulars, _writer: Writer, policy: Policy) -> Found:
    """By its code."""
    code = said(particulars, "district")
    if code is not None and code not in policy.districts:
        sentence = (
            f"There is no district {code} in the registers; ask GET /v1/districts for those that there are."
        )
        yield Refused("unknown_district", sentence, articles.DISTRICT_CODES, f"{_AT}/district", 422)


@rule(
    "RGS-COUNTRY",
    zh="国家（地区）代码须为三位字母代码",
    en="A country is named by its three letters",
    article=articles.COUNTRY_CODES,
    slug="unknown_country",
)
def known_country(particulars: Particulars, _writer: Writer, policy: Policy) -> Found:
    """Also those of a list."""
    codes = [("/country", said(particulars, "country"))]
    codes += [
        (f"/target_countries/{at}", code)
        for at, code in enumerate(getattr(particulars, "target_countries", ()))
    ]
    for place, code in codes:
        if code is not None and code not in policy.countries:
            sentence = f"There is no country {code}: its code has three letters, such as KAZ for Kazakhstan."
            yield Refused("unknown_country", sentence, articles.COUNTRY_CODES, f"{_AT}{place}", 422)


@rule(
    "RGS-USCC",
    zh="统一社会信用代码的校验码须正确",
    en="The check character of a firm's code is right",
    article=articles.CREDIT_CODES,
    slug="uscc_invalid",
)
def right_uscc(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """Also those of everybody who came to a training."""
    codes = [("/uscc", said(particulars, "uscc"))]
    if isinstance(particulars, Training):
        codes += [(f"/firms/{at}", code) for at, code in enumerate(particulars.firms)]
    for place, code in codes:
        if code is not None and not (result := check_uscc(code)).valid:
            sentence = f"The firm's code cannot be right: {result.reason}."
            yield Refused("uscc_invalid", sentence, articles.CREDIT_CODES, f"{_AT}{place}", 422)


def likely_days(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """Of every day that is named."""
    for field in fields(particulars):
        day = getattr(particulars, field.name)
        if isinstance(day, date) and (refused := unlikely(f"{_AT}/{field.name}", day)):
            yield refused


_PAST: Final[tuple[tuple[type, str], ...]] = (
    (Facility, "opened_on"),
    (Destination, "risk_as_of"),
    (Training, "held_on"),
    (Guidance, "given_on"),
    (Provider, "settled_on"),
)


@rule(
    "RGS-FUTURE",
    zh="已发生事项的日期不得晚于登记之日",
    en="What has happened did not happen after today",
    article=articles.TRUE_FIGURES,
    slug="day_in_future",
)
def not_yet(particulars: Particulars, writer: Writer, _policy: Policy) -> Found:
    """What is only planned (a fair, a journey) may lie ahead."""
    for kind, name in _PAST:
        day = getattr(particulars, name, None) if isinstance(particulars, kind) else None
        if isinstance(day, date) and day > writer.on:
            yield future(f"{_AT}/{name}", day, writer.on)
    if isinstance(particulars, Participation) and particulars.year > writer.on.year:
        sentence = f"The year {particulars.year} has not come yet; nobody was at a fair in it."
        yield Refused("day_in_future", sentence, articles.TRUE_FIGURES, f"{_AT}/year", 422)


@rule(
    "RGS-COUNT",
    zh="数量、金额不得为负，年份、评分须在范围内",
    en="Counts and amounts are not negative; years and marks lie in their range",
    article=articles.TRUE_FIGURES,
    slug="count_out_of_range",
)
def right_counts(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """Each with its own bounds."""
    bounds: list[tuple[str, object, int, int]] = []
    if isinstance(particulars, Participation):
        bounds.append(("/booths", particulars.booths, 1, 9999))
    if isinstance(particulars, Fair | Participation | Target):
        bounds.append(("/year", particulars.year, 2000, 2100))
    if isinstance(particulars, Pool):
        bounds.append(("/size_cny", particulars.size_cny, 0, 10**13 - 1))
    if isinstance(particulars, Destination):
        market, demand = particulars.market, particulars.access_standard
        bounds += [
            ("/market/yearly_units", market.yearly_units, 0, 10**9),
            ("/market/structure_fit", market.structure_fit, 1, 5),
            ("/market/potential", market.potential, 1, 5),
            ("/access_standard/max_age_years", demand.max_age_years, 0, 99),
        ]
    for place, value, least, most in bounds:
        if value is not None and not least <= value <= most:  # type: ignore[operator]  # numbers all
            yield out_of_range(f"{_AT}{place}", value, least, most)


def out_of_range(field: str, value: object, least: int, most: int) -> Refused:
    """The refusal of a number outside its bounds."""
    sentence = f"{field.rsplit('/', 1)[-1]} is {value}; it lies between {least} and {most}."
    return Refused("count_out_of_range", sentence, articles.TRUE_FIGURES, field, 422)


@rule(
    "RGS-ORDER",
    zh="结束日期不得早于开始日期",
    en="Nothing ends before it begins",
    article=articles.TRUE_FIGURES,
    slug="ends_before_it_begins",
)
def in_order(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """Of fairs and of what stands in the calendar."""
    if not isinstance(particulars, Fair | Promotion):
        return
    first, last = particulars.from_on, particulars.to_on
    if first is not None and last is not None and last < first:
        sentence = f"It would end on {last}, before it begins on {first}."
        yield Refused("ends_before_it_begins", sentence, articles.TRUE_FIGURES, f"{_AT}/to_on", 422)


@rule(
    "RGS-BLANK",
    zh="登记事项的名称、内容不得空白",
    en="What must be said is not left blank",
    article=articles.TRUE_FIGURES,
    slug="blank_text",
)
def not_blank(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """Spaces say nothing."""
    for field in fields(particulars):
        value = getattr(particulars, field.name)
        if isinstance(value, str) and not value.strip():
            sentence = f"{field.name} is blank; say what it is, or leave it out where it may be missing."
            yield Refused("blank_text", sentence, articles.TRUE_FIGURES, f"{_AT}/{field.name}", 422)


def has_measures(particulars: Particulars, _writer: Writer, _policy: Policy) -> Found:
    """A policy without measures cannot be reviewed."""
    if isinstance(particulars, DistrictPolicy) and not particulars.measures:
        sentence = "A policy names its measures one by one: the review goes through them."
        yield Refused("no_measures", sentence, articles.REVIEW_FIRST, f"{_AT}/measures", 422)


@rule(
    "RGS-OWN",
    zh="区（县、市）只登记本行政区域内的事项，企业只登记本企业的事项",
    en="A district writes of its own territory, a firm of itself",
    article=articles.OWN_TERRITORY,
    slug="not_own",
)
def not_own(particulars: Particulars, writer: Writer) -> Refused | None:
    """None when this writer may write of this; otherwise a refusal that is answered with 403."""
    if writer.office is Office.DISTRICT:
        code = place_of(particulars)
        if code is None or writer.scope is None or not within(code, writer.scope):
            sentence = (
                f"The district {writer.scope} writes entries of its own only; this is of {code or 'none'}."
            )
            return Refused("not_own", sentence, articles.OWN_TERRITORY, f"{_AT}/district", 403)
    if writer.office is Office.FIRM and said(particulars, "uscc") != writer.scope:
        return Refused("not_own", "A firm writes of itself only.", articles.OWN_NAME, f"{_AT}/uscc", 403)
    return None


def office_of(particulars: Particulars, writer: Writer) -> Refused | None:
    """Who speaks for an authority belongs to it: tax officers assign tax officers, and so on."""
    if not isinstance(particulars, Training | Guidance | Contact):
        return None
    if writer.office in {Office.COMMERCE, Office.FIRM} or particulars.authority == writer.office.value:
        return None
    sentence = f"This is for the {particulars.authority} authority to write; you are of {writer.office}."
    return Refused("not_own", sentence, articles.TJ_4, f"{_AT}/authority", 403)


_CHECKS: Final[tuple[Callable[[Particulars, Writer, Policy], Found], ...]] = (
    not_blank,
    right_uscc,
    known_district,
    known_country,
    likely_days,
    not_yet,
    right_counts,
    in_order,
    has_measures,
)
