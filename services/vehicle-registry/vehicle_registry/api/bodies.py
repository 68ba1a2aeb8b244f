"""What the registry's routes take and give, as pydantic models: papers are parsed here and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from exportlane.agency.papers import Body, CaseId, CheckedUscc, CheckedVin, DocumentSupplied, PaperNo
from exportlane.contracts.fields import Code, Day, Name, Sentence
from vehicle_registry.domain import BARS, Asked, Document, Ended, Status, TransferPapers, Vehicle

Cited = Annotated[str, Field(min_length=1, max_length=200)]
Bar = Literal[
    "mortgage", "pledge", "seizure", "stolen", "mismatch", "invalid_proofs", "customs_supervised",
    "illegally_assembled", "violations_open", "accident_open",
]  # fmt: skip
ProfileVersion = Annotated[str, Field(pattern=r"^[a-z]+-[0-9]{4}\.[0-9]+$", max_length=40)]
if set(BARS) != set(get_args(Bar)):
    raise RuntimeError("the bars of the API are not those of the table")


class PaperOfTransfer(Body):
    """What the transfer registration rests on, when the registry is to do it (第二十五、二十八条)."""

    delivered_on: Day
    seller_kind: Literal["person", "firm"]
    plate_no: PaperNo
    insurance_valid_to: Day | None = None
    quota_unit_no: PaperNo | None = None
    small_passenger_car: StrictBool = False
    station_id: PaperNo | None = None
    filing_valid_to: Day | None = None

    def papers(self) -> TransferPapers:
        """The papers as the domain knows them; the station stands with the vehicle."""
        return TransferPapers(**self.model_dump(exclude={"station_id"}))


class PaperOfVehicle(Body):
    """One vehicle as its certificate describes it: endorsed 转让待出口, or with the papers of the transfer."""

    case_id: CaseId
    vin: CheckedVin
    brand: Name
    model_code: Name
    vehicle_class: Literal["passenger", "commercial", "trailer"]
    energy_type: Annotated[str, Field(pattern=r"^[A-Z]$", max_length=1)]
    displacement_ml: Annotated[StrictInt, Field(ge=0, le=50_000)]
    motor_kw: Annotated[StrictInt, Field(ge=0, le=5_000)] | None = None
    first_registration_date: Day
    transfer_pending_export_date: Day | None = None
    temp_plate_valid_to: Day | None = None
    registration_cert_no: PaperNo | None = None
    former_plate_no: PaperNo | None = None
    scrapping_due_date: Day | None = None
    agent_registered: StrictBool
    transfer: PaperOfTransfer | None = None
    customs_supervised: StrictBool = False
    identity_verified: StrictBool = True
    station_id: PaperNo | None = None
    use_nature: Annotated[str, Field(pattern=r"^[A-S]$", max_length=1)] | None = None
    mileage_km: Annotated[StrictInt, Field(ge=0, le=2_000_000)] | None = None
    documents: Annotated[tuple[DocumentSupplied, ...], Field(max_length=40)] = ()

    @model_validator(mode="after")
    def _one_station(self) -> PaperOfVehicle:
        named = {self.station_id, self.transfer.station_id if self.transfer else None} - {None}
        if len(named) > 1:
            raise ValueError("two stations are named; a vehicle comes through one")
        return self

    @property
    def station(self) -> str | None:
        """The station through which it comes, named beside the vehicle or in the papers of the transfer."""
        return self.station_id or (self.transfer.station_id if self.transfer else None)


class HandOver(Body):
    """`POST /v1/vehicles`: the vehicles of one lot."""

    lot_id: CaseId
    batch_id: CaseId
    profile: Code
    profile_version: ProfileVersion | None = None
    exporter_uscc: CheckedUscc
    vehicles: Annotated[list[PaperOfVehicle], Field(min_length=1, max_length=20)]

    def states(self, *, one_stop: bool = False) -> list[Vehicle]:
        """The vehicles as the domain knows them. The id of each is its case."""
        return [
            Vehicle(
                id=paper.case_id,
                lot_id=self.lot_id,
                batch_id=self.batch_id,
                profile=self.profile,
                profile_version=self.profile_version,
                exporter_uscc=self.exporter_uscc,
                station_id=paper.station,
                one_stop=one_stop,
                transfer=paper.transfer.papers() if paper.transfer else None,
                documents=tuple(Document(one.code, one.reference) for one in paper.documents),
                **paper.model_dump(exclude={"case_id", "transfer", "station_id", "documents"}),
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

    items: Annotated[tuple[ItemAsked, ...], Field(min_length=1, max_length=40)]

    def asked(self, vin: str) -> tuple[Asked, ...]:
        """The items as the domain knows them."""
        return tuple(Asked(item.code, item.sentence, item.article, vin) for item in self.items)


class AskTransferCorrection(AskCorrection):
    """`POST …/request-transfer-correction`: the rules add what they find missing, so no item need be named."""

    items: Annotated[tuple[ItemAsked, ...], Field(max_length=40)] = ()


class SupplyCorrection(Body):
    """`POST …/supply-correction`: every item of the notice must be answered."""

    registration_cert_no: PaperNo | None = None
    documents: Annotated[tuple[DocumentSupplied, ...], Field(max_length=40)] = ()

    def papers(self) -> tuple[Document, ...]:
        """The documents as the domain knows them."""
        return tuple(Document(paper.code, paper.reference) for paper in self.documents)


class SupplyTransferCorrection(SupplyCorrection):
    """`POST …/supply-transfer-correction`: the same, and what is no document: the insurance's end, a quota unit."""

    insurance_valid_to: Day | None = None
    quota_unit_no: PaperNo | None = None


class CheckTransfer(Body):
    """`POST …/check-transfer`: how the VIN was compared with the vehicle."""

    how: Literal["rubbing", "electronic"]


class Endorse(Body):
    """`POST …/endorse`: the number of the temporary plate that goes with it."""

    temp_plate_no: Annotated[str, Field(min_length=1, max_length=20)] | None = None


class ReissuePlate(Body):
    """`POST …/reissue-plate`: the number of the new plate, and the insurance when it was renewed."""

    temp_plate_no: Annotated[str, Field(min_length=1, max_length=20)]
    insurance_valid_to: Day | None = None


class Because(Body):
    """Why: what an enterprise withdraws, or a supervisor lifts."""

    reason: Sentence


class Lock(Body):
    """`POST …/lock`: why the register is locked for this vehicle, and the article."""

    code: Code
    reason: Sentence
    article: Cited

    def ground(self) -> Ended:
        """The ground as the domain knows it."""
        return Ended(self.code, self.reason, self.article)


class ReportMisuse(Body):
    """`POST …/report-misuse`: driven on roads, or sold at home."""

    code: Literal["road_use", "home_sale", "other_use"]
    reason: Sentence


class Revoke(Body):
    """`POST …/revoke`: got by deceit or bribery (第八十一条), or with false materials (第八十条)."""

    code: Literal["deceit", "false_material"]
    reason: Sentence


class Refuse(Body):
    """`POST …/refuse` and `…/refuse-transfer`: the reason, and the article unless it follows from the code."""

    code: Code
    reason: Sentence
    article: Cited | None = None


class Restore(Body):
    """`POST …/restore`: why the provisional deregistration is undone."""

    code: Code
    reason: Sentence


class AddBar(Body):
    """`POST …/bars`: what stands in the way (机动车登记规定 第二十五、二十九、三十七、四十二条)."""

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
    due_on: date | None = Field(description="Last day for the office's decision, while its clock runs")
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
