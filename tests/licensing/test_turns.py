"""What time alone changes about a firm reaches its applications on the day itself; and other late news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from licensing import domain
from licensing import filing as law
from licensing.domain import Application, Known, Outcome, Status, Urgency
from licensing.timing import on_filing_time
from tests.licensing.firms import DISHONEST, NEGATIVE, denied, filed, taken
from tests.licensing.given import (
    BY_HAND,
    CASES,
    FILED,
    MONDAY,
    TODAY,
    application,
    decided,
    endorsed,
    endorsement,
    granted,
    line,
    on_the_desk,
    policy,
    received,
    refused,
    submitted,
    types,
    used,
)

BY = "licensing/supervisor/wang"
LATER = replace(DISHONEST, valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 10))


def midnight(day: date) -> datetime:
    """The first instant of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.rule("FIL-LIST-TURNS")
def test_a_listing_wakes_the_filing_on_its_first_day_and_on_the_day_after_its_last() -> None:
    listed = taken(law.put_on_list(filed(), LATER, by=BY, now=MONDAY)).state

    begins = law.wake_of_filing(listed)
    on_it = on_filing_time(listed, now=midnight(date(2026, 12, 1)), policy=policy()).state
    ends = law.wake_of_filing(on_it)
    off = on_filing_time(on_it, now=midnight(date(2026, 12, 11)), policy=policy()).state

    assert (begins, ends) == (midnight(date(2026, 12, 1)), midnight(date(2026, 12, 11)))
    assert (listed.untold, on_it.untold, off.untold) == (False, True, True)
    assert on_it.standing(on=date(2026, 12, 1)).dishonest
    assert not off.standing(on=date(2026, 12, 11)).dishonest
    assert law.wake_of_filing(off) == midnight(date(2027, 11, 16))


def test_a_listing_that_is_taken_back_before_its_day_never_stands() -> None:
    listed = taken(law.put_on_list(filed(), LATER, by=BY, now=MONDAY)).state

    off = taken(law.take_off_list(listed, "serious_dishonesty", "An error.", by=BY, now=MONDAY)).state

    assert not off.listed("serious_dishonesty", on=date(2026, 12, 1))
    assert law.wake_of_filing(off) == law.wake_of_filing(filed())


def test_a_listing_does_not_end_before_it_begins() -> None:
    wrong = replace(NEGATIVE, valid_to=NEGATIVE.valid_from - timedelta(1))

    answer = denied(law.put_on_list(filed(), wrong, by=BY, now=MONDAY))

    assert (answer.slug, answer.field, answer.status) == ("rule-violated", "/valid_to", 422)


def test_a_filing_that_was_taken_over_is_not_renewed_while_the_firm_is_listed_as_dishonest() -> None:
    imported = replace(filed(), imported=True, conditions=(), listings=(DISHONEST,))

    answer = denied(law.renew_filing(imported, now=MONDAY, policy=policy()))
    renewed = taken(law.renew_filing(replace(imported, listings=()), now=MONDAY, policy=policy())).state

    assert answer.slug == "no_serious_dishonesty"
    assert [one.code for one in renewed.conditions] == ["no_serious_dishonesty"]


EXPIRES = [
    (submitted, Status.REFUSED),
    (on_the_desk, Status.REFUSED),
    (granted, Status.GRANTED),
    (used, Status.USED),
]


@pytest.mark.rule("C15", "LIC-FILED")
@pytest.mark.parametrize(("make", "status"), EXPIRES, ids=lambda one: getattr(one, "__name__", one))
def test_a_filing_that_runs_out_ends_what_is_undecided_and_leaves_licences_alone(
    make: Callable[[], Application], status: Status
) -> None:
    last = date(2027, 11, 15)
    expired = on_filing_time(filed(), now=midnight(last + timedelta(1)), policy=policy()).state

    after = law.carry_over(expired, make(), now=midnight(last + timedelta(1)))

    assert (expired.status, expired.untold) == ("expired", True)
    assert after.state.status is status
    if status is Status.REFUSED:
        assert after.state.outcome is not None
        assert after.state.outcome.code == "filing_expired"
        assert {type_ for _, type_ in types(after.facts)} == {"licence.refused"}


BARRED = [
    ({"standing": replace(FILED, status="suspended")}, "filing_suspended"),
    ({"standing": replace(FILED, status="removed")}, "filing_removed"),
    ({"standing": replace(FILED, dishonest=True)}, "serious_dishonesty"),
]


@pytest.mark.rule("LIC-REINSTATE-BARRED", "C15")
@pytest.mark.parametrize(("changes", "code"), BARRED, ids=[code for _, code in BARRED])
def test_a_licence_that_customs_gives_back_to_a_barred_firm_is_revoked(
    changes: dict[str, Any], code: str
) -> None:
    state = replace(used(), **changes)

    first = decided(domain.hear_shut_out(state, CASES[0], now=MONDAY, policy=policy()))
    last = decided(domain.hear_shut_out(first.state, CASES[1], now=MONDAY, policy=policy()))

    assert first.state.status is Status.USED
    assert (last.state.status, last.state.outcome.code if last.state.outcome else None) == ("revoked", code)
    assert types(last.facts) == [
        (CASES[1], "licence.reinstated"),
        (CASES[0], "licence.revoked"),
        (CASES[1], "licence.revoked"),
    ]


@pytest.mark.rule("LIC-REINSTATE-BARRED", "X08")
def test_a_licence_that_customs_gives_back_for_a_locked_vehicle_is_revoked() -> None:
    stolen = Outcome("stolen", "Reported stolen.", "机动车登记规定 第四十二条")
    state = used()
    for case_id in CASES:
        state = decided(domain.hear_barred(state, case_id, stolen, now=MONDAY, policy=policy())).state
        state = decided(domain.hear_shut_out(state, case_id, now=MONDAY, policy=policy())).state

    assert (state.status, state.outcome) == (Status.REVOKED, stolen)


