"""What the transport commission decides about the export quota of small passenger cars. PURE: no clock, no I/O.

`grant` and `unit` hold the states and the tables of moves; `determining` is commerce's part, `allocating` transport's;
`reserving` and `consuming` what becomes of a unit; `misuse` C19; `update_request` what is never granted.
"""

from __future__ import annotations

from transport.domain.allocating import ToAllocate, allocate, cancel, grant_over
from transport.domain.consuming import (
    Finding,
    FindingStatus,
    Registered,
    consume,
    count,
    note,
)
from transport.domain.determining import (
    GRANT_CLOCK,
    Fixed,
    Wanted,
    apply,
    determine,
    determine_new,
    refuse,
    withdraw,
)
from transport.domain.grant import GRANT_MOVES, OVER, Ended, Grant, GrantStatus, GrantVerb, Standing
from transport.domain.misuse import (
    Misuse,
    MisuseStatus,
    Outcome,
    Proposal,
    Report,
    confirm,
    freeze,
    propose,
    report,
    send_back,
)
from transport.domain.policy import Policy, Rules
from transport.domain.reserving import (
    BY_LICENCE,
    RESERVATION,
    WITHOUT_LICENCE,
    Over,
    exhausted,
    lapse,
    may_reserve,
    release,
    reserve,
    second_unit,
    unit_over,
    wake_of_unit,
    without_licence,
)
from transport.domain.unit import PURPOSE, UNIT_MOVES, Unit, UnitStatus, UnitVerb
from transport.domain.update_request import UpdateRequest, answered

__all__ = [
    "BY_LICENCE",
    "GRANT_CLOCK",
    "GRANT_MOVES",
    "OVER",
    "PURPOSE",
    "RESERVATION",
    "UNIT_MOVES",
    "WITHOUT_LICENCE",
    "Ended",
    "Finding",
    "FindingStatus",
    "Fixed",
    "Grant",
    "GrantStatus",
    "GrantVerb",
    "Misuse",
    "MisuseStatus",
    "Outcome",
    "Over",
    "Policy",
    "Proposal",
    "Registered",
    "Report",
    "Rules",
    "Standing",
    "ToAllocate",
    "Unit",
    "UnitStatus",
    "UnitVerb",
    "UpdateRequest",
    "Wanted",
    "allocate",
    "answered",
    "apply",
    "cancel",
    "confirm",
    "consume",
    "count",
    "determine",
    "determine_new",
    "exhausted",
    "freeze",
    "grant_over",
    "lapse",
    "may_reserve",
    "note",
    "propose",
    "refuse",
    "release",
    "report",
    "reserve",
    "second_unit",
    "send_back",
    "unit_over",
    "wake_of_unit",
    "withdraw",
    "without_licence",
]
