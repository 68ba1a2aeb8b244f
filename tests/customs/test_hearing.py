"""What other agencies announce, in whatever order it arrives."""

from __future__ import annotations

import pytest

from customs.domain import (
    Declaration,
    Outcome,
    Status,
    decide_acceptance,
    decide_return,
    hear_deregistered,
    hear_licence,
    hear_licence_cancelled,
    hear_no_licence,
)
from tests.customs.given import (
    ALONE,
    BY_HAND,
    CASES,
    NOW,
    annex,
    asked,
    cleared,
    decided,
    draft,
    licence,
    refused,
    released,
    submitted,
    types,
)

NO = Outcome("scrapping_within_year", "It must be scrapped soon.")


def test_a_licence_that_never_comes_ends_the_draft() -> None:
    answer = decided(hear_no_licence(draft(), NO, now=NOW))

    assert answer.state.status is Status.LAPSED
    assert types(answer.facts) == [(case, "customs.lapsed") for case in CASES]
    assert answer.facts[0].data.code == "scrapping_within_year"


def test_the_second_vehicle_of_a_refused_batch_changes_nothing() -> None:
    state = decided(hear_no_licence(draft(), NO, now=NOW)).state

    answer = decided(hear_no_licence(state, NO, now=NOW))

    assert (answer.state, answer.facts) == (state, ())


def test_a_refusal_after_customs_began_is_for_a_person() -> None:
    assert refused(hear_no_licence(submitted(), NO, now=NOW)).slug == "contradiction"


def test_a_void_licence_ends_a_draft() -> None:
    answer = decided(
        hear_licence_cancelled(draft(), Outcome("licence_cancelled", "one vehicle is mortgaged"), now=NOW)
    )

    assert types(answer.facts) == [(case, "customs.lapsed") for case in CASES]


@pytest.mark.parametrize(
    "state",
    [submitted(), asked(), decided(decide_acceptance(submitted(), now=NOW, policy=BY_HAND)).state],
    ids=lambda s: s.status,
)
def test_a_void_licence_rejects_what_was_not_released(state: Declaration) -> None:
    answer = decided(
        hear_licence_cancelled(state, Outcome("licence_cancelled", "one vehicle is mortgaged"), now=NOW)
    )

    assert types(answer.facts) == [(case, "customs.rejected") for case in CASES]
    fact = answer.facts[0].data
    assert (fact.code, fact.declaration_no) == ("licence_cancelled", state.declaration_no)


def test_a_void_licence_takes_a_release_back() -> None:
    answer = decided(
        hear_licence_cancelled(released(), Outcome("licence_cancelled", "the holder gave up"), now=NOW)
    )

    assert types(answer.facts) == [(case, "customs.cancelled") for case in CASES]
    assert answer.facts[0].data.code == "licence_cancelled"


def test_a_void_licence_after_departure_is_for_a_person() -> None:
    gone = cleared()
    back = decided(decide_return(gone, reason="Refused entry.", returned_on=None, now=NOW)).state

    for state in (gone, back):
        assert (
            refused(hear_licence_cancelled(state, Outcome("licence_cancelled", "too late"), now=NOW)).slug
            == "contradiction"
        )


def test_the_licence_that_falls_because_customs_said_no_is_no_news() -> None:
    state = decided(
        hear_licence_cancelled(released(), Outcome("licence_cancelled", "the holder gave up"), now=NOW)
    ).state

    answer = decided(
        hear_licence_cancelled(
            state, Outcome("licence_cancelled", "every vehicle is back on the register"), now=NOW
        )
    )

    assert (answer.state, answer.facts) == (state, ())


def test_a_long_reason_of_another_agency_still_fits_the_contract() -> None:
    answer = decided(hear_licence_cancelled(released(), Outcome("licence_cancelled", "x" * 2000), now=NOW))

    assert answer.facts[0].data.reason.endswith("x…")


def test_a_repeated_licence_or_deregistration_changes_nothing() -> None:
    state = cleared()

    again = decided(hear_licence(state, CASES[0], licence(), annex(0), now=NOW, policy=ALONE))
    gone = decided(hear_deregistered(state, CASES[0], now=NOW, policy=ALONE))

    assert again.state is state
    assert gone.state is state


def test_a_licence_heard_after_the_draft_lapsed_changes_nothing() -> None:
    state = decided(
        hear_licence_cancelled(draft(), Outcome("licence_cancelled", "one vehicle is mortgaged"), now=NOW)
    ).state

    answer = decided(hear_licence(state, CASES[1], licence(), annex(1), now=NOW, policy=ALONE))

    assert answer.state is state


def test_two_licences_in_one_batch_are_for_a_person() -> None:
    state = decided(hear_licence(draft(), CASES[0], licence(), annex(0), now=NOW, policy=ALONE)).state
    other = licence(licence_no="26-12-ZZZZZZ")

    answer = refused(hear_licence(state, CASES[1], other, annex(1), now=NOW, policy=ALONE))

    assert answer.slug == "contradiction"
    assert "26-12-ZZZZZZ" in answer.sentence


def test_a_deregistration_after_departure_is_only_noted() -> None:
    state = cleared(profile="national")

    answer = decided(hear_deregistered(state, CASES[0], now=NOW, policy=ALONE))

    assert answer.facts == ()
    assert answer.state.lines[0].deregistered
