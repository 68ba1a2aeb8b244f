"""From data to a policy: unknown names, wrong types, missing articles and dead switches are faults with their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from exportlane.law.subsidies.faults import BadPolicy
from exportlane.law.subsidies.formula_reading import read_condition, read_formula
from exportlane.law.subsidies.parts import Notes, Part
from exportlane.law.subsidies.policy import (
    Cap,
    CountryList,
    District,
    Fixed,
    General,
    Group,
    Item,
    Reading,
    SubsidyPolicy,
    Switch,
    Tiers,
    UnitCap,
    Words,
)

_TOP: Final = (
    "name", "city", "title", "status", "instrument", "valid_from", "valid_to", "general", "districts", "countries",
    "items", "groups", "switches",
)  # fmt: skip
_GENERAL: Final = ("dates", "claimants", "dishonesty", "invoices", "rounding", "vat", "currency")
_CODE: Final = r"[A-Z][A-Z0-9]{0,7}"


def read_policy(
    mapping: Mapping[str, Any], source: str = "", *, readings: Mapping[str, str] | None = None
) -> SubsidyPolicy:
    """Make a policy out of data. `readings` chooses other readings of unclear points: {"U7": "lifetime"}.

    Raises:
        BadPolicy: with every fault that was found; `source` names the file in its sentences.
    """
    notes = Notes()
    top = Part(mapping, (), notes)
    if not top.fields(_TOP):
        raise BadPolicy(notes.faults, source)
    switches = _switches(top.at("switches"), readings or {})
    made = _policy(top, switches, source)
    for name in sorted(notes.unread):
        top.at("switches").at(name).wrong(f"nothing here is read by the switch {name}")
    if notes.faults:
        raise BadPolicy(notes.faults, source)
    return made


def read_otherwise(policy: SubsidyPolicy, readings: Mapping[str, str]) -> SubsidyPolicy:
    """The same policy with other readings of some unclear points; itself where none is named. Raises BadPolicy."""
    return read_policy(policy.data, policy.source, readings=readings) if readings else policy


def _switches(part: Part, readings: Mapping[str, str]) -> dict[str, Switch]:
    found: dict[str, Switch] = {}
    for name, one in part.named():
        if one.fields(("zh", "en", "chosen", "readings", "article")):
            chosen = readings.get(name) or one.at("chosen").text()
            known = tuple(_reading(one, label, each) for label, each in one.at("readings").named())
            if chosen in {each.name for each in known}:
                said = one.at("readings").at(chosen)
                part.notes.switched[name] = said.value.get("value", chosen) if said.has("zh") else chosen
            else:
                one.at("chosen").wrong(f"{name} has no reading {chosen!r}; it has {_names(known)}")
                part.notes.switched[name] = None
            part.notes.unread.add(name)
            found[name] = Switch(name, _words(one), chosen, known, one.at("article").text())
    for name in readings.keys() - found.keys():
        part.wrong(f"there is no switch {name!r}")
    return found


def _reading(switch: Part, label: str, part: Part) -> Reading:
    part.fields(("zh", "en"), ("value",))
    if not label:
        switch.wrong("a reading has a name")
    return Reading(label, _words(part))


def _names(readings: tuple[Reading, ...]) -> str:
    return " and ".join(each.name for each in readings)


def _words(part: Part) -> Words:
    return Words(part.at("zh").text(), part.at("en").text())


def _policy(top: Part, switches: dict[str, Switch], source: str) -> SubsidyPolicy:
    valid_from = top.at("valid_from").day()
    valid_to = top.at("valid_to").day() if top.has("valid_to") else None
    if valid_to is not None and valid_to < valid_from:
        top.at("valid_to").wrong(f"it ends on {valid_to}, before it begins on {valid_from}")
    title = top.at("title")
    title.fields(("zh", "en"))
    countries = {name: _countries(part) for name, part in top.at("countries").named()}
    items = {name: _item(name, part, countries) for name, part in top.at("items").named()}
    groups = {name: _group(name, part, items) for name, part in top.at("groups").named()}
    if not items:
        top.at("items").wrong("a policy supports something")
    return SubsidyPolicy(
        name=top.at("name").text(r"[a-z][a-z0-9-]{1,40}"), city=top.at("city").text(r"[0-9]{4}"), title=_words(title),
        instrument=top.at("instrument").text(), status=top.at("status").one_of("in_force", "draft", "expired"),
        valid_from=valid_from, valid_to=valid_to, general=_general(top.at("general")),
        districts={one.code: one for one in map(_district, top.at("districts").each())}, countries=countries,
        items={name: _in_groups(item, groups) for name, item in items.items()}, groups=groups, switches=switches,
        source=source, data=top.value,
    )  # fmt: skip


def _general(part: Part) -> General:
    part.fields(_GENERAL)
    dates, claimants, currency = part.at("dates"), part.at("claimants"), part.at("currency")
    dishonesty, invoices = part.at("dishonesty"), part.at("invoices")
    rounding, vat = part.at("rounding"), part.at("vat")
    dates.fields(("eligible_from", "article"))
    claimants.fields(("who", "must_be_filed", "article"))
    currency.fields(("rate_of", "yearly_rates", "article"))
    dishonesty.fields(("article",))
    invoices.fields(("serve", "article"))
    rounding.fields(("to", "article"))
    vat.fields(("base", "article"))
    return General(
        eligible_from=dates.at("eligible_from").day(), dates_article=dates.at("article").text(),
        all_counties=claimants.at("who").one_of("city_and_followers", "all") == "all",
        must_be_filed=claimants.at("must_be_filed").flag(), claimants_article=claimants.at("article").text(),
        dishonesty_article=dishonesty.at("article").text(),
        one_invoice_one_item=invoices.at("serve").one_of("one_item", "any_items") == "one_item",
        invoices_article=invoices.at("article").text(),
        whole_yuan=rounding.at("to").one_of("fen_half_up", "yuan_down") == "yuan_down",
        rounding_article=rounding.at("article").text(),
        without_vat=vat.at("base").one_of("without_vat", "gross") == "without_vat",
        vat_article=vat.at("article").text(),
        yearly_rate=currency.at("rate_of").one_of("payment_day", "year") == "year",
        yearly_rates=_yearly_rates(currency.at("yearly_rates")), currency_article=currency.at("article").text(),
    )  # fmt: skip


def _yearly_rates(part: Part) -> dict[tuple[int, str], Decimal]:
    found = {}
    for year, rates in part.named():
        if not (year.isascii() and year.isdecimal() and len(year) == 4):
            rates.wrong(f"{year!r} is no year")
            continue
        for currency, rate in rates.named():
            found[int(year), currency] = rate.factor()
    return found


def _district(part: Part) -> District:
    part.fields(("code", "zh", "en", "financed_by", "follows"))
    return District(
        part.at("code").text(r"[0-9]{6}"),
        _words(part),
        part.at("financed_by").one_of("city", "county"),
        part.at("follows").flag(),
    )


def _countries(part: Part) -> CountryList:
    part.fields(("zh", "en", "source", "codes"))
    codes = [each.text(r"[A-Z]{3}") for each in part.at("codes").each()]
    for code in {code for code in codes if codes.count(code) > 1}:
        part.at("codes").wrong(f"{code} stands there twice")
    return CountryList(_words(part), part.at("source").text(), frozenset(codes))


def _item(code: str, part: Part, countries: Mapping[str, CountryList]) -> Item:
    Part(code, part.place, part.notes).text(_CODE)
    part.fields(("title", "article", "text", "formula"), ("conditions", "unit", "cap"))
    title = part.at("title")
    title.fields(("zh", "en"))
    formula = read_formula(part.at("formula"))
    if isinstance(formula, Tiers):
        for name in set(formula.lists) - countries.keys():
            part.at("formula").wrong(f"there is no list of countries {name!r}")
    conditions = tuple(map(read_condition, part.at("conditions").each())) if part.has("conditions") else ()
    cap = read_cap(part.at("cap")) if part.has("cap") else None
    if cap is None and isinstance(formula, Fixed):
        part.wrong("a fixed sum has a cap: the most that may be decided")
    return Item(
        code, _words(title), part.at("article").text(), part.at("text").text(), formula, conditions,
        _unit(part.at("unit")) if part.has("unit") else None, cap, (),
    )  # fmt: skip


def read_cap(part: Part) -> Cap:
    """A cap with the time for which it counts."""
    part.fields(("amount", "per"))
    return Cap(
        part.at("amount").money(), part.at("per").one_of("year", "policy", "lifetime", "once", "expense")
    )


def _unit(part: Part) -> UnitCap:
    part.fields(("by", "cap"))
    return UnitCap(part.at("by").one_of("fair", "project", "provider"), part.at("cap").money())


def _group(name: str, part: Part, items: Mapping[str, Item]) -> Group:
    Part(name, part.place, part.notes).text(_CODE)
    part.fields(("title", "members", "cap", "article"))
    part.at("title").fields(("zh", "en"))
    return Group(
        name,
        frozenset(part.at("members").texts(items)),
        read_cap(part.at("cap")),
        _words(part.at("title")),
        part.at("article").text(),
    )


def _in_groups(item: Item, groups: Mapping[str, Group]) -> Item:
    return replace(item, groups=tuple(group for group in groups.values() if item.code in group.members))
