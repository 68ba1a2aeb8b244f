"""The fold of one case: per agency in order, once, and never beyond what the table allows."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from exportlane.process import (
    CaseState,
    End,
    Matter,
    Stage,
    StepName,
    UnknownAgency,
    UnknownOrder,
    apply,
    begin,
    status,
)
from tests.process.telling import CLEARED, EXPORTED, PREPARED, TO_CUSTOMS, fact, tell


def test_a_case_is_pinned_to_the_version_under_which_it_started() -> None:
    with pytest.raises(UnknownOrder):
        begin("tianjin", "2019.1")


def test_a_fact_of_a_stranger_is_no_fact() -> None:
    with pytest.raises(UnknownAgency, match="insurer"):
        apply(begin("tianjin"), fact("licence.granted", sequence=1, source="insurer"))


def test_a_repeated_fact_changes_nothing() -> None:
    state = tell("tianjin", *PREPARED)

    again = apply(state, fact("licence.application_submitted", sequence=1))

    assert again is state


def test_an_early_fact_waits_for_the_gap_to_close() -> None:
    submitted, granted, used = (
        fact("licence.application_submitted", sequence=1),
        fact("licence.granted", sequence=2),
        fact("licence.used", sequence=3),
    )

    early = apply(apply(apply(begin("tianjin"), used), granted), used)

    assert early.slices["licensing"].stage is Stage.WAITING
    assert [note.sequence for note in early.slices["licensing"].early] == [2, 3]

    whole = apply(early, submitted)

    assert whole.slices["licensing"].stage is Stage.DONE
    assert whole.slices["licensing"].early == ()


def test_a_state_survives_being_written_down_and_read() -> None:
    written = TypeAdapter(CaseState)
    state = apply(tell("tianjin", *EXPORTED), fact("customs.returned", sequence=9))

    assert written.validate_json(written.dump_json(state)) == state


def test_a_fact_of_a_newer_writer_is_passed_over() -> None:
    state = tell("tianjin", *TO_CUSTOMS, "customs:customs.weighed", "customs.cleared")

    assert state.slices["customs"].stage is Stage.DONE
    assert state.slices["customs"].impossible == ()


@pytest.mark.parametrize(
    "types",
    [
        pytest.param((*PREPARED, "licence.refused", "licence.granted"), id="granted after it was refused"),
        pytest.param((*PREPARED, "licence.used"), id="used before it was granted"),
        pytest.param(
            (*EXPORTED, "vehicle.registration_restored"), id="restored after the exit was confirmed"
        ),
        pytest.param((*PREPARED, "licence.correction_supplied"), id="supplied without being asked"),
        pytest.param((*TO_CUSTOMS, "customs.rejected"), id="rejected after release"),
        pytest.param((*CLEARED, "customs.cancelled"), id="cancelled after departure"),
        pytest.param(
            (*EXPORTED, "rebate.exempted", "rebate.clawed_back"), id="clawed back without having paid"
        ),
    ],
)
def test_a_move_that_the_table_does_not_know_puts_the_case_in_a_persons_hands(types: tuple[str, ...]) -> None:
    before = tell("tianjin", *types[:-1])

    after = tell("tianjin", *types)

    moved = {name: one.stage for name, one in after.slices.items()} != {
        n: o.stage for n, o in before.slices.items()
    }
    seen = status(after)
    assert not moved
    assert seen.end is End.MANUAL
    assert seen.waiting_on is not None
    assert (seen.waiting_on.kind, seen.waiting_on.matter) == ("person", Matter.CONTRADICTION)


def test_a_provisional_deregistration_has_no_place_in_the_national_order() -> None:
    state = tell("national", *PREPARED, "licence.granted", "vehicle.deregistered", phase="provisional")

    assert state.slices["vehicle-registry"].impossible == ("vehicle.deregistered.v1",)


def test_a_restoration_has_no_place_in_the_national_order() -> None:
    state = tell("national", *CLEARED, "vehicle.registration_restored")

    assert state.slices["vehicle-registry"].impossible == ("vehicle.registration_restored.v1",)


def test_a_parked_message_is_the_operators_until_it_is_retried_or_skipped() -> None:
    parked = tell("tianjin", *PREPARED, "customs:message.parked", "licensing:message.parked")
    retried = tell("tianjin", *PREPARED, "customs:message.parked", "customs:message.retried")

    waits = status(parked).waits
    assert [(wait.kind, wait.agency, wait.matter) for wait in waits[:2]] == [
        ("person", "licensing", Matter.PARKED),
        ("person", "customs", Matter.PARKED),
    ]
    assert status(parked).end is None
    assert status(retried).waiting_on.agency == "licensing"  # type: ignore[union-attr]


def test_an_alarm_and_a_look_move_nothing_and_are_no_gap() -> None:
    state = tell(
        "tianjin", *PREPARED, "licensing:clock.breached", "licensing:sharing.looked_up", "licence.granted"
    )

    assert state.slices["licensing"].stage is Stage.DONE
    assert state.slices["licensing"].parked == ()
    assert state.slices["licensing"].impossible == ()


def test_the_newest_fact_of_each_agency_gives_its_age() -> None:
    state = tell("tianjin", *PREPARED)

    assert (
        state.slices["licensing"].as_of
        == fact("licence.application_submitted", sequence=1, day=2).occurred_at
    )
    assert state.slices["customs"].as_of is None


def test_each_step_has_its_box_by_name() -> None:
    seen = status(tell("tianjin", *TO_CUSTOMS))

    assert [step.stage for step in seen.steps] == [Stage.DONE, Stage.DONE, Stage.ACTIVE, Stage.WAITING]
    assert seen.step(StepName.DEREGISTRATION).final is False
    assert seen.step(StepName.LICENCE).final is True
