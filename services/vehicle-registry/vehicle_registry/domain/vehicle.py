"""A vehicle that is to be exported, as the registry keeps it, and the moves that its deregistration may make. PURE.

```
 pending_export ──request──► deregistration_requested ◄──supply / ask──► correction_requested
       │                        │            │                                 │
     close                  deregister     refuse                         refuse, close
       ▼                        ▼            ▼
    closed        deregistered_provisional   refused
                     │ confirm exit   │ restore (at once, or asked for and then done by the supervisor)
                     ▼                ▼
                deregistered       restored
```

Law: 机动车登记规定 (order 164 of the Ministry of Public Security), articles 28, 37, 39 and 42.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Refused


class Status(StrEnum):
    """Where the vehicle stands. The first is the endorsement 转让待出口 that it is handed in with."""

    PENDING_EXPORT = "pending_export"
    REQUESTED = "deregistration_requested"
    CORRECTION = "correction_requested"
    PROVISIONAL = "deregistered_provisional"
    RESTORATION_ASKED = "restoration_asked"
    DEREGISTERED = "deregistered"
    REFUSED = "refused"
    RESTORED = "restored"
    CLOSED = "closed"


class Verb(StrEnum):
    """What can be done to the vehicle, by an officer, the enterprise, or because a fact was heard."""

    REQUEST = "request"
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


_BARS: Final = frozenset({Verb.ADD_BAR, Verb.LIFT_BAR})

MOVES: Final[Mapping[Status, frozenset[Verb]]] = MappingProxyType(
    {
        Status.PENDING_EXPORT: _BARS | {Verb.REQUEST, Verb.CLOSE},
        Status.REQUESTED: _BARS | {Verb.REQUEST_CORRECTION, Verb.DEREGISTER, Verb.REFUSE, Verb.CLOSE},
        Status.CORRECTION: _BARS | {Verb.SUPPLY_CORRECTION, Verb.REFUSE, Verb.CLOSE},
        Status.PROVISIONAL: frozenset({Verb.CONFIRM_EXIT, Verb.ASK_RESTORATION, Verb.RESTORE}),
        Status.RESTORATION_ASKED: frozenset({Verb.RESTORE}),
        Status.DEREGISTERED: frozenset(),
        Status.REFUSED: frozenset(),
        Status.RESTORED: frozenset(),
        Status.CLOSED: frozenset(),
    }
)

BAR_ARTICLE: Final = "机动车登记规定 第四十二条"
BARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mortgage": "a mortgage (抵押) is still registered",
        "pledge": "a pledge (质押) is still registered",
        "seizure": "the vehicle is sealed or seized (查封、扣押)",
        "stolen": "the vehicle is reported stolen (被盗抢)",
        "mismatch": "the vehicle does not match its file (与档案记载不一致)",
    }
)
"""What stands in the way of a deregistration: code -> sentence. All rest on `BAR_ARTICLE`."""

AUTOMATIC_DEREGISTER: Final = "vehicle.deregister"
AUTOMATIC_RESTORE: Final = "vehicle.restore"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a city profile lays down for the registry.

    `two_phase`: deregistered provisionally before customs and finally on exit; otherwise once, after customs.
    `automatic`: the verbs that are done at once when the rules pass. `limit_workdays`: article 39, from acceptance.
    """

    two_phase: bool
    automatic: frozenset[str]
    limit_workdays: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules by profile, and `due(start, workdays)`, the last day of a limit in the working-day calendar."""

    rules: Mapping[str, Rules]
    due: Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a notice: what the enterprise must supply, and the article, None when an officer names none."""

    code: str
    sentence: str
    article: str | None = None
    vin: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that was supplied for an item of a notice, by its reference in the archive."""

    code: str
    reference: str


@dataclass(frozen=True, slots=True)
class LicenceData:
    """What the registry keeps of `licence.granted`: enough to spare the enterprise a copy of it (material M6)."""

    fact_id: str
    licence_no: str
    valid_to: date
    as_of: date
    covers_vin: bool


@dataclass(frozen=True, slots=True)
class ExitRecord:
    """What the registry keeps of `customs.cleared`: the exit record of article 39 (materials M5 and M11)."""

    fact_id: str
    declaration_no: str
    cleared_on: date


@dataclass(frozen=True, slots=True)
class Ended:
    """Why the deregistration ended without success, or must be undone: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One vehicle of a case. `id` is the case; dates are statutory days; nothing here names a former owner."""

    id: str
    batch_id: str
    lot_id: str
    profile: str
    exporter_uscc: str
    vin: str
    brand: str
    model_code: str
    vehicle_class: str
    energy_type: str
    displacement_ml: int
    motor_kw: int | None
    first_registration_date: date
    transfer_pending_export_date: date
    temp_plate_valid_to: date | None
    registration_cert_no: str | None
    former_plate_no: str | None
    scrapping_due_date: date | None
    agent_registered: bool
    status: Status = Status.PENDING_EXPORT
    bars: tuple[str, ...] = ()
    licence: LicenceData | None = None
    exit_record: ExitRecord | None = None
    customs_ended: Ended | None = None
    asked: tuple[Asked, ...] = ()
    documents: tuple[Document, ...] = ()
    requested_on: date | None = None
    due_on: date | None = None
    deregistered_on: date | None = None
    proof_no: str | None = None
    ended: Ended | None = None

    def document(self, code: str) -> str | None:
        """The reference of the paper supplied for `code`, None when there is none."""
        return next((paper.reference for paper in self.documents if paper.code == code), None)


def forbidden(vehicle: Vehicle, verb: Verb) -> Refused | None:
    """None when `verb` is a move of the vehicle's status, otherwise the refusal that changes nothing."""
    if verb in MOVES[vehicle.status]:
        return None
    return Refused(
        slug="move-not-allowed",
        sentence=f"{verb} is not possible while the vehicle {vehicle.vin} is {vehicle.status}",
    )


def contradiction(vehicle: Vehicle, sentence: str) -> Refused:
    """A fact that cannot be true beside what the registry knows: the message is parked for a person."""
    return Refused(slug="contradiction", sentence=f"{vehicle.vin} is {vehicle.status}: {sentence}")
