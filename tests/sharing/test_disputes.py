"""A receiving agency doubts a field; the source answers within its working days; both versions stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.operations import (
    ClockBreached,
    ClockDueSoon,
    SharingDisputeAnswered,
    SharingDisputed,
)
from exportlane.law.calendar import shipped_calendar
from exportlane.law.limits import start
from exportlane.policies import profile
from exportlane.sharing.disputes import (
    Dispute,
    Doubt,
    Status,
    answer,
    by_calendar,
    dispute,
    next_alarm,
    on_calendar,
    on_time,
)
from exportlane.sharing.looks import Asker
from tests.sharing.given import NOW, TODAY

LICENSING = Asker("licensing", "licensing/officer/wang")
BY = "vehicle-registry/officer/li"
DOUBT = Doubt(
    case_id="case", resource="registration_status", field="brand", proposed="大众", reason="合格证上为大众"
)


def raised(value: str = "大從", on: date = TODAY) -> Decided[Dispute] | Refused:
    clock = start(profile("national").time_limits["dispute_answer"], on=on, calendar=shipped_calendar())
    return dispute("d-1", DOUBT, LICENSING, value=value, clock=clock)


def is_open() -> Dispute:
    found = raised()
    assert isinstance(found, Decided)
    return found.state


@pytest.mark.rule("SHR-06")
def test_the_source_has_its_working_days_and_the_day_of_the_dispute_does_not_count() -> None:
    found = raised()

    assert isinstance(found, Decided)
    assert found.state.due_on == date(2026, 11, 30)
    data = found.facts[0].data
    assert isinstance(data, SharingDisputed)
    assert (data.value, data.proposed, data.due_on) == ("大從", "大众", date(2026, 11, 30))


def test_what_the_source_says_already_is_not_disputed() -> None:
    found = raised(value="大众")

    assert isinstance(found, Refused)
    assert (found.slug, found.field) == ("nothing-to-correct", "/proposed")


@pytest.mark.rule("SHR-07")
def test_a_correction_keeps_both_versions() -> None:
    found = answer(is_open(), correct=True, value="大众", reason="录入错误", by=BY, now=NOW)

    assert isinstance(found, Decided)
    state, data = found.state, found.facts[0].data
    assert isinstance(data, SharingDisputeAnswered)
    assert (state.status, state.value, state.answer and state.answer.value) == (
        Status.CORRECTED,
        "大從",
        "大众",
    )
    assert (data.upheld, data.value) == (True, "大众")


def test_a_source_that_stands_by_its_value_says_why() -> None:
    found = answer(is_open(), correct=False, value="", reason="登记证书如此", by=BY, now=NOW)

    assert isinstance(found, Decided)
    data = found.facts[0].data
    assert isinstance(data, SharingDisputeAnswered)
    assert (found.state.status, data.upheld, data.value) == (Status.STANDS, False, "大從")


def test_a_dispute_is_answered_once() -> None:
    found = answer(is_open(), correct=False, value="", reason="登记证书如此", by=BY, now=NOW)
    assert isinstance(found, Decided)

    again = answer(found.state, correct=True, value="大众", reason="x", by=BY, now=NOW)

    assert isinstance(again, Refused)
    assert again.slug == "move-not-allowed"


def test_a_correction_that_corrects_nothing_is_no_correction() -> None:
    found = answer(is_open(), correct=True, value="大從", reason="x", by=BY, now=NOW)

    assert isinstance(found, Refused)
    assert found.slug == "nothing-to-correct"


def test_the_clock_warns_once_and_then_says_that_it_is_late() -> None:
    before = is_open()
    warned = on_time(before, now=datetime(2026, 11, 27, 2, tzinfo=UTC), policy=None)
    late = on_time(warned.state, now=datetime(2026, 11, 30, 16, tzinfo=UTC), policy=None)
    quiet = on_time(late.state, now=datetime(2026, 12, 1, 2, tzinfo=UTC), policy=None)

    assert [type(each.data) for each in warned.facts] == [ClockDueSoon]
    assert [type(each.data) for each in late.facts] == [ClockBreached]
    assert quiet.facts == ()
    assert late.state.status is Status.OPEN
    assert next_alarm(late.state) is None


def test_an_answer_stops_the_clock() -> None:
    found = answer(is_open(), correct=False, value="", reason="如此", by=BY, now=NOW)

    assert isinstance(found, Decided)
    assert next_alarm(found.state) is None


def test_another_calendar_moves_the_last_day_and_the_same_one_does_not() -> None:
    before = is_open()
    off = replace(before, clock=replace(before.clock, due_on=date(2026, 11, 29)))

    moved = by_calendar(off, shipped_calendar())

    assert by_calendar(before, shipped_calendar()) is None
    assert moved is not None
    assert moved.state.due_on == date(2026, 11, 30)
    assert [fact.type for fact in moved.facts] == ["clock.recomputed.v1"]


def test_the_agencys_own_calendar_is_the_one_that_counts() -> None:
    off = replace(is_open(), clock=replace(is_open().clock, due_on=date(2026, 11, 29)))

    assert on_calendar(off, now=NOW, policy=SimpleNamespace(calendar=shipped_calendar())) is not None
    assert on_calendar(off, now=NOW, policy=SimpleNamespace()) is None
