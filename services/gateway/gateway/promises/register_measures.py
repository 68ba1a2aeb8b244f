"""Measures of what is about no vehicle: the quota, premiums, subsidies, tickets of the conference, the text itself.

These facts are few beside those of cases, so they are read one by one. Money is Decimal until it is a fraction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from exportlane.policies import shipped
from exportlane.policies.texts import RuleSetText
from gateway.promises import counting, statements
from gateway.promises.question import Figure, Question, Reckon
from gateway.promises.shape import Span

QUOTA: Final = (
    "quota.determined.v1",
    "quota.allocated.v1",
    "quota.units_withdrawn.v1",
    "quota.unit_expired.v1",
    "quota.unit_revoked.v1",
    "quota.update_refused.v1",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact of a register: its type, the thing it is about, and its data."""

    type: str
    subject: str
    data: Mapping[str, Any]

    def day(self, name: str) -> dt.date:
        """The day in this field."""
        return dt.date.fromisoformat(self.data[name])

    def money(self, name: str) -> Fraction:
        """The sum in this field."""
        return Fraction(Decimal(str(self.data[name])))


def _entries(rows: Iterable[Any]) -> Iterator[Entry]:
    for row in rows:
        yield Entry(row.type, row.subject, json.loads(row.data))


async def quota_use(ask: Question) -> Reckon:
    """Units used by a registration, as a share of those allocated in the same period."""
    entries = list(_entries(await ask.tables.register_facts(*QUOTA)))
    consumed = await ask.tables.counted(statements.MARKED, matter="quota", what="consumed")

    def reckon(span: Span) -> Figure:
        found: Counter[str] = Counter({"used": _counted(consumed, span)})
        for one in entries:
            for name, units in _units(one, span):
                found[name] += units
        allocated = found["allocated"]
        share = Fraction(found["used"], allocated) if allocated else None
        return Figure(allocated, share, dict(sorted(found.items())))

    return reckon


def _units(entry: Entry, span: Span) -> Iterator[tuple[str, int]]:
    kind = entry.type.removeprefix("quota.").removesuffix(".v1")
    day, name, field = _QUOTA_DAYS[kind]
    if span.first <= entry.day(day) <= span.last:
        if kind == "determined":
            yield name, int(entry.data["amount_units"]) - int(entry.data.get("amount_before") or 0)
        elif not entry.data.get("again_available"):
            yield name, int(entry.data[field]) if field else 1


_QUOTA_DAYS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "determined": ("determined_on", "determined", "amount_units"),
        "allocated": ("allocated_on", "allocated", "units"),
        "units_withdrawn": ("withdrawn_on", "withdrawn", "units"),
        "unit_expired": ("expired_on", "expired", ""),
        "unit_revoked": ("revoked_on", "revoked", ""),
        "update_refused": ("refused_on", "updates_refused", ""),
    }
)


async def quota_misuse(ask: Question) -> Reckon:
    """Established misuses of a car on a unit; beside it the update quotas that were asked for and refused."""
    entries = list(_entries(await ask.tables.register_facts(*QUOTA)))
    consumed = await ask.tables.counted(statements.MARKED, matter="quota", what="consumed")
    misused = await ask.tables.counted(statements.MARKED, matter="quota", what="misused")

    def reckon(span: Span) -> Figure:
        n, wrong = _counted(consumed, span), _counted(misused, span)
        refused = sum(
            units for one in entries for name, units in _units(one, span) if name == "updates_refused"
        )
        return Figure(n, Fraction(wrong) if n or wrong else None, {"updates_refused": refused})

    return reckon


async def premiums(ask: Question) -> Reckon:
    """Premiums paid by the firms of the profile, in yuan."""
    entries = list(_entries(await ask.tables.register_facts("insurance.premium_paid.v1")))
    firms = await ask.tables.firms([one.data["uscc"] for one in entries])
    own = [one for one in entries if one.data["uscc"] in firms]

    def reckon(span: Span) -> Figure:
        paid = [one for one in own if span.first <= one.day("paid_on") <= span.last]
        by_product: defaultdict[str, Fraction] = defaultdict(Fraction)
        for one in paid:
            by_product[one.data["product"]] += one.money("amount_cny")
        total = sum(by_product.values(), Fraction()) if paid else None
        beside = {
            "by_product": {name: money(value) for name, value in sorted(by_product.items())},
            "firms": len({one.data["uscc"] for one in paid}),
        }
        return Figure(len(paid), total, beside)

    return reckon


