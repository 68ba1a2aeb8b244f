"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exportlane.contracts.decision import Decided, Refused
from licensing.domain import (
    CLOSED,
    MOVES,
    Application,
    Item,
    MoveNotAllowed,
    Outcome,
    Status,
    Verb,
    decide_cancellation,
    decide_correction,
    decide_correction_request,
    decide_grant,
    decide_refusal,
    decide_withdrawal,
    moved,
)
from tests.licensing.given import BY_HAND, CASES, GROUND, MONDAY, endorsement, granted

PAIRS = [(status, verb) for status in Status for verb in Verb]


def in_status(status: Status) -> Application:
    """An application that has everything it could need in any status."""
    state = granted()
    lines = tuple(replace(line, endorsement=endorsement(number)) for number, line in enumerate(state.lines))
    return replace(state, status=status, lines=lines, corrections=0)


ACTS: dict[Verb, Callable[[Application], Decided[Application] | Refused]] = {
    Verb.REQUEST_CORRECTION: lambda state: decide_correction_request(
        state, (Item("a", "A."),), by="licensing/officer/li", policy=BY_HAND
    ),
    Verb.SUPPLY_CORRECTION: lambda state: decide_correction(state, (), None, now=MONDAY, policy=BY_HAND),
    Verb.GRANT: lambda state: decide_grant(state, now=MONDAY, policy=BY_HAND),
    Verb.REFUSE: lambda state: decide_refusal(state, GROUND),
    Verb.WITHDRAW: lambda state: decide_withdrawal(state, "The buyer stepped back."),
    Verb.CANCEL: lambda state: decide_cancellation(state, GROUND),
}


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

    if verb in MOVES[status]:
        assert isinstance(answer, Decided)
        assert {fact.case_id for fact in answer.facts} == set(CASES)
        return
    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("move-not-allowed", 409)
    assert status in answer.sentence


def test_every_status_is_in_the_table_and_an_end_has_no_way_out() -> None:
    assert set(MOVES) == set(Status)
    assert set(CLOSED) == {Status.REFUSED, Status.WITHDRAWN, Status.CANCELLED}


def test_an_application_without_a_licence_cannot_be_voided() -> None:
    state = replace(granted(), licence=None)

    with pytest.raises(ValueError, match="has no licence"):
        decide_cancellation(state, Outcome("reason", "A reason."))


def test_a_case_of_another_application_is_not_found() -> None:
    with pytest.raises(KeyError):
        granted().line("case-z")
