"""What the enterprise, the officer and the supervisor do by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from licensing.domain import (
    Item,
    LineCorrection,
    Outcome,
    Status,
    decide_cancellation,
    decide_correction,
    decide_correction_request,
    decide_grant,
    decide_refusal,
    decide_withdrawal,
)
from tests.licensing.given import (
    BY_HAND,
    CASES,
    MONDAY,
    TODAY,
    VINS,
    application,
    asked,
    decided,
    endorsed,
    granted,
    line,
    on_the_desk,
    policy,
    received,
    refused,
    report,
    submitted,
    types,
)

OFFICER = "licensing/officer/li"
TUESDAY = datetime(2026, 11, 17, 2, tzinfo=UTC)
NEW_REPORT = LineCorrection(VINS[0], inspection_report=report(number="R-2"))


@pytest.mark.requirement("TJ-1.2")
def test_an_application_with_all_its_papers_starts_the_three_working_days() -> None:
    answer = decided(received(application()))

    assert types(answer.facts) == [(case, "licence.application_submitted") for case in CASES]
    assert answer.facts[0].data.complete is True
    assert answer.facts[0].data.profile_version == "tianjin-2026.1"
    assert answer.state.due_on == date(2026, 11, 19)


def test_the_limit_does_not_start_with_an_incomplete_application() -> None:
    answer = decided(received(application(line(0, inspection_report=None))))

    assert answer.facts[0].data.complete is False
    assert answer.state.due_on is None


def test_an_application_under_an_unknown_profile_is_not_received() -> None:
    answer = refused(received(application(profile="atlantis")))

    assert (answer.slug, answer.status) == ("unknown-profile", 422)
    assert "national, tianjin" in answer.sentence


def test_a_licence_has_at_most_twenty_vehicles() -> None:
    many = tuple(line(0, case_id=f"case-{n}") for n in range(21))

    answer = refused(received(application(*many)))

    assert (answer.slug, answer.status, answer.field) == ("too_many_vehicles", 422, "/lines")
    assert isinstance(received(application(*many[:20])), object)


def test_a_corrected_application_is_granted_and_its_limit_counts_from_the_correction() -> None:
    waiting = endorsed(submitted(line(0, inspection_report=None))).state
    assert waiting.due_on is None

    answer = decided(decide_correction(waiting, (NEW_REPORT,), None, now=TUESDAY, policy=policy()))

    assert types(answer.facts) == [(CASES[0], "licence.correction_supplied"), (CASES[0], "licence.granted")]
    assert answer.facts[0].data.items == ("inspection_report_missing",)
    assert answer.state.asked == ()


def test_a_correction_before_the_last_endorsement_waits_for_it() -> None:
    answer = decided(decide_correction(asked(), (), None, now=TUESDAY, policy=policy()))

    assert answer.state.status is Status.SUBMITTED
    assert answer.state.due_on == date(2026, 11, 20)
    assert types(answer.facts) == [(case, "licence.correction_supplied") for case in CASES]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        ((), None),
        ((LineCorrection(VINS[0], brand="奥迪"),), None),
        ((NEW_REPORT,), ("something_else",)),
    ],
)
def test_every_item_of_the_notice_must_be_answered(
    lines: tuple[LineCorrection, ...], items: tuple[str, ...] | None
) -> None:
    waiting = endorsed(submitted(line(0, inspection_report=None))).state

    answer = refused(decide_correction(waiting, lines, items, now=TUESDAY, policy=policy()))

    assert (answer.slug, answer.status) == ("correction-incomplete", 422)
    assert VINS[0] in answer.sentence


def test_an_item_about_no_single_vehicle_is_named_without_one() -> None:
    answer = refused(decide_correction(asked(), (), ("other",), now=TUESDAY, policy=policy()))

    assert answer.sentence.endswith("the first is contract_unreadable.")


def test_papers_of_a_vehicle_that_is_not_in_the_application_are_refused() -> None:
    answer = refused(
        decide_correction(asked(), (LineCorrection("X" * 17),), None, now=TUESDAY, policy=policy())
    )

    assert (answer.slug, answer.field) == ("rule-violated", "/lines")


def test_a_correction_changes_what_it_carries_and_nothing_else() -> None:
    given = LineCorrection(VINS[1], brand="奥迪", transfer_pending_export_date=date(2026, 11, 12))

    state = decided(decide_correction(asked(), (given,), None, now=TUESDAY, policy=policy())).state

    assert state.lines[0] == line(0)
    assert state.lines[1] == line(1, brand="奥迪", transfer_pending_export_date=date(2026, 11, 12))


def test_papers_that_stay_wrong_are_asked_for_twice_and_then_refused() -> None:
    old = report(dated=date(2026, 1, 5))
    state = endorsed(submitted(line(0, inspection_report=None))).state
    useless = (LineCorrection(VINS[0], inspection_report=old),)

    again = decided(decide_correction(state, useless, None, now=TUESDAY, policy=policy()))
    end = decided(decide_correction(again.state, useless, None, now=TUESDAY, policy=policy()))

    assert again.state.status is Status.CORRECTION_REQUESTED
    assert end.state.status is Status.REFUSED
    assert end.state.outcome.code == "inspection_report_old"


def test_an_officer_asks_for_everything_in_one_notice_that_cites_the_law() -> None:
    items = (Item("contract_unreadable", "The scan cannot be read."), Item("seal", "No seal.", vin=VINS[1]))

    answer = decided(decide_correction_request(on_the_desk(), items, by=OFFICER, now=MONDAY, policy=BY_HAND))

    assert types(answer.facts) == [(case, "licence.correction_requested") for case in CASES]
    fact = answer.facts[0].data
    assert (fact.by, [item.code for item in fact.items]) == (OFFICER, ["contract_unreadable", "seal"])
    assert {item.article for item in fact.items} == {"行政许可法 第三十二条"}


def test_what_an_officer_asked_an_officer_judges() -> None:
    state = decided(decide_correction(asked(), (), None, now=TUESDAY, policy=policy())).state

    answer = endorsed(state)

    assert answer.state.status is Status.ACCEPTED
    assert (
        decided(decide_grant(answer.state, by=OFFICER, now=TUESDAY, policy=policy())).state.status
        is Status.GRANTED
    )


def test_an_officer_cannot_ask_about_a_vehicle_that_is_not_there() -> None:
    items = (Item("seal", "No seal."), Item("seal", "No seal.", vin="X" * 17))

    answer = refused(decide_correction_request(on_the_desk(), items, by=OFFICER, now=MONDAY, policy=BY_HAND))

    assert (answer.slug, answer.field) == ("rule-violated", "/items/1/vin")


def test_asking_cannot_hide_delay_for_ever() -> None:
    state = replace(on_the_desk(), corrections=2)

    answer = refused(
        decide_correction_request(state, (Item("a", "A."),), by=OFFICER, now=MONDAY, policy=BY_HAND)
    )

    assert (answer.slug, answer.status) == ("asked_too_often", 422)


def test_the_rules_bind_the_officer_who_grants() -> None:
    state = on_the_desk()
    broken = replace(state, lines=(replace(state.lines[0], inspection_report=None), state.lines[1]))

    answer = refused(decide_grant(broken, by=OFFICER, now=MONDAY, policy=BY_HAND))

    assert (answer.slug, answer.status) == ("inspection_report_missing", 422)
    assert "inspection report is missing" in answer.sentence
    assert answer.article


def test_a_refusal_by_hand_names_reason_article_and_remedy() -> None:
    answer = decided(decide_refusal(on_the_desk(), Outcome("not_competent", "Not our vehicle."), now=MONDAY))

    fact = answer.facts[1].data
    assert (fact.code, fact.reason, fact.article) == (
        "not_competent",
        "Not our vehicle.",
        "行政许可法 第三十八条",
    )
    assert answer.state.due_on is None


def test_the_article_that_the_officer_names_stands() -> None:
    answer = decided(
        decide_refusal(on_the_desk(), Outcome("forged", "Forged.", "行政许可法 第七十八条"), now=MONDAY)
    )

    assert answer.facts[0].data.article == "行政许可法 第七十八条"


def test_the_enterprise_withdraws_the_whole_batch_before_the_decision() -> None:
    answer = decided(decide_withdrawal(submitted(), "The buyer stepped back.", now=MONDAY))

    assert answer.state.status is Status.WITHDRAWN
    assert types(answer.facts) == [(case, "licence.withdrawn") for case in CASES]
    assert {fact.data.exporter_uscc for fact in answer.facts} == {answer.state.exporter_uscc}


def test_a_cancelled_licence_is_void_for_every_vehicle_on_it() -> None:
    state = granted()

    answer = decided(decide_cancellation(state, Outcome("holder_request", "No ship."), now=MONDAY))

    assert types(answer.facts) == [(case, "licence.cancelled") for case in CASES]
    assert answer.facts[0].data.licence_no == state.licence.licence_no
    assert answer.facts[0].data.article == "行政许可法 第七十条"


def test_the_limit_of_an_application_that_is_accepted_late_runs_from_the_acceptance() -> None:
    incomplete = endorsed(submitted(line(0, inspection_report=None), by=BY_HAND), by=BY_HAND).state
    items = (Item("inspection_report_missing", "No report.", vin=VINS[0]),)
    waiting = decided(
        decide_correction_request(incomplete, items, by=OFFICER, now=MONDAY, policy=BY_HAND)
    ).state

    state = decided(decide_correction(waiting, (NEW_REPORT,), None, now=TUESDAY, policy=BY_HAND)).state

    assert (incomplete.due_on, waiting.due_on) == (None, None)
    assert (state.status, state.accepted_on) == (Status.ACCEPTED, date(2026, 11, 17))
    assert state.due_on == date(2026, 11, 20)
    assert state.due_on > TODAY
