"""The registry's law: what a vehicle that is to be exported can become, and who decides it. PURE.

`vehicle` has the state and the table of moves, `materials` the papers and their waivers, `deregistration` what
officers and rules decide, `export` what the facts of the other agencies mean.
"""

from vehicle_registry.domain.deregistration import (
    add_bar,
    begin_if_ready,
    deregister,
    endorse,
    lift_bar,
    proof_number,
    refuse,
    request_correction,
    supply_correction,
)
from vehicle_registry.domain.export import (
    customs_cleared,
    customs_ended,
    licence_cancelled,
    licence_denied,
    note_licence,
    restore,
)
from vehicle_registry.domain.materials import Material, checklist, missing, well_formed_certificate
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_DEREGISTER,
    AUTOMATIC_RESTORE,
    BAR_ARTICLE,
    BARS,
    MOVES,
    Asked,
    Document,
    Ended,
    ExitRecord,
    LicenceData,
    Policy,
    Rules,
    Status,
    Vehicle,
    Verb,
    contradiction,
)

__all__ = [
    "AUTOMATIC_DEREGISTER",
    "AUTOMATIC_RESTORE",
    "BARS",
    "BAR_ARTICLE",
    "MOVES",
    "Asked",
    "Document",
    "Ended",
    "ExitRecord",
    "LicenceData",
    "Material",
    "Policy",
    "Rules",
    "Status",
    "Vehicle",
    "Verb",
    "add_bar",
    "begin_if_ready",
    "checklist",
    "contradiction",
    "customs_cleared",
    "customs_ended",
    "deregister",
    "endorse",
    "licence_cancelled",
    "licence_denied",
    "lift_bar",
    "missing",
    "note_licence",
    "proof_number",
    "refuse",
    "request_correction",
    "restore",
    "supply_correction",
    "well_formed_certificate",
]