async def subsidies_paid(ask: Question) -> Reckon:
    """What was paid under some items of the profile's policy, in yuan."""
    types = ("subsidy.paid.v1", "subsidy.recovered.v1")
    own = [
        one
        for one in _entries(await ask.tables.register_facts(*types))
        if one.data["policy"].partition("-")[0] == ask.text.profile
    ]
    # What is recovered is not told by items: it is shown where the whole application was of the items asked for.
    items_of = {one.subject: set(_by_item(one)) for one in own if one.type == types[0]}

    def reckon(span: Span) -> Figure:
        by_item: defaultdict[str, Fraction] = defaultdict(Fraction)
        paid, firms = 0, set()
        for one in own:
            if one.type == types[0] and span.first <= one.day("paid_on") <= span.last:
                amounts = {i: amount for i, amount in _by_item(one).items() if i in ask.text.items}
                paid += bool(amounts)
                firms |= {one.data["uscc"]} if amounts else set()
                for item, amount in amounts.items():
                    by_item[item] += amount
        back = sum(
            one.money("total")
            for one in own
            if one.type == types[1]
            and span.first <= one.day("recovered_on") <= span.last
            and (named := items_of.get(one.subject))
            and named <= set(ask.text.items)
        )
        beside = {
            "by_item": {item: money(amount) for item, amount in sorted(by_item.items())},
            "firms": len(firms),
            "recovered": money(Fraction(back)),
        }
        return Figure(paid, sum(by_item.values(), Fraction()) if paid else None, beside)

    return reckon


def _by_item(entry: Entry) -> dict[str, Fraction]:
    return {one["item"]: Fraction(Decimal(str(one["amount"]))) for one in entry.data["item_amounts"]}


async def tickets_in_time(ask: Question) -> Reckon:
    """The share of tickets that were answered by their due day, among those answered or due."""
    duties = list(_duties(await ask.tables.tickets(), ask))

    def reckon(span: Span) -> Figure:
        within = [kept for day, kept in duties if span.first <= day <= span.last]
        n = len(within)
        return Figure(n, Fraction(sum(within), n) if n else None, {"late": n - sum(within)})

    return reckon


def _duties(rows: Iterable[Any], ask: Question) -> Iterator[tuple[dt.date, bool]]:
    """Each duty of a member to answer: the day of the answer, or the due day without one, and whether it was kept."""
    due: dict[str, dt.date] = {}
    for row in rows:
        data = json.loads(row.data)
        if data.get("profile") != ask.text.profile:
            continue
        ticket, act, on = data["issue_id"], row.type.rpartition(".v")[0].rpartition(".")[2], data["on"]
        if act in {"assigned", "reopened"} and data.get("member"):
            due[ticket] = dt.date.fromisoformat(data["due_on"])
        elif act == "answered" and ticket in due:
            day = dt.date.fromisoformat(on)
            yield day, day <= due.pop(ticket)
        elif act in {"escalated", "closed"} and ticket in due:
            day = due.pop(ticket)
            if day < dt.date.fromisoformat(on):
                yield day, False
    yield from ((day, False) for day in due.values() if day < ask.on)


async def policy_in_force(ask: Question) -> Reckon:
    """Whether the text is in force on the last day of the span, and how many days it has left."""
    texts = [one for one in _texts() if one.id == ask.text.matter]
    text = max(texts, key=lambda one: one.version)

    def reckon(span: Span) -> Figure:
        begun = text.valid_from is not None and text.valid_from <= span.last
        over = text.valid_to is not None and text.valid_to < span.last
        beside: dict[str, object] = {
            "status": text.status,
            "valid_from": None if text.valid_from is None else text.valid_from.isoformat(),
            "valid_to": None if text.valid_to is None else text.valid_to.isoformat(),
            "version": text.version,
        }
        if text.status == "draft":
            return Figure(1, None, beside, "征求意见 draft", met=False)
        left = None if text.valid_to is None else Fraction((text.valid_to - span.last).days)
        shown = None if text.valid_to is None else f"{text.valid_to} ({left} days left)"
        if over:
            shown = f"ended on {text.valid_to}"
        return Figure(1, left, beside, shown, met=begun and not over)

    return reckon


def _texts() -> Iterator[RuleSetText]:
    yield from (each.text for each in shipped().rule_sets.values())


def money(amount: Fraction) -> str:
    """Yuan with two decimals: sums of amounts on the fen are exact."""
    return f"{Decimal(amount.numerator) / Decimal(amount.denominator):.2f}"


def _counted(rows: Iterable[counting.Counted], span: Span) -> int:
    return sum(row.count for row in rows if span.first <= row.day <= span.last)
