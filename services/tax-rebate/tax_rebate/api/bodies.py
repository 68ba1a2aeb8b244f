"""What the tax office's routes take and give, as pydantic models: papers are parsed here and nowhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, WithJsonSchema

from exportlane.agency.papers import Body, CaseId, CheckedUscc, CheckedVin, DocumentSupplied, PaperNo
from exportlane.contracts.fields import Amount, Code, Day, Sentence, Vin
from tax_rebate import domain
from tax_rebate.domain import Asked, Claim, Document, Line, Status

Cited = Annotated[str, Field(min_length=1, max_length=200)]


def _text_only(value: object) -> object:
    if not isinstance(value, (str, Decimal)):
        # pydantic turns a ValueError, not a TypeError, into an answer.
        raise ValueError("must be text such as 0.13, never a JSON number")  # noqa: TRY004
    return value


Rate = Annotated[
    Decimal,
    BeforeValidator(_text_only),
    Field(ge=0, le=1, max_digits=7, decimal_places=6),
    WithJsonSchema({"type": "string", "pattern": r"^[01](\.[0-9]{1,6})?$"}),
]
"""A rate as text between 0 and 1: 0.13 is thirteen per cent."""


class Invoice(Body):
    """The purchase invoice of one vehicle."""

    number: PaperNo
    kind: Literal["vat_special_13", "vat_special_0_5", "used_vehicle_unified", "vat_ordinary"]
    gross_amount: Amount
    levy_rate: Rate
    ex_vat_amount: Amount
    seller_uscc: CheckedUscc | None = None
    date: Day

    def parsed(self) -> domain.Invoice:
        """The invoice as the domain knows it."""
        return domain.Invoice(**self.model_dump())


class LineOfClaim(Body):
    """One vehicle of a claim."""

    case_id: CaseId
    vin: CheckedVin
    hs_rebate_rate: Rate
    invoice: Invoice


class HandOver(Body):
    """`POST /v1/claims`: the claim for one lot, kept until customs have cleared its vehicles."""

    lot_id: CaseId
    batch_id: CaseId
    profile: Code
    exporter_uscc: CheckedUscc
    rebate_class: Annotated[StrictInt, Field(ge=1, le=4)]
    lines: Annotated[list[LineOfClaim], Field(min_length=1, max_length=20)]

    def state(self) -> Claim:
        """The claim as the domain knows it. Its id is the lot's."""
        return Claim(
            id=self.lot_id,
            batch_id=self.batch_id,
            profile=self.profile,
            exporter_uscc=self.exporter_uscc,
            rebate_class=self.rebate_class,
            lines=tuple(
                Line(
                    case_id=line.case_id,
                    vin=line.vin,
                    hs_rebate_rate=line.hs_rebate_rate,
                    invoice=line.invoice.parsed(),
                )
                for line in self.lines
            ),
        )


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
    """`POST …/refuse`: the reason, and the article it rests on."""

    code: Code
    reason: Sentence
    article: Cited | None = None


class ClawBack(Body):
    """`POST …/claw-back`: which refunds come back; without `vins` those of the vehicles that came back."""

    reason: Sentence
    vins: Annotated[tuple[Vin, ...], Field(max_length=20)] = ()


class ClaimShown(BaseModel):
    """A claim as the tax office shows it to its officers, the gateway and the claimant."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="The lot")
    version: int = Field(description="What If-Match must name")
    status: Status
    claim_no: str | None
    exporter_uscc: str
    profile: str
    rebate_class: int
    due_on: date | None = Field(description="Last day of the limit of the class, which binds")
    target_on: date | None = Field(description="Day of the average, which is a target")
    lines: list[dict[str, Any]] = Field(
        description="Each vehicle with its invoice, its outcome and its refund"
    )
    asked: list[dict[str, Any]] = Field(description="The items of the open notice")
    moves: list[str] = Field(description="The verbs that the status allows")


class ClaimWithHistory(ClaimShown):
    """The same with its facts, oldest first."""

    history: list[dict[str, Any]]
