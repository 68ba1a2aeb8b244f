"""No order of applications and verbs ever breaks a cap; money is conserved; an estimate is what is granted later."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exportlane.law.subsidies import estimate
from incentives.domain.account import Account
from incentives.domain.application import Application
from incentives.domain.around import Settled
from incentives.domain.line import NOTHING, LineReview
from incentives.domain.movements import figures
from incentives.domain.reckoning import claimant, expense_of
from tests.incentives.given import (
    APPROVER,
    LATER,
    POLICY,
    Desk,
    back,
    draft,
    entry,
    known,
    line,
    policy,
    refused,
    settled,
)

CAPS = {"G1": ("E1", "E2", "E3"), "G2": ("O1", "O2", "O3", "O4")}
MOST = {"G1": Decimal(300_000), "G2": Decimal(1_000_000), "C2": Decimal(20_000), "W1": Decimal(500_000)}
FAIR = Decimal(100_000)
VERBS = (
    "submit", "accept", "review", "publicise", "approve", "out_of_turn", "refuse", "revoke_approval", "pay",
    "pay_rest", "release_rest", "order_recovery", "recover", "recover_all", "withdraw", "lift_recovery",
)  # fmt: skip
OFTEN = (*VERBS, *("approve", "out_of_turn") * 4)
"""Approvals are what may break a cap."""
AMOUNTS = st.integers(1, 300_000_000).map(lambda fen: str(Decimal(fen) / 100))
ITEMS = st.sampled_from(["O1", "O2", "O3", "C2", "E1"])


@st.composite
def applications(draw: st.DrawFn) -> list[Application]:
    made = []
    for number in range(draw(st.integers(2, 4))):
        lines = []
        for place in range(draw(st.integers(1, 3))):
            item, amount = draw(ITEMS), draw(AMOUNTS)
            fair: dict[str, Any] = {"fair": f"F-{draw(st.integers(1, 2))}", "fair_kind": "key_overseas"}
            name = f"{number}{place}"
            lines.append(
                line(name, item, amount, **(fair if item == "E1" else {}), market_standard=Decimal(amount))
            )
        made.append(draft(*lines, id_=f"app-{number}"))
    return made


def without_registers(desk: Desk) -> Desk:
    """A procedure that asks no register, so that the caps alone are looked at."""
    rules = replace(desk.rules, procedures={POLICY: replace(desk.rules.procedure(POLICY), items={})})
    return Desk(desk.known, rules)


def act(desk: Desk, verb: str, id_: str, part: int) -> None:
    state = desk.applications[id_]
    late: dict[str, Any] = {"now": LATER}
    if verb == "approve":
        desk.do("approve", id_, by=APPROVER, **late)
    elif verb == "out_of_turn":
        desk.do("approve", id_, "It cannot wait.", by=APPROVER, **late)
    elif verb == "pay" and state.unpaid:
        desk.do("pay", id_, str((state.unpaid * part / 100).quantize(Decimal("0.01"))), **late)
    elif verb == "order_recovery" and state.paid:
        desk.do(verb, id_, str((state.paid * part / 100).quantize(Decimal("0.01"))), **late)
    elif verb in {"recover", "recover_all"} and state.recoveries:
        whole = state.recoveries[-1].outstanding
        amount = whole if verb == "recover_all" else (whole * part / 100).quantize(Decimal("0.01"))
        desk.do("recover", id_, back(str(amount)), **late)
    elif verb not in {"pay", "order_recovery", "recover", "recover_all"}:
        desk.do(verb, id_, **(late if verb in {"pay_rest", "release_rest"} else {}))


def assert_caps(desk: Desk) -> None:
    """By the approvals that stand, and not by the ledger that is to be tested."""
    granted: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    fairs: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for state in desk.applications.values():
        if state.approved_on is None or state.outcome is not None:
            continue
        rest = state.released
        for each in reversed(state.grants):
            gone = min(rest, each.granted)
            rest -= gone
            granted[each.item] += each.granted - gone
            found = state.line(each.line_id)
            if found is not None and found.fair:
                fairs[found.fair] += each.granted - gone
    for cap, items in {**CAPS, "C2": ("C2",)}.items():
        assert sum((granted[item] for item in items), NOTHING) <= MOST[cap], cap
    assert all(amount <= FAIR for amount in fairs.values())


def assert_money(desk: Desk) -> None:
    """Paid is at most what was approved, recovered at most what was paid; the rows add up to where it stands."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in desk.rows:
        sums[str(row["kind"]), str(row["item"])] += int(row["fen"] or 0)
    now: dict[tuple[str, str], int] = defaultdict(int)
    for state in desk.applications.values():
        assert state.recovered <= state.paid <= state.granted or not state.paid
        assert state.unpaid >= 0
        assert state.paid + state.unpaid + state.released == state.granted or not state.approved_on
        for payment in state.payments:
            assert payment.city + payment.county == payment.amount == sum(payment.items.values(), NOTHING)
        for place, amount in figures(state).items():
            now[place] += int(amount * 100)
    assert {k: v for k, v in sums.items() if v} == {k: v for k, v in now.items() if v}


