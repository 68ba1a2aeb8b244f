"""A case that began under 2026.1 goes on under today's program as if nothing had changed, but for what is new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exportlane.contracts.decision import Heard
from exportlane.process import CaseState, End, apply, begin, status
from tests.process.telling import PREPARED, fact, tell
from tests.process.test_status import ENDS

FORMER = "2026.1"
NEW_NAMES = {End.CLAWED_BACK: End.CLOSED_NO_REFUND, End.RE_ROUTED: End.CANCELLED, End.REVOKED: End.CANCELLED}


def under(version: str, state: CaseState) -> CaseState:
    return replace(state, process_version=version)


@pytest.mark.parametrize(("profile", "types", "end"), ENDS)
def test_a_case_of_the_former_version_ends_as_it_would_have_ended(
    profile: str, types: tuple[str, ...], end: End
) -> None:
    if profile == "national":
        types = tuple(type_ for type_ in types if type_ != "vehicle.deregistered")
    today = tell(profile, *types)

    former = status(under(FORMER, today))

    assert former.end is NEW_NAMES.get(end, end)
    assert former.steps == status(today).steps
    assert former.waits == status(today).waits


def test_a_case_of_the_former_version_takes_in_what_agencies_say_only_now() -> None:
    state = begin("tianjin", FORMER)
    spoken: list[Heard] = [
        fact("licence.application_submitted", sequence=1),
        fact("licence.accepted", sequence=2),
        fact("licence.second_person_required", sequence=3),
        fact("licence.granted", sequence=4),
    ]

    for one in spoken:
        state = apply(state, one)

    assert state.slices["licensing"].impossible == ()
    assert state.slices["licensing"].stage == "done"


def test_a_state_that_was_written_by_the_former_program_is_read() -> None:
    from pydantic import TypeAdapter  # noqa: PLC0415

    written = TypeAdapter(CaseState)
    plain = written.dump_python(tell("tianjin", *PREPARED), mode="json")
    for one in plain["slices"].values():
        del one["lost"], one["held"]

    assert written.validate_python(plain) == tell("tianjin", *PREPARED)