def test_a_used_licence_is_not_revoked_for_deceit_and_the_answer_says_what_remains() -> None:
    answer = refused(domain.decide_revocation(used(), Outcome("deceit", "Forged."), now=MONDAY))

    assert (answer.slug, answer.article) == ("move-not-allowed", "商贸函〔2025〕648号（负面清单与退出机制）")


def test_a_no_to_the_priority_lane_is_not_the_last_word() -> None:
    urgency = Urgency("regulator_request", "A fair.", "Letter 7")
    no = domain.LaneDecision(False, "not_shown", "No.", BY, TODAY)
    asking = decided(domain.decide_priority_request(on_the_desk(), urgency, now=MONDAY, policy=BY_HAND)).state
    denied_ = decided(
        domain.decide_priority(asking, no, of_the_day=5, urgent_today=0, now=MONDAY, policy=BY_HAND)
    ).state

    again = decided(domain.decide_priority_request(denied_, urgency, now=MONDAY, policy=BY_HAND)).state

    assert (denied_.lane, again.lane, again.urgency) == (no, None, urgency)


@pytest.mark.rule("LIC-APPLIED-ON")
@pytest.mark.parametrize(("day", "taken_in"), [(TODAY, True), (TODAY + timedelta(1), False)])
def test_nobody_applies_on_a_day_that_is_still_to_come(day: date, *, taken_in: bool) -> None:
    answer = received(application(applied_on=day), courier=False)

    if taken_in:
        assert decided(answer).state.applied_on == day
    else:
        assert (refused(answer).slug, refused(answer).field) == ("rule-violated", "/applied_on")


@pytest.mark.rule("LIC-APPLIED-BACK")
@pytest.mark.parametrize(("days", "taken_in"), [(5, True), (6, False)])
def test_an_application_is_not_dated_back(days: int, *, taken_in: bool) -> None:
    day = TODAY - timedelta(days)

    at_the_window = received(application(applied_on=day), courier=False)
    by_courier = received(application(applied_on=day), courier=True)

    assert decided(by_courier).state.applied_on == day, "the entrance has judged it"
    if taken_in:
        assert decided(at_the_window).state.applied_on == day
    else:
        found = refused(at_the_window)
        assert (found.slug, found.field, found.status) == ("application-backdated", "/applied_on", 422)


@pytest.mark.rule("LIC-REGISTERED-FIRST")
@pytest.mark.parametrize(
    ("first", "endorsed_on", "refused_for"),
    [
        (date(2026, 11, 10), date(2026, 11, 10), None),
        (date(2026, 11, 11), date(2026, 11, 10), "registered_too_late"),
        (date(2026, 11, 17), date(2026, 11, 17), "registered_too_late"),
    ],
)
def test_a_vehicle_is_registered_before_it_is_endorsed_and_applied_for(
    first: date, endorsed_on: date, refused_for: str | None
) -> None:
    days = {"first_registration_date": first, "transfer_pending_export_date": endorsed_on}
    no_letter_rule = policy(letter_from=None)
    paper = submitted(line(0, **days), line(1), by=no_letter_rule)

    state = endorsed(paper, endorsement(0, **days), by=no_letter_rule).state

    assert (state.outcome.code if state.outcome else None) == refused_for


def test_a_vehicle_that_waits_for_a_new_licence_stands_on_no_other_application() -> None:
    known = Known(FILED, ("lot-0",))

    answer = domain.decide_receipt(application(), known, by_courier=False, now=MONDAY, policy=policy())

    assert refused(answer).slug == "live_application_exists"
    assert refused(answer).article


@pytest.mark.rule("LIC-PRIORITY-SHARE")
def test_a_yes_that_is_said_again_on_its_day_takes_no_second_place() -> None:
    yes = domain.LaneDecision(True, "shown", "Yes.", BY, TODAY)
    asking = replace(on_the_desk(), urgency=Urgency("regulator_request", "A fair.", "Letter 7"))
    first = decided(
        domain.decide_priority(asking, yes, of_the_day=5, urgent_today=0, now=MONDAY, policy=BY_HAND)
    ).state
    elder = replace(first, lane=replace(yes, on=TODAY - timedelta(1)))

    again = domain.decide_priority(first, yes, of_the_day=5, urgent_today=1, now=MONDAY, policy=BY_HAND)
    later = domain.decide_priority(elder, yes, of_the_day=5, urgent_today=1, now=MONDAY, policy=BY_HAND)

    assert decided(again).state.lane == yes
    assert refused(later).slug == "urgent_share_used_up"


@pytest.mark.rule("LIC-REISSUE")
def test_nothing_new_is_no_ground_for_another_licence() -> None:
    answer = refused(
        domain.decide_reissue_request(granted(), domain.Changes("A whim."), now=MONDAY, policy=policy())
    )

    assert (answer.slug, answer.status) == ("rule-violated", 422)
    assert answer.article


@pytest.mark.rule("LIC-REISSUE", "LIC-SECOND")
def test_another_licence_for_a_firm_on_the_negative_list_waits_for_an_officer() -> None:
    state = replace(granted(), standing=replace(FILED, negative=True))
    changes = domain.Changes("Another port.", customs_port="0203")

    asked = decided(domain.decide_reissue_request(state, changes, now=MONDAY, policy=policy()))
    issued = decided(domain.decide_reissue(asked.state, now=MONDAY, policy=policy()))

    assert (asked.state.reissue, asked.facts) == (changes, ())
    assert {type_ for _, type_ in types(issued.facts)} == {"licence.superseded", "licence.granted"}
