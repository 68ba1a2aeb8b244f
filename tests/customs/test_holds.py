"""What holds a declaration for now: a locked vehicle, an inspection that finds a difference, an officer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from customs.domain import (
    Amendment,
    Declaration,
    LineCorrection,
    Outcome,
    Status,
    decide_acceptance,
    decide_amendment,
    decide_amendment_request,
    decide_document_check,
    decide_hold,
    decide_hold_lifted,
    decide_inspection,
    decide_inspection_order,
    decide_licence_verification,
    decide_release,
    hear_licence_cancelled,
    hear_locked,
    hear_unlocked,
)
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    VINS,
    accepted,
    asked,
    began,
    cleared,
    decided,
    draft,
    refused,
    released,
    said,
    submitted,
    types,
)

SEIZED = Outcome("seizure", "A court seized it.", "机动车登记规定 第四十二条")
DOUBT = Outcome("price_doubt", "The price looks too low.")


def locked(state: Declaration, case_id: str = CASES[0]) -> Declaration:
    return decided(hear_locked(state, case_id, SEIZED)).state


@pytest.mark.rule("CUS-X08")
@pytest.mark.parametrize("state", [submitted(), asked(), accepted()], ids=lambda s: s.status)
def test_a_lock_found_late_holds_every_vehicle_of_the_declaration_at_once(state: Declaration) -> None:
    answer = decided(hear_locked(state, CASES[0], SEIZED))

    assert types(answer.facts) == [(case, "customs.held") for case in CASES]
    assert answer.facts[1].data.code == "vehicle_locked"
    assert "seized" in answer.facts[1].data.reason
    assert answer.state.status is state.status


@pytest.mark.rule("CUS-X08")
def test_what_is_locked_is_neither_accepted_nor_released() -> None:
    for state, act in ((submitted(), decide_acceptance), (accepted(), decide_release)):
        answer = refused(act(locked(state), now=NOW, policy=BY_HAND))

        assert (answer.slug, answer.status) == ("vehicle_locked", 422)
        assert answer.article


def test_the_same_lock_heard_twice_is_one_hold() -> None:
    state = locked(submitted())

    again = decided(hear_locked(state, CASES[0], SEIZED))

    assert (again.state, again.facts) == (state, ())


def test_a_lock_before_customs_begins_is_noted_and_announced_when_it_does() -> None:
    noted = decided(hear_locked(draft(), CASES[0], SEIZED))

    assert noted.facts == ()
    assert said(began(noted.state)) == ["customs.submitted", "customs.held"]


@pytest.mark.parametrize("state", [released(), cleared()], ids=lambda s: s.status)
def test_after_a_release_a_lock_is_a_flag_and_nothing_is_undone(state: Declaration) -> None:
    answer = decided(hear_locked(state, CASES[0], SEIZED))

    assert (answer.facts, answer.state.status) == ((), state.status)
    assert [held.cause for held in answer.state.holds] == ["seizure"]


def test_when_the_lock_is_taken_off_the_rules_go_on() -> None:
    state = began(decided(hear_locked(draft(), CASES[0], SEIZED)).state).state

    answer = decided(hear_unlocked(state, CASES[0], "seizure", now=NOW, policy=ALONE))

    assert said(answer) == ["customs.hold_lifted", "customs.accepted", "customs.released", "customs.cleared"]


def test_two_locks_are_lifted_with_the_second() -> None:
    both = locked(locked(submitted()), CASES[1])

    first = decided(hear_unlocked(both, CASES[0], "seizure", now=NOW, policy=BY_HAND))
    second = decided(hear_unlocked(first.state, CASES[1], "seizure", now=NOW, policy=BY_HAND))

    assert first.facts == ()
    assert said(second) == ["customs.hold_lifted"]


def test_an_unlocking_of_what_was_never_locked_changes_nothing() -> None:
    assert decided(hear_unlocked(submitted(), CASES[0], "seizure", now=NOW, policy=ALONE)).facts == ()


def test_a_lock_is_lifted_in_a_draft_without_a_word() -> None:
    noted = locked(draft())

    answer = decided(hear_unlocked(noted, CASES[0], "seizure", now=NOW, policy=ALONE))

    assert (answer.facts, answer.state.holds) == ((), ())


def test_a_stolen_vehicle_is_held_and_the_declaration_ends_when_its_licence_is_revoked() -> None:
    held = locked(accepted())

    answer = decided(hear_licence_cancelled(held, Outcome("licence_revoked", "Stolen."), now=NOW))

    assert answer.state.status is Status.REJECTED
    assert answer.facts[0].data.code == "licence_revoked"
    assert answer.state.holds == ()


def test_a_lock_of_what_has_ended_changes_nothing() -> None:
    ended = decided(hear_licence_cancelled(accepted(), Outcome("licence_revoked", "Stolen."), now=NOW)).state

    assert decided(hear_locked(ended, CASES[0], SEIZED)).state is ended


@pytest.mark.rule("CUS-HOLD")
def test_an_officer_holds_and_lifts() -> None:
    held = decided(decide_hold(accepted(), DOUBT))
    stuck = refused(decide_release(held.state, now=NOW, policy=BY_HAND))
    free = decided(decide_hold_lifted(held.state, "price_doubt"))

    assert types(held.facts) == [(case, "customs.held") for case in CASES]
    assert stuck.slug == "held"
    assert said(free) == ["customs.hold_lifted"]
    assert decided(decide_release(free.state, now=NOW, policy=BY_HAND)).state.status is Status.RELEASED


@pytest.mark.parametrize("code", ["price_doubt", "vehicle_locked", "licence_not_valid"])
def test_a_hold_has_one_name_and_not_that_of_a_rule(code: str) -> None:
    held = decided(decide_hold(accepted(), DOUBT)).state

    answer = refused(decide_hold(held, Outcome(code, "Again.")))

    assert (answer.status, answer.field) == (422, "/code")


@pytest.mark.parametrize("state", [released(), cleared()], ids=lambda s: s.status)
def test_a_hold_comes_too_late_after_the_release(state: Declaration) -> None:
    assert refused(decide_hold(state, DOUBT)).slug == "move-not-allowed"


def test_an_officer_does_not_lift_what_a_rule_put() -> None:
    state = locked(accepted())

    assert refused(decide_hold_lifted(state, "vehicle_locked")).slug == "move-not-allowed"
    assert refused(decide_hold_lifted(state, "licence_not_valid")).slug == "move-not-allowed"


def test_documents_goods_and_licence_are_checked_one_after_the_other() -> None:
    checked = decided(decide_document_check(accepted()))
    ordered = decided(decide_inspection_order(checked.state, reason="A sample."))
    seen = decided(decide_inspection(ordered.state, result="as_declared", note=None, now=NOW))
    verified = decided(decide_licence_verification(seen.state, now=NOW, policy=BY_HAND))
    free = decided(decide_release(verified.state, now=NOW, policy=BY_HAND))

    told = [fact for step in (checked, ordered, seen, verified, free) for fact in said(step)]
    assert told == [
        "customs.document_checked",
        "customs.inspection_ordered",
        "customs.inspected",
        "customs.licence_verified",
        "customs.released",
    ]
    assert verified.facts[0].data.licence_no == "26-12-00A7K3"
    assert (free.state.times.inspected_at, free.state.times.released_at) == (NOW, NOW)


@pytest.mark.rule("CUS-28")
def test_goods_that_differ_are_not_released_and_are_looked_at_again_or_detained() -> None:
    ordered = decided(decide_inspection_order(accepted(), reason="A sample.")).state
    differs = decided(decide_inspection(ordered, result="differs", note="Another engine.", now=NOW)).state

    stuck = refused(decide_release(differs, now=NOW, policy=BY_HAND))
    again = decided(decide_inspection_order(differs, reason="Once more.")).state
    right = decided(decide_inspection(again, result="as_declared", note=None, now=NOW)).state

    assert (stuck.slug, "Another engine." in stuck.sentence) == ("goods_differ", True)
    assert decided(decide_release(right, now=NOW, policy=BY_HAND)).state.status is Status.RELEASED


@pytest.mark.rule("CUS-28")
def test_an_amendment_alone_does_not_make_goods_agree_that_differed() -> None:
    ordered = decided(decide_inspection_order(accepted(), reason="A sample.")).state
    differs = decided(decide_inspection(ordered, result="differs", note="Another engine.", now=NOW)).state
    slip = Amendment(
        "clerical_error", "A slip.", lines=(LineCorrection(VINS[0], fob_amount=Decimal("7900.00")),)
    )
    wanted = decided(decide_amendment_request(differs, slip, now=NOW, policy=BY_HAND)).state

    amended = decided(decide_amendment(wanted, now=NOW, policy=BY_HAND)).state
    stuck = refused(decide_release(amended, now=NOW, policy=BY_HAND))
    again = decided(decide_inspection_order(amended, reason="After the amendment.")).state
    right = decided(decide_inspection(again, result="as_declared", note=None, now=NOW)).state

    assert stuck.slug == "goods_differ"
    assert decided(decide_release(right, now=NOW, policy=BY_HAND)).state.status is Status.RELEASED


def test_a_release_that_is_refused_names_the_field() -> None:
    wrong = refused(decide_release(replace(accepted(), customs_port="0201"), now=NOW, policy=BY_HAND))

    assert (wrong.slug, wrong.field) == ("licence_mismatch", "/customs_port")


def test_the_licence_is_not_verified_when_it_does_not_cover_the_goods() -> None:
    wrong = replace(accepted(), customs_port="0201")

    assert refused(decide_licence_verification(wrong, now=NOW, policy=BY_HAND)).slug == "licence_mismatch"


def test_a_flag_after_the_release_goes_as_silently_as_it_came() -> None:
    flagged = locked(released())

    answer = decided(hear_unlocked(flagged, CASES[0], "seizure", now=NOW, policy=ALONE))

    assert (answer.facts, answer.state.holds, answer.state.status) == ((), (), Status.RELEASED)
