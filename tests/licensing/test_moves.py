"""The table of moves: what it allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import due_instant
from licensing import domain
from licensing.domain import CLOSED, MOVES, Application, Item, MoveNotAllowed, Outcome, Status, Verb, moved
from licensing.timing import on_time
from tests.licensing.given import BY_HAND, CASES, GROUND, MONDAY, TODAY, VINS, endorsement, granted

BY_A_FACT_ONLY = {(Status.DRAFT, Verb.REFUSE)}
PAIRS = [(status, verb) for status in Status for verb in Verb]
OFFICER = "licensing/officer/li"
URGENCY = domain.Urgency("regulator_request", "The customs asked.", "Letter 7.")
PAUSED = domain.Standstill("expert_review", "An appraiser looks at it.", OFFICER, TODAY)
CHANGES = domain.Changes("The ship calls at another port.", customs_port="0203")


def in_status(status: Status) -> Application:
    """An application that has everything it could need in any status."""
    state = granted()
    lines = tuple(replace(line, endorsement=endorsement(number)) for number, line in enumerate(state.lines))
    return replace(state, status=status, lines=lines, corrections=0, reissue=CHANGES, urgency=URGENCY)


Act = Callable[[Application], Decided[Application] | Refused]
ACTS: dict[Verb, Act] = {
    Verb.SUBMIT: lambda state: domain.decide_submission(state, now=MONDAY, policy=BY_HAND),
    Verb.ACCEPT: lambda state: domain.decide_acceptance(state, now=MONDAY, policy=BY_HAND),
    Verb.REFUSE_ACCEPTANCE: lambda state: domain.decide_not_to_accept(state, GROUND, now=MONDAY),
    Verb.REQUEST_CORRECTION: lambda state: domain.decide_correction_request(
        state, (Item("a", "A."),), by=OFFICER, now=MONDAY, policy=BY_HAND
    ),
    Verb.SUPPLY_CORRECTION: lambda state: domain.decide_correction(
        state, (), None, now=MONDAY, policy=BY_HAND
    ),
    Verb.REQUEST_PRIORITY: lambda state: domain.decide_priority_request(
        state, URGENCY, now=MONDAY, policy=BY_HAND
    ),
    Verb.SET_PRIORITY: lambda state: domain.decide_priority(
        state,
        domain.LaneDecision(True, "regulator_request", "Yes.", OFFICER, TODAY),
        of_the_day=10,
        urgent_today=0,
        now=MONDAY,
        policy=BY_HAND,
    ),
    Verb.PAUSE: lambda state: domain.decide_pause(state, PAUSED, policy=BY_HAND),
    Verb.RESUME: lambda state: domain.decide_resumption(
        replace(state, standstill=PAUSED), now=MONDAY, policy=BY_HAND
    ),
    Verb.GRANT: lambda state: domain.decide_grant(state, by=OFFICER, now=MONDAY, policy=BY_HAND),
    Verb.REFUSE: lambda state: domain.decide_refusal(state, GROUND, now=MONDAY),
    Verb.WITHDRAW: lambda state: domain.decide_withdrawal(state, "The buyer stepped back.", now=MONDAY),
    Verb.REQUEST_REISSUE: lambda state: domain.decide_reissue_request(
        state, CHANGES, now=MONDAY, policy=BY_HAND
    ),
    Verb.REISSUE: lambda state: domain.decide_reissue(state, now=MONDAY, policy=BY_HAND),
    Verb.DECLINE_REISSUE: lambda state: domain.decide_against_reissue(state, now=MONDAY),
    Verb.SURRENDER: lambda state: domain.decide_surrender(state, GROUND, now=MONDAY, policy=BY_HAND),
    Verb.REAPPLY: lambda state: domain.decide_reapplication(state, CHANGES, now=MONDAY, policy=BY_HAND),
    Verb.REVOKE: lambda state: domain.decide_revocation(state, Outcome("deceit", "Forged."), now=MONDAY),
    Verb.CANCEL: lambda state: domain.decide_cancellation(state, GROUND, now=MONDAY),
}
BY_TIME_OR_FACT = {Verb.LAPSE, Verb.WRITE_OFF, Verb.REINSTATE, Verb.EXPIRE, Verb.UNDO, Verb.PROPOSE}
WITHOUT_A_FACT = {Verb.REQUEST_PRIORITY, Verb.REQUEST_REISSUE, Verb.DECLINE_REISSUE}


def test_every_move_is_an_act_of_somebody_or_of_time() -> None:
    assert set(ACTS) | BY_TIME_OR_FACT == set(Verb)


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_table_alone_moves_an_application(status: Status, verb: Verb) -> None:
    state = in_status(status)

    if verb in MOVES[status]:
        assert moved(state, verb).status is MOVES[status][verb]
        return
    with pytest.raises(MoveNotAllowed, match=f"{status} cannot {verb}"):
        moved(state, verb)
    assert state == in_status(status)


@pytest.mark.parametrize(("status", "verb"), [pair for pair in PAIRS if pair[1] in ACTS])
def test_a_person_may_do_what_the_table_allows_and_is_refused_everything_else(
    status: Status, verb: Verb
) -> None:
    answer = ACTS[verb](in_status(status))

    if verb in MOVES[status] and (status, verb) not in BY_A_FACT_ONLY:
        assert isinstance(answer, Decided)
        expected = set() if verb in WITHOUT_A_FACT else set(CASES)
        assert {fact.case_id for fact in answer.facts} == expected
        return
    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("move-not-allowed", 409)
    assert status in answer.sentence


def test_every_status_is_in_the_table_and_only_an_end_has_no_way_out() -> None:
    assert set(MOVES) == set(Status)
    assert set(CLOSED) == {
        Status.REFUSED,
        Status.NOT_ACCEPTED,
        Status.LAPSED,
        Status.WITHDRAWN,
        Status.REVOKED,
        Status.CANCELLED,
    }


@pytest.mark.parametrize("status", [status for status in Status if status not in CLOSED])
def test_every_state_that_is_no_end_leads_to_one(status: Status) -> None:
    reached, frontier = {status}, [status]
    while frontier:
        for target in MOVES[frontier.pop()].values():
            if target not in reached:
                reached.add(target)
                frontier.append(target)

    assert reached & set(CLOSED)


def test_an_application_without_a_licence_cannot_be_voided() -> None:
    state = replace(granted(), licence=None)

    with pytest.raises(ValueError, match="has no licence"):
        domain.decide_cancellation(state, Outcome("reason", "A reason."), now=MONDAY)


def test_a_case_of_another_application_is_not_found() -> None:
    with pytest.raises(KeyError):
        granted().line("case-z")


STEPS = st.lists(st.sampled_from([*ACTS, "time", "released", "shut_out", "locked", "unlocked"]), max_size=14)


@suppose(STEPS)
def test_whatever_happens_the_state_stays_one_of_the_law(steps: list[object]) -> None:
    """Acts, time and facts in any order: a refusal changes nothing, and what holds of each state holds."""
    state, now = in_status(Status.SUBMITTED), MONDAY
    state = replace(state, licence=None, reissue=None)

    for step in steps:
        before = state
        if step == "time":
            due = domain.wake(state)
            now = max(now, due) if due else now + timedelta(hours=1)
            answer: Decided[Application] | Refused = on_time(state, now=now, policy=BY_HAND)
        elif step == "released":
            number = state.licence.licence_no if state.licence else "26-12-AAAAAA"
            answer = domain.hear_released(
                state, CASES[0], licence_no=number, declaration_no="020220260000000001", released_on=TODAY
            )
        elif step == "shut_out":
            answer = domain.hear_shut_out(state, CASES[0], now=now, policy=BY_HAND)
        elif step == "locked":
            answer = domain.hear_barred(state, CASES[1], GROUND, now=now, policy=BY_HAND)
        elif step == "unlocked":
            answer = domain.hear_unbarred(state, CASES[1], now=now, policy=BY_HAND)
        else:
            assert isinstance(step, Verb)
            answer = ACTS[step](state)
        if isinstance(answer, Refused):
            assert state == before
            continue
        state = answer.state
        holds_of(before, state)


def holds_of(before: Application, state: Application) -> None:
    """What is true of every state, however it was reached."""
    assert before.status not in CLOSED or state.status is before.status
    assert (state.licence is None) <= (state.status not in domain.LICENSED | domain.WAITING)
    if state.licence is not None:
        assert state.licence.valid_to.year == state.licence.issued_on.year
    if state.status in CLOSED:
        assert domain.wake(state) is None
        assert state.due_on is None
    if state.status is Status.GRANTED and state.licence is not None:
        wake = domain.wake(state)
        assert wake is not None
        assert wake <= due_instant(state.licence.valid_to)
    assert {line.vin for line in state.live} <= set(VINS)
