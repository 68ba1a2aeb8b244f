"""Which papers a deregistration for export needs, and which the registry spares the applicant. PURE.

机动车登记规定 第三十九条 names the papers; 第四条 spares them where the information is shared or checked online. In the
phase before customs the export proof and the exit record cannot exist yet: they are deferred, and the licence
carries the case.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from vehicle_registry.domain.vehicle import Asked, Vehicle

MaterialStatus = Literal["required", "waived", "satisfied", "deferred"]

_CERTIFICATE: Final = re.compile(r"[0-9]{12}")
_SHARED: Final = "机动车登记规定 第四条"


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the checklist. `fact_id` and `as_of` say on which shared fact a waiver rests, and how old it is."""

    code: str
    status: MaterialStatus
    reason: str
    fact_id: str | None = None
    as_of: date | None = None


_M1: Final = Material("M1", "satisfied", "the application is confirmed electronically (电子确认)")
_M3_AGENT: Final = Material("M3", "waived", "the agent is registered and seals electronically (第九条)")
_M3_MISSING: Final = Material(
    "M3", "required", "the agent is not registered: power of attorney needed (第八十六条)"
)
_M4_HELD: Final = Material(
    "M4", "waived", "the certificate's data are the registry's own; the paper is surrendered"
)
_M4_MISSING: Final = Material(
    "M4", "required", "the certificate's number of 12 digits is missing (第三十九条)"
)
_M5_DEFERRED: Final = Material(
    "M5", "deferred", "the export proof follows when customs have cleared the vehicle"
)
_M7: Final = Material(
    "M7", "waived", "plates and driving licence were taken back at the endorsement (第二十八条)"
)
_M8_EXPIRED: Final = Material("M8", "waived", "the temporary plate has expired, or there never was one")
_M8_DEFERRED: Final = Material("M8", "deferred", "the temporary plate is valid until the vehicle has left")
_M8_LEFT: Final = Material("M8", "waived", "the temporary plate left the country with the vehicle")
_M10: Final = Material(
    "M10", "waived", "violations and accidents are checked in the police's own file (第三十七条)"
)
_M11_DEFERRED: Final = Material(
    "M11", "deferred", "the exit record is checked when customs have cleared the vehicle"
)

_ASKED: Final = {
    "M2": Asked(
        "identity_proof", "supply the owner's identity proof (所有人身份证明)", "机动车登记规定 第三十九条"
    ),
    "M3": Asked(
        "power_of_attorney", "supply the agent's power of attorney (委托书)", "机动车登记规定 第八十六条"
    ),
    "M4": Asked(
        "registration_certificate",
        "supply the registration certificate's number of 12 digits (登记证书)",
        "机动车登记规定 第三十九条",
    ),
    "M6": Asked(
        "export_licence", "supply a valid export licence that lists this vehicle (出口许可证)", _SHARED
    ),
}
"""What a notice asks for when a material is missing. Its code is also the code of the document that answers it."""


def checklist(vehicle: Vehicle, *, on: date, provisional: bool) -> tuple[Material, ...]:
    """Every material M1..M11 with its status on the day. M9 is left out: the vehicle is not under customs control."""
    return (
        _M1,
        _identity(vehicle),
        _power_of_attorney(vehicle),
        _certificate(vehicle),
        _export_proof(vehicle, provisional=provisional),
        _licence(vehicle, on=on),
        _M7,
        _temporary_plate(vehicle, on=on, provisional=provisional),
        _M10,
        _exit_check(vehicle, provisional=provisional),
    )


def missing(materials: tuple[Material, ...], vin: str) -> tuple[Asked, ...]:
    """The items of one notice: all that is required and not there, each with its article (第三条 一次性告知)."""
    return tuple(replace(_ASKED[item.code], vin=vin) for item in materials if item.status == "required")


def well_formed_certificate(number: str | None) -> bool:
    """Whether a registration certificate's number has its 12 digits."""
    return number is not None and _CERTIFICATE.fullmatch(number) is not None


def _identity(vehicle: Vehicle) -> Material:
    licence = vehicle.licence
    if licence is not None:
        reason = "the owner is the exporter whom the licence names; its identity is shared (第四条)"
        return Material("M2", "waived", reason, licence.fact_id, licence.as_of)
    return _supplied(vehicle, "M2", "the owner's identity proof is needed (第三十九条)")


def _power_of_attorney(vehicle: Vehicle) -> Material:
    if vehicle.agent_registered:
        return _M3_AGENT
    return _supplied(vehicle, "M3", _M3_MISSING.reason)


def _certificate(vehicle: Vehicle) -> Material:
    if well_formed_certificate(vehicle.registration_cert_no):
        return _M4_HELD
    return _supplied(vehicle, "M4", _M4_MISSING.reason)


def _export_proof(vehicle: Vehicle, *, provisional: bool) -> Material:
    if provisional or vehicle.exit_record is None:
        return _M5_DEFERRED
    record = vehicle.exit_record
    return Material("M5", "waived", "customs shared the export proof", record.fact_id, record.cleared_on)


def _licence(vehicle: Vehicle, *, on: date) -> Material:
    licence = vehicle.licence
    # After customs the licence has done its duty: what counts is that it was valid when the vehicle left.
    day = on if vehicle.exit_record is None else vehicle.exit_record.cleared_on
    if licence is not None and licence.covers_vin and day <= licence.valid_to:
        return Material(
            "M6", "waived", f"licence {licence.licence_no} is shared", licence.fact_id, licence.as_of
        )
    return _supplied(vehicle, "M6", "the shared licence does not cover this vehicle on this day")


def _temporary_plate(vehicle: Vehicle, *, on: date, provisional: bool) -> Material:
    if vehicle.temp_plate_valid_to is None or vehicle.temp_plate_valid_to < on:
        return _M8_EXPIRED
    return _M8_DEFERRED if provisional else _M8_LEFT


def _exit_check(vehicle: Vehicle, *, provisional: bool) -> Material:
    if provisional or vehicle.exit_record is None:
        return _M11_DEFERRED
    record = vehicle.exit_record
    return Material("M11", "satisfied", "customs' exit record was checked", record.fact_id, record.cleared_on)


def _supplied(vehicle: Vehicle, code: str, otherwise: str) -> Material:
    reference = vehicle.document(_ASKED[code].code)
    if reference is None:
        return Material(code, "required", otherwise)
    return Material(code, "satisfied", f"supplied: {reference}")
