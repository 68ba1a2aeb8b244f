"""What the police vehicle registry announces about one vehicle.

The registry is the only one that knows a former owner, and nothing of him leaves it: the owner named here is always the
exporting enterprise. Readers: licensing (the annex must equal the certificate), customs, the gateway.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import (
    Actor,
    Article,
    Code,
    Day,
    Id,
    ItemCodes,
    Items,
    Name,
    Sentence,
    Uscc,
    Vin,
)

Phase = Literal["provisional", "final"]
"""`provisional`: before customs, without the exit record; `final`: the deregistration proof was issued."""

MaterialStatus = Literal["required", "waived", "satisfied", "deferred"]


class Material(BaseModel):
    """One paper of a deregistration and why it was or was not asked for (机动车登记规定 第四条, 第三十九条).

    `fact_id` names the fact that a waiver rests on and `as_of` the day of that fact, so that its age can be shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: Annotated[str, Field(min_length=1, max_length=16, pattern=r"^M[0-9]{1,2}$")]
    status: MaterialStatus
    reason: Sentence
    fact_id: Id | None = None
    as_of: Day | None = None


class _OfVehicle(FactData):
    vin: Vin


class VehicleTransferPendingExport(_OfVehicle):
    """The certificate is endorsed 转让待出口 in the exporter's name (机动车登记规定 第二十八条).

    Plate and driving licence were taken back. The commerce authority compares these values with the application.
    """

    owner_uscc: Uscc
    brand: Name
    model_code: Name
    vehicle_class: Literal["passenger", "commercial", "trailer"]
    energy_type: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[A-Z]$")]
    first_registration_date: Day
    transfer_pending_export_date: Day
    temp_plate_valid_to: Day | None = None
    scrapping_due_date: Day | None = None


class VehicleDeregistrationCorrectionRequested(_OfVehicle):
    """One notice of every paper that is missing and not waived (机动车登记规定 第三条)."""

    items: Items
    by: Actor


class VehicleDeregistrationCorrectionSupplied(_OfVehicle):
    """Every item of the notice was answered."""

    items: ItemCodes


class VehicleDeregistered(_OfVehicle):
    """The vehicle is out of the register: provisionally before customs, or finally (机动车登记规定 第三十九条)."""

    phase: Phase
    on: Day
    materials: Annotated[tuple[Material, ...], Field(max_length=40)]
    proof_no: Id | None = None


class VehicleDeregistrationRefused(_OfVehicle):
    """A bar of 机动车登记规定 第四十二条 stands against it: mortgage, pledge, seizure, theft, mismatch."""

    code: Code
    reason: Sentence
    article: Article


class VehicleExitConfirmed(_OfVehicle):
    """The exit record was checked, the deregistration is final and the proof (注销证明) issued."""

    proof_no: Id
    on: Day


class VehicleRegistrationRestored(_OfVehicle):
    """The undo of a provisional deregistration: the vehicle is 转让待出口 again."""

    code: Code
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "vehicle.transfer_pending_export.v1": VehicleTransferPendingExport,
    "vehicle.deregistration_correction_requested.v1": VehicleDeregistrationCorrectionRequested,
    "vehicle.deregistration_correction_supplied.v1": VehicleDeregistrationCorrectionSupplied,
    "vehicle.deregistered.v1": VehicleDeregistered,
    "vehicle.deregistration_refused.v1": VehicleDeregistrationRefused,
    "vehicle.exit_confirmed.v1": VehicleExitConfirmed,
    "vehicle.registration_restored.v1": VehicleRegistrationRestored,
}
