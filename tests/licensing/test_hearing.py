"""What other agencies announce, in whatever order it arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from licensing.domain import (
    Application,
    Outcome,
    Status,
    decide_withdrawal,
    hear_customs_undone,
    hear_deregistration_refused,
    hear_endorsement,
    hear_restored,
)
from tests.licensing.given import (
    BY_HAND,
    CASES,
    DECLARATION_NO,
    GROUND,
    MONDAY,
    VINS,
    asked,
    decided,
    endorsement,
    granted,
    line,
    on_the_desk,
    policy,
    refused,
    release,
    submitted,
    types,
    used,
)

REJECTED = Outcome("customs_rejected", "The port is another one.", "海关法 第二十四条")


def licence_of(state: Application) -> str:
    assert state.licence is not None
    return state.licence.licence_no


def test_a_repeated_endorsement_changes_nothing() -> None:
    state = granted()

    answer = decided(hear_endorsement(state, CASES[0], endorsement(0), now=MONDAY, policy=policy()))

    assert answer.state is state


def test_an_endorsement_that_changes_after_the_grant_is_for_a_person() -> None:
    known = endorsement(0, brand="奥迪")

    answer = refused(hear_endorsement(granted(), CASES[0], known, now=MONDAY, policy=policy()))

    assert answer.slug == "contradiction"


def test_an_endorsement_after_the_end_is_only_history() -> None:
    state = decided(decide_withdrawal(submitted(), "No ship.", now=MONDAY)).state

    answer = decided(hear_endorsement(state, CASES[0], endorsement(0), now=MONDAY, policy=policy()))

    assert answer.state is state


def test_an_endorsement_during_a_correction_is_noted() -> None:
    answer = decided(hear_endorsement(asked(), CASES[0], endorsement(0), now=MONDAY, policy=policy()))

    assert answer.state.status is Status.CORRECTION_REQUESTED
    assert answer.state.lines[0].endorsement == endorsement(0)


def test_the_officers_desk_shows_what_the_newest_values_mean() -> None:
    known = endorsement(0, first_registration_date=date(2020, 1, 1))

    answer = decided(hear_endorsement(on_the_desk(), CASES[0], known, now=MONDAY, policy=BY_HAND))

    assert [item.code for item in answer.state.found] == ["licence_data_mismatch"]


def test_one_vehicle_that_cannot_be_deregistered_voids_the_licence_of_all() -> None:
    ground = Outcome("mortgage", "A mortgage is registered.", "机动车登记规定 第四十二条")

    answer = decided(hear_deregistration_refused(granted(), CASES[1], ground, now=MONDAY, policy=policy()))

    assert answer.state.status is Status.CANCELLED
    assert types(answer.facts) == [(case, "licence.cancelled") for case in CASES]
    fact = answer.facts[0].data
    assert (fact.code, fact.article) == ("deregistration_refused", "机动车登记规定 第四十二条")
    assert VINS[1] in fact.reason


def test_a_vehicle_that_is_barred_before_the_grant_refuses_the_application() -> None:
    answer = decided(hear_deregistration_refused(submitted(), CASES[0], GROUND, now=MONDAY, policy=policy()))

    assert answer.state.status is Status.REFUSED
    assert types(answer.facts) == [(case, "licence.refused") for case in CASES]


def test_a_second_refused_deregistration_of_the_batch_voids_nothing_twice() -> None:
    state = decided(
        hear_deregistration_refused(granted(), CASES[0], GROUND, now=MONDAY, policy=policy())
    ).state

    answer = decided(hear_deregistration_refused(state, CASES[1], GROUND, now=MONDAY, policy=policy()))

    assert (answer.state, answer.facts) == (state, ())


def test_after_customs_a_refused_deregistration_undoes_nothing() -> None:
    state = granted(profile="national")

    answer = decided(hear_deregistration_refused(state, CASES[0], GROUND, now=MONDAY, policy=policy()))

    assert (answer.state, answer.facts) == (state, ())


def test_the_licence_is_void_when_the_last_vehicle_is_back_on_the_register() -> None:
    first = decided(hear_restored(used(), CASES[0], "customs rejected it", now=MONDAY, policy=policy()))
    last = decided(hear_restored(first.state, CASES[1], "customs rejected it", now=MONDAY, policy=policy()))

    assert (first.state.status, first.facts) == (Status.USED, ())
    assert last.state.status is Status.CANCELLED
    assert types(last.facts) == [(case, "licence.cancelled") for case in CASES]
    assert last.facts[0].data.code == "registration_restored"


def test_vehicles_restored_because_the_licence_is_void_void_nothing_again() -> None:
    state = decided(
        hear_deregistration_refused(granted(), CASES[0], GROUND, now=MONDAY, policy=policy())
    ).state

    answer = decided(hear_restored(state, CASES[1], "the licence is void", now=MONDAY, policy=policy()))

    assert answer.facts == ()
    assert answer.state.lines[1].restored


@pytest.mark.parametrize("profile", ["tianjin", "national"])
def test_customs_says_no_to_all_and_the_step_before_it_is_undone(profile: str) -> None:
    state = granted(profile=profile)

    first = decided(hear_customs_undone(state, CASES[0], REJECTED, now=MONDAY, policy=policy()))
    last = decided(hear_customs_undone(first.state, CASES[1], REJECTED, now=MONDAY, policy=policy()))

    assert first.facts == ()
    if profile == "tianjin":
        # The registry stands between: the licence falls when the vehicles are restored.
        assert (last.state.status, last.facts) == (Status.GRANTED, ())
        return
    assert last.state.status is Status.CANCELLED
    assert [fact.data.code for fact in last.facts] == ["customs_rejected"] * 2


def test_customs_saying_no_after_the_licence_fell_is_only_noted() -> None:
    state = decided(
        hear_deregistration_refused(granted(), CASES[0], GROUND, now=MONDAY, policy=policy())
    ).state
    national = replace(state, profile="national", profile_version=None)

    answer = decided(
        hear_customs_undone(national, CASES[0], replace(REJECTED, article=None), now=MONDAY, policy=policy())
    )

    assert answer.facts == ()
    assert answer.state.lines[0].customs_undone


def test_a_release_writes_the_licence_off_vehicle_by_vehicle() -> None:
    state = granted()

    first = decided(release(state, CASES[1], licence_of(state)))
    second = decided(release(first.state, CASES[0], licence_of(state)))

    assert first.state.status is second.state.status is Status.USED
    assert types(first.facts + second.facts) == [(CASES[1], "licence.used"), (CASES[0], "licence.used")]
    assert second.facts[0].data.declaration_no == DECLARATION_NO


@pytest.mark.parametrize("state", [submitted(), asked(), on_the_desk()], ids=lambda state: state.status)
def test_a_release_without_a_licence_is_for_a_person(state: Application) -> None:
    answer = refused(release(state, CASES[0], "26-12-AAAAAA"))

    assert answer.slug == "contradiction"


def test_a_release_on_a_cancelled_licence_is_for_a_person() -> None:
    state = decided(
        hear_deregistration_refused(granted(), CASES[0], GROUND, now=MONDAY, policy=policy())
    ).state

    answer = refused(release(state, CASES[1], licence_of(state)))

    assert answer.slug == "contradiction"
    assert "cancelled" in answer.sentence


def test_a_release_on_another_licence_is_for_a_person() -> None:
    answer = refused(release(granted(), CASES[0], "26-12-AAAAAA"))

    assert "26-12-AAAAAA" in answer.sentence


def test_a_release_heard_after_its_own_undo_is_late_and_contradicts_nothing() -> None:
    state = granted()
    number = licence_of(state)
    for case_id in CASES:
        state = decided(hear_restored(state, case_id, "shut out", now=MONDAY, policy=policy())).state

    answer = decided(release(state, CASES[0], number))

    assert (answer.state, answer.facts) == (state, ())


def test_the_order_of_arrival_across_agencies_and_vehicles_does_not_matter() -> None:
    """Tianjin: released, then shut out, then restored, for two vehicles. Customs and registry are heard interleaved."""
    begun = granted()
    number = licence_of(begun)

    def hear(state: Application, step: tuple[str, str]) -> Application:
        what, case_id = step
        if what == "released":
            answer = release(state, case_id, number)
        elif what == "undone":
            answer = hear_customs_undone(state, case_id, REJECTED, now=MONDAY, policy=policy())
        else:
            answer = hear_restored(state, case_id, "shut out", now=MONDAY, policy=policy())
        return decided(answer).state

    steps = [(what, case_id) for case_id in CASES for what in ("released", "undone", "restored")]
    ends = set()
    for order in permutations(steps):
        if any(order.index(("released", case)) > order.index(("undone", case)) for case in CASES):
            continue  # one agency's facts about one case never overtake each other
        state = begun
        for step in order:
            state = hear(state, step)
        ends.add((state.status, tuple((line.restored, line.customs_undone) for line in state.lines)))

    assert ends == {(Status.CANCELLED, ((True, True), (True, True)))}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_grant_does_not_depend_on_the_order_of_the_endorsements(order: tuple[int, ...]) -> None:
    third = line(0, case_id="case-c", vin="LGXC76C30P0123456")
    state = submitted(line(0), line(1), third)
    known = [endorsement(0), endorsement(1), endorsement(0, vin=third.vin)]

    for number in order:
        case_id = state.lines[number].case_id
        state = decided(hear_endorsement(state, case_id, known[number], now=MONDAY, policy=policy())).state

    assert state.status is Status.GRANTED


def test_a_long_reason_of_another_agency_still_fits_the_contract() -> None:
    ground = Outcome("mortgage", "x" * 2000, "机动车登记规定 第四十二条")

    answer = decided(hear_deregistration_refused(granted(), CASES[0], ground, now=MONDAY, policy=policy()))

    assert answer.facts[0].data.reason.endswith("x…")
