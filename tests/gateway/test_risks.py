"""What the page warns of: alarms of agencies, disputes over shared data, days that run out, an undo that is late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS
from exportlane.contracts.decision import FactData, Heard
from exportlane.law.calendar import Override, WorkCalendar, shipped_calendar
from exportlane.process import begin
from gateway.disclosure import Eyes
from gateway.domain import CaseView, hear
from gateway.shown import Look, listed
from gateway.storage import CASES

CALENDAR = shipped_calendar()
FIRST = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
STANDING = {"article": "a", "reason": "r", "code": "c"}


class Said(FactData):
    """As much of a fact's data as the view reads."""

    phase: str | None = None
    valid_to: dt.date | None = None
    temp_plate_valid_to: dt.date | None = None
    licence_no: str | None = None
    cargo_cutoff: dt.datetime | None = None


def opened(profile: str = "tianjin") -> CaseView:
    return CaseView(
        id="case-1", batch_id="batch-1", lot_id="lot-1", vin="LSVAU033002221761", brand="大众", model_code="SVW",
        exporter_uscc="91120116MA0700001X", exporter_name="样板公司", profile=profile,
        profile_version=f"{profile}-2026.1", destination_country="KZ", customs_port="0202", contract_no="C-1",
        hs_code="8703234110", rebate_class=2, opened_at=FIRST, state=begin(profile),
    )  # fmt: skip


def told(view: CaseView, *facts: tuple[str, int, dict[str, Any]], source: str = "") -> CaseView:
    """Facts as (type, days after the first, data); operations speak for `source`."""
    counts: dict[str, int] = {}
    for name, day, data in facts:
        type_ = f"{name}.v1"
        speaker = AGENCY_OF_TYPE.get(type_, source)
        counts[speaker] = counts.get(speaker, 0) + 1
        model = ALL_FACTS[type_] if name.startswith(("clock.", "sharing.")) else Said
        at = FIRST + dt.timedelta(days=day)
        heard = Heard(
            f"{name}-{day}", speaker, type_, "case-1", counts[speaker], at, "batch-1",
            model.model_validate({"phase": "provisional"} | data),
        )  # fmt: skip
        view = hear(view, heard, now=at)
    return view


def day(number: int) -> dt.date:
    return FIRST.date() + dt.timedelta(days=number)


def seen(view: CaseView, on: int) -> dict[str, Any]:
    eyes = Eyes(uscc=None, masked=False, all_amounts=True)
    document: dict[str, Any] = listed(view, Look(eyes, FIRST + dt.timedelta(days=on), CALENDAR))
    return document


ENDORSED = ("vehicle.transfer_pending_export", 0, {"temp_plate_valid_to": "2026-04-30"})
SUBMITTED = ("licence.application_submitted", 0, {})
GRANTED = ("licence.granted", 1, {"valid_to": "2026-09-03", "licence_no": "26-12-1"})


def codes(view: CaseView, on: int) -> set[str]:
    periods = view.periods(on=day(on), calendar=CALENDAR)
    return {risk.code for risk in view.risks(periods, on=day(on))}


def test_a_breach_said_by_the_agency_stands_beside_our_own_reckoning() -> None:
    clock = {"matter": "licence", "thing_id": "lot-1", "due_on": "2026-03-05", "started_on": "2026-03-02"}
    view = told(opened(), ENDORSED, SUBMITTED)

    near = told(view, ("clock.due_soon", 3, {**clock, "provisional": False}), source="tax-rebate")
    alarm = view.alarms

    assert alarm == ()
    assert near.alarms[0].state == "due_soon"
    (period,) = (one for one in view.periods(on=day(2), calendar=CALENDAR) if one.number == "licence")
    assert (period.due, period.due_soon, period.overdue) == (dt.date(2026, 3, 5), True, False)
    (late,) = (one for one in view.periods(on=day(4), calendar=CALENDAR) if one.number == "licence")
    assert (late.due_soon, late.overdue) == (False, True)


def test_a_day_that_the_agency_reckoned_anew_counts_before_ours() -> None:
    moved = {"matter": "licence", "thing_id": "lot-1", "was": "2026-03-05", "due_on": "2026-03-06"}
    view = told(
        opened(),
        ENDORSED,
        SUBMITTED,
        ("clock.recomputed", 1, {**moved, "provisional": False}),
        source="licensing",
    )

    (period,) = (one for one in view.periods(on=day(2), calendar=CALENDAR) if one.number == "licence")

    assert (period.due, period.alarm) == (dt.date(2026, 3, 6), "recomputed")


def test_a_dispute_is_open_until_its_source_answers() -> None:
    raised = {
        "dispute_id": "d-1", "resource": "licence", "field": "valid_to", "reason": "r", "by_agency": "customs",
        "due_on": "2026-03-09",
    }  # fmt: skip
    answered = {"dispute_id": "d-1", "upheld": True, "reason": "r"}

    view = told(opened(), ("sharing.disputed", 0, raised), source="licensing")
    closed = told(view, ("sharing.dispute_answered", 1, answered), source="customs")

    assert [dispute.due_on for dispute in view.disputes] == [dt.date(2026, 3, 9)]
    assert closed.disputes == ()


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (0, set()),
        (49, {"temp_plate"}),
        (60, {"temp_plate"}),
        (154, {"temp_plate"}),
        (155, {"temp_plate", "licence_expiry"}),
    ],
)
@pytest.mark.requirement("TZ-11")
def test_a_plate_and_a_licence_that_run_out_are_shown_before_they_do(on: int, expected: set[str]) -> None:
    assert codes(told(opened(), ENDORSED, SUBMITTED, GRANTED), on) == expected


