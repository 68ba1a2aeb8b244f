"""What the verbs on a claim take, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from exportlane.agency.papers import Body, CaseId, DocumentSupplied, PaperNo
from exportlane.contracts.fields import Code, Sentence, Vin
from tax_rebate import domain
from tax_rebate.api.bodies import Invoice, RebateClass
from tax_rebate.domain import Asked, Document, Suspicion
from tax_rebate.domain.articles import PROCEDURE_ARTICLE

Cited = Annotated[str, Field(min_length=1, max_length=200)]
Vins = Annotated[tuple[Vin, ...], Field(max_length=20)]
Ground = Literal[
    "goods_returned", "departure_reversed", "documents_not_filed", "wrong_amount", "bad_invoice", "no_forex", "fraud"
]  # fmt: skip


class ItemAsked(Body):
    """One thing that an officer asks for, about one vehicle or about the whole claim."""

    code: Code
    sentence: Sentence
    article: Cited | None = None
    vin: Vin | None = None


class AskCorrection(Body):
    """`POST …/request-correction`: all items at once."""

    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=100)]

    def asked(self) -> tuple[Asked, ...]:
        """The items as the domain knows them."""
        return tuple(Asked(item.code, item.sentence, item.article, item.vin) for item in self.items)


class InvoiceSupplied(Body):
    """The right invoice of one vehicle."""

    vin: Vin
    invoice: Invoice


class SupplyCorrection(Body):
    """`POST …/supply-correction`: every item of the notice must be answered."""

    invoices: Annotated[tuple[InvoiceSupplied, ...], Field(max_length=20)] = ()
    documents: Annotated[tuple[DocumentSupplied, ...], Field(max_length=100)] = ()

    def by_vin(self) -> dict[str, domain.Invoice]:
        """The invoices as the domain knows them."""
        return {supplied.vin: supplied.invoice.parsed() for supplied in self.invoices}

    def papers(self) -> tuple[Document, ...]:
        """The documents as the domain knows them."""
        return tuple(Document(paper.code, paper.reference) for paper in self.documents)


class Refuse(Body):
    """`POST …/refuse` and `…/tax`: the reason, its article, and for which vehicles; without `vins` for all."""

    code: Code
    reason: Sentence
    article: Cited | None = None
    vins: Vins = ()


class ClawBack(Body):
    """`POST …/claw-back`: which refunds come back; without `vins` those of the vehicles that came back."""

    reason: Sentence
    vins: Vins = ()


class Submit(Body):
    """`POST …/submit`: by which way the vehicles have left."""

    departure_port_scheme: StrictBool = Field(
        default=False, description="Claim under the port-of-departure scheme (启运港退税)"
    )


class Withdraw(Body):
    """`POST …/withdraw`: why the enterprise takes its claim back."""

    reason: Sentence


class ItemSuspected(Body):
    """One suspicion, about one vehicle or about the whole claim."""

    code: Code
    sentence: Sentence
    article: Cited = PROCEDURE_ARTICLE
    vin: Vin | None = None


class RaiseSuspicion(Body):
    """`POST …/raise-suspicion`: what is suspected."""

    suspicions: Annotated[tuple[ItemSuspected, ...], Field(min_length=1, max_length=20)]

    def found(self) -> tuple[Suspicion, ...]:
        """The suspicions as the domain knows them."""
        return tuple(Suspicion(each.code, each.sentence, each.article, each.vin) for each in self.suspicions)


class Reasoned(Body):
    """`POST …/clear-suspicion` and `…/find-fraud`: what was found."""

    reason: Sentence


class SendEnquiry(Body):
    """`POST …/send-enquiry`: a letter (函调) to the seller's tax office."""

    enquiry_no: PaperNo
    to_office: Annotated[str, Field(min_length=1, max_length=120)]


class RecordAnswer(Body):
    """`POST …/record-answer`: what that office found."""

    enquiry_no: PaperNo
    finding: Literal["in_order", "not_in_order", "cannot_be_verified"]


class OrderClawBack(Body):
    """`POST …/order-claw-back`: on which ground, of which vehicles; without `vins` of all that were paid."""

    code: Ground
    reason: Sentence
    vins: Vins = ()


class SetOff(Body):
    """`POST …/set-off`: the approved claim of the same enterprise whose payment is kept back."""

    against: CaseId


class FileDocuments(Body):
    """`POST …/file-documents`: sale contract, transport document, customs broker's agreement (单证备案)."""

    documents: Annotated[tuple[DocumentSupplied, ...], Field(min_length=1, max_length=20)]

    def papers(self) -> tuple[Document, ...]:
        """The documents as the domain knows them."""
        return tuple(Document(paper.code, paper.reference) for paper in self.documents)


class ChangeClass(Body):
    """`POST …/change-class`: the class of the enterprise from now on."""

    rebate_class: RebateClass
