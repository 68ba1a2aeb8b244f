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

Checked = Literal["rubbing", "electronic"]
"""How the VIN was compared with the vehicle: by a rubbing on paper (拓印膜) or electronically."""


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
    quota_unit_no: Id | None = None
    temp_plate_no: Annotated[str, Field(min_length=1, max_length=20)] | None = None


class VehicleTransferSubmitted(_OfVehicle):
    """The papers of a transfer registration pending export were handed in (机动车登记规定 第二十五、二十八条)."""


class VehicleTransferCorrectionRequested(_OfVehicle):
    """One notice of every paper that the transfer registration lacks (机动车登记规定 第三条)."""

    items: Items
    by: Actor


class VehicleTransferCorrectionSupplied(_OfVehicle):
    """Every item of that notice was answered."""

    items: ItemCodes


class VehicleTransferAccepted(_OfVehicle):
    """The papers are complete: the limit of three working days runs from this day (第二十八条)."""

    accepted_on: Day


class VehicleTransferChecked(_OfVehicle):
    """The vehicle was looked at and its VIN compared with the file (第二十八条)."""

    on: Day
    how: Checked


class VehicleTransferRefused(_OfVehicle):
    """The certificate is not endorsed: a ground of 机动车登记规定 第二十九条, or no quota unit for it."""

    code: Code
    reason: Sentence
    article: Article


class VehicleTransferLifted(_OfVehicle):
    """A supervisor took the endorsement 转让待出口 back, because the export was given up. Rare, and irrevocable."""

    reason: Sentence
    by: Actor


class VehicleMaterialsWaived(_OfVehicle):
    """Papers that the applicant need not hand in, each with the fact that takes its place (第四条)."""

    materials: Annotated[tuple[Material, ...], Field(max_length=40)]


class VehicleDeregistrationRequested(_OfVehicle):
    """The deregistration waits for a decision; it is not announced where the rules decide at once (第三十七条)."""

    by: Actor


class VehicleDeregistrationBlocked(_OfVehicle):
    """A bar of 第四十二条 stands against it: the deregistration waits until it is lifted, or is refused."""

    code: Code
    reason: Sentence
    article: Article


class VehicleDeregistrationUnblocked(_OfVehicle):
    """The bar is gone, and the deregistration goes on."""

    code: Code


class VehicleDeregistrationWithdrawn(_OfVehicle):
    """The enterprise took its request back; the vehicle stays 转让待出口 and it may be made again."""

    reason: Sentence


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


class VehicleExitOverdue(_OfVehicle):
    """Customs have not confirmed the exit of a provisionally deregistered vehicle in time (第三十九条)."""

    since: Day
    due_on: Day


class VehicleDeregistrationOverdue(_OfVehicle):
    """Nobody applied for the deregistration within two months after customs' export formalities (第三十七条)."""

    due_on: Day


class VehicleLocked(_OfVehicle):
    """The register is locked for this vehicle: stolen, seized or pledged, as was found late, or misused."""

    code: Code
    reason: Sentence
    article: Article


class VehicleUnlocked(_OfVehicle):
    """What it was locked for is gone."""

    code: Code


class VehicleRegistrationRevoked(_OfVehicle):
    """The endorsement or the deregistration was got by deceit or with false papers (第八十、八十一条).

    Until `banned_until`, and on that day too, the applicant may not ask for it again.
    """

    code: Code
    reason: Sentence
    article: Article
    banned_until: Day


class VehicleMisuseReported(_OfVehicle):
    """The vehicle was driven on roads or sold at home although it may only be exported."""

    code: Code
    reason: Sentence


class VehicleTempPlateExpired(_OfVehicle):
    """The temporary plate is no longer valid; a case flag, nothing is undone (第二十八条)."""

    valid_to: Day


class VehicleTempPlateReissued(_OfVehicle):
    """Another temporary plate, once."""

    valid_to: Day


class StationAgreed(FactData):
    """A service station was agreed on: who hosts it, for which acts, from when to when (第六十九条)."""

    name: Name
    host_uscc: Uscc
    scope: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)]
    valid_from: Day
    valid_to: Day


class StationSuspended(FactData):
    """The office stopped the station's work (第七十条)."""

    reason: Sentence
    article: Article


class StationResumed(FactData):
    """The station may work again."""

    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "vehicle.transfer_submitted.v1": VehicleTransferSubmitted,
    "vehicle.transfer_correction_requested.v1": VehicleTransferCorrectionRequested,
    "vehicle.transfer_correction_supplied.v1": VehicleTransferCorrectionSupplied,
    "vehicle.transfer_accepted.v1": VehicleTransferAccepted,
    "vehicle.transfer_checked.v1": VehicleTransferChecked,
    "vehicle.transfer_refused.v1": VehicleTransferRefused,
    "vehicle.transfer_pending_export.v1": VehicleTransferPendingExport,
    "vehicle.transfer_lifted.v1": VehicleTransferLifted,
    "vehicle.materials_waived.v1": VehicleMaterialsWaived,
    "vehicle.deregistration_requested.v1": VehicleDeregistrationRequested,
    "vehicle.deregistration_blocked.v1": VehicleDeregistrationBlocked,
    "vehicle.deregistration_unblocked.v1": VehicleDeregistrationUnblocked,
    "vehicle.deregistration_withdrawn.v1": VehicleDeregistrationWithdrawn,
    "vehicle.deregistration_correction_requested.v1": VehicleDeregistrationCorrectionRequested,
    "vehicle.deregistration_correction_supplied.v1": VehicleDeregistrationCorrectionSupplied,
    "vehicle.deregistered.v1": VehicleDeregistered,
    "vehicle.deregistration_refused.v1": VehicleDeregistrationRefused,
    "vehicle.exit_confirmed.v1": VehicleExitConfirmed,
    "vehicle.registration_restored.v1": VehicleRegistrationRestored,
    "vehicle.exit_overdue.v1": VehicleExitOverdue,
    "vehicle.deregistration_overdue.v1": VehicleDeregistrationOverdue,
    "vehicle.locked.v1": VehicleLocked,
    "vehicle.unlocked.v1": VehicleUnlocked,
    "vehicle.registration_revoked.v1": VehicleRegistrationRevoked,
    "vehicle.misuse_reported.v1": VehicleMisuseReported,
    "vehicle.temp_plate_expired.v1": VehicleTempPlateExpired,
    "vehicle.temp_plate_reissued.v1": VehicleTempPlateReissued,
    "station.agreed.v1": StationAgreed,
    "station.suspended.v1": StationSuspended,
    "station.resumed.v1": StationResumed,
}

REGISTER_FACTS: frozenset[str] = frozenset(
    {"station.agreed.v1", "station.suspended.v1", "station.resumed.v1"}
)
"""Facts about the registry's own register entries: their subject is the entry, never a case."""
