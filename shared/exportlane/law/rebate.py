"""What a purchase invoice gives back at export: ``ex-VAT price x min(HS rebate rate, rate of the invoice)``.

Exempt-and-refund for trading enterprises (免退税): 增值税法 第三十三条; 财政部 税务总局公告2026年第11号.
Only a special VAT invoice gives a refund; an ordinary invoice and the unified invoice of used-vehicle sales exempt
without one, which is a success. Rounded half up to the fen, once for the price and once for the refund.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Final

from exportlane.law.errors import BadInvoice
from exportlane.law.money import CENT
from exportlane.law.rules import rule

ARTICLE: Final = "增值税法 第三十三条；财政部 税务总局公告2026年第11号"
TOLERANCE: Final = CENT
"""How far the figures of an invoice may lie apart: each of them was rounded once."""

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_NOTHING: Final = Decimal("0.00")


class InvoiceKind(StrEnum):
    """The kinds of purchase invoice."""

    VAT_SPECIAL = "vat_special"
    """增值税专用发票"""
    VAT_ORDINARY = "vat_ordinary"
    """增值税普通发票"""
    USED_VEHICLE_UNIFIED = "used_vehicle_unified"
    """二手车销售统一发票"""


class Outcome(StrEnum):
    """What a line comes to; both are a success."""

    REFUND = "refund"
    EXEMPT_NO_REFUND = "exempt_no_refund"


@dataclass(frozen=True, slots=True)
class Refund:
    """What one line comes to, in the currency of its invoice. Exempt, the rate and the refund are 0.00."""

    outcome: Outcome
    ex_vat: Decimal
    applied_rate: Decimal
    refund: Decimal


def compute(gross: Decimal, *, levy_rate: Decimal, hs_rebate_rate: Decimal, kind: InvoiceKind) -> Refund:
    """What an invoice of this gross amount gives back. Rates are fractions: 0.13.

    Raises:
        BadInvoice: amounts or rates that no invoice has; `field` names which.
    """
    _require_amount(gross)
    _require_rate(levy_rate, "levy_rate")
    _require_rate(hs_rebate_rate, "hs_rebate_rate")
    if kind is InvoiceKind.VAT_SPECIAL and levy_rate == 0:
        raise BadInvoice("a special VAT invoice shows tax: its rate is above 0", field="levy_rate")
    price = ex_vat(gross, levy_rate)
    return refund_of(price, invoice_rate=levy_rate, hs_rebate_rate=hs_rebate_rate, kind=kind)


@rule(
    "LAW-REFUND",
    zh="退税额为不含税价乘以退税率与发票税率中较低者；普通发票和二手车销售统一发票免税不退税",
    en="The refund is the price without VAT at the lower of rebate and invoice rate; other invoices exempt only",
    article=ARTICLE,
    effect="compute",
)
def refund_of(price: Decimal, *, invoice_rate: Decimal, hs_rebate_rate: Decimal, kind: InvoiceKind) -> Refund:
    """What a price without VAT, as the invoice states it, gives back."""
    if kind is not InvoiceKind.VAT_SPECIAL:
        return Refund(Outcome.EXEMPT_NO_REFUND, price, _NOTHING, _NOTHING)
    rate = _plain(min(hs_rebate_rate, invoice_rate))
    refund = _EXACT.quantize(_EXACT.multiply(price, rate), CENT)
    if not refund:
        return Refund(Outcome.EXEMPT_NO_REFUND, price, rate, _NOTHING)
    return Refund(Outcome.REFUND, price, rate, refund)


def _plain(rate: Decimal) -> Decimal:
    """A rate with the decimals that it needs, and two at least: 0.130 is 0.13, and 0 is 0.00."""
    short = _EXACT.normalize(rate)
    return short if _decimals(short) > _decimals(CENT) else _EXACT.quantize(short, CENT)


def _decimals(number: Decimal) -> int:
    """How many decimals a finite number is written with; below 0 for 1E+5."""
    return -int(number.as_tuple().exponent)


def ex_vat(gross: Decimal, levy_rate: Decimal) -> Decimal:
    """The price without VAT: gross / (1 + rate), half up to the fen."""
    return _EXACT.quantize(_EXACT.divide(gross, _EXACT.add(Decimal(1), levy_rate)), CENT)


def agree(gross: Decimal, price: Decimal, levy_rate: Decimal) -> bool:
    """Whether a gross amount and a price without VAT can stand on one invoice of this rate."""
    reckoned = _EXACT.multiply(price, _EXACT.add(Decimal(1), levy_rate))
    return abs(_EXACT.subtract(reckoned, gross)) <= TOLERANCE


def _require_amount(gross: Decimal) -> None:
    if not isinstance(gross, Decimal):
        raise TypeError(f"money is reckoned in Decimal, not in {type(gross).__name__}")
    if not gross.is_finite() or gross <= 0:
        raise BadInvoice(f"the gross amount of an invoice is above 0, not {gross}", field="gross")
    if _decimals(gross) > _decimals(CENT):
        raise BadInvoice(f"money has two decimals at most, not {gross}", field="gross")


def _require_rate(rate: Decimal, field: str) -> None:
    if not isinstance(rate, Decimal):
        raise TypeError(f"a rate is a Decimal, not {type(rate).__name__}")
    if not rate.is_finite() or not 0 <= rate < 1:
        raise BadInvoice(f"a rate is a fraction from 0 to below 1, such as 0.13, not {rate}", field=field)
