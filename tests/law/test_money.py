from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.law.errors import CurrencyMismatch
from exportlane.law.money import Money

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15)


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-2.675", "-2.68"), ("7", "7.00")],
)
def test_half_a_fen_rounds_up(exact: str, rounded: str) -> None:
    assert str(yuan(exact).amount) == rounded


def test_nobody_owes_minus_nothing() -> None:
    assert str(yuan("-0.001")) == "0.00 CNY"


@pytest.mark.parametrize("amount", [0.1, True, "1.00", None])
def test_money_is_made_of_decimals_only(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        yuan(amount)


@pytest.mark.parametrize("currency", ["", "cny", "CNYY", "CN1", "CNY\n", "ＣＮＹ"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="currency code"):
        Money(Decimal(1), currency)


def test_only_one_currency_stands_in_a_sum() -> None:
    dollars = Money(Decimal(1), "USD")

    for act in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(CurrencyMismatch, match=r"1\.00 CNY and 1\.00 USD"):
            act(yuan("1"), dollars)


def test_money_meets_only_money() -> None:
    with pytest.raises(TypeError):
        yuan("1") + Decimal(1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        yuan("1") < 1  # type: ignore[operator]  # noqa: B015 - the comparison is the act


def test_sums_differences_and_order() -> None:
    assert yuan("1.10") + yuan("2.20") == yuan("3.30")
    assert yuan("1.10") - yuan("2.20") == -yuan("1.10")
    assert yuan("1") < yuan("2") <= yuan("2")
    assert max(yuan("1"), yuan("3"), yuan("2")) == yuan("3")
    assert Money(Decimal(5), "CNY") == yuan("5.00")


def test_a_rate_is_rounded_once_and_is_never_a_float() -> None:
    assert yuan("100000.00").times(Decimal("0.005")) == yuan("500.00")
    assert yuan("0.05").times(Decimal("0.13")) == yuan("0.01")
    assert yuan("19.99").times(3) == yuan("59.97")
    with pytest.raises(TypeError):
        yuan("100").times(0.13)  # type: ignore[arg-type]


def test_the_precision_of_the_process_does_not_touch_money() -> None:
    with localcontext() as context:
        context.prec = 3

        assert yuan("123456.78") + yuan("0.01") == yuan("123456.79")
        assert -yuan("123456.78") == yuan("-123456.78")


@settings(deadline=None)
@given(a=AMOUNTS, b=AMOUNTS)
def test_what_is_added_can_be_taken_away_again(a: Decimal, b: Decimal) -> None:
    one, other = Money(a, "CNY"), Money(b, "CNY")

    assert (one + other) - other == one
    assert one + other == other + one
