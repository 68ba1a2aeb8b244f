"""What ports and carriers offer to the others: the cut-off of a case, as evidence for the priority lane."""

from __future__ import annotations

from typing import Final

from exportlane.runtime.clock import rfc3339
from exportlane.sharing.offers import Offer, Offers, Values
from logistics.domain.cargo import Cargo
from logistics.storage import CARGOS


def booking_cutoff(cargo: Cargo, case_id: str) -> Values | None:
    """The booking of a case with its cut-off; None when it stands on none."""
    berth = cargo.berth
    if berth is None or cargo.live_booking is None or cargo.id != case_id:
        return None
    return {
        "vin": cargo.vin,
        "booking_no": berth.booking_no,
        "booking_status": berth.status.value,
        "sailing_id": berth.sailing_id,
        "vessel_or_train": berth.vessel_or_train,
        "voyage": berth.voyage,
        "pol": berth.pol,
        "pod": berth.pod,
        "etd": rfc3339(berth.etd) if berth.etd else None,
        "cargo_cutoff": rfc3339(berth.cutoff) if berth.cutoff else None,
        "gated_in_on": berth.gated_in_on,
    }


OFFERS: Final[Offers] = {"booking_cutoff": Offer(CARGOS, booking_cutoff)}
"""Resource by resource. A schedule is put right by the carrier, so no dispute changes it directly."""
