"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from customs.domain import (
    MOVES,
    UNDONE,
    Amendment,
    Back,
    Declaration,
    HeadCorrection,
    Inspection,
    Item,
    MoveNotAllowed,
    Particulars,
    Status,
    Verb,
    decide_acceptance,
    decide_amendment,
    decide_amendment_refusal,
    decide_amendment_request,
    decide_cancellation,
    decide_cancellation_refusal,
    decide_cancellation_request,
    decide_clearance,
    decide_confiscation,
    decide_correction,
    decide_correction_request,
    decide_departure,
    decide_departure_from_origin,
    decide_departure_reversal,
    decide_detention,
    decide_detention_lifted,
    decide_document_check,
    decide_inspection,
    decide_inspection_order,
    decide_licence_verification,
    decide_new_declaration,
    decide_rejection,
    decide_release,
    decide_return,
    decide_shut_out,
    moved,
)
from exportlane.contracts.decision import Decided, Refused
from tests.customs.given import BY_HAND, CASES, GROUND, NOW, OFFICER, cleared, draft

PAIRS = [(status, verb) for status in Status for verb in Verb]
NOTHING = HeadCorrection()
OTHER_SHIP = Amendment("transport_changed", "The ship was full.", HeadCorrection(vessel="Dongfang 8"))
UNDER_SCHEME = Particulars(departure_port="0202", port_of_exit="4227", departure_port_scheme=True)


def in_status(status: Status) -> Declaration:
    """A declaration that has everything it could need in any status."""
    return replace(
        cleared(),
        status=status,
        before=Status.RELEASED,
        particulars=UNDER_SCHEME,
        inspection=Inspection("A sample."),
        amendment=OTHER_SHIP,
    )


ACTS: dict[Verb, Callable[[Declaration], Decided[Declaration] | Refused]] = {
    Verb.REQUEST_CORRECTION: lambda state: decide_correction_request(
        state, (Item("a", "A."),), by=OFFICER, now=NOW
    ),
    Verb.SUPPLY_CORRECTION: lambda state: decide_correction(
        state, NOTHING, (), None, now=NOW, policy=BY_HAND
    ),
    Verb.ACCEPT: lambda state: decide_acceptance(state, now=NOW, policy=BY_HAND),
    Verb.CHECK_DOCUMENTS: decide_document_check,
    Verb.ORDER_INSPECTION: lambda state: decide_inspection_order(state, reason="A sample."),
    Verb.INSPECT: lambda state: decide_inspection(state, result="as_declared", note=None, now=NOW),
    Verb.VERIFY_LICENCE: lambda state: decide_licence_verification(state, now=NOW, policy=BY_HAND),
    Verb.RELEASE: lambda state: decide_release(state, now=NOW, policy=BY_HAND),
    Verb.DEPART_ORIGIN: lambda state: decide_departure_from_origin(state, on=None, now=NOW),
    Verb.REVERSE_DEPARTURE: lambda state: decide_departure_reversal(
        state, reason="The feeder broke down.", on=None, now=NOW, policy=BY_HAND
    ),
    Verb.DEPART: lambda state: decide_departure(state, on=None, now=NOW),
    Verb.CLEAR: lambda state: decide_clearance(state, vessel=None, now=NOW),
    Verb.SHUT_OUT: lambda state: decide_shut_out(
        state, reason="The ship was full.", on=None, now=NOW, policy=BY_HAND
    ),
    Verb.RESUBMIT: lambda state: decide_new_declaration(state, NOTHING, (), now=NOW, policy=BY_HAND),
    Verb.REQUEST_AMENDMENT: lambda state: decide_amendment_request(
        state, OTHER_SHIP, now=NOW, policy=BY_HAND
    ),
    Verb.AMEND: lambda state: decide_amendment(state, now=NOW, policy=BY_HAND),
    Verb.REQUEST_CANCELLATION: lambda state: decide_cancellation_request(state, GROUND),
    Verb.REJECT: lambda state: decide_rejection(state, GROUND, now=NOW),
    Verb.CANCEL: lambda state: decide_cancellation(state, GROUND, now=NOW),
    Verb.DETAIN: lambda state: decide_detention(state, GROUND),
    Verb.LIFT_DETENTION: lambda state: decide_detention_lifted(state, now=NOW),
    Verb.CONFISCATE: lambda state: decide_confiscation(state, GROUND, now=NOW),
    Verb.RETURN: lambda state: decide_return(state, reason="Refused entry.", returned_on=None, now=NOW),
}
SILENT: dict[Verb, Callable[[Declaration], Decided[Declaration] | Refused]] = {
    Verb.REFUSE_AMENDMENT: decide_amendment_refusal,
    Verb.REFUSE_CANCELLATION: decide_cancellation_refusal,
}
"""A request that is not granted leaves everything as it was, and there is nothing to announce."""


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_table_alone_moves_a_declaration(status: Status, verb: Verb) -> None:
    state = in_status(status)

    if verb in MOVES[status]:
        target = MOVES[status][verb]
        assert moved(state, verb).status is (Status.RELEASED if isinstance(target, Back) else target)
        return
    with pytest.raises(MoveNotAllowed, match=f"{status} cannot {verb}"):
        moved(state, verb)
    assert state == in_status(status)


