"""From a submission to cases: lots of one tariff code, the papers of each agency, the fact of opening. PURE.

Every agency gets its own paper and in it only what it may know: the invoice goes to the tax office alone, the value to
customs and the tax office, the certificate and the former plate to the registry alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
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


def papers(batch_id: str, batch: BatchRequest, lot: Lot, *, profile: Profile) -> tuple[Paper, ...]:
    """The four papers of a lot, pinned to the version of the profile under which its cases are opened."""
    head: Body = {
        "lot_id": lot.lot_id,
        "batch_id": batch_id,
        "profile": batch.profile,
        "profile_version": profile.version,
        "exporter_uscc": batch.exporter_uscc,
    }
    return (
        Paper(
            lot.lot_id,
            "vehicle-registry",
            "/v1/vehicles",
            {**head, "vehicles": _parts(lot, _REGISTRY, _REGISTRY_IF_GIVEN)},
        ),
        Paper(lot.lot_id, "licensing", "/v1/applications", {**head, **_application(batch, lot)}),
        Paper(lot.lot_id, "customs", "/v1/declarations", {**head, **_declaration(batch, lot)}),
        Paper(
            lot.lot_id,
            "tax-rebate",
            "/v1/claims",
            {**head, **_claim(batch, lot)},
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
_REGISTRY_IF_GIVEN = {
    "transfer", "station_id", "use_nature", "mileage_km", "customs_supervised", "identity_verified", "documents",
}  # fmt: skip
_CUSTOMS_IF_GIVEN = {"goods_condition", "unit", "container_no", "loading_checklist"}
_TAX_IF_GIVEN = {"consumption_tax"}
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
        **batch.application.model_dump(mode="json", exclude_unset=True),
        **({"urgent": batch.urgent.model_dump(mode="json")} if batch.urgent else {}),
        "lines": _parts(lot, _LICENSING),
    }


def _declaration(batch: BatchRequest, lot: Lot) -> Body:
    own = batch.declaration
    return {
        **own.model_dump(mode="json", exclude_unset=True),
        "contract_no": batch.contract_no,
        "customs_port": own.customs_port or batch.customs_port,
        "destination_country": own.destination_country or batch.destination_country,
        "hs_code": lot.hs_code,
        "transport_mode": batch.transport_mode,
        "vessel": batch.vessel,
        **_scheme(batch),
        "lines": [
            {
                **_part(entry, _CUSTOMS, _CUSTOMS_IF_GIVEN),
                "goods_name": entry.vehicle.goods_name or goods_name(entry.vehicle),
                "displacement_ml": entry.vehicle.displacement_ml,
                "new_energy": entry.vehicle.energy_type in BATTERY,
            }
            for entry in lot.entries
        ],
    }


def _claim(batch: BatchRequest, lot: Lot) -> Body:
    own = batch.declaration
    # The ports and the way say who could use the port-of-departure scheme, also where nobody asked for it.
    return {
        **batch.claim.model_dump(mode="json", exclude_unset=True),
        "rebate_class": batch.rebate_class,
        "transport_mode": batch.transport_mode,
        "departure_port": own.departure_port,
        "exit_port": own.port_of_exit,
        **_scheme(batch),
        "lines": [
            {
                **_part(entry, _TAX, _TAX_IF_GIVEN),
                # The tax office compares the invoice with the value that is declared for the goods.
                "fob_amount": str(entry.vehicle.fob_amount),
                "fob_currency": entry.vehicle.currency,
            }
            for entry in lot.entries
        ],
    }


def _scheme(batch: BatchRequest) -> Body:
    return {"departure_port_scheme": True} if batch.departure_port_scheme else {}


def _parts(lot: Lot, fields: AbstractSet[str], if_given: AbstractSet[str] = frozenset()) -> list[Body]:
    return [_part(entry, fields, if_given) for entry in lot.entries]


def _part(entry: Entry, fields: AbstractSet[str], if_given: AbstractSet[str] = frozenset()) -> Body:
    """What an agency gets of one vehicle; of what may be left out only what was handed in."""
    vehicle = entry.vehicle
    given = if_given & vehicle.model_fields_set
    parts = vehicle.model_dump(mode="json", include=set(fields) | given)
    return {"case_id": entry.case_id, **parts}


def goods_name(vehicle: VehicleRow) -> str:
    """The name of the goods as customs wants it: 旧 + brand + displacement + type."""
    displacement = f"{vehicle.displacement_ml}毫升" if vehicle.displacement_ml else ""
    return f"旧{vehicle.brand}{displacement}{MODEL[vehicle.vehicle_class]}"[:120]
