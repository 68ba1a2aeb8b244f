"""The filter: which no comes first, and where a condition is not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.law.subsidies.given import FIRM, codes, expense, granted, settled


def test_the_date_is_asked_before_the_list_the_list_before_the_district_and_that_before_the_item() -> None:
    firm = replace(FIRM, dishonest_at_submission=True, district="110101")
    wrong = {"fair_kind": "domestic"}

    assert granted("E1", firm, paid_on="2024-01-01", **wrong).code == "NOT_IN_PERIOD"
    assert granted("E1", firm, **wrong).code == "DISHONEST_AT_SUBMISSION"
    assert granted("E1", replace(firm, dishonest_at_submission=False), **wrong).code == "FIRM_NOT_OF_CITY"
    assert granted("E1", FIRM, **wrong).code == "NOT_ELIGIBLE_FAIR"


@pytest.mark.rule("SUB-FILED")
@pytest.mark.parametrize(
    ("filed", "code"),
    [
        (None, "FIRM_NOT_FILED"),
        (date(2026, 1, 1), "FIRM_NOT_FILED"),
        (date(2025, 12, 31), "GRANTED"),
        (date(2019, 5, 1), "GRANTED"),
    ],
)
def test_support_is_for_firms_that_were_filed_by_the_end_of_the_year(filed: date | None, code: str) -> None:
    assert granted("O1", replace(FIRM, first_filed_on=filed)).code == code


@pytest.mark.rule("SUB-FIELD")
@pytest.mark.requirement("TZ-1")
@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ("E1", {"key_overseas"}),
        ("E2", {"key_overseas", "overseas", "key_domestic"}),
        ("E3", {"key_online"}),
    ],
)
def test_each_item_supports_its_kinds_of_fair(item: str, allowed: set[str]) -> None:
    kinds = ("key_overseas", "overseas", "key_domestic", "domestic", "key_online", "online")

    found = {kind for kind in kinds if granted(item, fair_kind=kind).code == "GRANTED"}

    assert found == allowed


@pytest.mark.requirement("TZ-2a", "TZ-3b")
def test_the_provider_of_the_platform_and_of_reports_is_asked_only_where_it_is_said() -> None:
    assert granted("C1", provider=None).code == "GRANTED"
    assert granted("C1", provider="云展会").code == "GRANTED"
    assert granted("C1", provider="other").code == "PROVIDER_NOT_PLATFORM"
    assert granted("I2", insurer=None).code == "GRANTED"
    assert granted("I2", insurer="PICC").code == "INSURER_NOT_SINOSURE"


def test_what_is_not_eligible_uses_nothing() -> None:
    found = settled(expense("E1", fair_kind="domestic"), expense("I1", insurer="PICC", invoice_no="1"))

    assert codes(found) == ["NOT_ELIGIBLE_FAIR", "INSURER_NOT_SINOSURE"]
    assert (found.used.amounts, found.used.sums, found.used.invoices) == ({}, {}, {})
