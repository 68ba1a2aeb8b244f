"""Every unclear point of the policy is a switch, and both readings are reckoned."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from exportlane.law.subsidies import BadPolicy, Firm, SubsidyPolicy, read_otherwise, read_policy
from exportlane.policies.subsidies import subsidy_policy
from tests.law.subsidies.given import FIRM, SERVING, amounts, codes, expense, outcome, policy, settled


def both(
    switch: str, other: str, *lines: Any, firm: Firm = FIRM
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the expenses are granted under the chosen reading, and under the other one."""
    readings = [settled(*lines, firm=firm, by=by) for by in (policy(), policy(**{switch: other}))]
    return tuple([outcome(grant) for grant in found.grants] for found in readings)  # type: ignore[return-value]


def data() -> dict[str, Any]:
    return copy.deepcopy(subsidy_policy("taizhou-2025").data)  # type: ignore[arg-type]


def test_all_twenty_points_are_switches_with_two_readings_and_an_article() -> None:
    switches = policy().switches

    assert list(switches) == [f"U{number}" for number in range(1, 21)]
    for switch in switches.values():
        assert len(switch.readings) == 2, switch.name
        assert switch.article


def test_u1_from_the_first_of_january_or_from_publication() -> None:
    published = data()
    published["switches"]["U1"]["readings"]["publication"]["value"] = "2025-06-16"
    late = read_policy(published, readings={"U1": "publication"})
    before, on = expense("C1", paid_on="2025-06-15"), expense("C1", "2", paid_on="2025-06-16")

    assert codes(settled(before)) == ["GRANTED"]
    assert codes(settled(before, on, by=late)) == ["NOT_IN_PERIOD", "GRANTED"]


def test_u1_cannot_be_read_from_publication_as_long_as_nobody_knows_the_day() -> None:
    with pytest.raises(BadPolicy, match=r"general\.dates\.eligible_from"):
        policy(U1="publication")


def test_u2_whether_a_number_and_above_includes_the_number() -> None:
    exactly = replace(FIRM, exports_in_year=500, vehicles_served_in_year=5000)
    lines = (expense("C2"), expense("P1"), expense("A1", investment_usd="2000000.00"))

    chosen, other = both("U2", "excluded", *lines, firm=exactly)

    assert [amount for amount, _ in chosen] == ["8000.00", "800000.00", "100000.00"]
    assert [amount for amount, _ in other] == ["0.00", "0.00", "50000.00"]


@pytest.mark.parametrize(
    ("invested", "floors", "bands"),
    [
        ("0.01", "0.00", "20000.00"),
        ("300000.00", "20000.00", "20000.00"),
        ("300000.01", "20000.00", "50000.00"),
        ("1000000.01", "50000.00", "100000.00"),
        ("9000000.00", "100000.00", "100000.00"),
    ],
)
def test_u3_tiers_begin_or_end_at_their_number(invested: str, floors: str, bands: str) -> None:
    chosen, other = both("U3", "bands", expense("A1", investment_usd=invested))

    assert (chosen[0][0], other[0][0]) == (floors, bands)


def test_u4_a_country_on_both_lists_is_lifted_once_or_twice() -> None:
    chosen, other = both("U4", "each", expense("A1", country="VNM"))

    assert (chosen, other) == ([("55000.00", "GRANTED")], [("60000.00", "GRANTED")])


def test_u5_investments_count_by_project_or_by_firm() -> None:
    two = [expense("A1", f"{n}", project=f"P-{n}", investment_usd="200000.00") for n in range(2)]

    chosen, other = both("U5", "firm", *two)

    assert [amount for amount, _ in chosen] == ["0.00", "0.00"]
    assert [amount for amount, _ in other] == ["0.00", "20000.00"]


def test_u6_full_millions_or_in_proportion() -> None:
    chosen, other = both("U6", "pro_rata", expense("F1", hedged_usd="3700000.00"))

    assert (chosen[0][0], other[0][0]) == ("30000.00", "37000.00")


