"""What licensing makes of the facts that stop a vehicle, and of goods that were shut out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from exportlane.law.instants import due_instant
from licensing import domain
from licensing.domain import Application, Changes, Outcome, Status
from licensing.timing import on_time
from tests.licensing.given import (
    BY_HAND,
    CASES,
    DECLARATION_NO,
    GROUND,
    MONDAY,
    TODAY,
    VINS,
    asked,
    decided,
    endorsed,
    granted,
    on_the_desk,
    policy,
    refused,
    release,
    submitted,
    types,
    used,
)

SEIZED = Outcome("seizure", "Seized by a court.", "机动车登记规定 第四十二条")


def surrendered() -> Application:
    return decided(domain.decide_surrender(granted(), GROUND, now=MONDAY, policy=policy())).state


def expired() -> Application:
    return on_time(granted(), now=due_instant(date(2026, 12, 31)), policy=policy()).state


@pytest.mark.parametrize("made", [submitted, asked, on_the_desk], ids=["submitted", "asked", "accepted"])
def test_a_refused_transfer_refuses_the_whole_application(made: object) -> None:
    answer = decided(domain.hear_transfer_refused(made(), CASES[0], SEIZED, now=MONDAY))

    assert types(answer.facts) == [(case, "licence.refused") for case in CASES]
    assert answer.state.outcome.code == "transfer_refused"
    assert VINS[0] in answer.facts[0].data.reason


def test_a_refused_transfer_contradicts_a_licence() -> None:
    answer = refused(domain.hear_transfer_refused(granted(), CASES[0], SEIZED, now=MONDAY))

    assert answer.slug == "contradiction"


LIFTED = [
    (submitted, Status.REFUSED, "licence.refused"),
    (granted, Status.CANCELLED, "licence.cancelled"),
    (surrendered, Status.CANCELLED, "licence.cancelled"),
    (used, Status.USED, None),
]


@pytest.mark.parametrize(("made", "status", "fact"), LIFTED)
def test_a_lifted_endorsement_takes_what_rests_on_it(made: object, status: Status, fact: str | None) -> None:
    answer = decided(domain.hear_transfer_lifted(made(), CASES[0], "The buyer is gone.", now=MONDAY))

    assert answer.state.status is status
    assert {type_ for _, type_ in types(answer.facts)} == ({fact} if fact else set())


LOCKED = [
    (granted, Status.REVOKED, "licence.revoked"),
    (used, Status.USED, None),
    (submitted, Status.SUBMITTED, None),
    (surrendered, Status.SURRENDERED, None),
]


@pytest.mark.parametrize(("made", "status", "fact"), LOCKED)
def test_a_vehicle_that_is_locked_before_release_revokes_the_licence_of_all(
    made: object, status: Status, fact: str | None
) -> None:
    """C16: found late. After release nothing is undone here."""
    answer = decided(domain.hear_barred(made(), CASES[0], SEIZED, now=MONDAY, policy=policy()))

    assert answer.state.status is status
    assert answer.state.lines[0].barred == SEIZED
    assert types(answer.facts) == ([(case, fact) for case in CASES] if fact else [])


def test_a_locked_vehicle_is_refused_when_the_application_is_examined() -> None:
    state = decided(domain.hear_barred(submitted(), CASES[0], SEIZED, now=MONDAY, policy=policy())).state

    assert endorsed(state).state.outcome.code == "vehicle_encumbered"


def test_on_the_officers_desk_a_lock_shows_and_goes_again() -> None:
    locked = decided(domain.hear_barred(on_the_desk(), CASES[0], SEIZED, now=MONDAY, policy=BY_HAND)).state
    free = decided(domain.hear_unbarred(locked, CASES[0], now=MONDAY, policy=BY_HAND)).state

    assert [item.code for item in locked.found] == ["vehicle_encumbered"]
    assert (
        refused(domain.decide_grant(locked, by="licensing/officer/li", now=MONDAY, policy=BY_HAND)).slug
        == "vehicle_encumbered"
    )
    assert free.found == ()


def test_a_locked_vehicle_gets_no_second_licence() -> None:
    state = decided(domain.hear_barred(surrendered(), CASES[0], SEIZED, now=MONDAY, policy=policy())).state

    answer = decided(domain.decide_reapplication(state, Changes("Again."), now=MONDAY, policy=policy()))

    assert answer.state.status is Status.REFUSED
    assert answer.facts[-1].type == "licence.cancelled.v1"


REVOKED = [
    (submitted, Status.REFUSED, "licence.refused"),
    (granted, Status.REVOKED, "licence.revoked"),
    (expired, Status.CANCELLED, "licence.cancelled"),
    (used, Status.USED, None),
]


@pytest.mark.parametrize(("made", "status", "fact"), REVOKED)
def test_a_registration_obtained_by_deceit_takes_the_licence_with_it(
    made: object, status: Status, fact: str | None
) -> None:
    answer = decided(domain.hear_registration_revoked(made(), CASES[1], SEIZED, now=MONDAY))

    assert answer.state.status is status
    assert {type_ for _, type_ in types(answer.facts)} == ({fact} if fact else set())


@pytest.mark.rule("LIC-REINSTATE")
def test_shut_out_the_licence_is_given_back_while_it_is_valid() -> None:
    """C9: released, not loaded."""
    first = decided(domain.hear_shut_out(used(), CASES[0], now=MONDAY, policy=policy()))
    last = decided(domain.hear_shut_out(first.state, CASES[1], now=MONDAY, policy=policy()))

    assert (first.state.status, last.state.status) == (Status.USED, Status.GRANTED)
    assert types(first.facts + last.facts) == [(case, "licence.reinstated") for case in CASES]
    again = decided(release(last.state, CASES[0], last.state.licence.licence_no))
    assert (again.state.status, types(again.facts)) == (Status.USED, [(CASES[0], "licence.used")])


def test_shut_out_after_its_last_day_the_licence_has_run_out() -> None:
    late = due_instant(date(2026, 12, 31))

    first = decided(domain.hear_shut_out(used(), CASES[0], now=late, policy=policy()))
    last = decided(domain.hear_shut_out(first.state, CASES[1], now=late, policy=policy()))

    assert types(first.facts + last.facts) == [(case, "licence.expired") for case in CASES]
    assert last.state.status is Status.EXPIRED
    assert domain.wake(last.state) is not None


def test_a_second_shut_out_of_one_vehicle_says_nothing_new() -> None:
    state = decided(domain.hear_shut_out(used(), CASES[0], now=MONDAY, policy=policy())).state

    answer = decided(domain.hear_shut_out(state, CASES[0], now=MONDAY, policy=policy()))

    assert (answer.state, answer.facts) == (state, ())


@pytest.mark.rule("LIC-WRITE-OFF")
@pytest.mark.parametrize(("released_on", "in_time"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_release_of_the_last_day_may_be_heard_after_midnight(released_on: date, *, in_time: bool) -> None:
    state = expired()

    answer = release(state, CASES[0], state.licence.licence_no, on=released_on)

    if not in_time:
        assert refused(answer).slug == "contradiction"
        return
    assert decided(answer).state.status is Status.USED
    assert types(decided(answer).facts) == [
        *((case, "licence.reinstated") for case in CASES),
        (CASES[0], "licence.used"),
    ]
    assert domain.wake(decided(answer).state) is None


def test_releases_and_shut_outs_of_two_vehicles_end_the_same_in_any_order() -> None:
    begun = granted()
    number = begun.licence.licence_no
    ends = set()
    steps = [(what, case) for case in CASES for what in ("released", "shut_out")]
    for order in permutations(steps):
        if any(order.index(("released", case)) > order.index(("shut_out", case)) for case in CASES):
            continue
        state = begun
        for what, case in order:
            answer = (
                release(state, case, number)
                if what == "released"
                else domain.hear_shut_out(state, case, now=MONDAY, policy=policy())
            )
            state = decided(answer).state
        ends.add((state.status, tuple(line.declaration_no for line in state.lines)))

    assert ends == {(Status.GRANTED, (None, None))}


def test_confiscated_goods_void_the_licence_where_customs_comes_next() -> None:
    state = granted(profile="national")
    ground = Outcome("customs_confiscated", "Confiscated.", "海关法 第八十二条")

    for case in CASES:
        state = decided(domain.hear_customs_undone(state, case, ground, now=MONDAY, policy=policy())).state

    assert (state.status, state.outcome.code) == (Status.CANCELLED, "customs_confiscated")


def test_facts_about_a_vehicle_that_was_left_out_touch_nobody_else() -> None:
    state = granted()
    first, second = state.lines
    state = replace(state, lines=(first, replace(second, left_out="Not ready.")))

    answers = [
        domain.hear_barred(state, CASES[1], SEIZED, now=MONDAY, policy=policy()),
        domain.hear_registration_revoked(state, CASES[1], SEIZED, now=MONDAY),
        domain.hear_transfer_lifted(state, CASES[1], "Gone.", now=MONDAY),
        domain.hear_transfer_refused(state, CASES[1], SEIZED, now=MONDAY),
        domain.hear_deregistration_refused(state, CASES[1], SEIZED, now=MONDAY, policy=policy()),
        domain.hear_restored(state, CASES[1], "Left out.", now=MONDAY, policy=policy()),
    ]

    assert {decided(answer).state.status for answer in answers} == {Status.GRANTED}
    assert [fact for answer in answers for fact in decided(answer).facts] == []
    assert (
        refused(
            domain.hear_released(
                state,
                CASES[1],
                licence_no=state.licence.licence_no,
                declaration_no=DECLARATION_NO,
                released_on=TODAY,
            )
        ).slug
        == "contradiction"
    )
