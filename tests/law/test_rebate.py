from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.law.errors import BadInvoice
from exportlane.law.rebate import InvoiceKind, Outcome, Refund, agree, compute, ex_vat, refund_of

SPECIAL, ORDINARY, UNIFIED = (
    InvoiceKind.VAT_SPECIAL,
    InvoiceKind.VAT_ORDINARY,
    InvoiceKind.USED_VEHICLE_UNIFIED,
)
THIRTEEN, HALF_PERCENT = Decimal("0.13"), Decimal("0.005")

amounts = st.decimals(min_value="0.01", max_value="9999999999999.99", places=2)
rates = st.decimals(min_value="0.001", max_value="0.999", places=3)


def reckoned(gross: str, levy: str, rebate: str = "0.13", kind: InvoiceKind = SPECIAL) -> Refund:
    return compute(Decimal(gross), levy_rate=Decimal(levy), hs_rebate_rate=Decimal(rebate), kind=kind)


@pytest.mark.rule("LAW-REFUND")
@pytest.mark.parametrize(
    ("invoice", "outcome", "price", "rate", "refund"),
    [
        (("113000.00", "0.13", "0.13", SPECIAL), "refund", "100000.00", "0.13", "13000.00"),
        (("100500.00", "0.005", "0.13", SPECIAL), "refund", "100000.00", "0.005", "500.00"),
        (("113000.00", "0.13", "0.09", SPECIAL), "refund", "100000.00", "0.09", "9000.00"),
        (("80000.00", "0.00", "0.13", UNIFIED), "exempt_no_refund", "80000.00", "0.00", "0.00"),
        (("113000.00", "0.13", "0.13", ORDINARY), "exempt_no_refund", "100000.00", "0.00", "0.00"),
        (("113000.00", "0.13", "0.00", SPECIAL), "exempt_no_refund", "100000.00", "0.00", "0.00"),
        (("0.01", "0.13", "0.13", SPECIAL), "exempt_no_refund", "0.01", "0.13", "0.00"),
        (("0.04", "0.13", "0.13", SPECIAL), "refund", "0.04", "0.13", "0.01"),
    ],
)
def test_the_refund_is_the_price_at_the_lower_rate(
    invoice: tuple[str, str, str, InvoiceKind], outcome: str, price: str, rate: str, refund: str
) -> None:
    found = reckoned(*invoice)

    assert found == Refund(Outcome(outcome), Decimal(price), Decimal(rate), Decimal(refund))
    assert str(found.refund) == refund


@pytest.mark.parametrize(
    ("price", "refund"), [("100.03", "0.50"), ("101.00", "0.51"), ("100.99", "0.50"), ("103.00", "0.52")]
)
def test_half_a_fen_is_rounded_up(price: str, refund: str) -> None:
    found = refund_of(
        Decimal(price), invoice_rate=HALF_PERCENT, hs_rebate_rate=THIRTEEN, kind=InvoiceKind.VAT_SPECIAL
    )

    assert found.refund == Decimal(refund)


@pytest.mark.parametrize(
    ("gross", "levy", "rebate", "field"),
    [
        ("0.00", "0.13", "0.13", "gross"),
        ("-1.00", "0.13", "0.13", "gross"),
        ("1.001", "0.13", "0.13", "gross"),
        ("NaN", "0.13", "0.13", "gross"),
        ("1.00", "1", "0.13", "levy_rate"),
        ("1.00", "13", "0.13", "levy_rate"),
        ("1.00", "-0.13", "0.13", "levy_rate"),
        ("1.00", "0.00", "0.13", "levy_rate"),
        ("1.00", "0.13", "1.3", "hs_rebate_rate"),
        ("1.00", "0.13", "Infinity", "hs_rebate_rate"),
    ],
)
def test_what_no_invoice_has_is_refused_with_its_field(
    gross: str, levy: str, rebate: str, field: str
) -> None:
    with pytest.raises(BadInvoice) as refused:
        reckoned(gross, levy, rebate)

    assert refused.value.field == field


@pytest.mark.parametrize("field", ["gross", "levy_rate"])
def test_a_float_is_no_money_and_no_rate(field: str) -> None:
    said = {"gross": Decimal(1), "levy_rate": THIRTEEN} | {field: 0.5}

    with pytest.raises(TypeError, match="float"):
        compute(said["gross"], levy_rate=said["levy_rate"], hs_rebate_rate=THIRTEEN, kind=SPECIAL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gross", "price", "agrees"),
    [
        ("113000.00", "100000.00", True),
        ("113000.01", "100000.00", True),
        ("113000.02", "100000.00", False),
        ("112999.99", "100000.00", True),
        ("112999.98", "100000.00", False),
    ],
)
def test_gross_and_price_may_lie_one_fen_apart(gross: str, price: str, agrees: bool) -> None:
    assert agree(Decimal(gross), Decimal(price), THIRTEEN) is agrees


@given(gross=amounts, levy=rates, rebate=rates)
def test_a_refund_is_never_more_than_the_tax_on_the_invoice(
    gross: Decimal, levy: Decimal, rebate: Decimal
) -> None:
    found = compute(gross, levy_rate=levy, hs_rebate_rate=rebate, kind=SPECIAL)

    assert 0 <= found.refund <= gross - found.ex_vat + Decimal("0.01")
    assert found.applied_rate == min(levy, rebate)


@given(gross=amounts, levy=rates)
def test_the_price_without_vat_always_agrees_with_the_gross_amount(gross: Decimal, levy: Decimal) -> None:
    assert agree(gross, ex_vat(gross, levy), levy)
