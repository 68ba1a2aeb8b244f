"""A claim that cannot be read is refused with its place, a slug, an article and a sentence."""

from __future__ import annotations

import copy
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.law.subsidies import BadClaim, Estimate, Firm, Used, estimate, read_asked
from exportlane.law.subsidies.formulas import computed
from exportlane.law.subsidies.reckoning import Desk
from exportlane.policies.subsidies import named, subsidy_policies
from tests.law.subsidies.given import USCC, expense, policy

EXAMPLE = json.loads(
    (Path(__file__).parents[3] / "examples" / "subsidy-estimate.json").read_text(encoding="utf-8")
)
A, B, C, D, E, F, G, H = (f"expenses/{number}" for number in range(8))


def asked_with(place: str, value: Any) -> dict[str, Any]:
    """The example with one thing changed; None takes it away."""
    said = copy.deepcopy(EXAMPLE)
    *way, last = place.split("/")
    inner: Any = said
    for step in way:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    if value is None:
        del inner[last]
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
    return said


def answered(said: Any) -> Estimate:
    asked = read_asked(said, partial(named, subsidy_policies()))
    return estimate(asked.policy, asked.year, asked.firm, asked.expenses, asked.used)


def refused(said: Any) -> BadClaim:
    with pytest.raises(BadClaim) as caught:
        answered(said)
    assert caught.value.article
    assert str(caught.value)
    return caught.value