def test_what_has_left_needs_neither_plate_nor_licence() -> None:
    released = (("customs.accepted", 2, {}), ("customs.released", 2, {}))

    assert codes(told(opened(), ENDORSED, SUBMITTED, GRANTED, *released), 155) == set()


@pytest.mark.requirement("TZ-11")
def test_the_two_months_after_customs_are_shown_when_little_is_left() -> None:
    released = (("customs.accepted", 2, {}), ("customs.released", 2, {}), ("licence.used", 2, {}))
    view = told(opened("national"), ENDORSED, SUBMITTED, GRANTED, *released)

    assert "deregistration_application" not in codes(view, 45)
    assert "deregistration_application" in codes(view, 60)
    overdue = told(view, ("vehicle.deregistration_overdue", 70, {}))
    assert overdue.status.end is None


def test_what_an_agency_calls_overdue_is_a_risk_until_it_is_done() -> None:
    view = told(
        opened(),
        ENDORSED,
        ("vehicle.deregistered", 2, {}),
        ("vehicle.exit_overdue", 63, {}),
        SUBMITTED,
        GRANTED,
    )

    assert "exit_overdue" in codes(view, 64)


def test_an_undo_that_is_late_goes_to_a_named_person_with_its_due_date() -> None:
    ended = (
        ("vehicle.deregistered", 2, {}),
        ("customs.accepted", 3, {}),
        ("customs.rejected", 4, {}),
        ("rebate.lapsed", 4, {}),
    )
    view = told(opened(), ENDORSED, SUBMITTED, GRANTED, *ended)

    in_time, late = seen(view, 5)["status"]["waits"][0], seen(view, 20)["status"]["waits"][0]

    assert (in_time["matter"], in_time["kind"], in_time["late"]) == ("undo", "agency", False)
    assert in_time["due_on"] == dt.date(2026, 3, 13)
    assert (late["kind"], late["who"]["zh"], late["late"]) == ("person", "车辆管理所负责人", True)


def test_a_named_person_has_a_due_date_as_well() -> None:
    view = told(opened(), ENDORSED, SUBMITTED, GRANTED, ("vehicle.locked", 2, {}))

    waits = seen(view, 3)["status"]["waits"]

    (lock,) = (wait for wait in waits if wait["matter"] == "lock")
    assert (lock["kind"], lock["since"], lock["due_on"]) == (
        "person",
        dt.date(2026, 3, 4),
        dt.date(2026, 3, 11),
    )
    (undo,) = (wait for wait in waits if wait["matter"] == "undo")
    assert undo["agency"] == "licensing"


def test_a_list_is_sorted_by_days_of_the_calendar_that_is_in_force() -> None:
    rest = WorkCalendar([Override(day(number), False, "notice-1", "a test") for number in range(1, 6)])
    view = told(opened(), ENDORSED, SUBMITTED)

    shipped = CASES.columns["due_on"](view.reckoned_by(CALENDAR))
    loaded = CASES.columns["due_on"](view.reckoned_by(rest))

    assert shipped == "2026-03-05"
    assert loaded == "2026-03-11"


BOOKED = ("booking.confirmed", 3, {})
SAILS = {
    "booking_no": "B-1", "vin": "LSVAU033002221761", "mode": "roro", "sailing_id": "S-1", "carrier": "C", "voyage": "V",
    "vessel_or_train": "V", "pol": "CNTXG", "pod": "GEPTI", "etd": "2026-03-20T10:00:00+08:00",
    "cargo_cutoff": "2026-03-18T10:00:00+08:00", "trade_mode": "roro", "new_energy": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "expected"), [(13, set()), (14, {"sailing_cutoff"}), (17, {"sailing_cutoff"})]
)
def test_a_cut_off_that_comes_near_is_a_risk_until_the_vehicle_is_at_the_terminal(
    on: int, expected: set[str]
) -> None:
    view = told(opened(), ENDORSED, SUBMITTED, ("booking.requested", 3, SAILS), BOOKED)
    inside = told(
        opened(), ENDORSED, SUBMITTED, ("booking.requested", 3, SAILS), BOOKED, ("booking.gated_in", 12, {})
    )

    assert codes(view, on) & {"sailing_cutoff"} == expected
    assert "sailing_cutoff" not in codes(inside, on)


def test_a_cut_off_of_which_the_carrier_warned_is_a_risk_at_once() -> None:
    warned = ("booking.cutoff_near", 5, {})
    view = told(opened(), ENDORSED, SUBMITTED, ("booking.requested", 3, SAILS), BOOKED, warned)

    (risk,) = (
        one
        for one in view.risks(view.periods(on=day(6), calendar=CALENDAR), on=day(6))
        if one.code == "sailing_cutoff"
    )

    assert (risk.on, risk.passed) == (dt.date(2026, 3, 18), False)
