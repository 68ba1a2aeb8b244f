"""The manufacturer's letter of after-sales service (售后维修服务确认书): when it is needed and who may write it.

Applied for within 180 days (included) of first registration a vehicle needs it; without it, no licence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exportlane.law.letter import LetterRule, letter
from exportlane.law.rules import rule
from licensing.domain.application import Application
from licensing.domain.articles import LETTER_GUIDE, NOTICE_648
from licensing.domain.dossier import AfterSalesLetter, Item, Line
from licensing.domain.policy import Rules

MISSING = "after_sales_letter_missing"


def letter_needed(line: Line, applied_on: date, rules: Rules) -> bool:
    """Whether the maker's letter is due for this vehicle (`exportlane.law.letter`).

    The endorsement of the register counts before that of the papers. A registration after the application is for
    another rule to find.
    """
    if rules.letter_from is None or rules.letter_days is None or applied_on < line.first_registration_date:
        return False
    known = line.endorsement
    endorsed = known.transfer_pending_export_date if known else line.transfer_pending_export_date
    due = LetterRule(rules.letter_days, rules.letter_from, rules.grandfather_cutoff)
    found = letter(
        first_registered=line.first_registration_date, applied=applied_on, rule=due, endorsed=endorsed
    )
    return found.required


@rule(
    "X05",
    zh="180日以内的车辆附有列明车辆和目的国的确认书",
    en="A young vehicle comes with a letter that names its VIN",
    article="商贸函〔2025〕648号",
    slug="after_sales_letter_missing",
)
def letter_missing(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    """The letter is there and names this VIN."""
    if not letter_needed(line, state.applied_on, rules):
        return
    given = line.after_sales_letter
    if given is None:
        yield _item(
            line, state, rules, MISSING, "no manufacturer's letter of after-sales service came with it"
        )
    elif line.vin not in given.vins:
        yield _item(line, state, rules, MISSING, "the manufacturer's letter does not name this VIN")


@rule(
    "X13",
    zh="目的国在许可证、报关单和确认书上一致",
    en="The destination is the same on licence, declaration and letter",
    article="商贸函〔2025〕648号",
    slug="after_sales_letter_missing",
)
def letter_for_another_country(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    """The letter is for the country of the application."""
    given = _read(line, state, rules)
    if given is not None and given.destination != state.destination_country:
        fault = f"the manufacturer's letter is for {given.destination}, not for {state.destination_country}"
        yield _item(line, state, rules, MISSING, fault)


@rule(
    "LIC-LETTER-ISSUER",
    zh="确认书由生产企业本身出具，不得由销售公司、海外部门、经销商、改装企业出具",
    en="The manufacturer itself writes the letter: not its sales company, overseas division, a dealer or a modifier",
    article="申请二手车和改装车出口许可证有关事项的工作指引（企业版）",
    slug="after_sales_letter_issuer",
)
def letter_by_another(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    """Nobody but the manufacturer can promise the service."""
    given = _read(line, state, rules)
    if given is not None and given.issuer_kind != "manufacturer":
        issuer = given.issuer_kind.replace("_", " ")
        fault = f"the letter was written by a {issuer} ({given.manufacturer}), not by the manufacturer itself"
        yield _item(line, state, rules, "after_sales_letter_issuer", fault, LETTER_GUIDE)


@rule(
    "LIC-LETTER-FORM",
    zh="确认书盖章并列明境外服务网点",
    en="The letter is sealed and names service outlets abroad",
    article="申请二手车和改装车出口许可证有关事项的工作指引（企业版）",
    slug="after_sales_letter_incomplete",
    effect="correct",
)
def letter_incomplete(line: Line, state: Application, rules: Rules) -> Iterator[Item]:
    """What the manufacturer can still add: its seal, its outlets."""
    given = _read(line, state, rules)
    if given is None:
        return
    if not given.sealed:
        yield _item(
            line, state, rules, "after_sales_letter_incomplete", "the letter is not sealed", LETTER_GUIDE
        )
    if given.outlets == ():
        fault = "the letter names no service outlet abroad"
        yield _item(line, state, rules, "after_sales_letter_incomplete", fault, LETTER_GUIDE)


def _read(line: Line, state: Application, rules: Rules) -> AfterSalesLetter | None:
    return line.after_sales_letter if letter_needed(line, state.applied_on, rules) else None


def _item(
    line: Line, state: Application, rules: Rules, code: str, fault: str, article: str = NOTICE_648
) -> Item:
    age = (state.applied_on - line.first_registration_date).days
    sentence = f"Applied for {age} days after first registration ({rules.letter_days} or fewer), but {fault}."
    return Item(code, sentence, article, line.vin)
