"""Where a vehicle stands in the register, and the moves that each place allows. PURE.

```
 transfer_submitted ◄─supply/ask─► transfer_correction_requested
        │ accept
        ▼
 transfer_accepted ──check──► transfer_checked ──endorse──► pending_export (转让待出口)
        └──────────── refuse ──────────┴──► transfer_refused

 pending_export ──request──► deregistration_requested ◄──supply / ask──► correction_requested
    ▲  │ two months pass       │      │   ▲   │
    │  ▼                       │      │   └───┴─ block / unblock ─► deregistration_blocked
    │ deregistration_overdue ──┘      │
    └───────── withdraw ──────────────┤ deregister                     refuse ──► refused
                                      ▼
        deregistered_provisional ──60 days──► exit_overdue
             │ confirm exit   │ restore (at once, or asked for and then done by the supervisor)
             ▼                ▼
        deregistered       restored            anywhere after the endorsement: revoke ──► registration_revoked
```

Beside the status a vehicle may be *locked*: then nothing is endorsed, deregistered or lifted until it is unlocked.
Law: 机动车登记规定 第二十五、二十八、二十九、三十七、三十九、四十二、八十、八十一条.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """Where the vehicle stands. `PENDING_EXPORT` is the endorsement 转让待出口."""

    TRANSFER_SUBMITTED = "transfer_submitted"
    TRANSFER_CORRECTION = "transfer_correction_requested"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_CHECKED = "transfer_checked"
    TRANSFER_REFUSED = "transfer_refused"
    PENDING_EXPORT = "pending_export"
    OVERDUE = "deregistration_overdue"
    REQUESTED = "deregistration_requested"
    BLOCKED = "deregistration_blocked"
    CORRECTION = "correction_requested"
    PROVISIONAL = "deregistered_provisional"
    EXIT_OVERDUE = "exit_overdue"
    RESTORATION_ASKED = "restoration_asked"
    DEREGISTERED = "deregistered"
    REFUSED = "refused"
    RESTORED = "restored"
    REVOKED = "registration_revoked"
    LIFTED = "transfer_lifted"
    CLOSED = "closed"


class Verb(StrEnum):
    """What can be done to the vehicle, by an officer, the enterprise, a clock, or because a fact was heard."""

    REQUEST_TRANSFER_CORRECTION = "request_transfer_correction"
    SUPPLY_TRANSFER_CORRECTION = "supply_transfer_correction"
    ACCEPT_TRANSFER = "accept_transfer"
    CHECK_TRANSFER = "check_transfer"
    ENDORSE = "endorse"
    REFUSE_TRANSFER = "refuse_transfer"
    LIFT_TRANSFER = "lift_transfer"
    REISSUE_PLATE = "reissue_plate"
    REQUEST = "request"
    WITHDRAW = "withdraw"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    DEREGISTER = "deregister"
    REFUSE = "refuse"
    CONFIRM_EXIT = "confirm_exit"
    ASK_RESTORATION = "ask_restoration"
    RESTORE = "restore"
    CLOSE = "close"
    ADD_BAR = "add_bar"
    LIFT_BAR = "lift_bar"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPORT_MISUSE = "report_misuse"
    REVOKE = "revoke"


IN_TRANSFER: Final = frozenset(
    {Status.TRANSFER_SUBMITTED, Status.TRANSFER_CORRECTION, Status.TRANSFER_ACCEPTED, Status.TRANSFER_CHECKED}
)
"""The certificate is not endorsed yet."""
AT_REST: Final = frozenset({Status.PENDING_EXPORT, Status.OVERDUE})
"""Endorsed, and nothing is under way."""
UNDER_WAY: Final = frozenset({Status.REQUESTED, Status.BLOCKED, Status.CORRECTION})
"""The deregistration waits for the office or for the enterprise."""
NOT_BEGUN: Final = IN_TRANSFER | AT_REST | UNDER_WAY
"""Nothing has left the register."""
PROVISIONALLY_OUT: Final = frozenset({Status.PROVISIONAL, Status.EXIT_OVERDUE})
OVER: Final = frozenset(
    {
        Status.TRANSFER_REFUSED, Status.REFUSED, Status.RESTORED, Status.CLOSED, Status.RESTORATION_ASKED,
        Status.REVOKED, Status.LIFTED,
    }
)  # fmt: skip
"""What ends beside such a vehicle changes nothing in the register any more."""

_BARS: Final = frozenset({Verb.ADD_BAR, Verb.LIFT_BAR})
_WATCHED: Final = frozenset({Verb.LOCK, Verb.UNLOCK, Verb.REPORT_MISUSE, Verb.REVOKE, Verb.REISSUE_PLATE})
_TRANSFER_ENDS: Final = frozenset({Verb.REFUSE_TRANSFER, Verb.CLOSE})
_ENDS: Final = frozenset({Verb.REFUSE, Verb.WITHDRAW, Verb.CLOSE})
_LEAVES: Final = frozenset({Verb.CONFIRM_EXIT, Verb.ASK_RESTORATION, Verb.RESTORE})

MOVES: Final[Mapping[Status, frozenset[Verb]]] = MappingProxyType(
    {
        Status.TRANSFER_SUBMITTED: _BARS
        | _TRANSFER_ENDS
        | {Verb.REQUEST_TRANSFER_CORRECTION, Verb.ACCEPT_TRANSFER},
        Status.TRANSFER_CORRECTION: _BARS | _TRANSFER_ENDS | {Verb.SUPPLY_TRANSFER_CORRECTION},
        Status.TRANSFER_ACCEPTED: _BARS | _TRANSFER_ENDS | {Verb.CHECK_TRANSFER},
        Status.TRANSFER_CHECKED: _BARS | _TRANSFER_ENDS | {Verb.ENDORSE},
        Status.TRANSFER_REFUSED: frozenset(),
        Status.PENDING_EXPORT: _BARS | _WATCHED | {Verb.REQUEST, Verb.LIFT_TRANSFER, Verb.CLOSE},
        Status.OVERDUE: _BARS | _WATCHED | {Verb.REQUEST, Verb.LIFT_TRANSFER, Verb.CLOSE},
        Status.REQUESTED: _BARS | _WATCHED | _ENDS | {Verb.REQUEST_CORRECTION, Verb.DEREGISTER},
        Status.BLOCKED: _BARS | _WATCHED | _ENDS,
        Status.CORRECTION: _BARS | _WATCHED | _ENDS | {Verb.SUPPLY_CORRECTION},
        Status.PROVISIONAL: _BARS | _WATCHED | _LEAVES,
        Status.EXIT_OVERDUE: _BARS | _WATCHED | _LEAVES,
        Status.RESTORATION_ASKED: (_WATCHED | {Verb.RESTORE}) - {Verb.REISSUE_PLATE},
        Status.DEREGISTERED: frozenset({Verb.REPORT_MISUSE, Verb.REVOKE, Verb.UNLOCK}),
        Status.REFUSED: _WATCHED | {Verb.LIFT_TRANSFER},
        Status.RESTORED: _WATCHED | {Verb.LIFT_TRANSFER},
        Status.CLOSED: _WATCHED | {Verb.LIFT_TRANSFER},
        Status.REVOKED: frozenset({Verb.UNLOCK}),
        Status.LIFTED: frozenset(),
    }
)
"""Each status with its verbs. A vehicle whose case is over stays 转让待出口: another case may export it."""

_TRANSFER: Final = "机动车登记规定 第二十八条"
_DEREGISTRATION: Final = "机动车登记规定 第三十九条"
_BARRED: Final = "机动车登记规定 第二十九、四十二条"
RESTS_ON: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        **dict.fromkeys(Verb, _DEREGISTRATION),
        **dict.fromkeys(
            (
                Verb.REQUEST_TRANSFER_CORRECTION, Verb.SUPPLY_TRANSFER_CORRECTION, Verb.ACCEPT_TRANSFER,
                Verb.CHECK_TRANSFER, Verb.ENDORSE, Verb.LIFT_TRANSFER, Verb.REISSUE_PLATE,
            ),
            _TRANSFER,
        ),
        **dict.fromkeys((*_BARS, Verb.REFUSE_TRANSFER, Verb.LOCK, Verb.UNLOCK), _BARRED),
        Verb.REQUEST: "机动车登记规定 第三十七条",
        Verb.REPORT_MISUSE: "天津措施（征求意见稿）第二条",
        Verb.REVOKE: "机动车登记规定 第八十、八十一条",
    }
)  # fmt: skip
"""The article that lays down the order in which a verb has its turn."""
