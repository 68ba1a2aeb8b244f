"""What customs offers to the other agencies, read out of its own table: a declaration, and the exit record."""

from __future__ import annotations

from typing import Final

from customs.domain import Declaration
from customs.storage import DECLARATIONS
from exportlane.sharing.offers import Offer, Offers, Values


def declaration_status(declaration: Declaration, case_id: str) -> Values:
    """What customs says of the declaration of one vehicle. The value is cut off for whoever has no agreement on it."""
    line = declaration.line(case_id)
    return {
        "vin": line.vin,
        "declaration_no": declaration.declaration_no,
        "declaration_status": "left_out" if line.left_out else declaration.status.value,
        "against_licence_no": declaration.licence.licence_no if declaration.licence else None,
        "customs_port": declaration.customs_port,
        "released_on": declaration.released_on,
        "cleared_on": declaration.cleared_on,
        "fob_amount": str(line.fob_amount),
        "currency": line.currency,
    }


OFFERS: Final[Offers] = {"declaration_status": Offer(DECLARATIONS, declaration_status)}
"""Resource by resource. A declaration is put right by an amendment, so no dispute changes it directly."""
