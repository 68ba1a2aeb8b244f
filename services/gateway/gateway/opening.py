"""From a submission to cases: lots of one tariff code, the papers of each agency, the fact of opening. PURE.

Every agency gets its own paper and in it only what it may know: the invoice goes to the tax office alone, the value to
customs alone, the certificate and the former plate to the registry alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.gateway import CaseOpened
from exportlane.policies import Profile
from exportlane.process import PROCESS_VERSION, begin
from gateway.domain import CaseView
from gateway.papers import BatchRequest, VehicleRow

Body = Mapping[str, object]

BATTERY = frozenset("COX")
"""Energy types with a traction battery (electric, hybrid, hydrogen): customs packs and checks them apart."""
MODEL = {"passenger": "乘用车", "commercial": "商用车", "trailer": "挂车"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One vehicle that was taken in, with the id of its case."""

    case_id: str
    vehicle: VehicleRow


@dataclass(frozen=True, slots=True)
class Lot:
    """Vehicles of one tariff code under one licence (一批一证): 1 to 20 of them."""

    lot_id: str
    hs_code: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What one agency is handed about one lot."""

    lot_id: str
    agency: str
    path: str
    body: Body


def lots(entries: Sequence[Entry], *, largest: int, new_id: Callable[[], str]) -> tuple[Lot, ...]:
    """Group by tariff code in the order handed in, `largest` to a lot."""
    by_code: dict[str, list[Entry]] = {}
    for entry in entries:
        by_code.setdefault(entry.vehicle.hs_code, []).append(entry)
    return tuple(
        Lot(new_id(), code, tuple(group[start : start + largest]))
        for code, group in by_code.items()
        for start in range(0, len(group), largest)
    )


def opened(
    batch_id: str, batch: BatchRequest, lot: Lot, *, profile: Profile, now: dt.datetime
) -> Iterator[Decided[CaseView]]:
    """The cases of a lot, each with the fact that it was opened."""
    for entry in lot.entries:
        view = CaseView(
            id=entry.case_id, batch_id=batch_id, lot_id=lot.lot_id, vin=entry.vehicle.vin, brand=entry.vehicle.brand,
            model_code=entry.vehicle.model_code, exporter_uscc=batch.exporter_uscc, exporter_name=batch.exporter_name,
            profile=profile.name, profile_version=profile.version, destination_country=batch.destination_country,
            customs_port=batch.customs_port, contract_no=batch.contract_no, hs_code=lot.hs_code,
            rebate_class=batch.rebate_class, opened_at=now, state=begin(profile.name),
        )  # fmt: skip
        fact = CaseOpened(
            batch_id=batch_id, lot_id=lot.lot_id, vin=view.vin, exporter_uscc=view.exporter_uscc, profile=view.profile,
            profile_version=view.profile_version, process_version=PROCESS_VERSION,
            destination_country=view.destination_country, customs_port=view.customs_port, contract_no=view.contract_no,
            hs_code=view.hs_code,
        )  # fmt: skip
        yield Decided(view, (Announce(view.id, "case.opened.v1", fact),))


def papers(batch_id: str, batch: BatchRequest, lot: Lot) -> tuple[Paper, ...]:
    """The four papers of a lot."""
    head: Body = {
        "lot_id": lot.lot_id,
        "batch_id": batch_id,
        "profile": batch.profile,
        "exporter_uscc": batch.exporter_uscc,
    }
    return (
        Paper(
            lot.lot_id,
            "vehicle-registry",
            "/v1/vehicles",
            {**head, "vehicles": _parts(lot, _REGISTRY)},
        ),
        Paper(lot.lot_id, "licensing", "/v1/applications", {**head, **_application(batch, lot)}),
        Paper(lot.lot_id, "customs", "/v1/declarations", {**head, **_declaration(batch, lot)}),
        Paper(
            lot.lot_id,
            "tax-rebate",
            "/v1/claims",
            {**head, "rebate_class": batch.rebate_class, "lines": _parts(lot, _TAX)},
        ),
    )


_REGISTRY = {
    "vin", "brand", "model_code", "vehicle_class", "energy_type", "displacement_ml", "motor_kw",
    "first_registration_date", "transfer_pending_export_date", "temp_plate_valid_to", "registration_cert_no",
    "former_plate_no", "scrapping_due_date", "agent_registered",
}  # fmt: skip
_LICENSING = {
    "vin", "brand", "model_code", "first_registration_date", "transfer_pending_export_date", "inspection_report",
    "after_sales_letter", "scrapping_due_date",
}  # fmt: skip
_CUSTOMS = {"vin", "brand", "model_code", "fob_amount", "currency"}
_TAX = {"vin", "hs_rebate_rate", "invoice"}


def _application(batch: BatchRequest, lot: Lot) -> Body:
    return {
        "exporter_name": batch.exporter_name,
        "contract_no": batch.contract_no,
        "customs_port": batch.customs_port,
        "destination_country": batch.destination_country,
        "hs_code": lot.hs_code,
        "applied_on": batch.applied_on.isoformat() if batch.applied_on else None,
        "lines": _parts(lot, _LICENSING),
    }


def _declaration(batch: BatchRequest, lot: Lot) -> Body:
    own = batch.declaration
    return {
        "contract_no": batch.contract_no,
        "customs_port": own.customs_port or batch.customs_port,
        "destination_country": own.destination_country or batch.destination_country,
        "hs_code": lot.hs_code,
        "transport_mode": batch.transport_mode,
        "vessel": batch.vessel,
        "lines": [
            {
                **_part(entry, _CUSTOMS),
                "goods_name": entry.vehicle.goods_name or goods_name(entry.vehicle),
                "new_energy": entry.vehicle.energy_type in BATTERY,
            }
            for entry in lot.entries
        ],
    }


def _parts(lot: Lot, fields: set[str]) -> list[Body]:
    return [_part(entry, fields) for entry in lot.entries]


def _part(entry: Entry, fields: set[str]) -> Body:
    return {"case_id": entry.case_id, **entry.vehicle.model_dump(mode="json", include=fields)}


def goods_name(vehicle: VehicleRow) -> str:
    """The name of the goods as customs wants it: 旧 + brand + displacement + type."""
    displacement = f"{vehicle.displacement_ml}毫升" if vehicle.displacement_ml else ""
    return f"旧{vehicle.brand}{displacement}{MODEL[vehicle.vehicle_class]}"[:120]
