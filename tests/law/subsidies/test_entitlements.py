"""What a firm may still have: open, not yet, used up, excluded, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from exportlane.law.subsidies import BadClaim, Entitlement, Firm, Used, entitlements
from tests.law.subsidies.given import FIRM, SERVING, expense, policy, settled


def found(firm: Firm = FIRM, used: Used | None = None, **readings: str) -> dict[str, Entitlement]:
    return {one.item: one for one in entitlements(policy(**readings), 2025, firm, used)}


def test_a_firm_that_has_used_nothing_may_have_all_but_what_it_does_not_fulfil() -> None:
    each = found()

    assert list(each) == list(policy().items)
    assert {item for item, one in each.items() if one.state != "eligible"} == {"P1"}
    assert each["P1"].state == "not_yet"
    assert each["P1"].missing[0].zh == "年服务二手车出口车辆须达5000台（现为0）"
    assert all(one.article and one.text and one.last_day == date(2025, 12, 31) for one in each.values())


def test_what_is_left_is_the_tightest_cap() -> None:
    used = settled(expense("O1", amount="1200000.00"), expense("E1", amount="125000.00")).used

    each = found(used=used)

    assert (each["O4"].remaining, each["O4"].cap_by) == (Decimal("400000.00"), "CAP_G2")
    assert (each["E3"].remaining, each["E3"].cap_by) == (Decimal("10000.00"), "CAP_ITEM")
    assert (each["E2"].remaining, each["E2"].unit_cap) == (Decimal("200000.00"), Decimal("80000.00"))
    assert (each["A1"].remaining, each["A1"].cap_by) == (None, None)
    assert (each["O1"].used, each["O3"].used) == (Decimal("600000.00"), Decimal("0.00"))


def test_an_item_or_a_group_that_is_full_is_used_up() -> None:
    fairs = [expense("E1", f"{n}", fair=f"F{n}", amount="125000.00") for n in range(3)]
    used = settled(*fairs, expense("C1", amount="20000.00")).used

    each = found(used=used)

    assert {item for item, one in each.items() if one.state == "used_up"} == {"E1", "E2", "E3", "C1"}
    assert each["E3"].remaining == Decimal("0.00")
    assert each["E3"].missing == ()


def test_a_one_off_award_is_used_up_by_any_amount() -> None:
    used = settled(expense("P1", decided_amount="1.00"), firm=SERVING).used

    assert (found(SERVING, used)["P1"].state, found(SERVING, used)["P1"].remaining) == (
        "used_up",
        Decimal("0.00"),
    )


def test_a_firm_below_the_number_is_told_how_many_it_has() -> None:
    each = found(replace(FIRM, exports_in_year=499))

    assert each["C2"].state == "not_yet"
    assert each["C2"].missing[0].zh.endswith("（现为499）")


@pytest.mark.requirement("TZ-12b")
@pytest.mark.parametrize(
    "firm",
    [
        replace(FIRM, dishonest_at_submission=True),
        replace(FIRM, dishonest_at_payment=True),
        replace(FIRM, district="331081"),
        replace(FIRM, first_filed_on=None),
    ],
)
def test_a_firm_that_gets_nothing_is_told_why_at_every_item(firm: Firm) -> None:
    each = found(firm).values()

    assert {one.state for one in each} == {"excluded"}
    assert all(one.missing[0].zh and not one.remaining for one in each)


def test_the_fields_that_an_expense_needs_are_named() -> None:
    each = found()

    assert each["E1"].fields == ("amount", "paid_on", "fair", "fair_kind")
    assert each["O2"].fields == ("amount", "market_standard", "paid_on")
    assert found(U13="paid")["O2"].fields == ("amount", "paid_on")
    assert found(U5="firm")["A1"].fields == ("investment_usd", "paid_on")
    assert each["O4"].fields == ("principal", "disbursed_on")
    assert each["P1"].fields == ()


def test_a_year_that_is_not_of_the_policy_has_no_answer() -> None:
    with pytest.raises(BadClaim, match="2024 is no year of it"):
        entitlements(policy(), 2024, FIRM)
