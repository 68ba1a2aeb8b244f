"""The registry's law: what a vehicle that is to be exported can become, and who decides it. PURE.

`status` has the table of moves, `vehicle` the state, `prohibitions` what may not be exported; `transfer`,
`transfer_grounds` and `endorsement` the way to 转让待出口, `plates` the temporary plate, `deregistration` the
application and its decision, `waiting` what holds it up, `materials` its papers and waivers, `bars` blocks and locks,
`endings` what is taken back by order, `deadlines` the clocks, `export` what the facts of the other agencies mean.
"""

from vehicle_registry.domain.banning import Ground
from vehicle_registry.domain.bars import add_bar, lift_bar, lock, unlock
from vehicle_registry.domain.deadlines import breached, due_on, wake
from vehicle_registry.domain.deregistration import (
    begin_if_ready,
    deregister,
    examine,
    proof_number,
    refuse,
    request_correction,
    request_deregistration,
    supply_correction,
)
from vehicle_registry.domain.endings import misuse_established, report_misuse, restore, revoke, withdraw
from vehicle_registry.domain.endorsement import lift_transfer
from vehicle_registry.domain.export import (
    customs_cleared,
    customs_ended,
    customs_released,
    licence_cancelled,
    licence_denied,
    licence_given_back,
    line_left_out,
    note_licence,
    shut_out,
)
from vehicle_registry.domain.materials import Material, checklist, missing, well_formed_certificate
from vehicle_registry.domain.plates import plate_expires, plate_valid_to, reissue_plate
from vehicle_registry.domain.prohibitions import BAR_ARTICLE, BARS, PROHIBITIONS
from vehicle_registry.domain.quota import QuotaUnits
from vehicle_registry.domain.status import MOVES, Status, Verb
from vehicle_registry.domain.transfer import (
    accept_transfer,
    check_transfer,
    endorse,
    refuse_transfer,
    request_transfer_correction,
    supply_transfer_correction,
    take_in,
)
from vehicle_registry.domain.transfer_grounds import grounds, lacking, quota_needed
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_DEREGISTER,
    AUTOMATIC_RESTORE,
    Asked,
    Document,
    Ended,
    ExitRecord,
    LicenceData,
    Policy,
    Rules,
    TransferPapers,
    Vehicle,
    contradiction,
)
from vehicle_registry.domain.waiting import hindrances

__all__ = [
    "AUTOMATIC_DEREGISTER",
    "AUTOMATIC_RESTORE",
    "BARS",
    "BAR_ARTICLE",
    "MOVES",
    "PROHIBITIONS",
    "Asked",
    "Document",
    "Ended",
    "ExitRecord",
    "Ground",
    "LicenceData",
    "Material",
    "Policy",
    "QuotaUnits",
    "Rules",
    "Status",
    "TransferPapers",
    "Vehicle",
    "Verb",
    "accept_transfer",
    "add_bar",
    "begin_if_ready",
    "breached",
    "check_transfer",
    "checklist",
    "contradiction",
    "customs_cleared",
    "customs_ended",
    "customs_released",
    "deregister",
    "due_on",
    "endorse",
    "examine",
    "grounds",
    "hindrances",
    "lacking",
    "licence_cancelled",
    "licence_denied",
    "licence_given_back",
    "lift_bar",
    "lift_transfer",
    "line_left_out",
    "lock",
    "missing",
    "misuse_established",
    "note_licence",
    "plate_expires",
    "plate_valid_to",
    "proof_number",
    "quota_needed",
    "refuse",
    "refuse_transfer",
    "reissue_plate",
    "report_misuse",
    "request_correction",
    "request_deregistration",
    "request_transfer_correction",
    "restore",
    "revoke",
    "shut_out",
    "supply_correction",
    "supply_transfer_correction",
    "take_in",
    "unlock",
    "wake",
    "well_formed_certificate",
    "withdraw",
]
