"""A licence that is granted and not used: superseded, handed back, revoked, run out, applied for anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exportlane.law.instants import due_instant
from licensing import domain
from licensing.domain import Application, Changes, LineCorrection, Outcome, Status
from licensing.timing import on_time
from tests.licensing.given import (
    BY_HAND,
    CASES,
    FILED,
    GROUND,
    MONDAY,
    VINS,
    decided,
    endorsement,
    granted,
    policy,
    refused,
    release,
    report,
    types,
    used,
)

ANOTHER_PORT = Changes("The ship calls at another port.", customs_port="0203")
FEWER = Changes("One car stays.", vins=(VINS[0],))
OFFICER = "licensing/officer/li"


def surrendered() -> Application:
    given_back = Outcome("fewer_vehicles", "One car is not ready.")
    return decided(domain.decide_surrender(granted(), given_back, now=MONDAY, policy=policy())).state


@pytest.mark.rule("LIC-REISSUE")
def test_the_content_of_a_licence_is_never_edited_a_new_one_supersedes_it() -> None:
    old = granted()

    answer = decided(domain.decide_reissue_request(old, ANOTHER_PORT, now=later(), policy=policy()))

    assert types(answer.facts) == [
        *((case, "licence.superseded") for case in CASES),
        *((case, "licence.granted") for case in CASES),
    ]
    assert answer.facts[0].data.licence_no == old.licence.licence_no
    new = answer.facts[2].data
    assert (new.customs_port, old.customs_port) == ("0203", "0202")
    assert new.licence_no != old.licence.licence_no
    assert [former.ended for former in answer.state.former] == ["superseded"]


def later() -> object:
    return MONDAY.replace(hour=5)


def test_where_officers_decide_a_reissue_waits_three_working_days_for_one() -> None:
    asked = decided(domain.decide_reissue_request(granted(), ANOTHER_PORT, now=MONDAY, policy=BY_HAND)).state

    done = decided(domain.decide_reissue(asked, now=later(), policy=BY_HAND))
    left = decided(domain.decide_against_reissue(asked, now=later()))

    assert (asked.status, asked.due_on) == (Status.GRANTED, date(2026, 11, 19))
    assert asked.licence == granted().licence
    assert (done.state.customs_port, done.state.due_on, done.state.reissue) == ("0203", None, None)
    assert (left.state.customs_port, left.state.due_on, left.facts) == ("0202", None, ())


def test_a_new_licence_is_examined_like_the_first() -> None:
    worse = replace(ANOTHER_PORT, lines=(LineCorrection(VINS[0], brand="奥迪"),))

    answer = refused(domain.decide_reissue_request(granted(), worse, now=MONDAY, policy=policy()))

    assert (answer.slug, answer.status) == ("licence_data_mismatch", 422)


def test_a_release_in_the_meantime_ends_the_wish_for_another_licence() -> None:
    asked = decided(domain.decide_reissue_request(granted(), ANOTHER_PORT, now=MONDAY, policy=BY_HAND)).state

    state = decided(release(asked, CASES[0], asked.licence.licence_no)).state

    assert (state.status, state.reissue) == (Status.USED, None)


@pytest.mark.rule("LIC-REVOKE")
@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("deceit", "行政许可法 第六十九条第二款"),
        ("forged_letter", "行政许可法 第六十九条第二款"),
        ("forged_inspection", "行政许可法 第六十九条第二款"),
        ("officer_error", "行政许可法 第六十九条第一款"),
        ("dislike", None),
    ],
)
def test_deceit_must_be_revoked_and_an_officers_error_may_be(code: str, article: str | None) -> None:
    answer = domain.decide_revocation(granted(), Outcome(code, "It came out."), now=MONDAY)

    if article is None:
        assert (refused(answer).slug, refused(answer).field) == ("no_ground_to_revoke", "/code")
        return
    assert decided(answer).state.status is Status.REVOKED
    assert types(decided(answer).facts) == [(case, "licence.revoked") for case in CASES]
    assert decided(answer).facts[0].data.article == article


def test_a_used_licence_is_not_taken_back_by_hand() -> None:
    assert refused(domain.decide_revocation(used(), Outcome("deceit", "Late."), now=MONDAY)).slug
    assert refused(domain.decide_surrender(used(), GROUND, now=MONDAY, policy=policy())).slug


def test_a_licence_that_is_handed_back_leaves_its_case_waiting_for_another() -> None:
    state = surrendered()

    again = decided(domain.decide_reapplication(state, Changes("As before."), now=later(), policy=policy()))

    assert state.status is Status.SURRENDERED
    assert types(again.facts) == [
        *((case, "licence.reapplied") for case in CASES),
        *((case, "licence.granted") for case in CASES),
    ]
    assert again.facts[0].data.round == 2
    assert [former.ended for former in again.state.former] == ["surrendered"]
    assert again.state.licence.licence_no != state.licence.licence_no


def test_fewer_vehicles_than_licensed_mean_a_new_licence_and_the_others_are_left_out() -> None:
    """C8: the quantity declared must equal the quantity licensed."""
    answer = decided(domain.decide_reapplication(surrendered(), FEWER, now=later(), policy=policy()))

    assert types(answer.facts) == [
        (CASES[1], "licence.line_left_out"),
        (CASES[0], "licence.reapplied"),
        (CASES[0], "licence.granted"),
    ]
    fact = answer.facts[2].data
    assert (fact.quantity, fact.vins) == (1, (VINS[0],))
    late = decided(
        domain.hear_endorsement(
            answer.state, CASES[1], endorsement(1, brand="奥迪"), now=MONDAY, policy=policy()
        )
    )
    assert (late.state, late.facts) == (answer.state, ())


@pytest.mark.parametrize(
    "changes",
    [
        replace(FEWER, vins=()),
        replace(FEWER, vins=("LGXC76C30P0123456",)),
        replace(ANOTHER_PORT, lines=(LineCorrection("LGXC76C30P0123456", brand="奥迪"),)),
    ],
)
def test_a_new_licence_is_for_vehicles_of_the_old_one(changes: Changes) -> None:
    answer = refused(domain.decide_reapplication(surrendered(), changes, now=MONDAY, policy=policy()))

    assert (answer.slug, answer.field) == ("rule-violated", "/vins")


def test_a_firm_that_may_not_apply_any_more_gets_no_second_licence() -> None:
    state = replace(surrendered(), standing=replace(FILED, status="suspended"))

    answer = refused(domain.decide_reapplication(state, Changes("As before."), now=MONDAY, policy=policy()))

    assert (answer.slug, answer.status) == ("filing_suspended", 409)
    assert decided(domain.decide_cancellation(state, GROUND, now=MONDAY)).state.status is Status.CANCELLED


def test_a_second_application_that_fails_undoes_what_the_first_licence_began() -> None:
    worse = Changes(
        "Another report.", lines=(LineCorrection(VINS[0], inspection_report=report(result="fail")),)
    )

    answer = decided(domain.decide_reapplication(surrendered(), worse, now=MONDAY, policy=policy()))

    assert answer.state.status is Status.REFUSED
    assert [type_ for case, type_ in types(answer.facts) if case == CASES[0]] == [
        "licence.reapplied",
        "licence.cancelled",
    ]
    assert "行政复议" in answer.facts[-1].data.reason


def test_an_expired_licence_can_be_applied_for_anew() -> None:
    expired = on_time(granted(), now=due_instant(date(2026, 12, 31)), policy=policy()).state
    dated = replace(expired, standing=replace(FILED, valid_to=date(2028, 1, 1)))
    fresh = tuple(LineCorrection(vin, inspection_report=report(dated=date(2027, 1, 4))) for vin in VINS)
    now = due_instant(date(2027, 1, 4))

    answer = decided(
        domain.decide_reapplication(dated, Changes("Again.", lines=fresh), now=now, policy=policy())
    )

    assert (expired.status, answer.state.status) == (Status.EXPIRED, Status.GRANTED)
    assert answer.state.licence.valid_to == date(2027, 7, 5)


@pytest.mark.rule("LIC-REMEDY")
def test_a_refusal_names_reason_article_and_remedy() -> None:
    state = decided(domain.decide_refusal(replace(granted(), status=Status.ACCEPTED), GROUND, now=MONDAY))

    assert state.facts[0].data.reason == GROUND.reason
    assert state.facts[0].data.article == "行政许可法 第三十八条"
    assert "行政诉讼" in state.facts[0].data.remedy


@pytest.mark.rule("LIC-ONE-NOTICE")
def test_asking_a_third_time_is_refused() -> None:
    state = replace(granted(), status=Status.SUBMITTED, corrections=2)

    answer = refused(
        domain.decide_correction_request(
            state, (domain.Item("a", "A."),), by=OFFICER, now=MONDAY, policy=BY_HAND
        )
    )

    assert (answer.slug, answer.article) == ("asked_too_often", "行政许可法 第三十二条")