def test_u7_the_premium_cap_counts_the_policy_or_all_years() -> None:
    lifetime = policy(U7="lifetime")
    first = settled(expense("I1", amount="1000000.00"), by=lifetime)

    assert "3310:I1:ever" in first.used.amounts
    assert "3310:I1:taizhou-2025" in settled(expense("I1")).used.amounts
    assert amounts(settled(expense("I1", amount="1000000.00"), by=lifetime, used=first.used)) == ["200000.00"]


def test_u8_reports_have_their_own_cap_or_share_that_of_the_premium() -> None:
    lines = expense("I1", amount="1240000.00"), expense("I2", amount="50000.00")

    chosen, other = both("U8", "yes", *lines)

    assert chosen == [("992000.00", "GRANTED"), ("25000.00", "GRANTED")]
    assert other == [("992000.00", "GRANTED"), ("8000.00", "CAP_G3")]


def test_u9_the_million_covers_all_four_lines_or_only_interest() -> None:
    lines = expense("O1", amount="2000000.00"), expense("O3", amount="100000.00")

    chosen, other = both("U9", "interest_only", *lines)

    assert chosen == [("1000000.00", "CAP_G2"), ("0.00", "CAP_G2")]
    assert other == [("1000000.00", "GRANTED"), ("80000.00", "GRANTED")]


@pytest.mark.parametrize("item", ["C1", "C2", "I2", "W1"])
def test_u10_a_maximum_without_a_period_is_for_the_year_or_for_each_order(item: str) -> None:
    large = [expense(item, f"{n}", amount="5000000.00") for n in range(2)]

    chosen, other = both("U10", "expense", *large)

    assert chosen[1] == ("0.00", "CAP_ITEM")
    assert other[0] == other[1] == chosen[0]


@pytest.mark.parametrize(
    ("disbursed", "repaid", "chosen_", "other_"),
    [
        ("2025-03-01", "2025-09-01", "75616.44", "76666.67"),
        ("2024-12-01", "2025-02-01", "12739.73", "25833.33"),
    ],
)
def test_u11_actual_days_of_the_policy_or_the_whole_loan_by_360(
    disbursed: str, repaid: str, chosen_: str, other_: str
) -> None:
    chosen, other = both("U11", "whole_360", expense("O4", disbursed_on=disbursed, repaid_on=repaid))

    assert (chosen[0][0], other[0][0]) == (chosen_, other_)


def test_u12_loans_paid_out_before_the_policy_count_or_do_not() -> None:
    old = expense("O4", disbursed_on="2024-12-31", repaid_on="2025-02-01")

    chosen, other = both("U12", "excluded", old, expense("O4", "new", disbursed_on="2025-01-01"))

    assert [code for _, code in chosen] == ["GRANTED", "GRANTED"]
    assert [code for _, code in other] == ["NOT_IN_PERIOD", "GRANTED"]


@pytest.mark.rule("SUB-STANDARD")
def test_u13_a_fee_counts_at_the_market_standard_or_as_it_was_paid() -> None:
    above = expense("O2", amount="50000.00", market_standard="30000.00")
    below = expense("O2", "2", amount="20000.00", market_standard="30000.00")

    chosen, other = both("U13", "paid", above, below)

    assert [amount for amount, _ in chosen] == ["24000.00", "16000.00"]
    assert [amount for amount, _ in other] == ["40000.00", "16000.00"]


@pytest.mark.rule("SUB-VAT")
def test_u14_without_deductible_vat_or_with_it() -> None:
    chosen, other = both("U14", "gross", expense("O3", amount="10600.00", vat_deductible="600.00"))

    assert (chosen[0][0], other[0][0]) == ("8000.00", "8480.00")