@pytest.mark.rule("INC-PAID-MOST")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    made=applications(),
    steps=st.lists(
        st.tuples(st.sampled_from(OFTEN), st.integers(0, 3), st.integers(1, 99)), min_size=12, max_size=50
    ),
    whole=st.booleans(),
)
def test_no_order_of_applications_and_verbs_breaks_a_cap_or_loses_money(
    made: list[Application], steps: list[tuple[str, int, int]], *, whole: bool
) -> None:
    desk = without_registers(Desk())
    for each in made:
        desk.write(each)
        if whole:
            for verb in ("submit", "accept", "review", "publicise"):
                desk.do(verb, each.id)

    for verb, number, part in steps:
        act(desk, verb, made[number % len(made)].id, part)

        assert_caps(desk)
        assert_money(desk)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=applications())
def test_an_estimate_equals_the_later_grant_when_nothing_changed(made: list[Application]) -> None:
    desk = without_registers(Desk())
    for each in made:
        desk.write(each)
        settled(desk.do("submit", each.id))
    firm = claimant(made[0], desk.known)
    asked = [expense_of(one, f"{each.id}/{one.id}") for each in made for one in each.lines]
    foretold = estimate(policy().policies[POLICY], 2025, firm, asked)

    for each in made:
        for verb in ("accept", "review", "publicise"):
            desk.do(verb, each.id)
        act(desk, "approve", each.id, 1)

    granted = {
        f"{state.id}/{g.line_id}": g.granted for state in desk.applications.values() for g in state.grants
    }
    assert granted == {grant.id: grant.granted for grant in foretold.grants}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=applications(), order_=st.permutations(range(4)))
def test_in_whatever_order_they_are_approved_each_gets_what_its_turn_gives(
    made: list[Application], order_: list[int]
) -> None:
    desk = without_registers(Desk())
    for each in made:
        desk.publicised(each)
    firm = claimant(made[0], desk.known)
    asked = [expense_of(one, f"{each.id}/{one.id}") for each in made for one in each.lines]
    by_turn = {g.id: g.granted for g in estimate(policy().policies[POLICY], 2025, firm, asked).grants}

    for _ in made:
        for number in order_:
            if number < len(made):
                _approved_or_refused(desk, made[number].id)

    for state in desk.applications.values():
        mine = sum((by_turn[f"{state.id}/{one.id}"] for one in state.lines), NOTHING)
        got = state.granted if state.approved_on else NOTHING
        assert got == mine, state.id


def _approved_or_refused(desk: Desk, id_: str) -> None:
    answer = desk.do("approve", id_, now=LATER, by=APPROVER)
    if not isinstance(answer, Settled) and answer.slug == "nothing-to-grant":
        desk.do("refuse", id_)


@pytest.mark.rule("INC-TURN")
def test_an_earlier_application_that_may_use_the_same_cap_is_decided_first() -> None:
    desk = Desk()
    desk.publicised(draft(line("a", "O1", "1500000.00"), id_="first"))
    desk.publicised(draft(line("b", "O1", "1000000.00"), id_="second"))

    answer = refused(desk.do("approve", "second", now=LATER, by=APPROVER))
    out_of_turn = settled(desk.do("approve", "second", "The bank asks.", now=LATER, by=APPROVER))
    first = settled(desk.do("approve", "first", now=LATER, by=APPROVER))

    assert (answer.slug, "BT-first" in answer.sentence) == ("earlier-application-open", True)
    assert out_of_turn.application.state.granted == Decimal("500000.00")
    assert first.application.state.granted == Decimal("500000.00")
    assert first.application.state.grants[0].code == "CAP_G2"


