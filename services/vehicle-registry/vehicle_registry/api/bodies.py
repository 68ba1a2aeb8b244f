"""What the registry's routes take and give, as pydantic models: papers are parsed here and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from exportlane.agency.papers import Body, CaseId, CheckedUscc, CheckedVin, DocumentSupplied, PaperNo
from exportlane.contracts.fields import Code, Day, Name, Sentence
from vehicle_registry.domain import Asked, Document, Status, Vehicle

Cited = Annotated[str, Field(min_length=1, max_length=200)]
Bar = Literal["mortgage", "pledge", "seizure", "stolen", "mismatch"]


class PaperOfVehicle(Body):
    """One vehicle, endorsed 转让待出口, as the certificate describes it."""

    case_id: CaseId
    vin: CheckedVin
    brand: Name
    model_code: Name
    vehicle_class: Literal["passenger", "commercial", "trailer"]
    energy_type: Annotated[str, Field(pattern=r"^[A-Z]$", max_length=1)]
    displacement_ml: Annotated[StrictInt, Field(ge=0, le=50_000)]
    motor_kw: Annotated[StrictInt, Field(ge=0, le=5_000)] | None = None
    first_registration_date: Day
    transfer_pending_export_date: Day
    temp_plate_valid_to: Day | None = None
    registration_cert_no: PaperNo | None = None
    former_plate_no: PaperNo | None = None
    scrapping_due_date: Day | None = None
    agent_registered: StrictBool


class HandOver(Body):
    """`POST /v1/vehicles`: the vehicles of one lot."""

    lot_id: CaseId
    batch_id: CaseId
    profile: Code
    exporter_uscc: CheckedUscc
    vehicles: Annotated[list[PaperOfVehicle], Field(min_length=1, max_length=20)]

    def states(self) -> list[Vehicle]:
        """The vehicles as the domain knows them. The id of each is its case."""
        return [
            Vehicle(
                id=paper.case_id,
                lot_id=self.lot_id,
                batch_id=self.batch_id,
                profile=self.profile,
                exporter_uscc=self.exporter_uscc,
                **paper.model_dump(exclude={"case_id"}),
            )
            for paper in self.vehicles
        ]


class ItemAsked(Body):
    """One paper that an officer asks for."""

    code: Code
    sentence: Sentence
    article: Cited | None = None


class AskCorrection(Body):
    """`POST …/request-correction`: all items at once (机动车登记规定 第三条)."""

    items: Annotated[list[ItemAsked], Field(min_length=1, max_length=40)]

    def asked(self, vin: str) -> tuple[Asked, ...]:
        """The items as the domain knows them."""
        return tuple(Asked(item.code, item.sentence, item.article, vin) for item in self.items)


class SupplyCorrection(Body):
    """`POST …/supply-correction`: every item of the notice must be answered."""

    registration_cert_no: PaperNo | None = None
    documents: Annotated[tuple[DocumentSupplied, ...], Field(max_length=40)] = ()

    def papers(self) -> tuple[Document, ...]:
        """The documents as the domain knows them."""
        return tuple(Document(paper.code, paper.reference) for paper in self.documents)


class Refuse(Body):
    """`POST …/refuse`: the reason, and the article unless it is article 42."""

    code: Code
    reason: Sentence
    article: Cited | None = None


class Restore(Body):
    """`POST …/restore`: why the provisional deregistration is undone."""

    code: Code
    reason: Sentence


class AddBar(Body):
    """`POST …/bars`: what stands in the way of the deregistration (机动车登记规定 第四十二条)."""

    bar: Bar


class VehicleShown(BaseModel):
    """A vehicle as the registry shows it to its officers, the gateway and its exporter."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="The case")
    version: int = Field(description="What If-Match must name")
    status: Status
    vin: str
    exporter_uscc: str
    profile: str
    due_on: date | None = Field(description="Last day of the limit of one working day, while it runs")
    bars: list[str]
    asked: list[dict[str, Any]] = Field(description="The items of the open notice")
    materials: list[dict[str, Any]] = Field(
        description="Each paper with the reason why it was or was not asked for"
    )
    moves: list[str] = Field(description="The verbs that the status allows")
    proof_no: str | None = Field(description="注销证明, once the deregistration is final")


class VehicleWithHistory(VehicleShown):
    """The same with its facts, oldest first."""

    history: list[dict[str, Any]]


class VehiclesTaken(BaseModel):
    """The vehicles that were taken in, in the order handed over."""

    items: list[VehicleShown]