@pytest.mark.rule("SUB-RATE")
def test_u15_the_rate_of_the_payment_day_or_of_the_year() -> None:
    yearly = data()
    yearly["general"]["currency"]["yearly_rates"] = {"2025": {"USD": "7.00"}}
    booth = expense("E1", amount="1000.00", currency="USD", rate="7.1825")

    of_the_year = settled(booth, by=read_policy(yearly, readings={"U15": "year"}))

    assert amounts(settled(booth)) == ["5746.00"]
    assert amounts(of_the_year) == ["5600.00"]
    assert "7.1825" in settled(booth).grants[0].steps[0].zh


def test_u16_the_amount_that_was_decided_or_always_the_ceiling() -> None:
    chosen, other = both("U16", "ceiling", expense("P1"), firm=SERVING)

    assert (chosen[0], other[0]) == (("800000.00", "GRANTED"), ("1000000.00", "CAP_ITEM"))


@pytest.mark.rule("SUB-INVOICE")
def test_u17_one_invoice_under_two_items_or_not_and_never_twice_under_one() -> None:
    lines = [expense("O3", invoice_no="1"), expense("W1", invoice_no="1"), expense("O3", "3", invoice_no="1")]

    chosen, other = both("U17", "allowed", *lines[:2])
    twice = settled(lines[0], lines[2], by=policy(U17="allowed"))

    assert [code for _, code in chosen] == ["GRANTED", "INVOICE_USED"]
    assert [code for _, code in other] == ["GRANTED", "GRANTED"]
    assert codes(twice) == ["GRANTED", "INVOICE_USED"]


def test_u18_new_is_who_filed_in_the_year_or_who_first_exported_in_it() -> None:
    firm = replace(FIRM, exports_in_year=300, first_exported_on=date(2025, 3, 1))

    chosen, other = both("U18", "export", expense("C2"), firm=firm)

    assert (chosen[0][1], other[0][1]) == ("EXPORTS_BELOW_THRESHOLD", "GRANTED")


@pytest.mark.rule("SUB-CITY")
@pytest.mark.requirement("TZ-13b")
@pytest.mark.parametrize(
    ("district", "chosen_", "other_"),
    [
        ("331002", "GRANTED", "GRANTED"),
        ("331081", "FIRM_NOT_OF_CITY", "GRANTED"),
        ("330106", "FIRM_NOT_OF_CITY", "FIRM_NOT_OF_CITY"),
    ],
)
def test_u19_city_districts_and_counties_that_follow_or_all(district: str, chosen_: str, other_: str) -> None:
    chosen, other = both("U19", "all", expense("C1"), firm=replace(FIRM, district=district))

    assert (chosen[0][1], other[0][1]) == (chosen_, other_)


@pytest.mark.requirement("TZ-13b")
def test_a_county_follows_when_its_switch_says_so() -> None:
    following = data()
    wenling = next(one for one in following["districts"] if one["code"] == "331081")
    wenling["follows"] = True

    found = settled(expense("C1"), firm=replace(FIRM, district="331081"), by=read_policy(following))

    assert codes(found) == ["GRANTED"]


@pytest.mark.rule("SUB-ROUND")
def test_u20_to_the_fen_half_up_or_down_to_the_yuan() -> None:
    lines = [expense("O3", amount="1234.57"), expense("O1", amount="0.03"), expense("O4")]

    chosen, other = both("U20", "yuan", *lines)

    assert [amount for amount, _ in chosen] == ["987.66", "0.02", "75616.44"]
    assert [amount for amount, _ in other] == ["987.00", "0.00", "75616.00"]


def test_a_reading_or_a_switch_that_is_not_there_is_named() -> None:
    with pytest.raises(BadPolicy, match="U7 has no reading 'weekly'; it has policy and lifetime"):
        policy(U7="weekly")
    with pytest.raises(BadPolicy, match="there is no switch 'U21'"):
        policy(U21="yes")


def test_no_other_reading_is_the_policy_itself() -> None:
    known: SubsidyPolicy = policy()

    assert read_otherwise(known, {}) is known
    assert read_otherwise(known, {"U7": "policy"}) == known
    assert Decimal("0.80") == known.items["E1"].formula.rate  # type: ignore[union-attr]
