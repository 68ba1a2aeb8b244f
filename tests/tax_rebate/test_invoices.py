from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tax_rebate.domain import KINDS, Document, questions, refund
from tests.tax_rebate.given import AUTOMATIC, DEPARTURE, VIN_ONE, VIN_TWO, a_claim, a_line, an_invoice

RULES = AUTOMATIC.of("tianjin", None)


@pytest.mark.parametrize(
    ("kind", "ex_vat", "hs_rate", "expected"),
    [
        pytest.param("vat_special_13", "100000.00", "0.13", "13000.00", id="R7: 13 % on 100,000"),
        pytest.param(
            "vat_special_0_5", "100000.00", "0.13", "500.00", id="R8: the dealer's 0.5 % is the smaller rate"
        ),
        pytest.param(
            "vat_special_13", "100000.00", "0.09", "9000.00", id="the HS code's rate is the smaller one"
        ),
        pytest.param("vat_special_13", "100000.00", "0", "0.00", id="a HS code without a rebate"),
        pytest.param(
            "used_vehicle_unified", "80000.00", "0.13", "0.00", id="R11: bought from a private person"
        ),
        pytest.param("vat_ordinary", "80000.00", "0.13", "0.00", id="an ordinary invoice"),
        pytest.param("vat_special_0_5", "1.00", "0.13", "0.01", id="half a fen goes up"),
        pytest.param("vat_special_0_5", "0.99", "0.13", "0.00", id="less than half a fen goes down"),
    ],
)
def test_the_refund_is_the_ex_vat_price_times_the_smaller_rate(
    kind: str, ex_vat: str, hs_rate: str, expected: str
) -> None:
    line = a_line(invoice=an_invoice(kind, ex_vat=ex_vat), hs_rebate_rate=Decimal(hs_rate))

    assert refund(line) == Decimal(expected)


@pytest.mark.parametrize("kind", KINDS)
def test_an_invoice_that_adds_up_raises_no_question(kind: str) -> None:
    rate = {"vat_special_13": "113000.00", "vat_special_0_5": "100500.00"}.get(kind, "100000.00")

    assert questions(a_claim(a_line(invoice=an_invoice(kind, gross=rate))), RULES) == ()


@pytest.mark.rule("TAX-INVOICE-AMOUNT")
@pytest.mark.parametrize(
    ("gross", "asked"), [("113000.01", 0), ("112999.99", 0), ("113000.02", 1), ("112999.98", 1)]
)
def test_one_fen_of_rounding_is_tolerated_and_two_are_not(gross: str, asked: int) -> None:
    found = questions(a_claim(a_line(invoice=an_invoice(gross=gross))), RULES)

    assert [item.code for item in found] == ["invoice_amount"] * asked


@pytest.mark.rule("TAX-INVOICE-RATE")
def test_a_special_invoice_at_another_rate_is_asked_about() -> None:
    odd = replace(an_invoice(gross="109000.00"), levy_rate=Decimal("0.09"))

    (item,) = questions(a_claim(a_line(invoice=odd)), RULES)

    assert (item.code, item.vin) == ("invoice_rate", VIN_ONE)
    assert item.article == "国家税务总局公告2026年第5号"


def test_all_vehicles_are_asked_about_in_one_notice() -> None:
    odd = replace(an_invoice(), levy_rate=Decimal("0.09"))

    found = questions(
        a_claim(a_line(invoice=odd), a_line("case-2", VIN_TWO, an_invoice(gross="1.00"))), RULES
    )

    assert [(item.code, item.vin) for item in found] == [
        ("invoice_rate", VIN_ONE),
        ("invoice_amount", VIN_ONE),
        ("invoice_amount", VIN_TWO),
    ]


@pytest.mark.rule("TAX-INVOICE-SELLER")
def test_a_special_invoice_names_its_seller_and_no_other_need() -> None:
    special = replace(an_invoice(), seller_uscc=None)
    private = replace(an_invoice("used_vehicle_unified", "80000.00", "80000.00"), seller_uscc=None)

    found = questions(a_claim(a_line(invoice=special), a_line("case-2", VIN_TWO, private)), RULES)

    assert [(item.code, item.vin) for item in found] == [("invoice_seller", VIN_ONE)]


@pytest.mark.rule("TAX-CONSUMPTION-TAX")
class TestConsumptionTax:
    def test_it_is_refunded_beside_the_vat_on_proof(self) -> None:
        claim = a_claim(a_line(consumption_tax=Decimal("5000.00")))
        proven = replace(claim, documents=(Document("consumption_tax_proof", "REF"),))

        assert [item.code for item in questions(claim, RULES)] == ["consumption_tax_proof"]
        assert questions(proven, RULES) == ()
        assert refund(claim.lines[0]) == Decimal("18000.00")

    def test_an_exempt_vehicle_is_given_none(self) -> None:
        private = an_invoice("used_vehicle_unified", "80000.00", "80000.00")
        claim = a_claim(a_line(invoice=private, consumption_tax=Decimal("5000.00")))

        assert questions(claim, RULES) == ()
        assert refund(claim.lines[0]) == Decimal("0.00")


@pytest.mark.rule("TAX-DECLARATION")
@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        ("020220260000000017001", 0),
        (None, 0),
        ("020220260000000017002", 1),
        ("020220260000000099001", 1),
    ],
)
def test_the_declaration_item_is_the_one_that_customs_named(declared: str | None, asked: int) -> None:
    claim = a_claim(a_line(declared_item=declared, departure=DEPARTURE))
    explained = replace(claim, documents=(Document("declaration_mismatch", "REF"),))

    assert [item.code for item in questions(claim, RULES)] == ["declaration_mismatch"] * asked
    assert questions(explained, RULES) == ()


def test_before_customs_named_a_declaration_there_is_nothing_to_compare() -> None:
    assert questions(a_claim(a_line(declared_item="020220260000000017002")), RULES) == ()
