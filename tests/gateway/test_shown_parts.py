"""The parts of a case's document: organs, days of a stage, papers, what is undone, what stands beside the process."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from exportlane.contracts import AGENCY_OF_TYPE
from exportlane.process import StepName
from gateway.disclosure import Eyes
from gateway.domain import CaseView
from gateway.reading import TimelineFact
from gateway.shown import beside as besides
from gateway.shown import papers as checklist
from gateway.shown import undoing as undone
from gateway.shown.look import Look
from gateway.shown.offices import decided_by, office
from gateway.shown.stages import ended_on, stages
from tests.gateway.test_risks import CALENDAR, ENDORSED, FIRST, GRANTED, SUBMITTED, day, opened, told

ALL = Eyes(uscc=None, masked=False, all_amounts=True)
OWN = Eyes(uscc="91120116MA0700001X", masked=False, all_amounts=False)
MEMBER = Eyes(uscc=None, masked=True, all_amounts=False)


def look(on: int, eyes: Eyes = ALL) -> Look:
    return Look(eyes, FIRST + dt.timedelta(days=on), CALENDAR)


def timeline(*facts: tuple[str, int, dict[str, Any]]) -> list[TimelineFact]:
    """Facts as they stand in the timeline: (type, days after the first, data)."""
    found = []
    for number, (name, on, data) in enumerate(facts):
        at = (FIRST + dt.timedelta(days=on, seconds=number)).isoformat()
        type_ = f"{name}.v1"
        found.append(
            TimelineFact(
                f"f-{number}", "case-1", AGENCY_OF_TYPE.get(type_, "gateway"), type_, number + 1, at, at,
                json.dumps(data, separators=(",", ":")),
            )
        )  # fmt: skip
    return found


def both(
    *facts: tuple[str, int, dict[str, Any]], profile: str = "tianjin"
) -> tuple[CaseView, list[TimelineFact]]:
    return told(opened(profile), *facts), timeline(*facts)


def papers(*parts: Any) -> Any:
    return checklist.papers(*parts)


def undoing(*parts: Any) -> Any:
    return undone.undoing(*parts)


def beside(*parts: Any) -> Any:
    return besides.beside(*parts)


# Organs


@pytest.mark.parametrize(
    ("step", "profile", "expected"),
    [
        (StepName.LICENCE, "tianjin", "天津市商务局"),
        (StepName.DEREGISTRATION, "tianjin", "天津市公安局车辆管理所"),
        (StepName.CUSTOMS, "tianjin", "新港海关"),
        (StepName.REBATE, "taizhou", "国家税务总局台州市税务局"),
    ],
)
def test_each_step_lies_with_an_organ_that_has_a_name(step: StepName, profile: str, expected: str) -> None:
    found = office(step, opened(profile))

    assert found is not None
    assert found["zh"] == expected


def test_where_nothing_tells_the_organ_none_is_made_up() -> None:
    assert office(StepName.REBATE, opened("national")) is None


def test_who_decided_is_told_and_which_officer_it_was_only_between_authorities() -> None:
    facts = timeline(
        ("licence.correction_requested", 0, {"by": "rule"}),
        ("licence.clock_paused", 1, {"by": "licensing/officer/wang"}),
    )

    assert decided_by("licensing", facts, look(2)) == {"role": "officer", "subject": "wang"}
    assert decided_by("licensing", facts[:1], look(2)) == {"role": "rule", "subject": None}
    assert decided_by("customs", facts, look(2)) is None
    for eyes in (OWN, MEMBER):
        assert decided_by("licensing", facts, look(2, eyes)) == {"role": "officer", "subject": None}


# Days


def test_a_stage_tells_since_when_it_is_somebodys_turn_and_how_long_it_took() -> None:
    view = told(opened(), ENDORSED, SUBMITTED, GRANTED, ("vehicle.deregistered", 2, {}))

    found = {stage["step"]: stage for stage in _stages(view, 5)}

    assert (found["licence"]["began_on"], found["licence"]["ended_on"]) == (day(0), day(1))
    assert (found["deregistration"]["began_on"], found["deregistration"]["ended_on"]) == (day(1), day(2))
    assert found["deregistration"]["workdays"] == 1
    assert (found["customs"]["began_on"], found["customs"]["ended_on"]) == (day(2), None)
    assert found["rebate"]["began_on"] is None


def _stages(view: CaseView, on: int) -> Any:
    asked = look(on)
    return stages(view, view.periods(on=asked.today, calendar=CALENDAR), CALENDAR, asked.today)


def test_days_on_which_a_clock_stood_still_are_counted_as_working_days() -> None:
    asked = ("licence.clock_paused", 1, {"on": "2026-03-03"})
    view = told(
        opened(), ENDORSED, SUBMITTED, ("licence.accepted", 0, {}), asked, ("licence.clock_resumed", 8, {})
    )

    (period,) = (
        one for stage in _stages(view, 9) for one in stage["deadlines"] if one["number"] == "licence"
    )

    assert (period["paused"], period["elapsed"]) == (5, 2)


def test_a_case_ended_on_the_day_of_what_ended_it_and_not_of_what_was_said_later() -> None:
    refused = ("licence.refused", 1, {})
    view = told(opened(), ENDORSED, SUBMITTED, refused, ("rebate.lapsed", 2, {}), ("customs.lapsed", 2, {}))
    later = told(view, ("vehicle.temp_plate_expired", 40, {}))

    assert ended_on(view) == day(2)
    assert ended_on(later) == day(2)


# Papers

WAIVED = ("vehicle.materials_waived", 3, {"materials": [
    {"code": "M6", "status": "waived", "reason": "licence 26-12-1 is shared", "fact_id": "f-1", "as_of": "2026-03-03"},
    {"code": "M11", "status": "deferred", "reason": "later"},
]})  # fmt: skip
CHECKED = ("vehicle.deregistered", 9, {"phase": "final", "materials": [
    {"code": "M11", "status": "satisfied", "reason": "checked"},
    {"code": "M3", "status": "required", "reason": "power of attorney needed"},
]})  # fmt: skip


def test_papers_are_told_with_what_spared_them_and_how_old_that_was() -> None:
    facts = timeline(ENDORSED, GRANTED, WAIVED)

    found = papers(opened(), facts, (), look(10))
    (licence, exit_record) = found["materials"]

    assert licence["name"] == {"zh": "出口许可证复印件", "en": "Copy of the export licence"}
    assert licence["fact"] == {"id": "f-1", "agency": "licensing", "type": "licence.granted.v1"}
    assert (licence["age_days_then"], licence["age_days"]) == (2, 9)
    assert licence["reason"]["zh"] == "许可证数据已共享"
    assert (exit_record["status"], exit_record["fact"]) == ("deferred", None)


def test_a_later_word_on_a_paper_counts_and_earlier_ones_on_others_stay() -> None:
    found = papers(opened(), timeline(GRANTED, GRANTED, WAIVED, CHECKED), (), look(10))

    assert [(one["code"], one["status"]) for one in found["materials"]] == [
        ("M3", "required"), ("M6", "waived"), ("M11", "satisfied"),
    ]  # fmt: skip
    assert found["materials"][0]["reason"]["zh"] == "power of attorney needed"


ASKED = ("licence.correction_requested", 1, {"items": [
    {"code": "inspection_report_missing", "sentence": "The report of LSVAU033002221761 is missing."}
]})  # fmt: skip


def test_what_is_still_asked_for_is_told_with_the_day_until_which_it_is_supplied() -> None:
    view, facts = both(ENDORSED, SUBMITTED, ASKED)
    asked = look(2)
    periods = view.periods(on=asked.today, calendar=CALENDAR)

    (notice,) = papers(view, facts, periods, asked)["notices"]

    assert (notice["notice"], notice["open"], notice["supplied_at"]) == ("licence", True, None)
    assert notice["due_on"] == dt.date(2026, 4, 2)
    assert notice["items"][0]["code"] == "inspection_report_missing"
    hidden = papers(view, facts, periods, look(2, MEMBER))["notices"]
    assert "LSVAU033002221761" not in str(hidden)


def test_a_notice_that_was_answered_or_that_nobody_waits_for_any_more_is_not_open() -> None:
    view, facts = both(ENDORSED, SUBMITTED, ASKED, ("licence.correction_supplied", 2, {}))
    ended, of_ended = both(ENDORSED, SUBMITTED, ASKED, ("licence.withdrawn", 2, {}))

    (answered,) = papers(view, facts, (), look(3))["notices"]
    (moot,) = papers(ended, of_ended, (), look(3))["notices"]

    assert (answered["open"], answered["supplied_at"][:10]) == (False, "2026-03-04")
    assert (moot["open"], moot["supplied_at"]) == (False, None)


# Undoing


def test_what_must_be_taken_back_names_who_until_when_and_because_of_what() -> None:
    view, facts = both(
        ENDORSED, SUBMITTED, GRANTED, ("vehicle.deregistered", 2, {}), ("customs.accepted", 3, {}),
        ("customs.rejected", 4, {}), ("rebate.lapsed", 4, {}),
    )  # fmt: skip

    (owed, ended) = undoing(view, facts, look(5))
    (late, _) = undoing(view, facts, look(20))

    assert (owed["step"], owed["state"], owed["due_on"]) == ("deregistration", "owed", dt.date(2026, 3, 13))
    assert owed["because"]["type"] == "customs.rejected.v1"
    assert (ended["step"], ended["state"], ended["fact_type"]) == ("rebate", "lapsed", "rebate.lapsed.v1")
    assert late["state"] == "late"
    assert late["who"]["zh"] == "车辆管理所负责人"


def test_what_was_taken_back_stays_on_the_page_with_its_day_and_its_ground() -> None:
    view, facts = both(
        ENDORSED, SUBMITTED, GRANTED, ("vehicle.deregistered", 2, {}), ("customs.accepted", 3, {}),
        ("customs.rejected", 4, {}), ("rebate.lapsed", 4, {}), ("vehicle.registration_restored", 5, {}),
        ("licence.cancelled", 5, {}),
    )  # fmt: skip

    found = {str(one["step"]): one for one in undoing(view, facts, look(6))}

    assert view.status.end is not None
    assert (found["deregistration"]["state"], found["deregistration"]["done_on"]) == ("done", day(5))
    assert found["licence"]["because"]["type"] == "vehicle.registration_restored.v1"
    assert "customs" not in found, "it was refused on its own ground, and nothing was taken along"


def test_a_case_in_which_nothing_failed_has_nothing_to_take_back() -> None:
    assert undoing(*both(ENDORSED, SUBMITTED, GRANTED), look(2)) == []


# Beside the process

SPACE = (
    "booking.confirmed",
    3,
    {"booking_no": "B-1", "mode": "roro", "cargo_cutoff": "2026-03-18T10:00:00+08:00"},
)
MOVED = (
    "booking.rescheduled",
    4,
    {"booking_no": "B-1", "mode": "roro", "cargo_cutoff": "2026-03-20T10:00:00+08:00"},
)
RECEIVED = ("forex.received", 5, {"amount": "8200.00", "currency": "USD", "receipt_no": "R-1"})


def test_what_stands_beside_the_process_is_grouped_with_its_newest_values_and_its_age() -> None:
    facts = timeline(ENDORSED, SPACE, MOVED, RECEIVED)

    (booking, forex) = beside(opened(), facts, look(6))

    assert (booking["family"], booking["facts"]) == ("booking", 2)
    assert booking["particulars"]["cargo_cutoff"].startswith("2026-03-20")
    assert booking["as_of"] == facts[2].occurred_at
    assert forex["particulars"]["amount"] == "8200.00"


def test_sums_beside_the_process_are_for_those_who_see_sums() -> None:
    (forex,) = beside(opened(), timeline(RECEIVED), look(6, MEMBER))

    assert "amount" not in forex["particulars"]
    assert beside(opened(), timeline(ENDORSED), look(1)) == []
