"""The worked examples of Taizhou's policy, one row each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from exportlane.law.subsidies import estimate, read_asked
from exportlane.policies.subsidies import named, subsidy_policies
from tests.law.subsidies.given import FIRM, amounts, codes, expense, granted, outcome, policy, settled

EXAMPLES = Path(__file__).parents[3] / "examples"
ROWS: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("1", "E1", {"amount": "100000.00"}, "80000.00", "GRANTED"),
    ("2", "E1", {"amount": "125000.00"}, "100000.00", "CAP_UNIT"),
    ("3", "E1", {"amount": "125000.01"}, "100000.00", "CAP_UNIT"),
    ("5", "E2", {"amount": "100000.00"}, "60000.00", "GRANTED"),
    ("6", "E2", {"amount": "150000.00"}, "80000.00", "CAP_UNIT"),
    ("7", "E2", {"fair_kind": "key_domestic", "amount": "50000.00"}, "30000.00", "GRANTED"),
    ("8", "E2", {"fair_kind": "domestic", "amount": "50000.00"}, "0.00", "NOT_ELIGIBLE_FAIR"),
    ("9", "E3", {"amount": "33333.33"}, "10000.00", "CAP_ITEM"),
    ("10", "E3", {"amount": "33000.00"}, "9900.00", "GRANTED"),
    ("11a", "C1", {"amount": "20000.00"}, "10000.00", "CAP_ITEM"),
    ("11b", "C1", {"amount": "30000.00"}, "10000.00", "CAP_ITEM"),
    ("16", "I1", {"amount": "1000000.00"}, "800000.00", "GRANTED"),
    ("17", "I1", {"amount": "1250000.00"}, "1000000.00", "CAP_ITEM"),
    ("18", "I1", {"amount": "2000000.00"}, "1000000.00", "CAP_ITEM"),
    ("19", "I1", {"insurer": "PICC", "amount": "100000.00"}, "0.00", "INSURER_NOT_SINOSURE"),
    ("I2", "I2", {"amount": "60000.00"}, "30000.00", "CAP_ITEM"),
    ("20", "O4", {}, "75616.44", "GRANTED"),
    ("23", "O4", {"principal": "40000000.00", "disbursed_on": "2025-01-01", "repaid_on": "2026-01-01"},
     "600000.00", "GRANTED"),
    ("26a", "W1", {"amount": "1000000.00"}, "500000.00", "CAP_ITEM"),
    ("26b", "W1", {"amount": "1200000.00"}, "500000.00", "CAP_ITEM"),
    ("30a", "A1", {"investment_usd": "299999.99"}, "0.00", "INVESTMENT_BELOW_TIER"),
    ("30b", "A1", {"investment_usd": "300000.00"}, "20000.00", "GRANTED"),
    ("30c", "A1", {"investment_usd": "999999.99"}, "20000.00", "GRANTED"),
    ("30d", "A1", {"investment_usd": "1000000.00"}, "50000.00", "GRANTED"),
    ("30e", "A1", {"investment_usd": "2000000.00"}, "100000.00", "GRANTED"),
    ("31", "A1", {"country": "KAZ"}, "55000.00", "GRANTED"),
    ("32", "A1", {"country": "VNM"}, "55000.00", "GRANTED"),
    ("33a", "F1", {"hedged_usd": "999999.99"}, "0.00", "BELOW_UNIT"),
    ("33b", "F1", {"hedged_usd": "3700000.00"}, "30000.00", "GRANTED"),
    ("33c", "F1", {"hedged_usd": "12000000.00"}, "100000.00", "CAP_ITEM"),
    ("35a", "E1", {"amount": "100000.00", "paid_on": "2024-12-31"}, "0.00", "NOT_IN_PERIOD"),
    ("35b", "E1", {"amount": "100000.00", "paid_on": "2025-01-01"}, "80000.00", "GRANTED"),
    ("35c", "E1", {"amount": "100000.00", "paid_on": "2025-12-31"}, "80000.00", "GRANTED"),
    ("35d", "E1", {"amount": "100000.00", "paid_on": "2026-01-01"}, "0.00", "NOT_IN_PERIOD"),
]  # fmt: skip


@pytest.mark.rule("SUB-SHARE")
@pytest.mark.rule("SUB-INTEREST")
@pytest.mark.rule("SUB-TIERS")
@pytest.mark.rule("SUB-MILLION")
@pytest.mark.rule("SUB-FIELD")
@pytest.mark.rule("SUB-DATE")
@pytest.mark.requirement("TZ-1", "TZ-2a", "TZ-3a", "TZ-3b", "TZ-4", "TZ-5a", "TZ-7", "TZ-9b", "TZ-13a")
@pytest.mark.parametrize(
    ("item", "fields", "amount", "code"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_one_expense_is_granted_what_the_policy_says(
    item: str, fields: dict[str, Any], amount: str, code: str
) -> None:
    grant = granted(item, **fields)

    assert outcome(grant) == (amount, code)
    assert grant.reason
    assert grant.article.startswith("台州意见第")


@pytest.mark.rule("SUB-COUNT")
@pytest.mark.requirement("TZ-2b")
@pytest.mark.parametrize(
    ("exports", "filed", "amount", "code"),
    [
        (499, date(2023, 4, 1), "0.00", "EXPORTS_BELOW_THRESHOLD"),
        (500, date(2023, 4, 1), "20000.00", "CAP_ITEM"),
        (299, date(2025, 2, 1), "0.00", "EXPORTS_BELOW_THRESHOLD"),
        (300, date(2025, 2, 1), "20000.00", "CAP_ITEM"),
        (300, date(2025, 12, 31), "20000.00", "CAP_ITEM"),
        (499, date(2024, 12, 31), "0.00", "EXPORTS_BELOW_THRESHOLD"),
    ],
)
def test_marketing_is_supported_from_five_hundred_exports_or_three_hundred_of_a_new_filer(
    exports: int, filed: date, amount: str, code: str
) -> None:
    firm = replace(FIRM, exports_in_year=exports, first_filed_on=filed)

    assert outcome(granted("C2", firm, amount="25000.00")) == (amount, code)


@pytest.mark.rule("SUB-DECIDED")
@pytest.mark.requirement("TZ-6a")
@pytest.mark.parametrize(
    ("served", "fields", "amount", "code"),
    [
        (4999, {}, "0.00", "VEHICLES_BELOW_THRESHOLD"),
        (5000, {}, "800000.00", "GRANTED"),
        (9000, {"recognised": False}, "0.00", "NOT_RECOGNISED"),
        (9000, {"recognised": None}, "0.00", "NOT_RECOGNISED"),
        (9000, {"decided_amount": None}, "0.00", "DECISION_MISSING"),
        (9000, {"decided_amount": "1000000.00"}, "1000000.00", "CAP_ITEM"),
        (9000, {"decided_amount": "1200000.00"}, "1000000.00", "CAP_ITEM"),
    ],
)
def test_a_service_centre_needs_vehicles_recognition_and_a_decided_amount(
    served: int, fields: dict[str, Any], amount: str, code: str
) -> None:
    grant = granted("P1", replace(FIRM, vehicles_served_in_year=served), **fields)

    assert outcome(grant) == (amount, code)


def test_the_ceiling_is_named_where_the_decision_is_missing() -> None:
    grant = granted("P1", replace(FIRM, vehicles_served_in_year=5000), decided_amount=None)

    assert "1000000.00" in grant.reason


@pytest.mark.rule("SUB-UNIT")
def test_three_booths_at_one_fair_share_its_cap() -> None:
    booths = [expense("E1", f"b{n}", amount="100000.00") for n in range(3)]

    found = settled(*booths)

    assert amounts(found) == ["80000.00", "20000.00", "0.00"]
    assert codes(found) == ["GRANTED", "CAP_UNIT", "CAP_UNIT"]
    assert str(found.total) == "100000.00"


@pytest.mark.rule("SUB-GROUP")
@pytest.mark.requirement("TZ-4")
def test_rent_fees_inspection_and_interest_stay_below_a_million_together() -> None:
    lines = [
        expense("O1", amount="1200000.00"),
        expense("O2", amount="200000.00", market_standard="200000.00"),
        expense("O3", amount="180000.00"),
        expense("O4"),
    ]

    found = settled(*lines)

    assert amounts(found) == ["600000.00", "160000.00", "144000.00", "75616.44"]
    assert str(found.total) == "979616.44"


def test_one_inspection_invoice_serves_inspection_and_not_the_warehouse_too() -> None:
    same = {"invoice_no": "0001", "seller": USCC_OF_A_SELLER, "amount": "1000.00"}

    found = settled(expense("O3", **same), expense("W1", **same))

    assert amounts(found) == ["800.00", "0.00"]
    assert found.grants[1].code == "INVOICE_USED"
    assert "0001" in found.grants[1].reason


USCC_OF_A_SELLER = "91310000MA1FL0000N"


@pytest.mark.rule("SUB-LIST")
@pytest.mark.rule("SUB-PAYMENT")
@pytest.mark.requirement("TZ-12b")
@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ({"dishonest_at_submission": True}, "DISHONEST_AT_SUBMISSION"),
        ({"dishonest_at_payment": True}, "DISHONEST_AT_PAYMENT"),
        ({"dishonest_at_submission": True, "dishonest_at_payment": True}, "DISHONEST_AT_SUBMISSION"),
    ],
)
def test_a_firm_on_the_list_at_submission_or_at_payment_gets_nothing(
    listed: dict[str, bool], code: str
) -> None:
    firm = replace(FIRM, vehicles_served_in_year=5000, **listed)  # type: ignore[arg-type]

    found = settled(*(expense(item) for item in policy().items), firm=firm)

    assert set(codes(found)) == {code}
    assert str(found.total) == "0.00"
    assert found.used.amounts == {}
    assert {grant.article for grant in found.grants} == {"台州意见第十二条"}


@pytest.mark.rule("SUB-ORDER")
def test_the_example_that_is_shipped_is_answered_to_the_fen() -> None:
    said = json.loads((EXAMPLES / "subsidy-estimate.json").read_text(encoding="utf-8"))
    asked = read_asked(said, partial(named, subsidy_policies()))

    found = estimate(asked.policy, asked.year, asked.firm, asked.expenses, asked.used)

    assert [(g.id, *outcome(g)) for g in found.grants] == [
        ("a", "100000.00", "CAP_UNIT"),
        ("b", "20000.00", "CAP_ITEM"),
        ("c", "800000.00", "GRANTED"),
        ("d", "24000.00", "GRANTED"),
        ("e", "75616.44", "GRANTED"),
        ("f", "0.00", "VEHICLES_BELOW_THRESHOLD"),
        ("g", "55000.00", "GRANTED"),
        ("h", "30000.00", "GRANTED"),
    ]
    assert found.total == Decimal("1104616.44")


def test_every_step_has_its_article_and_the_last_one_is_what_is_granted() -> None:
    found = settled(
        expense("E1", "a", amount="300000.00"), expense("E1", "b", fair="F-9", amount="125000.00"),
        expense("E2", "c", amount="133333.33"), expense("E3", "d", amount="90000.00"), expense("F1"), expense("A1"),
    )  # fmt: skip

    for grant in found.grants:
        assert grant.steps
        assert all(step.article and step.zh and step.en for step in grant.steps)
        assert grant.steps[-1].after == grant.granted
        assert sum(step.cut for step in grant.steps) == grant.cut


def test_what_was_cut_is_said_with_the_cap_that_cut_it() -> None:
    found = settled(expense("E1", amount="300000.00"))

    cut = [(step.cut_by, str(step.cut)) for step in found.grants[0].steps if step.cut]
    assert cut == [("CAP_UNIT", "140000.00")]
    assert "核减140000.00元" in found.grants[0].reason
    assert "140000.00 cut" in found.grants[0].reason_en
