"""What holds for all expenses in any order: no cap breaks, money is conserved, parts are no more than the whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.subsidies import Estimate, Expense, Used
from exportlane.law.subsidies.policy import Share
from tests.law.subsidies.given import NOTHING, PLAIN, SERVING, policy, settled

POLICY = policy()
ITEMS = tuple(POLICY.items)
SHARES = tuple(code for code, item in POLICY.items.items() if isinstance(item.formula, Share))
GROUPS = {"G1": Decimal("300000.00"), "G2": Decimal("1000000.00")}
CAPS = {
    "E3": Decimal("10000.00"), "C1": Decimal("10000.00"), "C2": Decimal("20000.00"), "I1": Decimal("1000000.00"),
    "I2": Decimal("30000.00"), "W1": Decimal("500000.00"), "P1": Decimal("1000000.00"), "F1": Decimal("100000.00"),
}  # fmt: skip

money = st.decimals(min_value="0.01", max_value="3000000.00", places=2)
days = st.integers(min_value=-40, max_value=400).map(lambda n: date(2025, 1, 1) + timedelta(days=n))
few = st.sampled_from(["1", "2", "3"])


@st.composite
def an_expense(draw: st.DrawFn, items: tuple[str, ...] = ITEMS) -> Expense:
    item = draw(st.sampled_from(items))
    plain = {
        name: value for name, value in PLAIN[item].items() if name in {"fair_kind", "insurer", "recognised"}
    }
    disbursed = draw(days)
    return Expense(
        id="",
        item=item,
        paid_on=None if item in {"O4", "P1"} else draw(days),
        amount=draw(money),
        market_standard=draw(money),
        principal=draw(money),
        disbursed_on=disbursed,
        repaid_on=draw(st.none() | st.just(disbursed + timedelta(days=draw(st.integers(0, 900))))),
        decided_amount=draw(money),
        project=draw(few),
        investment_usd=draw(money),
        hedged_usd=draw(money),
        fair=draw(few),
        invoice_no=draw(st.none() | few),
        **plain,
    )


def lists(items: tuple[str, ...] = ITEMS) -> st.SearchStrategy[list[Expense]]:
    return st.lists(an_expense(items), max_size=14).map(
        lambda each: [replace(one, id=f"{number}") for number, one in enumerate(each)]
    )


def spent(found: Estimate, of: dict[str, set[str]]) -> dict[str, Decimal]:
    whole: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for grant in found.grants:
        for name, members in of.items():
            if grant.item in members:
                whole[name] += grant.granted
    return whole


@pytest.mark.rule("SUB-ORDER")
@given(lists(), st.randoms(use_true_random=False))
def test_no_order_of_expenses_breaks_a_cap(expenses: list[Expense], chance: object) -> None:
    chance.shuffle(expenses)  # type: ignore[attr-defined]

    found = settled(*expenses, firm=SERVING, by=POLICY)

    groups = spent(found, {"G1": {"E1", "E2", "E3"}, "G2": {"O1", "O2", "O3", "O4"}})
    assert all(amount <= GROUPS[name] for name, amount in groups.items())
    items = spent(found, {item: {item} for item in CAPS})
    assert all(amount <= CAPS[name] for name, amount in items.items())
    fairs: dict[str | None, Decimal] = defaultdict(lambda: NOTHING)
    for expense, grant in zip(expenses, found.grants, strict=True):
        if expense.item in {"E1", "E2"}:
            fairs[expense.fair] += grant.granted
    assert all(amount <= Decimal("100000.00") for amount in fairs.values())


@given(lists())
def test_a_grant_is_never_below_nothing_nor_above_its_own_amount_and_money_is_conserved(
    expenses: list[Expense],
) -> None:
    found = settled(*expenses, firm=SERVING, by=POLICY)

    for grant in found.grants:
        assert NOTHING <= grant.granted <= grant.requested
        assert grant.granted + grant.cut == grant.requested
        assert sum((step.cut for step in grant.steps), NOTHING) == grant.cut
        assert str(grant.granted).partition(".")[2].__len__() == 2
    assert found.total == sum((grant.granted for grant in found.grants), NOTHING)


@given(lists(), st.integers(min_value=0, max_value=14))
def test_an_estimate_in_two_parts_is_the_estimate_at_once(expenses: list[Expense], cut: int) -> None:
    whole = settled(*expenses, firm=SERVING, by=POLICY)

    first = settled(*expenses[:cut], firm=SERVING, by=POLICY)
    second = settled(*expenses[cut:], firm=SERVING, by=POLICY, used=first.used)

    assert first.grants + second.grants == whole.grants
    assert second.used == whole.used
    together = Used()
    for grant in whole.grants:
        together = together.plus(grant.takes)
    assert together == whole.used


@given(lists())
def test_what_all_grants_took_can_be_given_back_to_the_last_fen(expenses: list[Expense]) -> None:
    found = settled(*expenses, firm=SERVING, by=POLICY)

    left = found.used
    for grant in found.grants:
        left = left.minus(grant.takes)

    assert not any(left.amounts.values())
    assert not any(left.sums.values())
    assert left.invoices == {}


@settings(max_examples=200)
@given(an_expense(SHARES), st.integers(min_value=2, max_value=6), st.data())
def test_splitting_an_expense_gives_no_more_than_its_rounding(
    expense: Expense, pieces: int, data: st.DataObject
) -> None:
    one = replace(expense, id="whole", invoice_no=None, market_standard=Decimal("3000000.00"))
    fen = int((one.amount or NOTHING) * 100)
    cuts = sorted(data.draw(st.lists(st.integers(0, fen), min_size=pieces - 1, max_size=pieces - 1)))
    parts = [Decimal(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, fen], strict=True) if b > a]

    whole = settled(one, firm=SERVING, by=POLICY).total
    split = settled(
        *(replace(one, id=f"{n}", amount=part) for n, part in enumerate(parts)), firm=SERVING, by=POLICY
    ).total

    assert abs(split - whole) <= Decimal("0.005") * len(parts)


@given(st.lists(money, min_size=1, max_size=8))
@pytest.mark.parametrize(("item", "field"), [("F1", "hedged_usd"), ("A1", "investment_usd")])
def test_a_yearly_sum_earns_the_same_however_it_is_split(item: str, field: str, parts: list[Decimal]) -> None:
    def made(id_: str, amount: Decimal) -> Expense:
        one = Expense(id=id_, item=item, paid_on=date(2025, 6, 1), project="P", country="KAZ")
        return replace(one, **{field: amount})  # type: ignore[arg-type]

    split = settled(*(made(f"{n}", part) for n, part in enumerate(parts)), by=POLICY)
    whole = settled(made("all", sum(parts, NOTHING)), by=POLICY)

    assert split.total == whole.total
    assert split.used.amounts.get(f"3310:{item}:2025", NOTHING) == whole.used.amounts.get(
        f"3310:{item}:2025", NOTHING
    )


@given(lists(), lists())
def test_more_that_was_used_never_gives_more(before: list[Expense], expenses: list[Expense]) -> None:
    plain = [replace(one, invoice_no=None) for one in expenses if one.item not in {"F1", "A1"}]
    used = settled(*before, firm=SERVING, by=POLICY).used

    assert (
        settled(*plain, firm=SERVING, by=POLICY, used=used).total
        <= settled(*plain, firm=SERVING, by=POLICY).total
    )
