"""What an exporter hands in, as it is read at the edge: one batch with its header; a vehicle's own is `vehicle_papers`.

A batch is for one exporter, profile, contract, customs port and destination. A vehicle that cannot be read does not
spoil the others: its row is kept as `UnreadableRow` with every reason, and the rows around it go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import (
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from exportlane.agency.papers import CheckedUscc
from exportlane.contracts.fields import Amount, Code, ContractNo, Country, Currency, CustomsPort, Day
from exportlane.runtime.problems import pointer, sentence_of
from gateway.vehicle_papers import MAX_VEHICLES, Instant, Number, Paper, Text, VehicleRow

__all__ = [
    "MAX_VEHICLES",
    "BatchRequest",
    "CaseRequest",
    "Fault",
    "OwnDeclaration",
    "UnreadableRow",
    "VehicleRow",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row cannot be taken: where (JSON pointer inside the row), a sentence, the law, a code."""

    field: str
    sentence: str
    article: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row whose fields are missing, unknown or of the wrong shape, with every reason at once."""

    vin: str | None
    faults: tuple[Fault, ...]


def _keep_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> VehicleRow | UnreadableRow:
    try:
        row: VehicleRow = read(value)
    except ValidationError as error:
        vin = value.get("vin") if isinstance(value, dict) else None
        return UnreadableRow(vin[:64] if isinstance(vin, str) else None, tuple(_faults(error)))
    return row


def _faults(error: ValidationError) -> list[Fault]:
    found = []
    for item in error.errors(include_url=False, include_input=False):
        unknown = item["type"] == "extra_forbidden"
        sentence = "This field is not known here." if unknown else sentence_of(item)
        found.append(Fault(pointer(item["loc"]), sentence))
    return found


Row = Annotated[VehicleRow, WrapValidator(_keep_unreadable)]


class OwnDeclaration(Paper):
    """What the exporter declares to customs: where it differs from the licence application, and what only customs need.

    Amounts are those of the whole declaration; `loading_at` is when the loading is to begin.
    """

    customs_port: CustomsPort | None = None
    destination_country: Country | None = None
    consignor_uscc: CheckedUscc | None = None
    producer_seller_uscc: CheckedUscc | None = None
    declarant_uscc: CheckedUscc | None = None
    departure_port: CustomsPort | None = None
    port_of_exit: CustomsPort | None = None
    port_of_discharge: Text | None = None
    final_destination: Country | None = None
    incoterm: Literal["FOB", "CFR", "CIF"] | None = None
    freight: Amount | None = None
    insurance: Amount | None = None
    supervision_mode: Annotated[str, Field(pattern=r"^[0-9]{1,8}$", max_length=8)] = "0110"
    levy_nature: Annotated[str, Field(pattern=r"^[0-9]{1,8}$", max_length=8)] = "101"
    bill_no: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    voyage: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    arrived_on: Day | None = None
    loading_at: Instant | None = None


class OwnApplication(Paper):
    """What only commerce needs: what kind of firm applies, and what it declares about the goods."""

    exporter_kind: Literal["manufacturer", "circulation"] | None = None
    consignor_uscc: CheckedUscc | None = None
    conformity_declaration: Number | None = None
    contract_translation: StrictBool = True


class Urgent(Paper):
    """Why the priority lane is asked for, and what proves it."""

    code: Code
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    evidence: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    cutoff_on: Day | None = None


class Forex(Paper):
    """The receipt of foreign exchange, or why it counts as received."""

    amount: Amount | None = None
    currency: Currency | None = None
    received_on: Day | None = None
    deemed_reason: Code | None = None


class OwnClaim(Paper):
    """What only the tax office needs."""

    period: Annotated[str, Field(pattern=r"^20[0-9]{2}(0[1-9]|1[0-2])$")] | None = None
    district: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    rebate_filing: StrictBool = True
    container: StrictBool | None = None
    dangerous_goods: StrictBool = False
    dishonest: StrictBool = False
    forex: Forex | None = None


TransportMode = Literal["2", "3", "4", "5", "water", "rail", "road", "air"]
"""运输方式, as a code of the declaration form or by its name; customs knows no other."""


class _Submission(Paper):
    """What all vehicles of a submission have in common."""

    profile: Code
    exporter_uscc: Annotated[str, StringConstraints(max_length=64)]
    exporter_name: Text
    contract_no: ContractNo
    customs_port: CustomsPort
    destination_country: Country
    transport_mode: TransportMode
    vessel: Text | None = None
    rebate_class: Annotated[StrictInt, Field(ge=1, le=4)] = 3
    applied_on: Day | None = None
    urgent: Urgent | None = None
    departure_port_scheme: StrictBool = False
    declaration: OwnDeclaration = OwnDeclaration()
    application: OwnApplication = OwnApplication()
    claim: OwnClaim = OwnClaim()


class BatchRequest(_Submission):
    """`POST /v1/batches`: many vehicles, one submission."""

    vehicles: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_VEHICLES)]

    @property
    def rows(self) -> tuple[VehicleRow | UnreadableRow, ...]:
        """The vehicles as they were read: what could not be read stands among them with its reasons."""
        return self.vehicles


class CaseRequest(_Submission):
    """`POST /v1/cases`: one vehicle. Any fault of the vehicle refuses the whole request."""

    vehicle: VehicleRow

    def as_batch(self) -> BatchRequest:
        """The same submission with its one row."""
        header = {name: getattr(self, name) for name in _Submission.model_fields}
        return BatchRequest.model_construct(vehicles=(self.vehicle,), **header)