FAULTS: list[tuple[str, Any, str, str]] = [
    (f"{D}/amount", "-50000.00", "amount_not_positive", "/expenses/3/amount"),
    (f"{D}/amount", "0.00", "amount_not_positive", "/expenses/3/amount"),
    (f"{D}/amount", "0.001", "amount_decimals", "/expenses/3/amount"),
    (f"{D}/amount", "1e5", "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", "NaN", "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", "Infinity", "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", "１２", "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", "", "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", 50000.0, "float_refused", "/expenses/3/amount"),
    (f"{D}/amount", float("nan"), "float_refused", "/expenses/3/amount"),
    (f"{D}/amount", True, "bad_value", "/expenses/3/amount"),
    (f"{D}/amount", ["1"], "bad_value", "/expenses/3/amount"),
    (f"{D}/amount", "1000000000000.00", "amount_too_large", "/expenses/3/amount"),
    (f"{D}/amount", "9" * 40, "not_a_number", "/expenses/3/amount"),
    (f"{D}/amount", None, "missing_field", "/expenses/3/amount"),
    (f"{A}/fair", None, "missing_field", "/expenses/0/fair"),
    (f"{A}/fair_kind", None, "missing_field", "/expenses/0/fair_kind"),
    (f"{A}/paid_on", None, "missing_field", "/expenses/0/paid_on"),
    (f"{C}/insurer", None, "missing_field", "/expenses/2/insurer"),
    (f"{E}/principal", None, "missing_field", "/expenses/4/principal"),
    (f"{E}/disbursed_on", None, "missing_field", "/expenses/4/disbursed_on"),
    (f"{E}/repaid_on", "2025-02-28", "loan_reversed", "/expenses/4/repaid_on"),
    (f"{E}/disbursed_on", "9999-01-01", "bad_date", "/expenses/4/disbursed_on"),
    (f"{G}/project", None, "missing_field", "/expenses/6/project"),
    (f"{G}/investment_usd", None, "missing_field", "/expenses/6/investment_usd"),
    (f"{G}/country", "KZ", "bad_value", "/expenses/6/country"),
    (f"{H}/hedged_usd", None, "missing_field", "/expenses/7/hedged_usd"),
    (f"{H}/currency", "USD", "foreign_currency", "/expenses/7/currency"),
    (f"{F}/recognised", "yes", "bad_value", "/expenses/5/recognised"),
    (f"{F}/decided_amount", "-1.00", "amount_not_positive", "/expenses/5/decided_amount"),
    (f"{B}/currency", "USD", "foreign_currency", "/expenses/1/currency"),
    (f"{B}/currency", "dollars", "bad_value", "/expenses/1/currency"),
    (f"{B}/vat_deductible", "25000.00", "vat_above_amount", "/expenses/1/vat_deductible"),
    (f"{B}/paid_on", "2025-02-30", "bad_date", "/expenses/1/paid_on"),
    (f"{B}/paid_on", "20250601", "bad_date", "/expenses/1/paid_on"),
    (f"{B}/paid_on", 20250601, "bad_date", "/expenses/1/paid_on"),
    (f"{B}/item", "Z9", "unknown_item", "/expenses/1/item"),
    (f"{B}/id", "a", "duplicate_id", "/expenses/1/id"),
    (f"{B}/id", "", "bad_value", "/expenses/1/id"),
    (f"{B}/id", None, "missing_field", "/expenses/1/id"),
    (f"{B}/amuont", "1.00", "unknown_field", "/expenses/1/amuont"),
    (B, "C2", "bad_value", "/expenses/1"),
    ("expenses", {"a": 1}, "bad_value", "/expenses"),
    ("expenses", None, "missing_field", "/expenses"),
    ("year", 2024, "year_not_of_policy", "/year"),
    ("year", 2026, "year_not_of_policy", "/year"),
    ("year", "2025", "bad_value", "/year"),
    ("year", 10**30, "bad_value", "/year"),
    ("policy", "atlantis-2025", "unknown_policy", "/policy"),
    ("policy", ["taizhou-2025"], "bad_value", "/policy"),
    ("readings", {"U7": "weekly"}, "unknown_reading", "/readings"),
    ("firm", "a firm", "bad_value", "/firm"),
    ("firm/uscc", "91331004MA2A1B2C3V", "bad_uscc", "/firm/uscc"),
    ("firm/uscc", None, "missing_field", "/firm/uscc"),
    ("firm/district", "Luqiao", "bad_value", "/firm/district"),
    ("firm/exports_in_year", -1, "count_negative", "/firm/exports_in_year"),
    ("firm/exports_in_year", "512", "bad_value", "/firm/exports_in_year"),
    ("firm/exports_in_year", 10**9, "bad_value", "/firm/exports_in_year"),
    ("firm/dishonest_at_payment", "no", "bad_value", "/firm/dishonest_at_payment"),
    ("firm/nickname", "x", "unknown_field", "/firm/nickname"),
    ("used", {"amounts": {"3310:C2:2025": "-1.00"}}, "amount_not_positive", "/used/amounts/3310:C2:2025"),
    ("used", {"amounts": {"3310:C2:2025": "x"}}, "not_a_number", "/used/amounts/3310:C2:2025"),
    ("remark", "please", "unknown_field", "/remark"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "slug", "field"), FAULTS, ids=[f"{row[0]}={str(row[1])[:20]}" for row in FAULTS]
)
def test_a_claim_that_cannot_be_read_is_refused_with_its_place(
    place: str, value: Any, slug: str, field: str
) -> None:
    fault = refused(asked_with(place, value))

    assert (fault.code, fault.field) == (slug, field)


@pytest.mark.rule("SUB-FILED")
def test_a_question_that_names_no_first_filing_supposes_a_filed_firm_that_is_not_new() -> None:
    plain = answered(EXAMPLE)

    assert answered(asked_with("firm/first_filed_on", None)) == plain
    assert answered({**EXAMPLE, "firm": {**EXAMPLE["firm"], "first_filed_on": None}}) == plain
    few = asked_with("firm/first_filed_on", None)
    few["firm"]["exports_in_year"] = 499
    assert answered(few).grants[1].code == "EXPORTS_BELOW_THRESHOLD"


def test_a_count_of_null_is_none_and_not_a_fault() -> None:
    found = answered({**EXAMPLE, "firm": {**EXAMPLE["firm"], "exports_in_year": None}})

    assert found.grants[1].code == "EXPORTS_BELOW_THRESHOLD"


@pytest.mark.rule("SUB-STANDARD")
def test_a_trade_service_fee_whose_standard_nobody_names_counts_as_it_was_paid_and_says_so() -> None:
    fee = answered(asked_with(f"{D}/market_standard", None)).grants[3]

    assert (str(fee.granted), fee.code) == ("40000.00", "GRANTED")
    assert "未注明交易市场标准" in fee.steps[0].zh