@pytest.mark.parametrize(("status", "verb"), [pair for pair in PAIRS if pair[1] in ACTS | SILENT])
def test_a_person_may_do_what_the_table_allows_and_is_refused_everything_else(
    status: Status, verb: Verb
) -> None:
    answer = (ACTS | SILENT)[verb](in_status(status))

    # A release of submitted papers accepts them in the same act.
    allowed = verb in MOVES[status] or (status, verb) == (Status.SUBMITTED, Verb.RELEASE)
    if allowed:
        assert isinstance(answer, Decided)
        assert {fact.case_id for fact in answer.facts} == (set() if verb in SILENT else set(CASES))
        return
    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("move-not-allowed", 409)
    assert status in answer.sentence


def test_every_status_is_in_the_table_and_an_end_has_no_way_out() -> None:
    assert set(MOVES) == set(Status)
    assert {status for status, moves in MOVES.items() if not moves} == {*UNDONE, Status.RETURNED}


def reached(status: Status) -> set[Status]:
    """Where a declaration can still come to from here."""
    found, open_ = {status}, [status]
    while open_:
        for target in MOVES[open_.pop()].values():
            following = {Status.RELEASED, Status.ACCEPTED} if isinstance(target, Back) else {target}
            open_ += following - found
            found |= following
    return found


@pytest.mark.parametrize("status", [one for one in Status if MOVES[one]])
def test_every_state_has_a_way_out_to_an_end_and_every_passable_one_to_departure(status: Status) -> None:
    ends = {one for one in Status if not MOVES[one]}

    assert reached(status) & ends
    assert Status.CLEARED in reached(status)


def test_every_status_can_be_reached() -> None:
    assert reached(Status.DRAFT) == set(Status)


def test_nothing_is_accepted_without_a_licence_or_released_without_a_number() -> None:
    with pytest.raises(ValueError, match="has no number"):
        decide_release(
            replace(cleared(), status=Status.ACCEPTED, declaration_no=None), now=NOW, policy=BY_HAND
        )
    with pytest.raises(ValueError, match="has no licence"):
        decide_clearance(replace(cleared(), status=Status.RELEASED, licence=None), vessel=None, now=NOW)
    with pytest.raises(ValueError, match="never had a number"):
        decide_return(replace(cleared(), declaration_no=None), reason="Back.", returned_on=None, now=NOW)


def test_a_case_of_another_declaration_is_not_found() -> None:
    with pytest.raises(KeyError):
        draft().line("case-z")
