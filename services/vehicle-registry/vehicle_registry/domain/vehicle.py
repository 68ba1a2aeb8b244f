"""A vehicle that is to be exported, as the registry keeps it, and the rules that are laid down for it. PURE.

Where it stands and how it may move is `status`. Law: 机动车登记规定 (order 164 of the Ministry of Public Security).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Announce, Decided, FactData, Refused
from exportlane.law.calendar import WorkCalendar
from exportlane.law.limits import Running, TimeLimit
from vehicle_registry.domain.materials_facts import SharingDown, TransportDocument
from vehicle_registry.domain.quota import NOTHING_HEARD, QuotaUnits
from vehicle_registry.domain.status import MOVES, RESTS_ON, Status, Verb

AUTOMATIC_DEREGISTER: Final = "vehicle.deregister"
AUTOMATIC_RESTORE: Final = "vehicle.restore"
RULE: Final = "rule"
"""Who asked for a correction or a deregistration when no person did."""

QuotaWhen = Literal["none", "register_in_tianjin", "exporter_in_tianjin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one version of a city profile lays down for the registry.

    `two_phase`: deregistered provisionally before customs and finally on exit; otherwise once, after customs.
    `automatic`: the verbs that are done at once when the rules pass. `limits`: the time limits by matter.
    Days of plates are calendar days, ages of facts hours, bans and margins years.
    """

    two_phase: bool
    automatic: frozenset[str]
    limits: Mapping[str, TimeLimit]
    quota_required_when: QuotaWhen = "none"
    plate_prefix: str | None = None
    temp_plate_days: int = 60
    temp_plate_reissues: int = 1
    max_fact_age_hours: int = 24
    scrapping_margin_years: int = 1
    green_channel_at_least: int = 10
    service_stations: Literal["yes", "no", "optional"] = "optional"
    deceit_ban_years: int = 3
    false_material_ban_years: int = 1
    max_corrections: int = 2
    transport_document_required: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of every profile in every version, the calendar of today, and whom to ask for a quota unit.

    `newest` names for each profile the version in force, which counts for a case that is pinned to none.
    """

    book: Mapping[tuple[str, str], Rules]
    newest: Mapping[str, str]
    calendar: WorkCalendar
    quota_units: QuotaUnits = NOTHING_HEARD

    def rules(self, profile: str, version: str | None = None) -> Rules:
        """The rules that a case is pinned to. Raises KeyError for a profile or a version that does not exist."""
        return self.book[profile, version or self.newest[profile]]

    def knows(self, profile: str, version: str | None) -> bool:
        """Whether there are such rules."""
        return profile in self.newest and (version is None or (profile, version) in self.book)


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
    """What the registry keeps of `licence.granted`: enough to spare the enterprise a copy of it (material M6).

    `seen_at` is the instant of the fact or of the last look that confirmed it. A licence whose `status` is `expired`,
    `surrendered`, `superseded`, `revoked` or `cancelled` carries no waiver any more; the next one takes its place.
    """

    fact_id: str
    licence_no: str
    valid_to: date
    as_of: date
    covers_vin: bool
    seen_at: datetime | None = None
    status: str = "granted"


@dataclass(frozen=True, slots=True)
class ExitRecord:
    """What the registry keeps of `customs.cleared`: the exit record of article 39 (materials M5 and M11)."""

    fact_id: str
    declaration_no: str
    cleared_on: date
    licence_no: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Why something ended without success, or must be undone: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPapers:
    """What the transfer registration rests on, when the registry itself does it. Plates are the former ones.

    `filing_valid_to` is the last day of the exporter's filing as the papers tell it, None when they do not.
    """

    delivered_on: date
    seller_kind: Literal["person", "firm"]
    plate_no: str
    insurance_valid_to: date | None = None
    quota_unit_no: str | None = None
    small_passenger_car: bool = False
    filing_valid_to: date | None = None


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
    transfer_pending_export_date: date | None
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
    profile_version: str | None = None
    station_id: str | None = None
    one_stop: bool = False
    use_nature: str | None = None
    mileage_km: int | None = None
    customs_supervised: bool = False
    identity_verified: bool = True
    sharing_down: SharingDown | None = None
    transport_document: TransportDocument | None = None
    transfer: TransferPapers | None = None
    transfer_accepted_on: date | None = None
    transfer_checked_on: date | None = None
    transfer_checked_how: Literal["rubbing", "electronic"] | None = None
    plates_taken_back_on: date | None = None
    temp_plate_no: str | None = None
    temp_plate_reissues: int = 0
    temp_plate_expired: bool = False
    insurance_valid_to: date | None = None
    quota_unit_no: str | None = None
    quota_as_of: datetime | None = None
    notices: int = 0
    locks: tuple[Ended, ...] = ()
    misuse: tuple[Ended, ...] = ()
    licences_before: tuple[LicenceData, ...] = ()
    released_on: date | None = None
    release_fact_id: str | None = None
    overdue_since: date | None = None
    banned_until: date | None = None
    clocks: tuple[Running, ...] = field(default=())

    def document(self, code: str) -> str | None:
        """The reference of the paper supplied for `code`, None when there is none."""
        return next((paper.reference for paper in self.documents if paper.code == code), None)

    def locked_for(self, code: str) -> bool:
        """Whether the register is locked for this reason."""
        return any(lock.code == code for lock in self.locks)


Answer = Decided[Vehicle] | Refused


def forbidden(vehicle: Vehicle, verb: Verb) -> Refused | None:
    """None when `verb` is a move of the vehicle's status, otherwise the refusal that changes nothing."""
    if verb in MOVES[vehicle.status]:
        return None
    return Refused(
        slug="move-not-allowed",
        sentence=f"{verb} is not possible while the vehicle {vehicle.vin} is {vehicle.status}",
        article=RESTS_ON[verb],
    )


def contradiction(vehicle: Vehicle, sentence: str) -> Refused:
    """A fact that cannot be true beside what the registry knows: the message is parked for a person."""
    return Refused(slug="contradiction", sentence=f"{vehicle.vin} is {vehicle.status}: {sentence}")


def announce(vehicle: Vehicle, name: str, data: FactData) -> Announce:
    """A fact about this vehicle's case, version 1."""
    return Announce(case_id=vehicle.id, type=f"vehicle.{name}.v1", data=data)


def wrong(field_: str, sentence: str, article: str, *, code: str = "rule-violated") -> Refused:
    """What was handed in cannot be right: the field, a sentence and the article; `code` is the law's word for it."""
    return Refused(code, sentence, article, field=f"/{field_}", status=422)


def after(before: tuple[Announce, ...], decided: Decided[Vehicle]) -> Decided[Vehicle]:
    """The same decision with facts that come before its own."""
    return Decided(decided.state, before + decided.facts, decided.writes)
