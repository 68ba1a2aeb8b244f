"""What the declarant, the officer and the supervisor do by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from customs.domain import (
    HeadCorrection,
    Item,
    LineCorrection,
    Outcome,
    Particulars,
    Status,
    decide_acceptance,
    decide_cancellation,
    decide_clearance,
    decide_correction,
    decide_correction_request,
    decide_receipt,
    decide_rejection,
    decide_release,
    decide_return,
)
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    EXPORTER,
    NOW,
    OFFICER,
    TODAY,
    VINS,
    asked,
    began,
    cleared,
    decided,
    draft,
    licence,
    line,
    refused,
    released,
    submitted,
    types,
)

NOTHING = HeadCorrection()
NAMED = LineCorrection(VINS[0], goods_name="旧大众1.6L轿车")


def sent_back() -> object:
    return began(draft(line(0, goods_name="大众1.6L轿车"), line(1))).state


def test_papers_are_received_as_a_draft_that_announces_nothing() -> None:
    answer = decided(decide_receipt(draft(), now=NOW, policy=ALONE))

    assert (answer.state.status, answer.facts) == (Status.DRAFT, ())


def test_papers_under_an_unknown_profile_are_not_received() -> None:
    answer = refused(decide_receipt(draft(profile="atlantis"), now=NOW, policy=ALONE))

    assert (answer.slug, answer.status) == ("unknown-profile", 422)


def test_corrected_papers_are_examined_again_and_go_through() -> None:
    answer = decided(decide_correction(sent_back(), NOTHING, (NAMED,), None, now=NOW, policy=ALONE))

    assert answer.state.status is Status.CLEARED
    assert types(answer.facts)[:3] == [
        (CASES[0], "customs.resubmitted"),
        (CASES[1], "customs.resubmitted"),
        (CASES[0], "customs.accepted"),
    ]
    assert answer.facts[0].data.items == ("goods_name_not_used",)
    assert answer.state.asked == ()


def test_papers_that_are_still_wrong_go_back_again() -> None:
    useless = (LineCorrection(VINS[0], goods_name="轿车"),)

    answer = decided(decide_correction(sent_back(), NOTHING, useless, None, now=NOW, policy=ALONE))

    assert answer.state.status is Status.RETURNED_FOR_CORRECTION


@pytest.mark.parametrize(
    ("lines", "items"),
    [((), None), ((LineCorrection(VINS[0], brand="奥迪"),), None), ((NAMED,), ("something_else",))],
)
def test_every_item_of_the_notice_must_be_answered(
    lines: tuple[LineCorrection, ...], items: tuple[str, ...] | None
) -> None:
    answer = refused(decide_correction(sent_back(), NOTHING, lines, items, now=NOW, policy=ALONE))

    assert (answer.slug, answer.status, answer.field) == ("correction-incomplete", 422, "/items")
    assert VINS[0] in answer.sentence


def test_an_item_about_no_single_vehicle_is_named_without_one() -> None:
    answer = refused(decide_correction(asked(), NOTHING, (), ("other",), now=NOW, policy=ALONE))

    assert answer.sentence.endswith("the first is invoice_unreadable.")


def test_papers_of_a_vehicle_that_is_not_declared_are_refused() -> None:
    answer = refused(
        decide_correction(asked(), NOTHING, (LineCorrection("X" * 17),), None, now=NOW, policy=ALONE)
    )

    assert (answer.slug, answer.field) == ("rule-violated", "/lines")


def test_a_correction_changes_what_it_carries_and_nothing_else() -> None:
    head = HeadCorrection(customs_port="0201", vessel="Dongfang 7")
    lines = (LineCorrection(VINS[1], fob_amount=Decimal("9000.00"), currency="EUR"),)

    state = decided(decide_correction(asked(), head, lines, None, now=NOW, policy=BY_HAND)).state

    assert (state.customs_port, state.vessel, state.contract_no) == (
        "0201",
        "Dongfang 7",
        "TJ-KAZ-2026-117",
    )
    assert (state.lines[1].fob_amount, state.lines[1].currency) == (Decimal("9000.00"), "EUR")
    assert replace(state.lines[0], annex=None, deregistered=False) == line(0)


def test_what_an_officer_asked_an_officer_judges() -> None:
    answer = decided(decide_correction(asked(), NOTHING, (), None, now=NOW, policy=ALONE))

    assert answer.state.status is Status.SUBMITTED
    assert types(answer.facts) == [(case, "customs.resubmitted") for case in CASES]


def test_an_officer_asks_for_everything_in_one_notice_that_cites_the_law() -> None:
    items = (Item("invoice", "No invoice."), Item("photo", "No photo.", vin=VINS[1]))

    answer = decided(decide_correction_request(submitted(), items, by=OFFICER, now=NOW))

    fact = answer.facts[0].data
    assert (fact.by, [item.code for item in fact.items]) == (OFFICER, ["invoice", "photo"])
    assert all(item.article for item in fact.items)


def test_an_officer_cannot_ask_about_a_vehicle_that_is_not_declared() -> None:
    answer = refused(
        decide_correction_request(submitted(), (Item("photo", "No.", vin="X" * 17),), by=OFFICER, now=NOW)
    )

    assert (answer.slug, answer.field) == ("rule-violated", "/items/0/vin")


def test_an_officer_accepts_releases_and_confirms_the_departure_step_by_step() -> None:
    accepted = decided(decide_acceptance(submitted(), now=NOW, policy=BY_HAND))
    free = decided(decide_release(accepted.state, now=NOW, policy=BY_HAND))
    gone = decided(decide_clearance(free.state, vessel="Dongfang 7", now=NOW))

    assert types(accepted.facts + free.facts + gone.facts) == [
        (case, f"customs.{what}") for what in ("accepted", "released", "cleared") for case in CASES
    ]
    assert gone.facts[0].data.vessel == "Dongfang 7"
    assert {fact.data.declaration_no for fact in accepted.facts + gone.facts} == {
        accepted.state.declaration_no
    }


def test_an_officer_may_accept_and_release_in_one_act() -> None:
    answer = decided(decide_release(submitted(), now=NOW, policy=BY_HAND))

    assert answer.state.status is Status.RELEASED
    assert len(answer.facts) == 4


@pytest.mark.parametrize("act", [decide_acceptance, decide_release])
def test_the_rules_bind_the_officer_too(act: object) -> None:
    state = began(known=licence(customs_port="0201"), by=BY_HAND).state

    answer = refused(act(state, now=NOW, policy=BY_HAND))

    assert (answer.slug, answer.status) == ("licence_mismatch", 422)
    assert "customs port" in answer.sentence
    assert answer.article


def test_a_rejection_by_hand_names_reason_and_article() -> None:
    answer = decided(decide_rejection(submitted(), Outcome("detained", "Held for inspection."), now=NOW))

    fact = answer.facts[0].data
    assert (fact.code, fact.reason, fact.article) == (
        "detained",
        "Held for inspection.",
        "海关法 第二十四条",
    )


def test_goods_that_were_not_loaded_are_shut_out_for_all_vehicles() -> None:
    answer = decided(
        decide_cancellation(released(), Outcome("rolled", "The ship left without them."), now=NOW)
    )

    assert answer.state.status is Status.CANCELLED
    assert types(answer.facts) == [(case, "customs.cancelled") for case in CASES]
    assert "第二十六条" in answer.state.outcome.article


def test_returned_goods_are_recorded_for_all_vehicles() -> None:
    later = datetime(2026, 12, 20, 2, tzinfo=UTC)

    answer = decided(
        decide_return(cleared(), reason="Refused entry.", returned_on=date(2026, 12, 18), now=later)
    )

    assert types(answer.facts) == [(case, "customs.returned") for case in CASES]
    assert answer.facts[0].data.returned_on == date(2026, 12, 18)


def test_one_vehicle_may_come_back_and_the_others_stay_abroad() -> None:
    first, *others = cleared().lines

    back = decided(
        decide_return(cleared(), reason="Refused entry.", returned_on=None, vins=(first.vin,), now=NOW)
    )

    assert types(back.facts) == [(first.case_id, "customs.returned")]
    assert back.state.status is Status.CLEARED
    assert [line.returned_on for line in back.state.lines] == [TODAY, *(None for _ in others)]
    again = refused(
        decide_return(back.state, reason="Refused entry.", returned_on=None, vins=(first.vin,), now=NOW)
    )
    assert (again.field, again.article) == ("/vins", "海关法 第五十七条（出口货物退运进境）")
    rest = decided(decide_return(back.state, reason="Refused entry.", returned_on=None, now=NOW))
    assert types(rest.facts) == [(line.case_id, "customs.returned") for line in others]
    assert rest.state.status is Status.RETURNED


def test_those_who_hear_of_a_departure_hear_who_sent_the_goods() -> None:
    own, named = began(draft()), began(draft(particulars=Particulars(consignor_uscc=EXPORTER)))

    for answer in (own, named):
        (fact, *_) = [each for each in answer.facts if each.type == "customs.cleared.v1"]
        assert fact.data.consignor_uscc == EXPORTER


def test_what_the_status_does_not_allow_names_its_article_too() -> None:
    assert refused(decide_release(cleared(), now=NOW, policy=BY_HAND)).article


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24)])
def test_goods_do_not_come_back_before_they_left_or_tomorrow(day: date) -> None:
    answer = refused(decide_return(cleared(), reason="Refused entry.", returned_on=day, now=NOW))

    assert (answer.slug, answer.field) == ("returned_out_of_order", "/returned_on")


def test_goods_are_back_today_unless_another_day_is_named() -> None:
    answer = decided(decide_return(cleared(), reason="Refused entry.", returned_on=None, now=NOW))

    assert answer.state.returned_on == TODAY
