"""What can be wrong with one row at the entrance, each with its field, its law and a code for machines. PURE.

What only an agency may judge is left to that agency; here stands what makes a row useless to all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from exportlane.law.checks import CheckResult, Level, check_hs_code, check_uscc, check_vin
from exportlane.law.rules import rule
from gateway.papers import Fault, VehicleRow

TRUTHFUL: Final = "行政许可法 第三十一条"
"""Whoever applies hands in true papers: what cannot be true or cannot be read is no paper."""
REGISTRATION: Final = "机动车登记规定 第二十八条"
INVOICES: Final = "发票管理办法 第二十一条"
DECLARED: Final = "海关法 第二十四条"
VALUE: Final = "海关法 第五十五条"

ARTICLES: Final = (
    ("/invoice", INVOICES),
    ("/fob_amount", VALUE),
    ("/currency", VALUE),
    ("/hs_code", DECLARED),
    ("/vin", REGISTRATION),
    ("/first_registration_date", REGISTRATION),
    ("/transfer", REGISTRATION),
    ("/temp_plate", REGISTRATION),
    ("/inspection_report", "公告2024年第6号"),
    ("/after_sales_letter", "商贸函〔2025〕648号"),
)
"""The law behind a field, by how its pointer begins."""


def article_of(field: str) -> str:
    """The law that a field of a row rests on; that papers must be true is behind all others."""
    return next((article for start, article in ARTICLES if field.startswith(start)), TRUTHFUL)


def errors(
    row: VehicleRow, *, today: dt.date, headings: AbstractSet[str], currencies: AbstractSet[str]
) -> Iterator[Fault]:
    """Everything that is wrong with a row by itself."""
    yield from _failed("/vin", check_vin(row.vin))
    yield from _failed("/hs_code", check_hs_code(row.hs_code, headings=headings))
    if row.invoice.seller_uscc is not None:
        yield from _failed("/invoice/seller_uscc", check_uscc(row.invoice.seller_uscc))
    yield from _in_the_future(row, today)
    yield from _dates_in_order(row)
    yield from _endorsement(row)
    yield from _currency(row, currencies)


def _failed(field: str, result: CheckResult) -> Iterator[Fault]:
    if result.level is Level.ERROR:
        sentence = f"{result.reason[0].upper()}{result.reason[1:]}."
        yield Fault(field, sentence, article_of(field), result.code)


@rule(
    "GW-FUTURE",
    zh="材料日期不得晚于当日",
    en="No paper bears a day that has not come",
    article=TRUTHFUL,
    slug="date_in_the_future",
)
def _in_the_future(row: VehicleRow, today: dt.date) -> Iterator[Fault]:
    days = {
        "/first_registration_date": row.first_registration_date,
        "/transfer_pending_export_date": row.transfer_pending_export_date,
        "/transfer/delivered_on": row.transfer.delivered_on if row.transfer else None,
        "/invoice/date": row.invoice.date,
        "/inspection_report/date": row.inspection_report.date if row.inspection_report else None,
    }
    for field, day in days.items():
        if day is not None and day > today:
            sentence = f"{day} lies in the future; today is {today}."
            yield Fault(field, sentence, article_of(field), "date_in_the_future")


def _dates_in_order(row: VehicleRow) -> Iterator[Fault]:
    first, endorsed = row.first_registration_date, row.transfer_pending_export_date
    if endorsed is not None and endorsed < first:
        sentence = f"The endorsement of {endorsed} lies before the first registration on {first}."
        yield Fault("/transfer_pending_export_date", sentence, REGISTRATION, "dates_out_of_order")
    if row.scrapping_due_date is not None and row.scrapping_due_date <= first:
        sentence = "A vehicle is not due for scrapping before it was registered."
        yield Fault("/scrapping_due_date", sentence, TRUTHFUL, "dates_out_of_order")


@rule(
    "GW-ENDORSED",
    zh="已办理转让待出口登记，或者提交转让登记材料",
    en="A vehicle is endorsed, or comes with the papers of the transfer registration; one of the two and not both",
    article=REGISTRATION,
    slug="endorsement_or_transfer",
)
def _endorsement(row: VehicleRow) -> Iterator[Fault]:
    if row.transfer_pending_export_date is None and row.transfer is None:
        sentence = "Say when the vehicle was endorsed 转让待出口, or hand in the papers of the transfer registration."
        yield Fault("/transfer_pending_export_date", sentence, REGISTRATION, "endorsement_or_transfer")
    if row.transfer_pending_export_date is not None and row.transfer is not None:
        sentence = "A vehicle that is endorsed already needs no transfer registration."
        yield Fault("/transfer", sentence, REGISTRATION, "endorsement_or_transfer")


@rule(
    "GW-CURRENCY",
    zh="成交币制须有折算率",
    en="A value is declared in a currency that has a rate",
    article=VALUE,
    slug="currency_without_rate",
)
def _currency(row: VehicleRow, currencies: AbstractSet[str]) -> Iterator[Fault]:
    if row.currency not in currencies:
        known = ", ".join(sorted(currencies))
        sentence = f"There is no rate for {row.currency}; values are declared in {known}."
        yield Fault("/currency", sentence, VALUE, "currency_without_rate")
