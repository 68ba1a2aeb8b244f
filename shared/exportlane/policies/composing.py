"""Puts the rule sets of a profile together. The later set of the list is the stronger one, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from exportlane.law.limits import TimeLimit
from exportlane.policies.keys import AREAS, TIME_LIMITS
from exportlane.policies.keys.customs import CustomsKeys
from exportlane.policies.keys.licensing import LicensingKeys
from exportlane.policies.keys.registry import RegistryKeys
from exportlane.policies.keys.tax import TaxKeys
from exportlane.policies.keys.time_limits import LimitText
from exportlane.policies.keys.transport import TransportKeys
from exportlane.policies.reading import RuleSet
from exportlane.policies.shape import (
    NO_LETTER_BEFORE,
    NO_WINDOW,
    Bilingual,
    Instrument,
    Limits,
    Profile,
    Rules,
    Source,
    Status,
)
from exportlane.policies.texts import ProfileText, VersionText

OWN_CONVENTION = "本系统约定"


def compose(of: ProfileText, version: VersionText, rule_sets: Mapping[str, RuleSet]) -> Profile:
    """One version of a profile out of the rule sets that it names; the data have been checked before."""
    pinned = [rule_sets[pin] for pin in version.rule_sets]
    sources = {key: source_of(one, key) for one in pinned for key in one.values}
    values = {key: value for one in pinned for key, value in one.values.items()}
    limits = {
        matter: _time_limit(matter, text, sources[f"{TIME_LIMITS}.{matter}"].article)
        for matter, text in _of(values, TIME_LIMITS).items()
    }
    areas: dict[str, Any] = {name: model.model_validate(_of(values, name)) for name, model in AREAS.items()}
    return Profile(
        name=of.name, version=version.version, title=of.title, status=_status(version, pinned),
        valid_from=version.valid_from, valid_to=version.valid_to, order=of.order,
        filing_body=of.filing_body, issuing_body=of.issuing_body, issuer_code=of.issuer_code,
        rule_sets=version.rule_sets, instruments=_instruments(pinned), automatic=version.automatic,
        **areas, time_limits=MappingProxyType(limits), sources=MappingProxyType(sources),
        limits=_limits(limits), rules=_rules(limits, **areas), articles=_articles(sources),
    )  # fmt: skip


def source_of(rule_set: RuleSet, key: str) -> Source:
    """Where a value stands. Raises KeyError for a key that the rule set does not have."""
    said, rule = rule_set.text, rule_set.rule(key)
    return Source(
        key, rule_set.values[key], rule.value, rule.article, Bilingual(zh=rule.zh, en=rule.en), said.pin, said.status,
        instrument_of(rule_set),
    )  # fmt: skip


def instrument_of(rule_set: RuleSet) -> Instrument:
    """The text that the rule set writes down, with the days on which its rules hold."""
    said = rule_set.text
    text = said.instrument
    return Instrument(
        title=text.title, number=text.number, status=text.status,
        valid_from=said.valid_from, valid_to=said.valid_to,
    )  # fmt: skip


def outlived(version: VersionText, rule_set: RuleSet) -> bool:
    """Whether the profile goes on with a rule set after its last day."""
    ends = rule_set.text.valid_to
    return ends is not None and (version.valid_to is None or ends < version.valid_to)


def _status(version: VersionText, pinned: list[RuleSet]) -> Status:
    if any(one.text.status == "draft" for one in pinned):
        return "draft"
    return "expired" if any(outlived(version, one) for one in pinned) else "in_force"


def _instruments(pinned: list[RuleSet]) -> tuple[Instrument, ...]:
    own = [one for one in pinned if one.text.instrument.number != OWN_CONVENTION]
    return tuple(instrument_of(one) for one in reversed(own))


def _of(values: Mapping[str, Any], area: str) -> dict[str, Any]:
    return {key.partition(".")[2]: value for key, value in values.items() if key.startswith(f"{area}.")}


def _time_limit(matter: str, text: LimitText, article: str) -> TimeLimit:
    return TimeLimit(
        matter=matter, agency=text.agency, unit=text.unit, length=text.length, by_class=text.by_class or {},
        average=text.average, due_soon=text.due_soon, rolls=text.rolls, starts=text.starts, ends=text.ends,
        article=article,
    )  # fmt: skip


def _limits(limits: Mapping[str, TimeLimit]) -> Limits:
    rebate, exit_ = limits["rebate"], limits.get("exit_confirmation")
    return Limits.model_validate(
        {
            "licence": limits["licence"].length,
            "deregistration": limits["deregistration"].length,
            "rebate_by_class": dict(rebate.by_class or {}),
            "rebate_average": rebate.length if rebate.average else None,
            "deregistration_months_after_customs": limits["deregistration_application"].length,
            "exit_confirmation_days": exit_.length if exit_ else None,
        }
    )


def _rules(
    limits: Mapping[str, TimeLimit],
    *,
    licensing: LicensingKeys,
    tax: TaxKeys,
    registry: RegistryKeys,
    customs: CustomsKeys,
    transport: TransportKeys,
) -> Rules:
    del registry, customs, transport  # nothing of theirs had the older names
    return Rules(
        vehicles_per_licence=licensing.vehicles_per_licence,
        licence_validity_months=licensing.licence_validity_months,
        after_sales_letter_days=licensing.after_sales_letter_days or 0,
        after_sales_letter_from=licensing.after_sales_letter_from or NO_LETTER_BEFORE,
        scrapping_margin_years=licensing.scrapping_margin_years,
        inspection_report_days=licensing.inspection_report_days,
        rebate_window_months=tax.window_months or NO_WINDOW,
        temp_plate_days=limits["temp_plate"].length or 0,
        max_corrections=licensing.max_corrections,
    )


_OLDER_NAMES = {
    "limits.licence": "time_limits.licence",
    "limits.deregistration": "time_limits.deregistration",
    "limits.rebate_by_class": "time_limits.rebate",
    "limits.rebate_average": "time_limits.rebate",
    "limits.deregistration_months_after_customs": "time_limits.deregistration_application",
    "limits.exit_confirmation_days": "time_limits.exit_confirmation",
    "rules.vehicles_per_licence": "licensing.vehicles_per_licence",
    "rules.licence_validity_months": "licensing.licence_validity_months",
    "rules.after_sales_letter_days": "licensing.after_sales_letter_days",
    "rules.after_sales_letter_from": "licensing.after_sales_letter_from",
    "rules.scrapping_margin_years": "licensing.scrapping_margin_years",
    "rules.inspection_report_days": "licensing.inspection_report_days",
    "rules.rebate_window_months": "tax.window_months",
    "rules.temp_plate_days": "time_limits.temp_plate",
    "rules.max_corrections": "licensing.max_corrections",
}


def _articles(sources: Mapping[str, Source]) -> Mapping[str, str]:
    found = {old: sources[key].article if key in sources else "不适用" for old, key in _OLDER_NAMES.items()}
    return MappingProxyType(found)
