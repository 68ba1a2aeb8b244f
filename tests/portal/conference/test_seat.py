"""Who sees what of the conference and may do what, and how its sentences come to be in one language."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.datastructures import FormData

from exportlane.runtime.auth import Caller
from exportlane.runtime.auth.callers import DEFAULT_SCOPES
from gateway.conference.ticket import IssueStatus, IssueVerb
from gateway.portal.conference.faults import FIELDS, MOVED, STALE, faults
from gateway.portal.conference.saying import as_words, in_language
from gateway.portal.conference.seat import Refused, Seat, seat_of
from gateway.portal.conference.tickets import paper
from gateway.portal.frame.calls import Answer
from tests.gateway.conference.sitting import standing

FRIDAY = date(2026, 11, 20)


def caller(agency: str, role: str, **claims: str) -> Caller:
    return Caller(subject="li", agency=agency, role=role, scopes=DEFAULT_SCOPES[role], **claims)


def member(name: str) -> Caller:
    return caller("conference", "conference", member=name)


def seat(who: Caller, profile: str | None = "tianjin") -> Seat:
    return seat_of(who, profile, today=FRIDAY)


def test_a_member_sits_in_its_own_body_and_in_no_other() -> None:
    assert seat_of(member("taizhou.conf_convener"), None, today=FRIDAY).profile == "taizhou"
    with pytest.raises(Refused) as no:
        seat_of(member("taizhou.conf_convener"), "tianjin", today=FRIDAY)
    assert "不对其他城市的成员单位开放" in no.value.words.zh
    assert no.value.slug == "forbidden"


@pytest.mark.parametrize(
    ("who", "whole", "by_member"),
    [
        (member("tianjin.conf_police"), True, True),
        (member("tianjin.conf_guest"), False, True),
        (member("tianjin.conf_district"), False, False),
        (caller("licensing", "officer"), True, True),
        (caller("licensing", "viewer"), False, True),
        (caller("gateway", "operator"), True, True),
    ],
    ids=["member", "guest", "district", "officer", "viewer", "operator"],
)
def test_members_read_tickets_guests_sums_and_districts_counts(
    who: Caller, whole: bool, by_member: bool
) -> None:
    found = seat(who)

    assert (found.whole, found.by_member) == (whole, by_member)


def test_exporters_strangers_and_members_whose_time_is_over_see_nothing() -> None:
    for who in (
        caller("enterprise", "exporter", uscc="91120118MA06ABCD1Y"),
        member("tianjin.conf_nobody"),
        caller("conference", "conference"),
    ):
        with pytest.raises(Refused):
            seat(who)
    with pytest.raises(Refused):
        seat_of(member("tianjin.conf_police"), None, today=date(2020, 1, 1))


def test_there_is_no_conference_of_the_whole_country() -> None:
    with pytest.raises(Refused) as no:
        seat(caller("gateway", "operator"), "national")
    assert no.value.slug == "not-found"


def test_verbs_are_those_of_the_state_the_right_and_the_assignment() -> None:
    convener, police, tax = (member(f"tianjin.conf_{name}") for name in ("convener", "police", "tax"))
    assigned = standing(IssueStatus.ASSIGNED)

    assert set(seat(police).verbs(assigned)) == {IssueVerb.ANSWER, IssueVerb.ESCALATE}
    assert seat(tax).verbs(assigned) == ()
    assert set(seat(convener).verbs(assigned)) == {IssueVerb.ASSIGN, IssueVerb.ESCALATE}
    assert set(seat(convener).verbs(standing(IssueStatus.ANSWERED))) == {
        IssueVerb.REOPEN, IssueVerb.ESCALATE, IssueVerb.CLOSE,
    }  # fmt: skip
    assert seat(caller("licensing", "officer")).verbs(assigned) == ()


def test_guests_raise_nothing_and_officers_do() -> None:
    assert seat(caller("customs", "officer")).may_raise
    assert seat(member("tianjin.conf_police")).may_raise
    assert not seat(member("tianjin.conf_guest")).may_raise
    assert not seat(caller("gateway", "operator")).may_raise
    assert seat(member("tianjin.conf_police")).may_report("tianjin.conf_police")
    assert not seat(member("tianjin.conf_police")).may_report("tianjin.conf_tax")
    assert seat(member("tianjin.conf_convener")).may_report("tianjin.conf_tax")


def test_a_sentence_in_two_languages_is_shown_in_one() -> None:
    both = "会议日期 2026-11-01 已过。A meeting cannot be called for 2026-11-01, which has passed."

    assert in_language(both, "zh") == "会议日期 2026-11-01 已过。"
    assert in_language(both, "en") == "A meeting cannot be called for 2026-11-01, which has passed."
    assert in_language("Only English.", "zh") == "Only English."
    assert as_words("征求意见 draft").en == "draft"


def test_what_the_api_has_against_a_form_stands_at_its_fields() -> None:
    wrong = {"slug": "validation-failed", "detail": "…", "field": "/text",
             "errors": [{"field": "/text"}, {"field": "/figure/name"}]}  # fmt: skip
    ruled = {"slug": "rule-violated", "field": "/held_on", "detail": "会议日期已过。It has passed."}

    assert set(faults("raise", Answer(422, wrong), {}).fields) == {"text", "figure"}
    assert faults("raise", Answer(422, wrong), {}).fields["text"] == FIELDS["text"]
    assert faults("convene", Answer(422, ruled), {}).fields["held_on"].zh == "会议日期已过。"
    assert faults("close", Answer(412, {"slug": "stale-version", "detail": "x"}), {}).whole == STALE
    assert faults("close", Answer(409, {"slug": "move-not-allowed", "detail": "x"}), {}).whole == MOVED


def test_days_that_are_no_number_are_left_for_the_api_to_refuse() -> None:
    assert paper("assign", FormData({"member": "conf_tax", "days": "3"})) == {"member": "conf_tax", "days": 3}
    assert paper("reopen", FormData({"text": " bitte ", "days": "two"})) == {"text": "bitte", "days": "two"}
    assert paper("close", FormData({"text": "ok", "days": "3"})) == {"text": "ok"}
