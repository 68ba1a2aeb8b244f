"""Whether a vehicle needs the maker's letter of after-sales service (售后维修服务确认书): 商贸函〔2025〕648号.

A licence applied for within 180 days (included) of the vehicle's first registration needs it, from 2026-01-01 on. The
numbers come from the profile; a version of the rules that asks for no letter has none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from exportlane.law.errors import AppliedBeforeRegistered
from exportlane.law.instants import plain_day
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True)
class LetterRule:
    """Within how many days after first registration, from which day on, and whom it spares.

    `endorsed_before`: vehicles that were endorsed 转让待出口 before this day need no letter.
    """

    days: int
    since: date
    endorsed_before: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Whether the letter is needed, and how many days after its first registration the vehicle was applied for."""

    required: bool
    age_days: int


@rule(
    "LAW-LETTER",
    zh="注册登记满180天（含）以内申请出口许可证的，须有生产企业的售后维修服务确认书",
    en="Applied for within 180 days (included) of first registration, a vehicle needs the maker's after-sales letter",
    article="商贸函〔2025〕648号",
    effect="compute",
)
def letter(
    *, first_registered: date, applied: date, rule: LetterRule | None, endorsed: date | None = None
) -> Letter:
    """Whether an application of day `applied` needs the letter. Both days are dates in Asia/Shanghai.

    Raises:
        AppliedBeforeRegistered: when the application lies before the registration.
    """
    age = (plain_day(applied) - plain_day(first_registered)).days
    if age < 0:
        raise AppliedBeforeRegistered(
            f"applied for on {applied}, before its first registration on {first_registered}"
        )
    if rule is None or applied < rule.since:
        return Letter(required=False, age_days=age)
    spared = rule.endorsed_before is not None and endorsed is not None and endorsed < rule.endorsed_before
    return Letter(required=age <= rule.days and not spared, age_days=age)
