"""Which moves an entry may make: a table for each kind of register. Any other move is refused and changes nothing.

```
what is kept (bases, suppliers, facilities, payment institutions, pools):
  entered ──confirm──► registered ──close──► closed         entered, returned ──withdraw──► withdrawn
     │ ▲                 registered ◄─amend
  return amend
     ▼ │
   returned
centres:   … registered ──propose──► proposed ──recognise──► recognised ──cancel──► registered
                                     proposed ──decline──► registered
policies:  drafted ──review──► reviewed ──publish──► published ──withdraw──► withdrawn
              ▲                   └──redraft──┘
```
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from registers.domain.entry import Office, Register, Status, Verb

Moves = Mapping[Status, Mapping[Verb, Status]]

KEPT: Final[Moves] = MappingProxyType(
    {
        Status.ENTERED: {
            Verb.CONFIRM: Status.REGISTERED,
            Verb.RETURN: Status.RETURNED,
            Verb.AMEND: Status.ENTERED,
            Verb.WITHDRAW: Status.WITHDRAWN,
        },
        Status.RETURNED: {Verb.AMEND: Status.ENTERED, Verb.WITHDRAW: Status.WITHDRAWN},
        Status.REGISTERED: {Verb.AMEND: Status.REGISTERED, Verb.CLOSE: Status.CLOSED},
        Status.CLOSED: {},
        Status.WITHDRAWN: {},
    }
)
"""A district or a firm enters, commerce confirms. What commerce enters itself is registered at once."""


def _with(moves: Moves, more: Mapping[Status, Mapping[Verb, Status]]) -> Moves:
    return MappingProxyType(
        {status: {**moves.get(status, {}), **more.get(status, {})} for status in {**moves, **more}}
    )


_MONTHS: Final = (Verb.REPORT_MONTH, Verb.CONFIRM_MONTH, Verb.STRIKE_MONTH)
_CENTRES: Final = _with(
    KEPT,
    {
        Status.REGISTERED: {
            **dict.fromkeys(_MONTHS, Status.REGISTERED),
            Verb.PROPOSE: Status.PROPOSED,
        },
        Status.PROPOSED: {
            **dict.fromkeys(_MONTHS, Status.PROPOSED),
            Verb.RECOGNISE: Status.RECOGNISED,
            Verb.DECLINE: Status.REGISTERED,
        },
        Status.RECOGNISED: {
            **dict.fromkeys(_MONTHS, Status.RECOGNISED),
            Verb.FIX_AMOUNT: Status.RECOGNISED,
            Verb.CANCEL: Status.REGISTERED,
            Verb.CLOSE: Status.CLOSED,
        },
    },
)
_FACILITIES: Final = _with(
    KEPT,
    {
        Status.REGISTERED: {
            Verb.REPORT_INVESTMENT: Status.REGISTERED,
            Verb.CONFIRM_INVESTMENT: Status.REGISTERED,
        },
        # The investment of a year is confirmed after its end, when the place may be closed already.
        Status.CLOSED: {Verb.CONFIRM_INVESTMENT: Status.CLOSED},
    },
)

MOVES: Final[Mapping[Register, Moves]] = MappingProxyType(
    {
        Register.BASES: _with(KEPT, {Status.REGISTERED: {Verb.CHANGE_SERVICES: Status.REGISTERED}}),
        Register.SUPPLIERS: KEPT,
        Register.CENTRES: _CENTRES,
        Register.FACILITIES: _FACILITIES,
        Register.PROVIDERS: KEPT,
        Register.POOLS: KEPT,
        Register.EXHIBITIONS: {
            Status.LISTED: {Verb.WITHDRAW: Status.WITHDRAWN},
            Status.WITHDRAWN: {Verb.LIST_AGAIN: Status.LISTED},
        },
        Register.PARTICIPATIONS: {Status.RECORDED: {Verb.STRIKE: Status.STRUCK}, Status.STRUCK: {}},
        Register.DESTINATIONS: {Status.ASSESSED: {Verb.REASSESS: Status.ASSESSED}},
        Register.TARGETS: {
            Status.NAMED: {Verb.DROP: Status.DROPPED},
            Status.DROPPED: {Verb.NAME_AGAIN: Status.NAMED},
        },
        Register.TRAININGS: {Status.HELD: {}},
        Register.GUIDANCE: {Status.GIVEN: {}},
        Register.CONTACTS: {Status.ASSIGNED: {Verb.RELIEVE: Status.RELIEVED}, Status.RELIEVED: {}},
        Register.POLICIES: {
            Status.DRAFTED: {Verb.REVIEW: Status.REVIEWED, Verb.WITHDRAW: Status.WITHDRAWN},
            Status.REVIEWED: {
                Verb.REDRAFT: Status.DRAFTED,
                Verb.PUBLISH: Status.PUBLISHED,
                Verb.WITHDRAW: Status.WITHDRAWN,
            },
            Status.PUBLISHED: {Verb.WITHDRAW: Status.WITHDRAWN},
            Status.WITHDRAWN: {},
        },
        Register.PROMOTIONS: {
            Status.SCHEDULED: {Verb.HOLD: Status.HELD, Verb.CALL_OFF: Status.CALLED_OFF},
            Status.HELD: {},
            Status.CALLED_OFF: {},
        },
    }
)

FIRST: Final[Mapping[Register, Status]] = MappingProxyType(
    {
        Register.EXHIBITIONS: Status.LISTED,
        Register.PARTICIPATIONS: Status.RECORDED,
        Register.DESTINATIONS: Status.ASSESSED,
        Register.TARGETS: Status.NAMED,
        Register.TRAININGS: Status.HELD,
        Register.GUIDANCE: Status.GIVEN,
        Register.CONTACTS: Status.ASSIGNED,
        Register.POLICIES: Status.DRAFTED,
        Register.PROMOTIONS: Status.SCHEDULED,
    }
)
"""Where an entry begins; what is kept begins `entered`, and `registered` when commerce itself enters it."""

COMMERCE, DISTRICT, TAX, FIRM = Office.COMMERCE, Office.DISTRICT, Office.TAX, Office.FIRM
_BOTH: Final = frozenset({COMMERCE, DISTRICT})
_ANY: Final = frozenset({COMMERCE, DISTRICT, TAX})

ENTERS: Final[Mapping[Register, frozenset[Office]]] = MappingProxyType(
    {
        Register.BASES: _BOTH,
        Register.SUPPLIERS: _BOTH,
        Register.CENTRES: frozenset({COMMERCE, DISTRICT, FIRM}),
        Register.FACILITIES: frozenset({COMMERCE, DISTRICT, FIRM}),
        Register.EXHIBITIONS: frozenset({COMMERCE}),
        Register.PARTICIPATIONS: frozenset({COMMERCE, DISTRICT, FIRM}),
        Register.DESTINATIONS: frozenset({COMMERCE}),
        Register.TARGETS: frozenset({COMMERCE}),
        Register.TRAININGS: _ANY,
        Register.GUIDANCE: _ANY,
        Register.CONTACTS: _ANY,
        Register.POLICIES: _BOTH,
        Register.PROVIDERS: _BOTH,
        Register.POOLS: _BOTH,
        Register.PROMOTIONS: frozenset({COMMERCE}),
    }
)
"""Who writes in a register; a district and a firm for themselves only."""

_COMMERCE_ALONE: Final = frozenset(
    {
        Verb.CONFIRM, Verb.RETURN, Verb.RECOGNISE, Verb.DECLINE, Verb.FIX_AMOUNT, Verb.CANCEL, Verb.CONFIRM_INVESTMENT,
        Verb.REVIEW,
    }
)  # fmt: skip
_OF_OFFICERS: Final = frozenset(
    {Verb.CONFIRM_MONTH, Verb.STRIKE_MONTH, Verb.PROPOSE, Verb.CLOSE, Verb.STRIKE}
)


def offices_for(register: Register, verb: Verb) -> frozenset[Office]:
    """Who may do this verb in this register."""
    if verb in _COMMERCE_ALONE:
        return frozenset({COMMERCE})
    if verb in _OF_OFFICERS:
        return _BOTH
    return ENTERS[register]


def verbs_of(register: Register) -> tuple[Verb, ...]:
    """Every verb of a register, in the order of the table."""
    return tuple(dict.fromkeys(verb for moves in MOVES[register].values() for verb in moves))
