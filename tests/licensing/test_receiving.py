"""How applications come in: from firms that may apply and from others, as drafts, with and without an endorsement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from licensing.domain import Standing, Status, decide_submission, decide_withdrawal
from tests.licensing.given import (
    BY_HAND,
    CASES,
    EXPORTER,
    FILED,
    MONDAY,
    application,
    decided,
    endorsed,
    endorsement,
    line,
    policy,
    received,
    refused,
    submitted,
    types,
)

BARRED = [
    (Standing(EXPORTER), "enterprise_not_filed"),
    (replace(FILED, status="suspended"), "filing_suspended"),
    (replace(FILED, status="removed"), "filing_removed"),
    (replace(FILED, status="expired"), "filing_expired"),
    (replace(FILED, valid_to=date(2026, 11, 15)), "filing_expired"),
    (replace(FILED, status="submitted"), "enterprise_not_filed"),
    (replace(FILED, dishonest=True), "serious_dishonesty"),
]


@pytest.mark.parametrize(("standing", "code"), BARRED)
def test_papers_by_courier_of_a_firm_that_may_not_apply_are_received_and_not_accepted(
    standing: Standing, code: str
) -> None:
    answer = decided(received(application(), standing=standing))

    assert answer.state.status is Status.NOT_ACCEPTED
    assert types(answer.facts) == [
        *((case, "licence.application_submitted") for case in CASES),
        *((case, "licence.not_accepted") for case in CASES),
    ]
    fact = answer.facts[2].data
    assert (fact.code, fact.exporter_uscc) == (code, answer.state.exporter_uscc)
    assert fact.article


@pytest.mark.parametrize(("standing", "code"), BARRED)
def test_at_the_window_the_same_is_refused_at_once(standing: Standing, code: str) -> None:
    answer = refused(received(application(), standing=standing, courier=False))

    assert (answer.slug, answer.status) == (code, 409)
    assert answer.article


@pytest.mark.parametrize("courier", [True, False])
def test_on_the_last_day_of_its_filing_a_firm_may_still_apply(*, courier: bool) -> None:
    last = replace(FILED, valid_to=date(2026, 11, 16))

    assert decided(received(application(), standing=last, courier=courier)).state.status is Status.SUBMITTED


def test_a_firm_on_the_negative_list_may_apply_and_two_officers_decide() -> None:
    answer = decided(received(application(), standing=replace(FILED, negative=True)))

    assert endorsed(answer.state).state.flags == ("negative_list",)


@pytest.mark.rule("X12")
def test_a_vehicle_stands_on_one_live_application() -> None:
    by_courier = decided(received(application(), elsewhere=("lot-0",)))
    at_the_window = refused(received(application(), elsewhere=("lot-0",), courier=False))

    assert by_courier.state.outcome.code == "live_application_exists"
    assert (at_the_window.slug, at_the_window.status) == ("live_application_exists", 409)
    assert "lot-0" in at_the_window.sentence


@pytest.mark.rule("LIC-20")
@pytest.mark.parametrize(("count", "taken"), [(1, True), (20, True), (21, False)])
def test_a_licence_stands_for_at_most_twenty_vehicles(count: int, *, taken: bool) -> None:
    answer = received(application(*(line(0, case_id=f"case-{n}") for n in range(count))))

    if taken:
        assert len(decided(answer).facts) == count
        return
    assert (refused(answer).slug, refused(answer).field) == ("too_many_vehicles", "/lines")


def test_a_draft_says_nothing_until_it_is_handed_in() -> None:
    draft = decided(received(application(status=Status.DRAFT), courier=False))

    handed_in = decided(decide_submission(draft.state, now=MONDAY, policy=policy()))

    assert (draft.state.status, draft.facts, draft.state.clocks) == (Status.DRAFT, (), ())
    assert handed_in.state.status is Status.SUBMITTED
    assert types(handed_in.facts) == [(case, "licence.application_submitted") for case in CASES]
    assert handed_in.state.due_on == date(2026, 11, 19)


def test_a_draft_whose_vehicles_are_endorsed_meanwhile_is_decided_when_it_is_handed_in() -> None:
    draft = decided(received(application(status=Status.DRAFT), courier=False)).state
    draft = endorsed(draft).state

    answer = decided(decide_submission(draft, now=MONDAY, policy=policy()))

    assert (draft.status, answer.state.status) == (Status.DRAFT, Status.GRANTED)


def test_a_draft_of_a_firm_that_may_not_apply_any_more_stays_one_and_can_be_withdrawn() -> None:
    draft = decided(received(application(status=Status.DRAFT), courier=False)).state
    suspended = replace(draft, standing=replace(FILED, status="suspended"))

    answer = refused(decide_submission(suspended, now=MONDAY, policy=policy()))
    end = decided(decide_withdrawal(suspended, "No ship.", now=MONDAY))

    assert (answer.slug, end.state.status) == ("filing_suspended", Status.WITHDRAWN)


def test_where_the_registry_does_the_transfer_its_word_fills_the_annex_and_starts_the_limit() -> None:
    bare = [line(number, transfer_pending_export_date=None) for number in (0, 1)]
    waiting = submitted(*bare, by=BY_HAND)

    state = endorsed(waiting, by=BY_HAND).state

    assert (waiting.due_on, waiting.clocks) == (None, ())
    assert {one.transfer_pending_export_date for one in state.lines} == {date(2026, 11, 10)}
    assert (state.status, state.due_on) == (Status.ACCEPTED, date(2026, 11, 19))
    assert endorsed(submitted(*bare)).state.status is Status.GRANTED


def test_an_application_is_pinned_to_the_version_in_force_on_the_day_of_its_receipt() -> None:
    rules = policy().rules("tianjin")
    older = replace(rules, version="tianjin-2024.1", valid_to=date(2026, 11, 15), most_vehicles=1)
    newer = replace(rules, valid_from=date(2026, 11, 16))
    both = replace(policy(), versions={"tianjin": (older, newer)})

    today = decided(received(application(), by=both)).state
    named = refused(received(application(profile_version="tianjin-2024.1"), by=both))
    unknown = refused(received(application(profile_version="tianjin-1999.1"), by=both))

    assert today.profile_version == "tianjin-2026.1"
    assert (named.slug, unknown.slug) == ("too_many_vehicles", "unknown-profile")


def test_a_paper_that_names_no_endorsement_must_still_agree_with_the_rest() -> None:
    bare = line(0, transfer_pending_export_date=None)

    answer = endorsed(submitted(bare), endorsement(0, brand="奥迪"))

    assert answer.state.outcome.code == "licence_data_mismatch"
