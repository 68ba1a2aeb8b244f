"""What ``exportlane subsidy`` prints for people: Chinese first, no line wider than 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from exportlane.law.subsidies import Asked, Entitlement, Estimate, SubsidyPolicy
    from exportlane.law.subsidies.policy import Cap, Item, Switch

WIDTH: Final = 80
_LEFT, _AMOUNT = 36, 18
STATES: Final = {
    "eligible": "可申报 open",
    "not_yet": "条件未满足 not yet",
    "used_up": "已用完 used up",
    "excluded": "不可享受 excluded",
}
STATUS: Final = {"in_force": "有效 in force", "draft": "草案 draft", "expired": "已到期 expired"}
PERIODS: Final = {
    "year": "每年 a year",
    "policy": "政策期内 in the policy",
    "lifetime": "历年累计 in all years",
    "once": "一次性 once",
    "expense": "每笔 for each expense",
}


def estimate_lines(asked: Asked, found: Estimate) -> Iterator[str]:
    """The answer to an estimate: each expense with its amount, the deciding sentence and the steps; the sum."""
    from exportlane.law.subsidies.shown import WHAT_IF

    policy = asked.policy
    yield f"{policy.instrument} {policy.name}  {asked.year}年  {asked.firm.uscc}"
    for grant in found.grants:
        title = policy.items[grant.item].title.zh
        yield ""
        yield _row(f"{grant.id}  {grant.item} {title}", f"{grant.granted}", grant.code)
        yield from wrapped(f"{grant.reason}（{grant.article}）", 4)
        for number, step in enumerate(grant.steps, 1):
            less = f"，核减{step.cut}" if step.cut else ""
            yield from wrapped(f"{number}. {step.zh}{less}", 4, 7)
    yield ""
    yield _row("合计 Total", f"{found.total}")
    yield from wrapped(f"{WHAT_IF.zh}。{WHAT_IF.en}.", 0)


def entitlement_lines(asked: Asked, found: Iterable[Entitlement]) -> Iterator[str]:
    """What a firm is entitled to, item by item under its state."""
    yield f"{asked.policy.instrument} {asked.policy.name}  {asked.year}年  {asked.firm.uscc}"
    order = list(STATES)
    for state, items in groupby(sorted(found, key=lambda one: order.index(one.state)), lambda one: one.state):
        yield ""
        yield STATES[state]
        for one in items:
            left = "不设年度限额" if one.remaining is None else f"尚余 {one.remaining}"
            yield _right(f"  {one.item} {one.title.zh}", left)
            for words in one.missing:
                yield from wrapped(f"须：{words.zh}", 6, 10)
            yield from wrapped(f"{one.article}，支付日不迟于{one.last_day}", 6)


def policy_lines(policy: SubsidyPolicy) -> Iterator[str]:
    """A policy in the list."""
    until = policy.valid_to or "…"
    yield f"{policy.name}  {policy.valid_from} — {until}  {STATUS[policy.status]}"
    yield from wrapped(policy.title.zh, 2)
    yield from wrapped(policy.title.en, 2)
    yield from wrapped(" ".join(policy.items), 2)


def policy_in_full(policy: SubsidyPolicy) -> Iterator[str]:
    """A policy with every item, group and switch."""
    yield from policy_lines(policy)
    for item in policy.items.values():
        yield ""
        yield from _item(item)
    for group in policy.groups.values():
        if group.members:
            yield ""
            members = " ".join(sorted(group.members))
            yield from wrapped(f"{group.name}  {group.title.zh} {group.title.en}：{members}", 0, 4)
            yield from wrapped(f"合计限额 {_cap(group.cap)}（{group.article}）", 4)
    yield ""
    yield "可申报企业所在地 Districts"
    names = "、".join(policy.districts[code].title.zh for code in sorted(policy.eligible))
    yield from wrapped(f"{names}（{policy.general.claimants_article}）", 4)
    yield ""
    yield "不明确之处的口径 How unclear points are read"
    for switch in policy.switches.values():
        yield from _switch(switch)


def _item(item: Item) -> Iterator[str]:
    yield from wrapped(f"{item.code}  {item.title.zh} {item.title.en}", 0, 4)
    yield from wrapped(f"{item.text}（{item.article}）", 4)
    for condition in item.conditions:
        yield from wrapped(f"否则不予（{condition.code}）：{condition.words.zh}", 4, 6)
    if item.unit is not None:
        yield from wrapped(f"单项限额 {item.unit.amount}", 4)
    if item.cap is not None:
        yield from wrapped(f"企业限额 {_cap(item.cap)}", 4)


def _switch(switch: Switch) -> Iterator[str]:
    yield from wrapped(f"{switch.name} {switch.question.zh}（{switch.article}）", 2, 6)
    for reading in switch.readings:
        sign = "✓" if reading.name == switch.chosen else "·"
        yield from wrapped(f"{sign} {reading.name}: {reading.words.zh}", 6, 8)


def _cap(cap: Cap) -> str:
    return f"{cap.amount} {PERIODS[cap.per]}"


def wide(text: str) -> int:
    """How many columns a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, first: int, rest: int | None = None) -> Iterator[str]:
    """A text in lines of 80 columns, indented by `first`, then by `rest`; it breaks at blanks and Chinese signs."""
    line, begun = " " * first, False
    for piece in _pieces(text):
        if begun and wide(line) + wide(piece.rstrip()) > WIDTH:
            yield line.rstrip()
            line = " " * (first if rest is None else rest)
            piece = piece.lstrip()  # noqa: PLW2901  # a line never begins with a blank of its own
        line, begun = line + piece, True
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Words and single Chinese characters; closing punctuation stays with what is before it."""
    piece = ""
    for sign in text:
        closing = sign in "，。；：、）”》"
        if piece and not closing and (east_asian_width(sign) == "W" or _ended(piece)):
            yield piece
            piece = ""
        piece += sign
    yield piece


def _ended(piece: str) -> bool:
    return piece[-1] == " " or east_asian_width(piece[-1]) in "WF"


def _row(left: str, amount: str, code: str = "") -> str:
    """A line with its amount in a column, and the code behind it."""
    return f"{_filled(left, _LEFT)}{amount:>{_AMOUNT}}  {code}".rstrip()


def _right(left: str, amount: str) -> str:
    """A line with an amount at its right end."""
    return f"{_filled(left, WIDTH - wide(amount))}{amount}"


def _filled(text: str, width: int) -> str:
    """A text in so many columns, a blank at the end; what is too long ends in …."""
    if wide(text) >= width:
        while wide(text) > width - 2:
            text = text[:-1]
        text += "…"
    return text + " " * (width - wide(text))
