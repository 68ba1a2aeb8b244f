from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import (
    EXIT,
    LICENCE,
    NATIONAL,
    NATIONAL_BY_HAND,
    NOW,
    REJECTED,
    TIANJIN,
    TIANJIN_BY_HAND,
    TODAY,
    a_vehicle,
    decided,
    requested,
)
from vehicle_registry.domain import (
    BAR_ARTICLE,
    BARS,
    PROHIBITIONS,
    Asked,
    Document,
    Status,
    Vehicle,
    add_bar,
    begin_if_ready,
    customs_cleared,
    customs_ended,
    deregister,
    lift_bar,
    note_licence,
    refuse,
    request_correction,
    request_deregistration,
    supply_correction,
    take_in,
    withdraw,
)

LI = "vehicle-registry/officer/li"
NO_AGENT = {"agent_registered": False}
NO_CERTIFICATE = {"registration_cert_no": None}


def refusal(answer: object) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def facts(answer: object) -> list[str]:
    assert isinstance(answer, Decided), answer
    return [fact.type for fact in answer.facts]


def test_an_endorsed_vehicle_is_announced_in_the_exporter_s_name_and_without_a_former_owner() -> None:
    vehicle = a_vehicle()

    answer = take_in(vehicle, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    (fact,) = answer.facts
    assert fact.type == "vehicle.transfer_pending_export.v1"
    assert fact.case_id == vehicle.id
    assert fact.data.model_dump()["owner_uscc"] == vehicle.exporter_uscc
    assert "former_plate_no" not in fact.data.model_dump()


@pytest.mark.parametrize("endorsed", [date(2022, 2, 28), TODAY + timedelta(days=1)])
def test_an_endorsement_lies_between_the_first_registration_and_today(endorsed: date) -> None:
    vehicle = a_vehicle(transfer_pending_export_date=endorsed)

    answer = refusal(take_in(vehicle, now=NOW, policy=TIANJIN))

    assert (answer.status, answer.field) == (422, "/transfer_pending_export_date")
    assert answer.article == "机动车登记规定 第二十八条"


@pytest.mark.parametrize("endorsed", [date(2022, 3, 1), TODAY])
def test_an_endorsement_on_the_first_or_the_last_possible_day_is_good(endorsed: date) -> None:
    answer = take_in(a_vehicle(transfer_pending_export_date=endorsed), now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)


def test_the_statutory_day_is_shanghai_s_and_not_utc_s() -> None:
    late_evening_in_utc = NOW.replace(hour=17)

    answer = take_in(
        a_vehicle(transfer_pending_export_date=date(2026, 11, 24)), now=late_evening_in_utc, policy=TIANJIN
    )

    assert isinstance(answer, Decided)


def test_with_the_licence_a_vehicle_is_deregistered_provisionally_before_customs() -> None:
    answer = note_licence(a_vehicle(), LICENCE, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    (fact,) = answer.facts
    assert fact.type == "vehicle.deregistered.v1"
    data = fact.data.model_dump()
    assert (data["phase"], data["on"], data["proof_no"]) == ("provisional", TODAY, None)
    assert answer.state.status is Status.PROVISIONAL


def test_without_a_licence_nothing_begins() -> None:
    answer = begin_if_ready(a_vehicle(), now=NOW, policy=TIANJIN)

    assert answer == Decided(a_vehicle())


@pytest.mark.parametrize("licence_first", [True, False])
def test_after_customs_the_licence_and_the_exit_record_may_come_in_any_order(*, licence_first: bool) -> None:
    vehicle = a_vehicle("national")

    if licence_first:
        half = note_licence(vehicle, LICENCE, now=NOW, policy=NATIONAL)
        whole = customs_cleared(decided(half), EXIT, now=NOW, policy=NATIONAL)
    else:
        half = customs_cleared(vehicle, EXIT, now=NOW, policy=NATIONAL)
        whole = note_licence(decided(half), LICENCE, now=NOW, policy=NATIONAL)

    assert facts(half) == []
    assert facts(whole) == ["vehicle.deregistered.v1"]
    assert decided(whole).status is Status.DEREGISTERED
    assert decided(whole).proof_no == "ZX2026-LSVAU033002221761"


def test_the_limit_is_one_working_day_from_the_request() -> None:
    vehicle = requested()

    assert vehicle.status is Status.REQUESTED
    assert (vehicle.requested_on, vehicle.due_on) == (TODAY, TODAY + timedelta(days=1))


def barred(bar: str, **changed: object) -> Vehicle:
    return decided(add_bar(a_vehicle(**changed), bar, now=NOW, policy=TIANJIN))


@pytest.mark.parametrize("bar", [c for c, line in PROHIBITIONS.items() if "deregistration" in line.blocks])
def test_a_bar_lets_the_deregistration_wait_with_its_article(bar: str) -> None:
    answer = note_licence(barred(bar), LICENCE, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    assert facts(answer) == [
        "vehicle.deregistration_requested.v1",
        "vehicle.materials_waived.v1",
        "vehicle.deregistration_blocked.v1",
    ]
    assert answer.facts[-1].data.model_dump() == {
        "vin": answer.state.vin,
        "code": bar,
        "reason": BARS[bar],
        "article": PROHIBITIONS[bar].blocks["deregistration"],
    }
    assert (answer.state.status, answer.state.due_on) == (Status.BLOCKED, None)


def test_when_the_last_bar_is_lifted_the_vehicle_is_deregistered_at_once() -> None:
    two = decided(add_bar(barred("mortgage"), "seizure", now=NOW, policy=TIANJIN))
    waiting = decided(note_licence(two, LICENCE, now=NOW, policy=TIANJIN))

    first = lift_bar(waiting, "seizure", now=NOW, policy=TIANJIN)
    last = lift_bar(decided(first), "mortgage", now=NOW, policy=TIANJIN)

    assert (facts(first), decided(first).status) == ([], Status.BLOCKED)
    assert facts(last) == ["vehicle.deregistration_unblocked.v1", "vehicle.deregistered.v1"]


def test_while_it_is_blocked_its_clock_stands_still() -> None:
    blocked = decided(add_bar(requested(), "pledge", now=NOW, policy=TIANJIN_BY_HAND))
    a_week_later = NOW + timedelta(days=7)

    going = decided(lift_bar(blocked, "pledge", now=a_week_later, policy=TIANJIN_BY_HAND))

    assert (blocked.status, blocked.due_on) == (Status.BLOCKED, None)
    assert (going.status, going.due_on) == (Status.REQUESTED, date(2026, 12, 1))


def test_a_blocked_deregistration_may_be_refused_and_withdrawn() -> None:
    blocked = decided(add_bar(requested(), "pledge", now=NOW, policy=TIANJIN_BY_HAND))

    refused = refuse(blocked, code="pledge", reason="it stays pledged", article=None, now=NOW)
    withdrawn = withdraw(blocked, reason="another buyer", now=NOW, policy=TIANJIN_BY_HAND)

    assert facts(refused) == ["vehicle.deregistration_refused.v1"]
    assert facts(withdrawn) == ["vehicle.deregistration_withdrawn.v1"]
    assert decided(withdrawn).status is Status.PENDING_EXPORT


def test_what_was_withdrawn_may_be_requested_again() -> None:
    back = decided(withdraw(requested(), reason="too early", now=NOW, policy=TIANJIN_BY_HAND))

    answer = request_deregistration(back, by="enterprise/exporter/wu", now=NOW, policy=TIANJIN_BY_HAND)

    assert facts(answer)[0] == "vehicle.deregistration_requested.v1"
    assert decided(answer).status is Status.REQUESTED


def test_a_bar_that_was_lifted_in_time_does_no_harm() -> None:
    free = decided(lift_bar(barred("seizure"), "seizure", now=NOW, policy=TIANJIN))

    answer = note_licence(free, LICENCE, now=NOW, policy=TIANJIN)

    assert facts(answer) == ["vehicle.deregistered.v1"]


@pytest.mark.parametrize(("act", "slug"), [(add_bar, "rule-violated"), (lift_bar, "move-not-allowed")])
def test_a_bar_that_the_law_does_not_know_is_neither_set_nor_lifted(act: object, slug: str) -> None:
    answer = refusal(act(a_vehicle(), "debt", now=NOW, policy=TIANJIN))  # type: ignore[operator]

    assert answer.slug == slug


def test_a_bar_is_registered_once() -> None:
    assert refusal(add_bar(barred("pledge"), "pledge", now=NOW, policy=TIANJIN)).slug == "move-not-allowed"


def test_a_missing_paper_is_asked_for_in_one_notice_with_all_items() -> None:
    vehicle = a_vehicle(**NO_AGENT, **NO_CERTIFICATE)

    answer = note_licence(vehicle, LICENCE, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    *_, fact = answer.facts
    assert fact.type == "vehicle.deregistration_correction_requested.v1"
    data = fact.data.model_dump()
    assert [item["code"] for item in data["items"]] == ["power_of_attorney", "registration_certificate"]
    assert all(item["article"] and item["vin"] == vehicle.vin for item in data["items"])
    assert data["by"] == "rule"
    assert (answer.state.status, answer.state.due_on) == (Status.CORRECTION, None)


def test_the_answered_notice_leads_to_the_deregistration_at_once() -> None:
    asked = decided(note_licence(a_vehicle(**NO_AGENT, **NO_CERTIFICATE), LICENCE, now=NOW, policy=TIANJIN))

    answer = supply_correction(
        asked,
        certificate_no="120099999999",
        documents=(Document("power_of_attorney", "POA-7"),),
        now=NOW,
        policy=TIANJIN,
    )

    assert isinstance(answer, Decided)
    supplied, deregistered = answer.facts
    assert supplied.type == "vehicle.deregistration_correction_supplied.v1"
    assert supplied.data.model_dump()["items"] == ("power_of_attorney", "registration_certificate")
    assert deregistered.type == "vehicle.deregistered.v1"
    assert answer.state.registration_cert_no == "120099999999"
    assert answer.state.asked == ()


def test_a_half_answered_notice_is_not_accepted_and_names_what_is_open() -> None:
    asked = decided(note_licence(a_vehicle(**NO_AGENT, **NO_CERTIFICATE), LICENCE, now=NOW, policy=TIANJIN))

    answer = refusal(
        supply_correction(asked, certificate_no="120099999999", documents=(), now=NOW, policy=TIANJIN)
    )

    assert (answer.status, answer.field) == (422, "/documents")
    assert "power_of_attorney" in answer.sentence
    assert "registration_certificate" not in answer.sentence


@pytest.mark.parametrize(
    "number",
    ["", "12009999999", "1200999999999", "12009999999A", "120099999999\n", "１２００９９９９９９９９"],
)
def test_a_certificate_number_has_twelve_digits(number: str) -> None:
    asked = decided(note_licence(a_vehicle(**NO_CERTIFICATE), LICENCE, now=NOW, policy=TIANJIN))

    answer = refusal(supply_correction(asked, certificate_no=number, documents=(), now=NOW, policy=TIANJIN))

    assert answer.field == "/registration_cert_no"


def test_the_certificate_itself_answers_the_notice_too() -> None:
    asked = decided(note_licence(a_vehicle(**NO_CERTIFICATE), LICENCE, now=NOW, policy=TIANJIN))
    paper = Document("registration_certificate", "SCAN-1")

    answer = supply_correction(asked, certificate_no=None, documents=(paper,), now=NOW, policy=TIANJIN)

    assert decided(answer).status is Status.PROVISIONAL


def test_a_document_supplied_again_replaces_the_earlier_one() -> None:
    asked = (Asked("power_of_attorney", "again, please"),)
    vehicle = replace(
        requested(), documents=(Document("power_of_attorney", "OLD"), Document("other", "KEPT"))
    )
    waiting = decided(request_correction(vehicle, asked, by=LI, now=NOW, policy=TIANJIN_BY_HAND))

    answer = supply_correction(
        waiting,
        certificate_no=None,
        documents=(Document("power_of_attorney", "NEW"),),
        now=NOW,
        policy=TIANJIN_BY_HAND,
    )

    assert decided(answer).document("power_of_attorney") == "NEW"
    assert decided(answer).document("other") == "KEPT"
    assert decided(answer).status is Status.REQUESTED


def test_an_officer_s_notice_names_the_officer() -> None:
    answer = request_correction(
        requested(),
        (Asked("transport_document", "the bill of lading"),),
        by="vehicle-registry/officer/li",
        now=NOW,
        policy=TIANJIN_BY_HAND,
    )

    assert isinstance(answer, Decided)
    assert answer.facts[0].data.model_dump()["by"] == "vehicle-registry/officer/li"


def test_an_officer_deregisters_by_hand() -> None:
    answer = deregister(requested(), now=NOW, policy=TIANJIN_BY_HAND)

    assert facts(answer) == ["vehicle.deregistered.v1"]


def test_an_officer_deregisters_finally_after_customs() -> None:
    answer = deregister(requested(two_phase=False), now=NOW, policy=NATIONAL_BY_HAND)

    assert decided(answer).status is Status.DEREGISTERED


def test_an_officer_may_not_deregister_past_a_bar() -> None:
    barred_before = replace(requested(), bars=("stolen",))

    answer = refusal(deregister(barred_before, now=NOW, policy=TIANJIN_BY_HAND))

    assert (answer.slug, answer.status, answer.article) == ("stolen", 422, BAR_ARTICLE)


@pytest.mark.rule("REG-39.papers")
def test_an_officer_may_not_deregister_without_the_papers() -> None:
    vehicle = requested(**NO_AGENT)

    answer = refusal(deregister(vehicle, now=NOW, policy=TIANJIN_BY_HAND))

    assert "power_of_attorney" in answer.sentence
    assert (answer.slug, answer.article) == ("papers_missing", "机动车登记规定 第八十六、八十九条")


@pytest.mark.parametrize(
    ("named", "cited"), [("机动车登记规定 第八十条", "机动车登记规定 第八十条"), (None, BAR_ARTICLE)]
)
def test_an_officer_s_refusal_cites_an_article(named: str | None, cited: str) -> None:
    answer = refuse(
        requested(), code="invalid_proofs", reason="the invoice is not valid", article=named, now=NOW
    )

    assert isinstance(answer, Decided)
    assert answer.facts[0].data.model_dump()["article"] == cited


def test_customs_rejection_before_the_licence_is_heard_of_refuses_the_deregistration_later() -> None:
    noted = customs_ended(a_vehicle(), REJECTED, now=NOW, policy=TIANJIN_BY_HAND)

    answer = note_licence(decided(noted), LICENCE, now=NOW, policy=TIANJIN_BY_HAND)

    assert facts(noted) == []
    assert facts(answer) == ["vehicle.deregistration_refused.v1"]