def test_one_that_shares_no_cap_with_an_earlier_one_need_not_wait() -> None:
    desk = Desk()
    desk.publicised(draft(line("a", "O1", "1500000.00"), id_="first"))
    desk.publicised(draft(line("b", "C1", "20000.00"), id_="second"))

    answer = settled(desk.do("approve", "second", now=LATER, by=APPROVER))

    assert answer.application.state.granted == Decimal("10000.00")


def test_an_approval_that_falls_gives_its_cap_back() -> None:
    desk = Desk()
    desk.approved(draft(line("a", "O1", "2000000.00"), id_="first"))

    settled(desk.do("revoke_approval", "first", now=LATER))
    again = desk.approved(draft(line("b", "O1", "2000000.00"), id_="second"))

    assert again.granted == Decimal("1000000.00")


@pytest.mark.parametrize(("returns", "left"), [(False, "0.00"), (True, "400.00")])
def test_a_cap_comes_back_with_recovered_money_where_the_office_says_so(*, returns: bool, left: str) -> None:
    plain = policy()
    rules = replace(
        plain, procedures={POLICY: replace(plain.procedure(POLICY), recovered_cap_returns=returns)}
    )
    desk = Desk(rules=rules)
    desk.approved(draft(line("a", "O1", "2000000.00"), id_="first"))
    settled(desk.do("pay_rest", "first", now=LATER))
    settled(desk.do("order_recovery", "first", now=LATER))
    settled(desk.do("recover", "first", now=LATER))

    account: Account = next(iter(desk.accounts.values()))

    assert Decimal(1_000_000) - account.held_by("first") == Decimal(left)


def test_hedges_below_a_million_count_together_with_later_ones() -> None:
    on = LATER.date()
    desk = Desk(known(*(entry("hedge", n, on, usd_amount="600000.00") for n in "ab")))
    dollars = Decimal("600000.00")
    hedged = [line(n, "F1", None, hedged_usd=dollars, paid_on=on, reference=n) for n in "ab"]
    both = desk.publicised(draft(*hedged, id_="both"))

    assert [each.granted for each in both.grants] == [NOTHING, Decimal("10000.00")]


@pytest.mark.rule("INC-RECOVER")
def test_no_more_is_ordered_back_than_was_paid() -> None:
    desk = Desk()
    desk.approved(draft())
    settled(desk.do("pay", "app-1", "2000.00", now=LATER))

    answer = refused(desk.do("order_recovery", "app-1", "2000.01", now=LATER))

    assert (answer.slug, answer.status) == ("recovery-exceeds-payment", 422)
    assert settled(desk.do("order_recovery", "app-1", "2000.00", now=LATER)).application.state.unpaid == 0


def test_a_debt_is_set_off_against_what_is_open_to_the_same_firm() -> None:
    desk = Desk()
    desk.approved(draft(line("a"), id_="app-1"))
    settled(desk.do("pay_rest", "app-1", now=LATER))
    settled(desk.do("order_recovery", "app-1", now=LATER))
    desk.approved(draft(line("b"), id_="app-2"))
    creditor = desk.applications["app-2"]

    other = replace(creditor, uscc="91331002MA28A00012")
    strange = refused(desk.do("recover", "app-1", back(way="offset"), other, now=LATER))
    settled(desk.do("recover", "app-1", back(way="offset"), creditor, now=LATER))

    assert strange.slug == "no-such-creditor"
    assert desk.applications["app-1"].status == "recovered"
    assert desk.applications["app-2"].payments[-1].offset_against == "BT-app-1"
    assert desk.applications["app-2"].unpaid == Decimal("49000.00")
    assert_money(desk)


def test_a_reviewer_may_cut_a_line_with_a_reason_and_the_rules_reckon_with_what_is_left() -> None:
    desk = Desk()
    desk.write(draft())
    settled(desk.do("submit", "app-1"))
    settled(desk.do("accept", "app-1"))

    cut = {"a": LineReview(Decimal("60000.00"), "Half is a flat.", "It is a home.")}
    answer = settled(desk.do("review", "app-1", cut))

    assert answer.application.state.granted == Decimal("30000.00")
