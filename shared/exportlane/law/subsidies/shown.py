"""Answers as JSON shows them: money as text with two decimals, every sentence in both languages."""

from __future__ import annotations

from typing import Any

from exportlane.law.subsidies.asked import Asked
from exportlane.law.subsidies.claims import NOTHING, Estimate, Grant, Used
from exportlane.law.subsidies.entitling import Entitlement
from exportlane.law.subsidies.policy import Cap, Item, SubsidyPolicy, Words

WHAT_IF = Words(
    "本结果为预估：出口量、服务量、认定和失信情况按所填计算，正式申报时以海关、登记册和信用部门的事实为准",
    "An estimate: counts, recognition and lists are as stated here; an application takes them from customs, the "
    "registers and the credit list",
)


def estimate_shown(asked: Asked, found: Estimate) -> dict[str, Any]:
    """The answer to an estimate."""
    policy = asked.policy
    return {
        "policy": policy.name,
        "year": asked.year,
        "status": policy.status,
        "uscc": asked.firm.uscc,
        "grants": [grant_shown(grant) for grant in found.grants],
        "total": str(found.total),
        "requested": str(sum((grant.requested for grant in found.grants), NOTHING)),
        "used": used_shown(found.used),
        "readings": {name: switch.chosen for name, switch in policy.switches.items()},
        "what_if": {"zh": WHAT_IF.zh, "en": WHAT_IF.en},
    }


def grant_shown(grant: Grant) -> dict[str, Any]:
    """One grant with its steps."""
    return {
        "id": grant.id,
        "item": grant.item,
        "requested": str(grant.requested),
        "granted": str(grant.granted),
        "cut": str(grant.cut),
        "code": grant.code,
        "reason": grant.reason,
        "reason_en": grant.reason_en,
        "article": grant.article,
        "steps": [
            {
                "zh": step.zh,
                "en": step.en,
                "article": step.article,
                "before": str(step.before),
                "after": str(step.after),
                "cut": str(step.cut),
                "cut_by": step.cut_by,
            }
            for step in grant.steps
        ],
    }


def used_shown(used: Used) -> dict[str, Any]:
    """What is used, as a ledger keeps it and a question may bring it back."""
    return {
        "amounts": {name: str(amount) for name, amount in used.amounts.items()},
        "sums": {name: str(amount) for name, amount in used.sums.items()},
        "invoices": dict(used.invoices),
    }


def entitlement_shown(one: Entitlement) -> dict[str, Any]:
    """One item of what a firm is entitled to."""
    return {
        "item": one.item,
        "zh": one.title.zh,
        "en": one.title.en,
        "state": one.state,
        "used": str(one.used),
        "remaining": None if one.remaining is None else str(one.remaining),
        "cap_by": one.cap_by,
        "unit_cap": None if one.unit_cap is None else str(one.unit_cap),
        "missing": [{"zh": words.zh, "en": words.en} for words in one.missing],
        "fields": list(one.fields),
        "article": one.article,
        "text": one.text,
        "last_day": one.last_day.isoformat(),
    }


def policy_row(policy: SubsidyPolicy) -> dict[str, Any]:
    """A policy in a list of them."""
    return {
        "name": policy.name,
        "city": policy.city,
        "zh": policy.title.zh,
        "en": policy.title.en,
        "instrument": policy.instrument,
        "status": policy.status,
        "valid_from": policy.valid_from.isoformat(),
        "valid_to": None if policy.valid_to is None else policy.valid_to.isoformat(),
        "items": list(policy.items),
    }


def policy_shown(policy: SubsidyPolicy) -> dict[str, Any]:
    """A policy in full: items with words and article, groups, districts, every reading of what is unclear."""
    return {
        **policy_row(policy),
        "eligible_from": policy.general.eligible_from.isoformat(),
        "items": [_item(item) for item in policy.items.values()],
        "groups": [
            {
                "name": group.name,
                "zh": group.title.zh,
                "en": group.title.en,
                "members": sorted(group.members),
                "cap": _cap(group.cap),
                "article": group.article,
            }
            for group in policy.groups.values()
        ],
        "districts": [
            {
                "code": one.code,
                "zh": one.title.zh,
                "en": one.title.en,
                "financed_by": one.financed_by,
                "eligible": one.code in policy.eligible,
            }
            for one in policy.districts.values()
        ],
        "countries": {
            name: {"zh": one.title.zh, "en": one.title.en, "source": one.source, "codes": sorted(one.codes)}
            for name, one in policy.countries.items()
        },
        "switches": [
            {
                "name": switch.name,
                "zh": switch.question.zh,
                "en": switch.question.en,
                "chosen": switch.chosen,
                "readings": {r.name: {"zh": r.words.zh, "en": r.words.en} for r in switch.readings},
                "article": switch.article,
            }
            for switch in policy.switches.values()
        ],
        "dishonesty": policy.general.dishonesty_article,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "zh": item.title.zh,
        "en": item.title.en,
        "article": item.article,
        "text": item.text,
        "unit_cap": None if item.unit is None else {"by": item.unit.by, "amount": str(item.unit.amount)},
        "cap": None if item.cap is None else _cap(item.cap),
        "groups": [group.name for group in item.groups],
        "conditions": [{"code": c.code, "zh": c.words.zh, "en": c.words.en} for c in item.conditions],
    }


def _cap(cap: Cap) -> dict[str, str]:
    return {"amount": str(cap.amount), "per": cap.per}
