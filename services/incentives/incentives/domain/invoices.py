"""One invoice serves one item, across all applications of all firms (U17); so does a receipt, a hedge, a loan. PURE.

The register of invoices has one row for each; its primary key is the number with the seller, so that two applications
cannot both write it. An application that is refused or withdrawn before payment gives its invoices back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import identity, plain
from incentives.domain.application import Application
from incentives.domain.line import Invoice, Line
from incentives.domain.procedure import Procedure

ARTICLE: Final = "本办规则：一张发票只用于一个项目（财政违法行为处罚处分条例 第十四条）"
ONCE: Final = frozenset({"premium", "report", "hedge"})
"""The evidence that proves one line; a warehouse or a fair proves as many as there are invoices."""


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
    """The key of an invoice in the register: the same one however it is typed."""
    number, seller = identity(invoice.number, invoice.seller)
    return f"invoice:{number}" if seller is None else f"invoice:{number}@{seller}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line is claimed on and what serves once: its invoice, or the receipt, hedge, report or loan behind it."""

    line: Line
    place: int
    number: str
    seller: str = ""
    kind: str = "invoice"


def grounds_of(application: Application, procedure: Procedure) -> dict[str, list[Ground]]:
    """The lines by the ids of what they are claimed on; more than one under an id is one too many."""
    found: dict[str, list[Ground]] = {}
    for place, line in enumerate(application.lines):
        if line.invoice is not None:
            ground = Ground(line, place, line.invoice.number, line.invoice.seller)
            found.setdefault(invoice_id(line.invoice), []).append(ground)
        kind, number = _proof_of(line, procedure, application.year)
        if number:
            # With the firm: nobody can block another's receipt by claiming on it first.
            id_ = f"{kind}:{plain(number)}@{application.uscc}"
            found.setdefault(id_, []).append(Ground(line, place, number, kind=kind))
    return found


def _proof_of(line: Line, procedure: Procedure, year: int) -> tuple[str, str]:
    """The kind and number of the one record that a line rests on; a loan without a number is its day and principal."""
    evidence = procedure.needs(line.item).evidence or ""
    number = line.reference or (line.invoice.number if line.invoice else "")
    if evidence in ONCE:
        return evidence, number
    if evidence == "after_sales" and number:
        return "investment", f"{number}/{year}"
    if line.principal is not None:
        return "loan", line.reference or f"{line.principal}/{line.disbursed_on}"
    return "", ""


@rule(
    "INC-INVOICE",
    zh="一张发票（一份凭证）只能用于一个项目",
    en="One invoice, receipt, report, hedge or loan serves one line, across all applications",
    article=ARTICLE,
    slug="invoice-used",
)
def used_elsewhere(
    application: Application, uses: Iterable[InvoiceUse], procedure: Procedure
) -> Refused | None:
    """Whether something that a line is claimed on stands twice in the application, or serves another one."""
    grounds = grounds_of(application, procedure)
    for same in grounds.values():
        if len(same) > 1:
            return _used(same[1], "another line of this application")
    for use in uses:
        if use.id in grounds and use.application_id not in {None, application.id}:
            # Whose it is stays with the office: the number may be another firm's.
            mine = use.uscc == application.uscc
            other = f"item {use.item} of the application {use.application_no}"
            return _used(grounds[use.id][0], other if mine else "an application of another firm")
    return None


def _used(ground: Ground, where: str) -> Refused:
    of = f" of {ground.seller}" if ground.seller else ""
    sentence = f"The {ground.kind} {ground.number}{of} serves {where}; one {ground.kind} serves one item."
    invoice = ground.kind == "invoice"
    code, name = ("invoice-used", "invoice") if invoice else ("evidence-used", "reference")
    return Refused(code, sentence, ARTICLE, f"/lines/{ground.place}/{name}", 422)


def taken(application: Application, procedure: Procedure) -> tuple[InvoiceUse, ...]:
    """What the lines are claimed on, as it serves this application."""
    return tuple(
        InvoiceUse(
            id=id_,
            number=ground.number,
            seller=ground.seller,
            application_id=application.id,
            application_no=application.number,
            uscc=application.uscc,
            line_id=ground.line.id,
            item=ground.line.item,
        )
        for id_, (ground, *_) in grounds_of(application, procedure).items()
    )


def freed(uses: Iterable[InvoiceUse], application: Application) -> tuple[InvoiceUse, ...]:
    """The invoices of this application, free again."""
    return tuple(
        InvoiceUse(id=use.id, number=use.number, seller=use.seller)
        for use in uses
        if use.application_id == application.id
    )
