"""What is found late, what is misused: the register is locked, and others stop the export."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.vehicle_registry.given import (
    EXIT,
    LICENCE,
    NATIONAL,
    NOW,
    TIANJIN,
    TIANJIN_BY_HAND,
    a_vehicle,
    decided,
    provisional,
    requested,
)
from vehicle_registry.domain import (
    PROHIBITIONS,
    Ended,
    Status,
    add_bar,
    customs_cleared,
    customs_ended,
    licence_cancelled,
    licence_denied,
    licence_given_back,
    lift_bar,
    line_left_out,
    lock,
    note_licence,
    report_misuse,
    request_deregistration,
    restore,
    unlock,
    withdraw,
)

STOLEN = Ended("stolen", "reported stolen", "机动车登记规定 第四十二条")
NEXT = replace(LICENCE, licence_no="26-12-00000B", fact_id="fact-next")


def facts(answer: object) -> list[str]:
    assert isinstance(answer, Decided), answer
    return [fact.type.removeprefix("vehicle.").removesuffix(".v1") for fact in answer.facts]


@pytest.mark.rule("C16")
def test_what_is_found_after_the_provisional_deregistration_locks_the_register() -> None:
    answer = add_bar(provisional(), "stolen", now=NOW, policy=TIANJIN)

    assert facts(answer) == ["locked"]
    assert decided(answer).status is Status.PROVISIONAL
    assert decided(answer).locked_for("stolen")


@pytest.mark.rule("C16")
def test_where_customs_come_first_a_licensed_vehicle_is_locked_and_an_unlicensed_one_is_not() -> None:
    licensed = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL))

    late = add_bar(licensed, "mortgage", now=NOW, policy=NATIONAL)
    early = add_bar(a_vehicle("national"), "mortgage", now=NOW, policy=NATIONAL)

    assert (facts(late), facts(early)) == (["locked"], [])


@pytest.mark.rule("C16")
def test_what_stands_against_no_deregistration_locks_nothing() -> None:
    answer = add_bar(provisional(), "customs_supervised", now=NOW, policy=TIANJIN)

    assert facts(answer) == []


def test_the_lock_goes_with_its_bar() -> None:
    locked = decided(add_bar(provisional(), "seizure", now=NOW, policy=TIANJIN))

    answer = lift_bar(locked, "seizure", now=NOW, policy=TIANJIN)

    assert (facts(answer), decided(answer).locks) == (["unlocked"], ())


def test_a_locked_vehicle_that_leaves_is_deregistered_all_the_same_because_it_is_gone() -> None:
    locked = decided(add_bar(provisional(), "seizure", now=NOW, policy=TIANJIN))

    assert facts(customs_cleared(locked, EXIT, now=NOW, policy=TIANJIN)) == ["exit_confirmed"]


def test_a_lock_lets_a_request_wait_and_unlocking_lets_it_go_on() -> None:
    locked = lock(requested(), STOLEN, now=NOW)
    freed = unlock(decided(locked), "stolen", now=NOW, policy=TIANJIN)

    assert facts(locked) == ["locked", "deregistration_blocked"]
    assert facts(freed) == ["unlocked", "deregistration_unblocked", "deregistered"]


def test_a_licence_for_a_locked_vehicle_begins_a_deregistration_that_waits() -> None:
    locked = decided(lock(a_vehicle(), STOLEN, now=NOW))

    answer = note_licence(locked, LICENCE, now=NOW, policy=TIANJIN)

    assert facts(answer)[-1] == "deregistration_blocked"


def test_it_is_locked_once_for_a_reason_and_unlocked_only_from_it() -> None:
    locked = decided(lock(a_vehicle(), STOLEN, now=NOW))

    again, other = lock(locked, STOLEN, now=NOW), unlock(locked, "misuse", now=NOW, policy=TIANJIN)

    assert isinstance(again, Refused)
    assert isinstance(other, Refused)


@pytest.mark.rule("C19")
def test_road_use_is_reported_and_locks_the_register() -> None:
    first = report_misuse(a_vehicle(), code="road_use", reason="seen on a road", now=NOW)
    second = report_misuse(decided(first), code="home_sale", reason="offered", now=NOW)

    assert facts(first) == ["misuse_reported", "locked"]
    assert facts(second) == ["misuse_reported"]
    assert len(decided(second).misuse) == 2


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("mortgage", marks=pytest.mark.rule("REG-D-mortgage")),
        pytest.param("pledge", marks=pytest.mark.rule("REG-D-pledge")),
        pytest.param("seizure", marks=pytest.mark.rule("REG-D-seizure")),
        pytest.param("stolen", marks=pytest.mark.rule("REG-D-stolen")),
        pytest.param("mismatch", marks=pytest.mark.rule("REG-D-mismatch")),
        pytest.param("invalid_proofs", marks=pytest.mark.rule("REG-D-invalid_proofs")),
        pytest.param("illegally_assembled", marks=pytest.mark.rule("REG-D-illegally_assembled")),
        pytest.param("violations_open", marks=pytest.mark.rule("REG-D-violations_open")),
        pytest.param("accident_open", marks=pytest.mark.rule("REG-D-accident_open")),
    ],
)
def test_each_bar_makes_a_requested_deregistration_wait(code: str) -> None:
    answer = add_bar(requested(), code, now=NOW, policy=TIANJIN_BY_HAND)

    assert isinstance(answer, Decided)
    assert facts(answer) == ["deregistration_blocked"]
    data = answer.facts[0].data.model_dump()
    assert (data["code"], data["article"]) == (code, PROHIBITIONS[code].blocks["deregistration"])


def test_what_customs_confiscated_is_restored_and_stays_locked() -> None:
    ended = Ended("smuggled", "hidden goods", "海关法 第八十二条")

    answer = customs_ended(provisional(), ended, now=NOW, policy=TIANJIN, seized=True)

    assert facts(answer) == ["registration_restored", "locked"]
    assert decided(answer).status is Status.RESTORED


class TestALicenceThatEnds:
    """C7, C8: nothing is undone, the case waits for the next licence."""

    @pytest.mark.parametrize("status", ["expired", "surrendered", "superseded"])
    def test_the_next_licence_takes_its_place(self, status: str) -> None:
        waiting = licence_given_back(provisional(), LICENCE.licence_no, status)

        renewed = note_licence(decided(waiting), NEXT, now=NOW, policy=TIANJIN)

        assert (facts(waiting), facts(renewed)) == ([], [])
        state = decided(renewed)
        assert (state.status, state.licence, len(state.licences_before)) == (Status.PROVISIONAL, NEXT, 1)

    def test_it_no_longer_spares_the_applicant_a_copy(self) -> None:
        expired = decided(licence_given_back(requested(), LICENCE.licence_no, "expired"))
        back = decided(withdraw(expired, reason="wait", now=NOW, policy=TIANJIN_BY_HAND))

        answer = request_deregistration(back, by="enterprise", now=NOW, policy=TIANJIN)

        assert facts(answer)[-1] == "deregistration_correction_requested"
        assert "export_licence" in [item.code for item in decided(answer).asked]

    def test_a_vehicle_that_waited_for_the_second_licence_is_deregistered_with_it(self) -> None:
        never_begun = replace(a_vehicle(), licence=replace(LICENCE, status="expired"))

        assert facts(note_licence(never_begun, NEXT, now=NOW, policy=TIANJIN)) == ["deregistered"]

    def test_one_that_was_never_granted_is_a_contradiction(self) -> None:
        answer = licence_given_back(a_vehicle(), "26-12-00000Z", "expired")

        assert isinstance(answer, Refused)

    def test_told_of_an_old_licence_again_nothing_changes(self) -> None:
        renewed = replace(a_vehicle(), licence=NEXT, licences_before=(LICENCE,))

        assert licence_given_back(renewed, LICENCE.licence_no, "expired") == Decided(renewed)

    @pytest.mark.parametrize("end", [licence_cancelled, licence_denied, line_left_out])
    def test_when_there_is_no_next_one_the_registration_is_restored(self, end: object) -> None:
        waiting = decided(licence_given_back(provisional(), LICENCE.licence_no, "expired"))

        answer = end(waiting, Ended("not_reapplied", "nobody came"), now=NOW, policy=TIANJIN)  # type: ignore[operator]

        assert facts(answer) == ["registration_restored"]


def test_a_vehicle_that_was_restored_may_be_exported_in_another_case() -> None:
    over = decided(restore(provisional(), code="given_up", reason="no buyer", now=NOW))
    new_buyer = a_vehicle(id="0195-other")

    answer = note_licence(new_buyer, NEXT, now=NOW + timedelta(days=1), policy=TIANJIN)

    assert (over.status, facts(answer)) == (Status.RESTORED, ["deregistered"])


@pytest.mark.rule("REG-39.exit")
def test_without_the_exit_record_an_officer_decides_on_paper_and_never_the_rules() -> None:
    licensed = decided(note_licence(a_vehicle("national"), LICENCE, now=NOW, policy=NATIONAL))

    asked = request_deregistration(licensed, by="enterprise", now=NOW, policy=NATIONAL)

    assert facts(asked)[-1] == "deregistration_correction_requested"
    assert decided(asked).status is Status.CORRECTION
