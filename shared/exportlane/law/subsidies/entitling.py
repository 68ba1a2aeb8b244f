"""What a firm may still have: each item with its state, what is left of it, and what is missing for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from exportlane.law.subsidies.caps import group_limits, item_limit
from exportlane.law.subsidies.claims import Expense, Firm, Used
from exportlane.law.subsidies.eligibility import (
    count_holds,
    listed_at_submission,
    not_filed,
    not_of_the_city,
)
from exportlane.law.subsidies.policy import CountCondition, FieldCondition, Fixed, Item, SubsidyPolicy, Words
from exportlane.law.subsidies.reckoning import Denial, Desk
from exportlane.law.subsidies.wellformed import needed, require

State = Literal["eligible", "not_yet", "used_up", "excluded"]
_NO_EXPENSES: Final[tuple[Expense, ...]] = ()


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One item for one firm. `remaining` is None where nothing caps the year; `cap_by` names the tightest cap."""

    item: str
    title: Words
    state: State
    used: Decimal
    remaining: Decimal | None
    cap_by: str | None
    unit_cap: Decimal | None
    """The most for one thing, such as a fair, where the item has that."""
    missing: tuple[Words, ...]
    fields: tuple[str, ...]
    """What an expense under the item must say."""
    article: str
    text: str
    last_day: date


def entitlements(
    policy: SubsidyPolicy, year: int, firm: Firm, used: Used | None = None
) -> tuple[Entitlement, ...]:
    """Every item of the policy for this firm, in the order of the policy. Raises BadClaim."""
    require(policy, year, firm, _NO_EXPENSES)
    desk = Desk.opened(policy, year, firm, used or Used())
    closed = listed_at_submission(desk) or not_of_the_city(desk) or not_filed(desk)
    if closed is None and firm.dishonest_at_payment:
        closed = Denial("", "企业列入严重失信名单", "The firm is on the list of serious dishonesty", "")
    return tuple(_entitled(desk, item, closed) for item in policy.items.values())


def _entitled(desk: Desk, item: Item, closed: Denial | None) -> Entitlement:
    limits = (item_limit(desk, item), *group_limits(desk, item))
    tightest = min(limits, key=lambda limit: limit.left)
    capped = tightest.left.is_finite()
    used = desk.used(limits[0].key)
    missing = tuple(_missing(desk, item))
    once = item.cap is not None and item.cap.per == "once" and bool(used)
    state: State = "eligible"
    if closed is not None:
        state, missing = "excluded", (Words(closed.zh, closed.en),)
    elif once or not tightest.left:
        state = "used_up"
    elif _not_yet(desk, item):
        state = "not_yet"
    return Entitlement(
        item=item.code,
        title=item.title,
        state=state,
        used=used,
        remaining=(used - used if once or closed else tightest.left) if capped else None,
        cap_by=tightest.code if capped else None,
        unit_cap=item.unit.amount if item.unit is not None else None,
        missing=() if state == "used_up" else missing,
        fields=needed(item),
        article=item.article,
        text=item.text,
        last_day=desk.policy.last_day(desk.year),
    )


def _not_yet(desk: Desk, item: Item) -> bool:
    counts = [c for c in item.conditions if isinstance(c, CountCondition)]
    recognised = any(isinstance(c, FieldCondition) and c.field == "recognised" for c in item.conditions)
    return recognised or not all(count_holds(desk, c) for c in counts)


def _missing(desk: Desk, item: Item) -> list[Words]:
    """What the firm has not shown: its counts, and what each expense must prove."""
    found = []
    for condition in item.conditions:
        if isinstance(condition, CountCondition):
            if not count_holds(desk, condition):
                count = getattr(desk.firm, condition.fact)
                zh, en = condition.words.zh, condition.words.en
                found.append(Words(f"{zh}（现为{count}）", f"{en} (now {count})"))
        elif condition.field == "recognised":
            found.append(condition.words)
    if isinstance(item.formula, Fixed) and item.formula.decided:
        found.append(Words("须有认定机构决定的金额", "The amount must be decided by the recognising body"))
    return found
