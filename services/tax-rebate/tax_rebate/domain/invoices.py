"""What a purchase invoice is worth at export: a refund, an exemption, or a question. PURE.

A special VAT invoice gives ``ex-VAT amount x min(the HS code's rebate rate, the invoice's rate)``, half up to the
fen; the invoice of a private seller and an ordinary invoice exempt without a refund, which is a success.
Law: 增值税法 第三十三条; 财政部 税务总局公告2026年第11号.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from exportlane.law.money import Money
from exportlane.law.rebate import InvoiceKind, agree, refund_of
from exportlane.law.rules import rule
from tax_rebate.domain.articles import PROCEDURE_ARTICLE, REFUND_ARTICLE
from tax_rebate.domain.claim import CURRENCY, NOTHING, Line
from tax_rebate.domain.papers import Asked

SPECIAL_RATES: Final = {"vat_special_13": Decimal("0.13"), "vat_special_0_5": Decimal("0.005")}
"""The kinds of invoice that give a refund, and the rate that each is issued at."""
KINDS: Final = (*SPECIAL_RATES, "used_vehicle_unified", "vat_ordinary")

AMOUNT: Final = "invoice_amount"
RATE: Final = "invoice_rate"
SELLER: Final = "invoice_seller"
CONSUMPTION_TAX: Final = "consumption_tax_proof"
INVOICE_ITEMS: Final = frozenset({AMOUNT, RATE, SELLER})
"""What a corrected invoice answers."""


@rule(
    "TAX-REFUND",
    zh="外贸企业退税额＝购进不含税价×（退税率与发票税率孰低），四舍五入到分",
    en="The refund is the ex-VAT purchase price times the smaller of the rebate rate and the invoice's rate",
    article=REFUND_ARTICLE,
    effect="compute",
)
def refund(line: Line) -> Decimal:
    """The refund of one vehicle in CNY, the consumption tax in it; 0.00 when its invoice exempts only."""
    rate = SPECIAL_RATES.get(line.invoice.kind)
    if rate is None:
        return NOTHING
    vat = refund_of(
        line.invoice.ex_vat_amount,
        invoice_rate=rate,
        hs_rebate_rate=line.hs_rebate_rate,
        kind=InvoiceKind.VAT_SPECIAL,
    )
    return (Money(vat.refund, CURRENCY) + Money(line.consumption_tax, CURRENCY)).amount


@rule(
    "TAX-EXEMPT",
    zh="二手车销售统一发票、普通发票不退税，适用免税",
    en="An invoice that carries no input VAT exempts without a refund, and the case closes successfully",
    article=REFUND_ARTICLE,
    slug="exempt_no_refund",
    effect="compute",
)
def why_exempt(line: Line) -> str:
    """The sentence of an exemption without refund (免税不退税)."""
    if line.invoice.kind in SPECIAL_RATES:
        return "the refund comes to 0.00, so the export is exempt without a refund (免税)"
    return (
        f"an invoice of the kind {line.invoice.kind} carries no input VAT to refund: exempt only (免税不退税)"
    )


@rule(
    "TAX-INVOICE-RATE",
    zh="专用发票的税率须与其种类一致",
    en="A special invoice is issued at the rate of its kind",
    article=PROCEDURE_ARTICLE,
    slug=RATE,
    effect="correct",
)
def rate_questions(line: Line) -> list[Asked]:
    """The item about an invoice whose rate is not that of its kind."""
    invoice, rate = line.invoice, SPECIAL_RATES.get(line.invoice.kind)
    if rate is None or invoice.levy_rate == rate:
        return []
    sentence = (
        f"invoice {invoice.number} of the kind {invoice.kind} has the rate {rate}, not {invoice.levy_rate}"
    )
    return [Asked(RATE, sentence, PROCEDURE_ARTICLE, line.vin)]


@rule(
    "TAX-INVOICE-AMOUNT",
    zh="不含税价、税率与价税合计须相符（差额不超过一分）",
    en="Price without VAT and levy give the gross amount, within one fen",
    article=PROCEDURE_ARTICLE,
    slug=AMOUNT,
    effect="correct",
)
def amount_questions(line: Line) -> list[Asked]:
    """The item about an invoice whose amounts do not add up."""
    invoice = line.invoice
    if agree(invoice.gross_amount, invoice.ex_vat_amount, invoice.levy_rate):
        return []
    reckoned = invoice.ex_vat_amount * (1 + invoice.levy_rate)
    sentence = (
        f"invoice {invoice.number}: {invoice.ex_vat_amount} and the levy of {invoice.levy_rate} "
        f"give {Money(reckoned, CURRENCY).amount}, not {invoice.gross_amount}"
    )
    return [Asked(AMOUNT, sentence, PROCEDURE_ARTICLE, line.vin)]


@rule(
    "TAX-INVOICE-SELLER",
    zh="增值税专用发票须有销售方纳税人识别号",
    en="A special VAT invoice names the seller",
    article=PROCEDURE_ARTICLE,
    slug=SELLER,
    effect="correct",
)
def seller_questions(line: Line) -> list[Asked]:
    """The item about a special invoice without a seller, of whom nobody could enquire."""
    if line.invoice.kind not in SPECIAL_RATES or line.invoice.seller_uscc is not None:
        return []
    sentence = f"the special invoice {line.invoice.number} names no seller (销售方)"
    return [Asked(SELLER, sentence, PROCEDURE_ARTICLE, line.vin)]


@rule(
    "TAX-CONSUMPTION-TAX",
    zh="退消费税须有已纳消费税的凭证，且购进凭证可退税",
    en="Consumption tax is refunded on proof that it was paid, beside an invoice that gives a refund",
    article=REFUND_ARTICLE,
    slug=CONSUMPTION_TAX,
    effect="correct",
)
def consumption_tax_questions(line: Line, supplied: frozenset[str]) -> list[Asked]:
    """The item about consumption tax that is claimed without its proof; exempt vehicles are given none anyway."""
    if line.consumption_tax == NOTHING or line.invoice.kind not in SPECIAL_RATES:
        return []
    if CONSUMPTION_TAX in supplied:
        return []
    sentence = f"consumption tax of {line.consumption_tax} is claimed without the proof that it was paid"
    return [Asked(CONSUMPTION_TAX, sentence, REFUND_ARTICLE, line.vin)]
