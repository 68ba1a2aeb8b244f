"""What the tests of the registry begin with: a vehicle, the rules, and the facts of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import shipped_calendar
from exportlane.policies import profile
from vehicle_registry.domain import (
    AUTOMATIC_DEREGISTER,
    AUTOMATIC_RESTORE,
    Ended,
    ExitRecord,
    LicenceData,
    Policy,
    Rules,
    TransferPapers,
    Vehicle,
    customs_cleared,
    note_licence,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, ten in the morning in Tianjin."""
TODAY = date(2026, 11, 23)
BOTH = frozenset({AUTOMATIC_DEREGISTER, AUTOMATIC_RESTORE})
LICENCE = LicenceData("fact-licence", "26-12-00000A", date(2026, 12, 31), date(2026, 11, 20), covers_vin=True)
EXIT = ExitRecord("fact-cleared", "020220260000000017", date(2026, 11, 22))
REJECTED = Ended("licence_mismatch", "the port is not the licence's")
PAPERS = TransferPapers(
    delivered_on=date(2026, 11, 20),
    seller_kind="person",
    plate_no="津A12345",
    insurance_valid_to=date(2027, 6, 30),
    quota_unit_no="QU-1",
    small_passenger_car=True,
)
CANCELLED = Ended("sibling_refused", "the licence is void for all its vehicles")


def rules(*, two_phase: bool, automatic: frozenset[str] = BOTH, **changed: object) -> Policy:
    """The tianjin order under its name, the others as `national`, with the limits and the calendar as they are."""
    name = "tianjin" if two_phase else "national"
    found = profile(name)
    one = Rules(two_phase=two_phase, automatic=automatic, limits=found.time_limits)
    one = replace(one, **changed)  # type: ignore[arg-type]
    return Policy(book={(name, "1"): one}, newest={name: "1"}, calendar=shipped_calendar())


TIANJIN = rules(two_phase=True)
NATIONAL = rules(two_phase=False)
TIANJIN_BY_HAND = rules(two_phase=True, automatic=frozenset())
NATIONAL_BY_HAND = rules(two_phase=False, automatic=frozenset())


def a_vehicle(profile: str = "tianjin", **changed: object) -> Vehicle:
    """A petrol car that is endorsed 转让待出口, with nothing against it."""
    vehicle = Vehicle(
        id="0195-case",
        batch_id="0195-batch",
        lot_id="0195-lot",
        profile=profile,
        exporter_uscc="91120118MA06ABCD1Y",
        vin="LSVAU033002221761",
        brand="Volkswagen",
        model_code="SVW7144",
        vehicle_class="passenger",
        energy_type="A",
        displacement_ml=1395,
        motor_kw=None,
        first_registration_date=date(2022, 3, 1),
        transfer_pending_export_date=date(2026, 11, 9),
        temp_plate_valid_to=date(2026, 12, 20),
        registration_cert_no="120012345678",
        former_plate_no="津A12345",
        scrapping_due_date=None,
        agent_registered=True,
    )
    return replace(vehicle, **changed)  # type: ignore[arg-type]


def decided(answer: Decided[Vehicle] | Refused) -> Vehicle:
    """The next state; a refusal fails the test with its sentence."""
    assert isinstance(answer, Decided), answer
    return answer.state


def provisional(policy: Policy = TIANJIN, **changed: object) -> Vehicle:
    """A vehicle that was deregistered before customs, at once."""
    return decided(note_licence(a_vehicle(**changed), LICENCE, now=NOW, policy=policy))


def requested(*, two_phase: bool = True, **changed: object) -> Vehicle:
    """A vehicle whose deregistration waits for an officer."""
    policy = TIANJIN_BY_HAND if two_phase else NATIONAL_BY_HAND
    vehicle = a_vehicle("tianjin" if two_phase else "national", **changed)
    noted = decided(note_licence(vehicle, LICENCE, now=NOW, policy=policy))
    return noted if two_phase else decided(customs_cleared(noted, EXIT, now=NOW, policy=policy))
