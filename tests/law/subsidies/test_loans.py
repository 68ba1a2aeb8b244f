"""The days of interest aid: which count, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from exportlane.law.subsidies.loans import years_later
from tests.law.subsidies.given import granted, outcome


@pytest.mark.rule("SUB-DAYS")
@pytest.mark.requirement("TZ-4")
@pytest.mark.parametrize(
    ("disbursed", "repaid", "amount", "code"),
    [
        ("2025-03-01", "2025-09-01", "75616.44", "GRANTED"),  # 184
        ("2025-01-01", "2025-01-02", "410.96", "GRANTED"),  # 1
        ("2025-12-31", "2026-03-01", "410.96", "GRANTED"),  # 1
        ("2025-01-01", "2026-01-01", "150000.00", "GRANTED"),  # 365
        ("2025-01-01", None, "150000.00", "GRANTED"),  # open: to the end of the year
        ("2025-12-31", None, "410.96", "GRANTED"),
        ("2024-06-01", "2025-02-01", "12739.73", "GRANTED"),  # 31 of 2025
        ("2023-03-01", None, "24246.58", "GRANTED"),  # 59: two years end with February
        ("2023-01-02", None, "410.96", "GRANTED"),  # 1
        ("2023-01-01", None, "0.00", "NOT_IN_PERIOD"),
        ("2020-05-05", None, "0.00", "NOT_IN_PERIOD"),
        ("2024-06-01", "2025-01-01", "0.00", "NOT_IN_PERIOD"),
        ("2026-01-01", None, "0.00", "NOT_IN_PERIOD"),
        ("2025-05-05", "2025-05-05", "0.00", "NOT_IN_PERIOD"),
    ],
)
def test_the_day_of_disbursement_counts_that_of_repayment_does_not(
    disbursed: str, repaid: str | None, amount: str, code: str
) -> None:
    grant = granted("O4", principal="10000000.00", disbursed_on=disbursed, repaid_on=repaid)

    assert outcome(grant) == (amount, code)


def test_an_open_loan_is_said_to_be_open() -> None:
    assert "贷款未还" in granted("O4", repaid_on=None).steps[0].zh


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2023, 3, 1), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2022, 2, 28), date(2024, 2, 28)),
    ],
)
def test_two_years_end_before_their_day_comes_again(begins: date, ends: date) -> None:
    assert years_later(begins, 2) == ends


def test_a_payment_day_that_is_given_must_lie_in_the_year_too() -> None:
    assert outcome(granted("O4", paid_on="2024-12-01")) == ("0.00", "NOT_IN_PERIOD")
