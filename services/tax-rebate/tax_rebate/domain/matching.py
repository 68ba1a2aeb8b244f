"""The claim beside customs' data, the invoices, the bank's receipts: what must be asked, what is suspected. PURE.

What the enterprise can put right is asked, all at once; what it could only explain away raises a suspicion, and a
person looks into it. Law: 国家税务总局公告2026年第5号; 国家税务总局公告2016年第46号 (class 4).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from exportlane.law.rules import rule
from tax_rebate.domain import invoices
from tax_rebate.domain.articles import CLASSES_ARTICLE, OWN_PRICE_ARTICLE, PROCEDURE_ARTICLE
from tax_rebate.domain.claim import CURRENCY, Claim, Line, open_lines
from tax_rebate.domain.papers import Asked, Suspicion
from tax_rebate.domain.policy import Rules

REBATE_FILING: Final = "rebate_filing"
FOREX: Final = "forex_receipt"
DECLARATION: Final = "declaration_mismatch"
PRICE: Final = "price_out_of_range"
INVOICE_AFTER_EXPORT: Final = "invoice_after_export"


@rule(
    "TAX-FILING",
    zh="申报企业须已办理出口退（免）税备案",
    en="Only an enterprise that is filed for rebates has its claim accepted",
    article=PROCEDURE_ARTICLE,
    slug=REBATE_FILING,
    effect="correct",
)
def filing_questions(claim: Claim) -> list[Asked]:
    """The item about an enterprise without a rebate filing (出口退（免）税备案)."""
    if claim.rebate_filing or REBATE_FILING in supplied_codes(claim):
        return []
    sentence = f"{claim.exporter_uscc} is not filed for export rebates (出口退（免）税备案)"
    return [Asked(REBATE_FILING, sentence, PROCEDURE_ARTICLE)]


@rule(
    "TAX-FOREX-CLASS-4",
    zh="四类企业申报时须提供收汇凭证或视同收汇的材料",
    en="Class 4 shows the receipt of foreign exchange, or why it counts as received, with the claim",
    article=CLASSES_ARTICLE,
    slug=FOREX,
    effect="correct",
)
def forex_questions(claim: Claim, rules: Rules) -> list[Asked]:
    """The item about a receipt that the class of the enterprise must show; the class in force today decides."""
    if claim.class_in_force not in rules.forex_required_classes:
        return []
    if claim.forex is not None or FOREX in supplied_codes(claim):
        return []
    sentence = (
        f"an enterprise of class {claim.class_in_force} shows its receipts of foreign exchange (收汇凭证)"
    )
    return [Asked(FOREX, sentence, CLASSES_ARTICLE)]


@rule(
    "TAX-DECLARATION",
    zh="申报的报关单号及项号（21位）须与海关数据一致",
    en="The declaration and item that are claimed, 21 digits, are those that customs named",
    article=PROCEDURE_ARTICLE,
    slug=DECLARATION,
    effect="correct",
)
def declaration_questions(line: Line, supplied: frozenset[str]) -> list[Asked]:
    """The item about a line that names another declaration item than customs did."""
    named = line.declaration_item
    if named is None or line.declared_item in {None, named} or DECLARATION in supplied:
        return []
    sentence = f"{line.vin} is claimed under {line.declared_item}, and customs cleared it under {named}"
    return [Asked(DECLARATION, sentence, PROCEDURE_ARTICLE, line.vin)]


def acceptance_questions(claim: Claim, rules: Rules) -> tuple[Asked, ...]:
    """What stands in the way of acceptance, so that the clock does not start."""
    return (*filing_questions(claim), *forex_questions(claim, rules))


def questions(claim: Claim, rules: Rules) -> tuple[Asked, ...]:
    """The items of one notice: every open line that does not add up, and the conditions, checked again."""
    supplied = supplied_codes(claim)
    of_lines = [item for line in open_lines(claim) for item in _of_line(line, supplied)]
    return (*acceptance_questions(claim, rules), *of_lines)


def supplied_codes(claim: Claim) -> frozenset[str]:
    """The codes of the papers that were supplied for items of notices."""
    return frozenset(paper.code for paper in claim.documents)


def suspicions(claim: Claim, rules: Rules) -> tuple[Suspicion, ...]:
    """What the rules suspect of the open lines."""
    found = [price_suspicions, date_suspicions]
    return tuple(each for line in open_lines(claim) for look in found for each in look(line, rules))


@rule(
    "X10",
    zh="发票不含税价应在离岸价的合理比例之内",
    en="The invoice without VAT is a plausible share of the FOB price",
    article=OWN_PRICE_ARTICLE,
    slug=PRICE,
    effect="suspicion",
)
def price_suspicions(line: Line, rules: Rules) -> list[Suspicion]:
    """A purchase price far from the price of export: bounds included pass. Without a FOB price there is no answer."""
    fob = in_cny(line, rules)
    if not fob:
        return []
    lowest, highest = rules.plausible_share
    share = line.invoice.ex_vat_amount / fob
    if lowest <= share <= highest:
        return []
    sentence = (
        f"the invoice of {line.vin} is {share:.4f} of its FOB price; {lowest} to {highest} are plausible"
    )
    return [Suspicion(PRICE, sentence, OWN_PRICE_ARTICLE, line.vin)]


@rule(
    "TAX-INVOICE-DATE",
    zh="购进发票的开具日期不得晚于出口日期",
    en="What was exported had been bought before",
    article=PROCEDURE_ARTICLE,
    slug=INVOICE_AFTER_EXPORT,
    effect="suspicion",
)
def date_suspicions(line: Line, _rules: Rules) -> list[Suspicion]:
    """An invoice that was issued after the vehicle had left."""
    if line.exported_on is None or line.invoice.date <= line.exported_on:
        return []
    sentence = f"{line.vin} left on {line.exported_on}; its invoice is of {line.invoice.date}"
    return [Suspicion(INVOICE_AFTER_EXPORT, sentence, PROCEDURE_ARTICLE, line.vin)]


def in_cny(line: Line, rules: Rules) -> Decimal | None:
    """The FOB price in CNY; None where none is given. A currency without a rate was refused at the counter."""
    if line.fob_amount is None:
        return None
    rate = rules.exchange_rates.get(line.fob_currency or CURRENCY)
    return None if rate is None else line.fob_amount * rate


def _of_line(line: Line, supplied: frozenset[str]) -> list[Asked]:
    return [
        *invoices.rate_questions(line),
        *invoices.amount_questions(line),
        *invoices.seller_questions(line),
        *invoices.consumption_tax_questions(line, supplied),
        *declaration_questions(line, supplied),
    ]
