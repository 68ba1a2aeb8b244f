"""What a decision moves in the budget: the difference of four figures before and after it. PURE.

`forecast` is what is handed in and not decided, at what the rules would give; `committed` what is approved and not
paid; then `paid` and `recovered`. One row for each figure and item that changed; rows are only ever added, so that
the sum of all rows is where the budget stands, and was on any day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Write
from incentives.domain.application import Application, by_item
from incentives.domain.line import NOTHING
from incentives.domain.status import WAITING, Status

FIGURES: Final = ("forecast", "committed", "paid", "recovered")
Figures = dict[tuple[str, str], Decimal]


def decided(
    before: Application | None, after: Application, facts: tuple[Announce, ...], *, on: date
) -> Decided[Application]:
    """The decision with its rows. `on` is the statutory day on which the money moved."""
    counted = replace(after, moves=(before.moves if before else 0) + 1)
    return Decided(counted, facts, tuple(_rows(before, counted, on)))


def _rows(before: Application | None, after: Application, on: date) -> Iterator[Write]:
    was, now = figures(before) if before else {}, figures(after)
    for figure, item in sorted({*was, *now}):
        amount = now.get((figure, item), NOTHING) - was.get((figure, item), NOTHING)
        if amount:
            row: dict[str, str | int | bool | None] = {
                "id": f"{after.id}/{after.moves}/{figure}/{item}",
                "application_id": after.id,
                "policy": after.policy,
                "year": str(after.year),
                "district": after.district,
                "item": item,
                "kind": figure,
                "moved_on": on.isoformat(),
                "fen": int(amount * 100),
            }
            yield Write("movements", row)


def figures(state: Application) -> Figures:
    """The four figures of one application, by figure and item."""
    granted = by_item(state.grants)
    if state.status in WAITING:
        return {("forecast", item): amount for item, amount in granted.items()}
    if state.approved_on is None or state.status is Status.REFUSED:
        return {}
    paid = paid_by_item(state)
    sums: Figures = {("paid", item): amount for item, amount in paid.items()}
    for item, amount in spread(state.unpaid, {i: granted[i] - paid.get(i, NOTHING) for i in granted}).items():
        sums["committed", item] = amount
    for item, amount in spread(state.recovered, paid).items():
        sums["recovered", item] = amount
    return sums


def paid_by_item(state: Application) -> dict[str, Decimal]:
    """What was paid under each item so far."""
    sums: dict[str, Decimal] = {}
    for payment in state.payments:
        for item, amount in payment.items.items():
            sums[item] = sums.get(item, NOTHING) + amount
    return sums


def spread(amount: Decimal, room: dict[str, Decimal]) -> dict[str, Decimal]:
    """An amount laid on items in their order, each as far as it has room. Raises ValueError for more than all have."""
    laid: dict[str, Decimal] = {}
    left = amount
    for item, most in room.items():
        share = min(left, most)
        if share > 0:
            laid[item] = share
            left -= share
    if left > 0:
        raise ValueError(f"{left} of {amount} has no item to lie on")
    return laid
