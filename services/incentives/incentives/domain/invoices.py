"""One invoice serves one item, across all applications of all firms (U17). PURE.

The register of invoices has one row for each; its primary key is the number with the seller, so that two applications
cannot both write it. An application that is refused or withdrawn before payment gives its invoices back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from incentives.domain.application import Application
from incentives.domain.line import Invoice, Line

ARTICLE: Final = "本办规则：一张发票只用于一个项目（财政违法行为处罚处分条例 第十四条）"
E_INVOICE_DIGITS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceUse:
    """An invoice and what it serves now; `application_id` is None while it is free."""

    id: str
    number: str
    seller: str
    application_id: str | None = None
    application_no: str | None = None
    uscc: str | None = None
    line_id: str | None = None
    item: str | None = None


def invoice_id(invoice: Invoice) -> str:
    """What makes an invoice the same one, however it is typed.

    数电票 have twenty digits and are numbered for the whole country, so that a mistyped seller hides nothing.
    """
    number = _plain(invoice.number)
    if len(number) == E_INVOICE_DIGITS and number.isdigit():
        return f"invoice:{number}"
    return f"invoice:{number}@{_plain(invoice.seller)}"


def invoices_of(application: Application) -> dict[str, Line]:
    """The lines by the ids of their invoices."""
    return {invoice_id(line.invoice): line for line in application.lines if line.invoice is not None}


@rule(
    "INC-INVOICE",
    zh="一张发票只能用于一个项目",
    en="One invoice serves one item, across all applications of all firms",
    article=ARTICLE,
    slug="invoice-used",
)
def used_elsewhere(application: Application, uses: Iterable[InvoiceUse]) -> Refused | None:
    """Whether one of the invoices stands twice in the application, or serves another one."""
    seen: set[str] = set()
    for number, line in enumerate(application.lines):
        if line.invoice is None:
            continue
        key = invoice_id(line.invoice)
        if key in seen:
            return _used(number, line.invoice, "another line of this application")
        seen.add(key)
    by_id = {use.id: use for use in uses}
    for number, line in enumerate(application.lines):
        use = by_id.get(invoice_id(line.invoice)) if line.invoice is not None else None
        if use is not None and line.invoice is not None and use.application_id not in {None, application.id}:
            # Whose it is stays with the office: the number may be another firm's.
            other = f"item {use.item} of the application {use.application_no}"
            mine = use.uscc == application.uscc
            return _used(number, line.invoice, other if mine else "an application of another firm")
    return None


def _used(number: int, invoice: Invoice, where: str) -> Refused:
    sentence = (
        f"The invoice {invoice.number} of {invoice.seller} serves {where}; one invoice serves one item."
    )
    return Refused("invoice-used", sentence, ARTICLE, f"/lines/{number}/invoice", 422)


def taken(application: Application) -> tuple[InvoiceUse, ...]:
    """The invoices as they serve this application."""
    return tuple(
        InvoiceUse(
            id=id_,
            number=line.invoice.number,
            seller=line.invoice.seller,
            application_id=application.id,
            application_no=application.number,
            uscc=application.uscc,
            line_id=line.id,
            item=line.item,
        )
        for id_, line in invoices_of(application).items()
        if line.invoice is not None
    )


def freed(uses: Iterable[InvoiceUse], application: Application) -> tuple[InvoiceUse, ...]:
    """The invoices of this application, free again."""
    return tuple(
        InvoiceUse(id=use.id, number=use.number, seller=use.seller)
        for use in uses
        if use.application_id == application.id
    )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
