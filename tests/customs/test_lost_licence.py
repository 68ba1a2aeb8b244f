"""A licence that is lost and replaced: expired, handed back, superseded, for fewer vehicles (C2, C4, C7, C8, C18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from customs.domain import (
    Declaration,
    Outcome,
    Policy,
    Status,
    decide_acceptance,
    decide_detention_lifted,
    decide_licence_verification,
    decide_release,
    hear_deregistered,
    hear_left_out,
    hear_licence,
    hear_licence_cancelled,
    hear_licence_ended,
)
from exportlane.contracts.decision import Decided
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    VINS,
    accepted,
    annex,
    asked,
    began,
    cleared,
    decided,
    detained,
    draft,
    licence,
    refused,
    released,
    said,
    shut_out,
    submitted,
    types,
)

OLD = licence().licence_no
NEW = "26-12-00B8M4"


def ended(state: Declaration, by: Policy = BY_HAND) -> Decided[Declaration]:
    return decided(hear_licence_ended(state, OLD, now=NOW, policy=by))


def renewed(state: Declaration, by: Policy = BY_HAND, **changes: object) -> list[Decided[Declaration]]:
    """The new licence, heard for every remaining vehicle."""
    known, answers = licence(licence_no=NEW, issued_on=date(2026, 11, 23), **changes), []
    for line in state.remaining:
        row = annex(CASES.index(line.case_id))
        answers.append(decided(hear_licence(state, line.case_id, known, row, now=NOW, policy=by)))
        state = answers[-1].state
    return answers


@pytest.mark.rule("X06")
@pytest.mark.parametrize("state", [submitted(), asked(), accepted()], ids=lambda s: s.status)
def test_a_licence_that_expires_before_release_holds_the_declaration_and_ends_nothing(
    state: Declaration,
) -> None:
    answer = ended(state)

    assert types(answer.facts) == [(case, "customs.held") for case in CASES]
    assert answer.facts[0].data.code == "licence_not_valid"
    assert "a new licence is waited for" in answer.facts[0].data.reason
    assert answer.state.status is state.status
    assert ended(answer.state).facts == ()


def test_without_a_valid_licence_no_officer_accepts_or_releases() -> None:
    for state, act in ((submitted(), decide_acceptance), (accepted(), decide_release)):
        assert refused(act(ended(state).state, now=NOW, policy=BY_HAND)).slug == "licence_not_valid"


def test_the_new_licence_lifts_the_hold_once_it_is_known_for_all_vehicles() -> None:
    waiting = ended(accepted()).state

    first, last = renewed(waiting)

    assert first.facts == ()
    assert types(last.facts) == [(case, "customs.hold_lifted") for case in CASES]
    assert last.state.licence.licence_no == NEW
    free = decided(decide_release(last.state, now=NOW, policy=BY_HAND))
    assert free.facts[0].data.licence_no == NEW


def test_between_the_two_licences_nothing_is_released() -> None:
    half = renewed(ended(accepted()).state)[0].state

    assert refused(decide_release(half, now=NOW, policy=BY_HAND)).slug == "licence_mismatch"


def test_where_rules_release_they_go_on_with_the_new_licence() -> None:
    waiting = began(known=licence(valid_to=date(2026, 11, 22))).state

    last = renewed(decided(hear_licence_ended(waiting, OLD, now=NOW, policy=ALONE)).state, ALONE)[-1]

    assert said(last) == ["customs.hold_lifted", "customs.accepted", "customs.released", "customs.cleared"]
    assert last.state.holds == ()


def test_a_verified_licence_that_is_lost_is_verified_anew() -> None:
    verified = decided(decide_licence_verification(accepted(), now=NOW, policy=BY_HAND)).state

    answer = ended(verified)

    assert answer.state.status is Status.DOCUMENT_CHECKED


def test_a_draft_notes_that_its_licence_is_lost_and_begins_with_the_new_one() -> None:
    heard = decided(hear_licence(draft(), CASES[0], licence(), annex(0), now=NOW, policy=ALONE)).state
    noted = decided(hear_licence_ended(heard, OLD, now=NOW, policy=ALONE))

    late = decided(hear_licence(noted.state, CASES[1], licence(), annex(1), now=NOW, policy=ALONE))
    known = renewed(late.state, ALONE)[-1].state
    for case in CASES:
        known = decided(hear_deregistered(known, case, now=NOW, policy=ALONE)).state

    assert (noted.facts, late.state) == ((), noted.state)
    assert known.status is Status.CLEARED


@pytest.mark.parametrize("state", [released(), cleared()], ids=lambda s: s.status)
def test_a_release_has_used_the_licence_so_its_expiry_is_no_news(state: Declaration) -> None:
    assert ended(state).state is state


def test_goods_that_were_shut_out_wait_for_the_new_licence_too() -> None:
    answer = ended(shut_out())

    assert said(answer) == ["customs.held"]
    assert said(renewed(answer.state)[-1]) == ["customs.hold_lifted"]


def test_a_second_licence_without_the_end_of_the_first_is_for_a_person() -> None:
    other = licence(licence_no=NEW)

    assert refused(hear_licence(accepted(), CASES[0], other, annex(0), now=NOW, policy=BY_HAND)).slug == (
        "contradiction"
    )


def test_a_vehicle_that_the_new_licence_leaves_out_is_over_and_the_others_go_on() -> None:
    waiting = ended(began(by=BY_HAND).state).state

    left = decided(hear_left_out(waiting, CASES[1], "It was damaged.", now=NOW, policy=BY_HAND))
    last = renewed(left.state, vins=VINS[:1], quantity=1)[-1]

    assert types(left.facts) == [(CASES[1], "customs.lapsed")]
    assert left.facts[0].data.code == "line_left_out"
    assert types(last.facts) == [(CASES[0], "customs.hold_lifted")]
    free = decided(decide_release(last.state, now=NOW, policy=BY_HAND))
    assert types(free.facts) == [(CASES[0], "customs.accepted"), (CASES[0], "customs.released")]


def test_whichever_is_heard_first_the_last_of_it_lets_the_remaining_vehicles_go() -> None:
    waiting = ended(began(by=BY_HAND).state, ALONE).state
    known = licence(licence_no=NEW, vins=VINS[:1], quantity=1)

    heard = decided(hear_licence(waiting, CASES[0], known, annex(0), now=NOW, policy=ALONE))
    left = decided(hear_left_out(heard.state, CASES[1], "It was damaged.", now=NOW, policy=ALONE))

    assert heard.facts == ()
    assert said(left) == [
        "customs.lapsed", "customs.hold_lifted", "customs.accepted", "customs.released", "customs.cleared",
    ]  # fmt: skip


def test_when_every_vehicle_is_left_out_the_declaration_is_over() -> None:
    state = ended(accepted()).state

    for case in CASES:
        answer = decided(hear_left_out(state, case, "Sold at home.", now=NOW, policy=BY_HAND))
        assert types(answer.facts) == [(case, "customs.lapsed")]
        state = answer.state
    again = decided(hear_left_out(state, CASES[0], "Sold at home.", now=NOW, policy=BY_HAND))

    assert (state.status, again.facts) == (Status.LAPSED, ())


def test_a_vehicle_that_was_released_cannot_be_left_out_any_more() -> None:
    answer = refused(hear_left_out(released(), CASES[0], "It was damaged.", now=NOW, policy=ALONE))

    assert answer.slug == "contradiction"


def test_a_void_licence_ends_a_detained_declaration_once_the_detention_is_over() -> None:
    noted = decided(hear_licence_cancelled(detained(), Outcome("licence_revoked", "Deceit."), now=NOW))
    answer = decided(decide_detention_lifted(noted.state, now=NOW))

    assert (noted.facts, noted.state.status) == ((), Status.DETAINED)
    assert said(answer) == ["customs.detention_lifted", "customs.rejected"]


def test_rows_that_were_kept_before_licences_could_be_replaced_still_count() -> None:
    state = submitted()
    old = replace(
        state, lines=tuple(replace(one, annex=replace(one.annex, licence_no="")) for one in state.lines)
    )

    assert decided(decide_release(old, now=NOW, policy=BY_HAND)).state.status is Status.RELEASED
