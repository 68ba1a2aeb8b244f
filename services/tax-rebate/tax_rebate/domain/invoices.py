"""What a purchase invoice is worth at export: a refund, an exemption, or a question. PURE.

A special VAT invoice gives ``ex-VAT amount x min(the HS code's rebate rate, the invoice's rate)``, half up to the
fen; the invoice of a private seller and an ordinary invoice exempt without a refund, which is a success.
Law: 增值税法 第三十三条; 财政部 税务总局公告2026年第11号.
"""

from decimal import Decimal
from typing import Final

from exportlane.law.money import Money
from tax_rebate.domain.claim import CURRENCY, Asked, Claim, Line, Outcome

REFUND_ARTICLE: Final = "财政部 税务总局公告2026年第11号"
PROCEDURE_ARTICLE: Final = "国家税务总局公告2026年第5号"

SPECIAL_RATES: Final = {"vat_special_13": Decimal("0.13"), "vat_special_0_5": Decimal("0.005")}
"""The kinds of invoice that give a refund, and the rate that each is issued at."""
KINDS: Final = (*SPECIAL_RATES, "used_vehicle_unified", "vat_ordinary")

AMOUNT: Final = "invoice_amount"
RATE: Final = "invoice_rate"
INVOICE_ITEMS: Final = frozenset({AMOUNT, RATE})
"""What a corrected invoice answers."""
_TOLERANCE: Final = Decimal("0.01")
_NOTHING: Final = Decimal("0.00")


def refund(line: Line) -> Decimal:
    """The refund of one vehicle in CNY; 0.00 when its invoice exempts only."""
    rate = SPECIAL_RATES.get(line.invoice.kind)
    if rate is None:
        return _NOTHING
    return Money(line.invoice.ex_vat_amount, CURRENCY).times(min(line.hs_rebate_rate, rate)).amount


def why_exempt(line: Line) -> str:
    """The sentence of an exemption without refund (免税不退税)."""
    if line.invoice.kind in SPECIAL_RATES:
        return "the refund comes to 0.00, so the export is exempt without a refund (免税)"
    return (
        f"an invoice of the kind {line.invoice.kind} carries no input VAT to refund: exempt only (免税不退税)"
    )


def questions(claim: Claim) -> tuple[Asked, ...]:
    """The items of one notice: every open line whose invoice does not add up."""
    return tuple(item for line in claim.lines if line.outcome is Outcome.OPEN for item in _questions_of(line))


def _questions_of(line: Line) -> list[Asked]:
    invoice, found = line.invoice, []
    rate = SPECIAL_RATES.get(invoice.kind)
    if rate is not None and invoice.levy_rate != rate:
        sentence = f"invoice {invoice.number} of the kind {invoice.kind} has the rate {rate}, not {invoice.levy_rate}"
        found.append(Asked(RATE, sentence, PROCEDURE_ARTICLE, line.vin))
    reckoned = invoice.ex_vat_amount * (1 + invoice.levy_rate)
    if abs(reckoned - invoice.gross_amount) > _TOLERANCE:
        sentence = (
            f"invoice {invoice.number}: {invoice.ex_vat_amount} and the levy of {invoice.levy_rate} "
            f"give {Money(reckoned, CURRENCY).amount}, not {invoice.gross_amount}"
        )
        found.append(Asked(AMOUNT, sentence, PROCEDURE_ARTICLE, line.vin))
    return found