@pytest.mark.parametrize("said", [None, [], "x", 5, {}])
def test_what_is_no_question_at_all_is_refused(said: Any) -> None:
    assert refused(said).code in {"bad_value", "missing_field"}


def test_a_fault_of_an_item_names_the_article_of_that_item() -> None:
    assert refused(asked_with(f"{D}/amount", "-1.00")).article == "台州意见第四条"
    assert refused(asked_with("year", 2024)).article == "台州意见第十三条"


def test_a_foreign_fee_says_what_it_needs() -> None:
    assert "PBoC middle rate" in str(refused(asked_with(f"{B}/currency", "USD")))


@pytest.mark.parametrize("rate", ["0", "-7.1", "1000000"])
def test_a_rate_is_above_nothing_and_no_fortune(rate: str) -> None:
    said = asked_with(f"{B}/currency", "USD")
    said["expenses"][1]["rate"] = rate

    assert refused(said).code == "rate_not_positive"


def test_a_foreign_fee_needs_a_rate_of_the_year_where_the_policy_reads_it_so() -> None:
    said = asked_with(f"{B}/currency", "USD")
    said["expenses"][1]["rate"] = "7.1"
    said["readings"] = {"U15": "year"}

    assert (refused(said).code, refused(said).field) == ("foreign_currency", "/expenses/1/currency")


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity"])
def test_an_amount_that_is_none_is_refused_also_where_no_text_was_read(amount: str) -> None:
    with pytest.raises(BadClaim, match="is no amount"):
        estimate(policy(), 2025, Firm(uscc=USCC, district="331004"), [expense("C1", amount=amount)])


def test_what_was_checked_before_is_not_reckoned_without_it() -> None:
    firm = Firm(uscc=USCC, district="331004")
    desk = Desk.opened(policy(), 2025, firm, Used())
    loan, fee = expense("O4", principal=None), expense("C1", currency="USD")

    with pytest.raises(ValueError, match="a loan without principal"):
        computed(desk, policy().items["O4"], loan)
    with pytest.raises(ValueError, match="no rate for USD"):
        computed(desk, policy().items["C1"], fee)


def test_a_project_lies_in_one_country() -> None:
    said = copy.deepcopy(EXAMPLE)
    said["expenses"].append({**said["expenses"][6], "id": "i", "country": "USA"})

    assert (refused(said).code, refused(said).field) == ("project_in_two_countries", "/expenses/8/country")


def test_more_than_ten_thousand_expenses_are_not_settled_at_once() -> None:
    many = [expense("C1", f"{number}") for number in range(10_001)]

    with pytest.raises(BadClaim, match="10001 expenses"):
        estimate(policy(), 2025, Firm(uscc=USCC, district="331004"), many)


def test_whole_amounts_may_be_numbers_and_what_is_used_may_be_brought_along() -> None:
    said = asked_with(f"{B}/amount", 10000)
    said["used"] = {"amounts": {"3310:C2:2025": "15000.00"}, "sums": {}, "invoices": {"/1": "O3"}}

    found = answered(said)

    assert str(found.grants[1].granted) == "5000.00"
    assert found.used.invoices == {"/1": "O3"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["E1", "A1", "2025-06-01", "0.01", "USD", "9999-12-31", "0001-01-01", "-0.00", "00.10"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
NAMES = st.sampled_from(
    sorted(
        {name for row in EXAMPLE["expenses"] for name in row} | {"currency", "rate", "vat_deductible", "used"}
    )
)


@given(st.integers(0, 7), NAMES, JSON, st.sampled_from(["", "year", "firm", "readings", "used", "policy"]))
def test_whatever_stands_in_a_question_it_is_answered_or_refused(
    number: int, name: str, value: Any, top: str
) -> None:
    said = copy.deepcopy(EXAMPLE)
    said["expenses"][number][name] = value
    if top:
        said[top] = value

    outcome = answered_or_refused(said)

    if isinstance(outcome, BadClaim):
        assert outcome.field.startswith("/")
        assert (outcome.article, outcome.code) != ("", "")
    else:
        assert len(outcome.grants) == 8


def answered_or_refused(said: dict[str, Any]) -> Estimate | BadClaim:
    try:
        return answered(said)
    except BadClaim as fault:
        return fault
