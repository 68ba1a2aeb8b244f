from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import (
    CANCELLED,
    EXIT,
    LICENCE,
    NATIONAL,
    NOW,
    REJECTED,
    TIANJIN,
    TIANJIN_BY_HAND,
    TODAY,
    a_vehicle,
    decided,
    provisional,
    requested,
    rules,
)
from vehicle_registry.domain import (
    AUTOMATIC_RESTORE,
    Asked,
    Ended,
    ExitRecord,
    Status,
    Vehicle,
    customs_cleared,
    customs_ended,
    licence_cancelled,
    licence_denied,
    note_licence,
    refuse,
    request_correction,
    restore,
)

OTHER_EXIT = ExitRecord("fact-other", "020220260000000025", date(2026, 11, 23))
BY_HAND = rules(two_phase=True, automatic=frozenset({"vehicle.deregister"}))


def types(answer: object) -> list[str]:
    assert isinstance(answer, Decided), answer
    return [fact.type for fact in answer.facts]


def assert_contradiction(answer: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.slug == "contradiction"


def asked_for_a_paper() -> Vehicle:
    items = (Asked("other", "a paper"),)
    return decided(request_correction(requested(), items, by="officer", now=NOW, policy=TIANJIN_BY_HAND))


def final() -> Vehicle:
    return decided(customs_cleared(provisional(), EXIT, now=NOW, policy=TIANJIN))


def test_when_the_vehicle_has_left_its_deregistration_becomes_final_and_the_proof_is_issued() -> None:
    answer = customs_cleared(provisional(), EXIT, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    (fact,) = answer.facts
    assert fact.type == "vehicle.exit_confirmed.v1"
    assert fact.data.model_dump() == {
        "vin": "LSVAU033002221761",
        "proof_no": "ZX2026-LSVAU033002221761",
        "on": TODAY,
    }
    assert answer.state.status is Status.DEREGISTERED


@pytest.mark.parametrize("ended", [REJECTED, Ended("not_loaded", "shut out by the vessel")])
def test_customs_refusal_restores_the_registration_before_the_licence_is_cancelled(ended: Ended) -> None:
    answer = customs_ended(provisional(), ended, now=NOW, policy=TIANJIN)

    assert isinstance(answer, Decided)
    (fact,) = answer.facts
    assert fact.type == "vehicle.registration_restored.v1"
    assert fact.data.model_dump()["code"] == ended.code
    assert answer.state.status is Status.RESTORED


def test_a_cancelled_licence_restores_the_siblings_that_were_deregistered() -> None:
    answer = licence_cancelled(provisional(), CANCELLED, now=NOW, policy=TIANJIN)

    assert types(answer) == ["vehicle.registration_restored.v1"]


def test_a_cancelled_licence_closes_what_was_not_decided_without_a_fact() -> None:
    asked = decided(
        request_correction(
            requested(), (Asked("other", "a paper"),), by="officer", now=NOW, policy=TIANJIN_BY_HAND
        )
    )

    for vehicle in (a_vehicle(), requested(), asked):
        answer = licence_cancelled(vehicle, CANCELLED, now=NOW, policy=TIANJIN)

        assert types(answer) == []
        assert (decided(answer).status, decided(answer).asked) == (Status.CLOSED, ())


def test_where_the_supervisor_restores_the_undo_is_asked_for_first() -> None:
    asked = customs_ended(provisional(), REJECTED, now=NOW, policy=BY_HAND)

    assert types(asked) == []
    assert decided(asked).status is Status.RESTORATION_ASKED
    done = restore(
        decided(asked), code="licence_mismatch", reason="customs rejected the declaration", now=NOW
    )
    assert types(done) == ["vehicle.registration_restored.v1"]
    assert AUTOMATIC_RESTORE not in BY_HAND.rules("tianjin").automatic


def test_the_supervisor_may_restore_a_provisional_deregistration_unasked() -> None:
    answer = restore(provisional(), code="given_up", reason="the buyer withdrew", now=NOW)

    assert decided(answer).status is Status.RESTORED


@pytest.mark.parametrize("end", ["refused", "restored", "closed", "asked"])
def test_what_is_over_stays_over_whatever_ends_beside_it(end: str) -> None:
    vehicle = {
        "refused": decided(refuse(requested(), code="stolen", reason="stolen", article=None, now=NOW)),
        "restored": decided(customs_ended(provisional(), REJECTED, now=NOW, policy=TIANJIN)),
        "closed": decided(licence_cancelled(a_vehicle(), CANCELLED, now=NOW, policy=TIANJIN)),
        "asked": decided(customs_ended(provisional(), REJECTED, now=NOW, policy=BY_HAND)),
    }[end]

    assert licence_cancelled(vehicle, CANCELLED, now=NOW, policy=TIANJIN) == Decided(vehicle)
    assert customs_ended(vehicle, REJECTED, now=NOW, policy=TIANJIN) == Decided(vehicle)


def test_customs_ending_the_export_while_papers_are_asked_for_refuses_the_deregistration() -> None:
    asked = decided(
        request_correction(
            requested(), (Asked("other", "a paper"),), by="officer", now=NOW, policy=TIANJIN_BY_HAND
        )
    )

    answer = customs_ended(asked, REJECTED, now=NOW, policy=TIANJIN_BY_HAND)

    assert isinstance(answer, Decided)
    assert types(answer) == ["vehicle.deregistration_refused.v1"]
    assert answer.facts[0].data.model_dump()["code"] == "licence_mismatch"


def test_after_customs_order_an_export_that_ended_early_leaves_the_register_as_it_is() -> None:
    vehicle = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL))

    answer = customs_ended(vehicle, REJECTED, now=NOW, policy=NATIONAL)

    assert types(answer) == []
    assert decided(answer).status is Status.CLOSED


