"""What an agency tells of its clocks: one fact for each case of the thing, and none that says nothing new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from exportlane.agency.clocks import clock_fact, recomputed_clocks, recomputed_fact, told_by_clocks
from exportlane.contracts import ALL_FACTS, REGISTER_FACTS, may_announce
from exportlane.contracts.operations import ClockBreached, ClockDueSoon, ClockRecomputed, is_about_a_case
from exportlane.law.calendar import Override, shipped_calendar
from exportlane.law.limits import TimeLimit, pause, start
from gateway.consumer import HEARS
from gateway.storage import CASES

LICENCE = TimeLimit("licence", "licensing", "workdays", 3, article="实施办法 第七条")
SUPPLY = TimeLimit("correction_supply", "licensing", "days", 30)
NOTICE = shipped_calendar([Override(date(2027, 1, 4), False, "国办发明电〔2026〕9号", "gov.cn")])


def test_every_case_of_a_thing_hears_of_its_alarm_once() -> None:
    calendar = shipped_calendar()
    clocks = (
        start(LICENCE, on=date(2026, 11, 20), calendar=calendar),
        start(SUPPLY, on=date(2026, 11, 20), calendar=calendar),
    )
    after_the_25th = datetime(2026, 11, 25, 16, tzinfo=UTC)

    clocks, facts = told_by_clocks(("a", "b"), "lot", clocks, now=after_the_25th)
    again = told_by_clocks(("a", "b"), "lot", clocks, now=after_the_25th)

    assert [(fact.case_id, fact.type) for fact in facts] == [
        ("a", "clock.breached.v1"),
        ("b", "clock.breached.v1"),
    ]
    assert facts[0].data == ClockBreached(
        matter="licence", thing_id="lot", due_on=date(2026, 11, 25), started_on=date(2026, 11, 20),
        provisional=False, article="实施办法 第七条",
    )  # fmt: skip
    assert again == (clocks, ())


def test_a_warning_is_another_fact_than_a_breach() -> None:
    clock = start(LICENCE, on=date(2026, 11, 20), calendar=shipped_calendar())

    fact = clock_fact("a", "lot", clock, "due_soon")

    assert fact.type == "clock.due_soon.v1"
    assert isinstance(fact.data, ClockDueSoon)
    assert ALL_FACTS[fact.type] is ClockDueSoon


def test_a_notice_is_told_of_the_last_days_that_it_moved_or_made_certain() -> None:
    calendar = shipped_calendar()
    moved = start(LICENCE, on=date(2026, 12, 30), calendar=calendar)
    unmoved = start(replace(LICENCE, matter="transfer"), on=date(2026, 11, 20), calendar=calendar)
    certain = start(SUPPLY, on=date(2026, 12, 8), calendar=calendar)
    held = pause(start(LICENCE, on=date(2026, 12, 30), calendar=calendar), on=date(2026, 12, 30))

    clocks, facts = recomputed_clocks(("a",), "lot", (moved, unmoved, certain, held), calendar=NOTICE)
    again = recomputed_clocks(("a",), "lot", clocks, calendar=NOTICE)

    told = [fact.data for fact in facts]
    assert told == [
        ClockRecomputed(
            matter="licence", thing_id="lot", was=date(2027, 1, 5), due_on=date(2027, 1, 6), provisional=False,
            notice="国办发明电〔2026〕9号",
        ),
        ClockRecomputed(
            matter="correction_supply", thing_id="lot", was=date(2027, 1, 7), due_on=date(2027, 1, 7),
            provisional=False, notice="国办发明电〔2026〕9号",
        ),
    ]  # fmt: skip
    assert again == (clocks, ())


def test_a_clock_without_a_last_day_tells_nothing() -> None:
    held = pause(start(LICENCE, on=date(2026, 11, 20), calendar=shipped_calendar()), on=date(2026, 11, 20))

    with pytest.raises(ValueError, match="no last day"):
        clock_fact("a", "lot", held, "breached")
    with pytest.raises(ValueError, match="no last day"):
        recomputed_fact("a", "lot", date(2026, 11, 25), held, notice=None)


def test_the_clock_of_a_registers_entry_is_not_told_as_one_of_a_case() -> None:
    clock = start(LICENCE, on=date(2026, 11, 20), calendar=shipped_calendar())

    of_case, of_register = (
        clock_fact("a", "lot", clock, "breached"), clock_fact("f1", "f1", clock, "breached", register="filing"),
    )  # fmt: skip

    hears = HEARS["clock.breached.v1"].only
    assert hears is is_about_a_case
    assert (hears(of_case.data), hears(of_register.data)) == (True, False)


def test_facts_of_registers_are_announced_by_their_agency_and_heard_by_no_case() -> None:
    assert ALL_FACTS.keys() >= REGISTER_FACTS
    assert not {type_ for type_ in REGISTER_FACTS & HEARS.keys() if HEARS[type_].kind is CASES}
    assert all(may_announce(agency, "clock.breached.v1") for agency in ("licensing", "customs", "tax-rebate"))
    assert not may_announce("stranger", "clock.breached.v1")
