"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from customs.domain import (
    MOVES,
    UNDONE,
    Declaration,
    HeadCorrection,
    Item,
    MoveNotAllowed,
    Status,
    Verb,
    decide_acceptance,
    decide_cancellation,
    decide_clearance,
    decide_correction,
    decide_correction_request,
    decide_rejection,
    decide_release,
    decide_return,
    moved,
)
from exportlane.contracts.decision import Decided, Refused
from tests.customs.given import BY_HAND, CASES, GROUND, NOW, OFFICER, cleared, draft

PAIRS = [(status, verb) for status in Status for verb in Verb]
NOTHING = HeadCorrection()


def in_status(status: Status) -> Declaration:
    """A declaration that has everything it could need in any status."""
    return replace(cleared(), status=status)


ACTS: dict[Verb, Callable[[Declaration], Decided[Declaration] | Refused]] = {
    Verb.REQUEST_CORRECTION: lambda state: decide_correction_request(state, (Item("a", "A."),), by=OFFICER),
    Verb.SUPPLY_CORRECTION: lambda state: decide_correction(
        state, NOTHING, (), None, now=NOW, policy=BY_HAND
    ),
    Verb.ACCEPT: lambda state: decide_acceptance(state, now=NOW),
    Verb.RELEASE: lambda state: decide_release(state, now=NOW),
    Verb.CLEAR: lambda state: decide_clearance(state, vessel=None, now=NOW),
    Verb.REJECT: lambda state: decide_rejection(state, GROUND),
    Verb.CANCEL: lambda state: decide_cancellation(state, GROUND),
    Verb.RETURN: lambda state: decide_return(state, reason="Refused entry.", returned_on=None, now=NOW),
}


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_table_alone_moves_a_declaration(status: Status, verb: Verb) -> None:
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

    # A release of submitted papers accepts them in the same act.
    allowed = verb in MOVES[status] or (status, verb) == (Status.SUBMITTED, Verb.RELEASE)
    if allowed:
        assert isinstance(answer, Decided)
        assert {fact.case_id for fact in answer.facts} == set(CASES)
        return
    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("move-not-allowed", 409)
    assert status in answer.sentence


def test_every_status_is_in_the_table_and_an_end_has_no_way_out() -> None:
    assert set(MOVES) == set(Status)
    assert {status for status, moves in MOVES.items() if not moves} == {*UNDONE, Status.RETURNED}


def test_nothing_is_accepted_without_a_licence_or_released_without_a_number() -> None:
    with pytest.raises(ValueError, match="has no number"):
        decide_release(replace(cleared(), status=Status.ACCEPTED, declaration_no=None), now=NOW)
    with pytest.raises(ValueError, match="has no licence"):
        decide_clearance(replace(cleared(), status=Status.RELEASED, licence=None), vessel=None, now=NOW)


def test_a_case_of_another_declaration_is_not_found() -> None:
    with pytest.raises(KeyError):
        draft().line("case-z")