def test_a_licence_heard_of_after_the_case_was_closed_changes_nothing_but_the_note() -> None:
    closed = decided(customs_ended(a_vehicle("national"), REJECTED, now=NOW, policy=NATIONAL))

    answer = note_licence(closed, LICENCE, now=NOW, policy=NATIONAL)

    assert types(answer) == []
    assert decided(answer).status is Status.CLOSED


def test_a_refused_licence_closes_the_vehicle_s_case_and_says_nothing() -> None:
    answer = licence_denied(a_vehicle(), Ended("scrapping_within_year", "too old"), now=NOW, policy=TIANJIN)

    assert types(answer) == []
    assert decided(answer).status is Status.CLOSED
    assert licence_denied(decided(answer), CANCELLED, now=NOW, policy=TIANJIN) == answer


def test_a_fact_told_again_in_other_words_changes_nothing() -> None:
    vehicle = final()

    assert note_licence(vehicle, LICENCE, now=NOW, policy=TIANJIN) == Decided(vehicle)
    assert customs_cleared(vehicle, EXIT, now=NOW, policy=TIANJIN) == Decided(vehicle)


class TestContradictionsGoToAPerson:
    def test_a_second_licence(self) -> None:
        other = replace(LICENCE, licence_no="26-12-00000B")

        assert_contradiction(note_licence(provisional(), other, now=NOW, policy=TIANJIN))

    def test_a_second_declaration(self) -> None:
        assert_contradiction(customs_cleared(final(), OTHER_EXIT, now=NOW, policy=TIANJIN))

    def test_a_licence_refused_after_it_was_granted(self) -> None:
        assert_contradiction(licence_denied(provisional(), CANCELLED, now=NOW, policy=TIANJIN))

    def test_a_licence_cancelled_after_the_vehicle_left(self) -> None:
        assert_contradiction(licence_cancelled(final(), CANCELLED, now=NOW, policy=TIANJIN))

    def test_an_export_that_customs_ended_after_clearing_it(self) -> None:
        assert_contradiction(customs_ended(final(), REJECTED, now=NOW, policy=TIANJIN))

    def test_a_vehicle_cleared_after_its_registration_was_restored(self) -> None:
        restored = decided(customs_ended(provisional(), REJECTED, now=NOW, policy=TIANJIN))

        assert_contradiction(customs_cleared(restored, EXIT, now=NOW, policy=TIANJIN))

    def test_a_vehicle_cleared_before_it_was_deregistered_in_the_two_phase_order(self) -> None:
        assert_contradiction(customs_cleared(a_vehicle(), EXIT, now=NOW, policy=TIANJIN))

    def test_an_undo_of_a_final_deregistration_without_an_exit_record(self) -> None:
        vehicle = replace(final(), exit_record=None)

        assert_contradiction(licence_cancelled(vehicle, CANCELLED, now=NOW, policy=TIANJIN))
