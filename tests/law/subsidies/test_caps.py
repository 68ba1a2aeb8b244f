"""Caps: in their order, across what was used before, and what a sum over the year means."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exportlane.law.subsidies import Used
from tests.law.subsidies.given import FIRM, SERVING, amounts, codes, expense, outcome, settled


def after(*expenses: object, **more: object) -> Used:
    return settled(*expenses, **more).used  # type: ignore[arg-type]


@pytest.mark.rule("SUB-GROUP")
def test_all_fairs_of_a_year_stay_below_three_hundred_thousand() -> None:
    booths = [expense("E1", f"e{n}", fair=f"F-{n}", amount="125000.00") for n in range(2)]
    other = [expense("E2", f"o{n}", fair=f"O-{n}", amount="150000.00") for n in range(2)]

    found = settled(*booths, *other, expense("E3", amount="10000.00"))

    assert amounts(found) == ["100000.00", "100000.00", "80000.00", "20000.00", "0.00"]
    assert codes(found) == ["CAP_UNIT", "CAP_UNIT", "CAP_UNIT", "CAP_G1", "CAP_G1"]
    assert "第一条" in found.grants[3].article


def test_reaching_the_group_cap_exactly_is_said_as_well() -> None:
    used = Used({"3310:G1:2025": Decimal("292000.00")})

    found = settled(expense("E1"), used=used)

    assert outcome(found.grants[0]) == ("8000.00", "CAP_G1")


def test_one_fair_has_one_cap_under_whatever_item() -> None:
    first = expense("E1", amount="125000.00")
    again = expense("E2", fair="F-1", fair_kind="key_overseas", amount="150000.00")

    assert amounts(settled(first, again)) == ["100000.00", "0.00"]
    assert amounts(settled(again, first)) == ["80000.00", "20000.00"]


@pytest.mark.rule("SUB-ITEM")
@pytest.mark.parametrize(
    ("item", "amount", "first", "second"),
    [
        ("E3", "20000.00", "6000.00", "4000.00"),
        ("C1", "12000.00", "6000.00", "4000.00"),
        ("C2", "20000.00", "16000.00", "4000.00"),
        ("I1", "1000000.00", "800000.00", "200000.00"),
        ("I2", "40000.00", "20000.00", "10000.00"),
        ("W1", "800000.00", "400000.00", "100000.00"),
    ],
)
def test_the_cap_of_an_item_counts_what_was_used_before(
    item: str, amount: str, first: str, second: str
) -> None:
    one, two = expense(item, "1", amount=amount), expense(item, "2", amount=amount)

    found = settled(two, used=after(one))

    assert amounts(settled(one, two)) == [first, second]
    assert outcome(found.grants[0]) == (second, "CAP_ITEM")


@pytest.mark.rule("SUB-MILLION")
@pytest.mark.requirement("TZ-9b")
def test_hedges_are_summed_over_the_year_and_shown_where_a_million_is_complete() -> None:
    hedges = ["600000.00", "300000.00", "100000.00", "1999999.99", "0.01", "9000000.00", "1000000.00"]

    found = settled(*(expense("F1", f"h{n}", hedged_usd=each) for n, each in enumerate(hedges)))

    assert amounts(found) == ["0.00", "0.00", "10000.00", "10000.00", "10000.00", "70000.00", "0.00"]
    assert codes(found) == [
        "BELOW_UNIT",
        "BELOW_UNIT",
        "GRANTED",
        "GRANTED",
        "GRANTED",
        "CAP_ITEM",
        "CAP_ITEM",
    ]


def test_a_million_is_also_complete_across_what_was_hedged_before() -> None:
    before = after(expense("F1", hedged_usd="900000.00"))

    assert amounts(settled(expense("F1", hedged_usd="100000.00"), used=before)) == ["10000.00"]
    assert amounts(settled(expense("F1", hedged_usd="99999.99"), used=before)) == ["0.00"]


@pytest.mark.rule("SUB-TIERS")
@pytest.mark.requirement("TZ-7")
def test_investments_of_a_project_are_summed_over_the_year_and_other_projects_stand_alone() -> None:
    found = settled(
        expense("A1", "1", investment_usd="200000.00"),
        expense("A1", "2", investment_usd="100000.00"),
        expense("A1", "3", investment_usd="600000.00"),
        expense("A1", "4", investment_usd="100000.00"),
        expense("A1", "5", investment_usd="200000.00", project="P-2"),
    )

    assert amounts(found) == ["0.00", "20000.00", "0.00", "30000.00", "0.00"]
    assert codes(found) == [
        "INVESTMENT_BELOW_TIER", "GRANTED", "CAP_UNIT", "GRANTED", "INVESTMENT_BELOW_TIER",
    ]  # fmt: skip


def test_the_uplift_is_given_on_the_whole_award_of_the_year_once() -> None:
    found = settled(
        expense("A1", "1", investment_usd="300000.00", country="LAO"),
        expense("A1", "2", investment_usd="1700000.00", country="LAO"),
    )

    assert amounts(found) == ["22000.00", "88000.00"]


def test_a_country_that_is_not_said_gives_no_uplift_and_one_at_home_no_award() -> None:
    assert outcome(settled(expense("A1", country=None)).grants[0]) == ("50000.00", "GRANTED")
    assert outcome(settled(expense("A1", country="CHN")).grants[0]) == ("0.00", "NOT_OVERSEAS")


@pytest.mark.rule("SUB-ONCE")
@pytest.mark.requirement("TZ-6a")
def test_the_award_of_a_service_centre_is_given_once_in_a_lifetime() -> None:
    first, second = expense("P1", "1", decided_amount="1.00"), expense("P1", "2")

    found = settled(first, second, firm=SERVING)
    later = settled(second, firm=SERVING, used=found.used)

    assert [outcome(g) for g in found.grants] == [("1.00", "GRANTED"), ("0.00", "ONCE_ONLY")]
    assert codes(later) == ["ONCE_ONLY"]
    assert later.grants[0].cut == Decimal("800000.00")


@pytest.mark.rule("SUB-INVOICE")
@pytest.mark.rule("SUB-INVOICE")
@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"invoice_no": "AB-1"}, {"invoice_no": "ab-1 "}),
        ({"invoice_no": "12", "seller": "甲 公司"}, {"invoice_no": "１２", "seller": "甲公司"}),
        ({"invoice_no": "2" * 20, "seller": "甲"}, {"invoice_no": "2" * 20}),
    ],
)
def test_an_invoice_is_the_same_however_it_is_typed(first: dict[str, str], again: dict[str, str]) -> None:
    found = settled(expense("O3", "1", **first), expense("W1", "2", **again))

    assert codes(found) == ["GRANTED", "INVOICE_USED"]


def test_an_invoice_serves_once_and_only_where_it_was_reckoned() -> None:
    outside = expense("O3", "1", invoice_no="7", paid_on="2024-06-01")
    first, again = expense("O3", "2", invoice_no="7"), expense("O3", "3", invoice_no="7")
    other_seller = expense("O3", "4", invoice_no="7", seller="91310000MA1FL0000N")

    found = settled(outside, first, again, other_seller)

    assert codes(found) == ["NOT_IN_PERIOD", "GRANTED", "INVOICE_USED", "GRANTED"]
    assert found.used.invoices == {"/7": "O3", "91310000MA1FL0000N/7": "O3"}
    assert codes(settled(expense("W1", invoice_no="7"), used=found.used)) == ["INVOICE_USED"]


def test_what_a_grant_took_can_be_taken_back() -> None:
    one, two = expense("E1", "1", invoice_no="1"), expense("F1", "2")
    found = settled(one, two)

    left = found.used.minus(found.grants[0].takes)

    assert left == Used(
        {
            "3310:fair=F-1:2025": Decimal("0.00"), "3310:E1:2025": Decimal("0.00"), "3310:G1:2025": Decimal("0.00"),
            "3310:F1:2025": Decimal("10000.00"),
        },
        {"3310:F1:2025": Decimal("1000000.00")},
        {},
    )  # fmt: skip
    assert codes(settled(one, used=left)) == ["GRANTED"]


def test_a_year_has_its_own_caps_and_the_premium_cap_counts_the_whole_policy() -> None:
    used = settled(expense("C1", amount="20000.00"), expense("I1", amount="1000000.00"), firm=FIRM).used

    assert used.amounts["3310:C1:2025"] == Decimal("10000.00")
    assert used.amounts["3310:I1:taizhou-2025"] == Decimal("800000.00")


def test_a_group_cap_cuts_after_the_item_has_been_cut() -> None:
    used = Used({"3310:G1:2025": Decimal("295000.00")})

    grant = settled(expense("E3", amount="90000.00"), used=used).grants[0]

    assert outcome(grant) == ("5000.00", "CAP_G1")
    assert [(s.cut_by, str(s.cut)) for s in grant.steps if s.cut] == [
        ("CAP_ITEM", "17000.00"),
        ("CAP_G1", "5000.00"),
    ]
