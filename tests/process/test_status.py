"""Every way in which a case can end, and who is waited for on the way there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exportlane.process import CLOSED, ORDERS, End, Matter, Stage, StepName, status
from exportlane.process.moves import VERSIONS
from exportlane.process.sentences import WHO
from tests.process.telling import CLEARED, EXPORTED, PREPARED, TO_CUSTOMS, tell

NATIONAL = tuple(
    type_ for type_ in EXPORTED if not type_.startswith("vehicle.exit") and type_ != "vehicle.deregistered"
)
REJECTED = (*PREPARED, "licence.granted", "vehicle.deregistered", "customs.accepted", "customs.rejected")

ENDS = [
    pytest.param("tianjin", (*EXPORTED, "rebate.approved", "rebate.paid"), End.REFUND_PAID, id="refund paid"),
    pytest.param("tianjin", (*EXPORTED, "rebate.exempted"), End.EXEMPT_NO_REFUND, id="exempt"),
    pytest.param("tianjin", (*EXPORTED, "rebate.rejected"), End.CLOSED_NO_REFUND, id="rebate rejected"),
    pytest.param(
        "tianjin",
        (*EXPORTED, "rebate.approved", "rebate.paid", "rebate.clawed_back"),
        End.CLAWED_BACK,
        id="refund clawed back for a bad invoice",
    ),
    pytest.param(
        "tianjin",
        (*PREPARED, "licence.refused", "customs.lapsed", "rebate.lapsed"),
        End.REFUSED,
        id="licence refused",
    ),
    pytest.param(
        "national",
        (*PREPARED, "licence.withdrawn", "customs.lapsed", "rebate.lapsed"),
        End.WITHDRAWN,
        id="application withdrawn",
    ),
    pytest.param(
        "tianjin",
        (*REJECTED, "vehicle.registration_restored", "licence.cancelled", "rebate.lapsed"),
        End.CANCELLED,
        id="rejected at customs, undone in reverse",
    ),
    pytest.param(
        "tianjin",
        (
            *TO_CUSTOMS,
            "customs.cancelled",
            "vehicle.registration_restored",
            "licence.cancelled",
            "rebate.lapsed",
        ),
        End.CANCELLED,
        id="released and not loaded",
    ),
    pytest.param(
        "tianjin",
        (
            *PREPARED,
            "licence.granted",
            "vehicle.deregistration_refused",
            "licence.cancelled",
            "customs.lapsed",
            "rebate.lapsed",
        ),
        End.CANCELLED,
        id="deregistration refused",
    ),
    pytest.param(
        "tianjin",
        (*PREPARED, "licence.granted", "licence.cancelled", "customs.lapsed", "rebate.lapsed"),
        End.CANCELLED,
        id="another vehicle of the licence was refused before this one was looked at",
    ),
    pytest.param(
        "tianjin",
        (*EXPORTED, "rebate.approved", "rebate.paid", "customs.returned", "rebate.clawed_back"),
        End.RETURNED,
        id="returned after the refund",
    ),
    pytest.param(
        "tianjin", (*EXPORTED, "rebate.exempted", "customs.returned"), End.RETURNED, id="returned, exempt"
    ),
    pytest.param(
        "tianjin", (*EXPORTED, "customs.returned", "rebate.lapsed"), End.RETURNED, id="returned undecided"
    ),
    pytest.param(
        "national",
        (*NATIONAL, "rebate.paid", "vehicle.deregistration_refused"),
        End.MANUAL,
        id="barred after it had left",
    ),
    pytest.param(
        "tianjin", (*CLEARED, "licence.cancelled"), End.MANUAL, id="licence cancelled after it had left"
    ),
    pytest.param(
        "tianjin",
        (*CLEARED, "vehicle.registration_restored"),
        End.MANUAL,
        id="restored after it had left",
    ),
    pytest.param(
        "national", (*REJECTED[:4], "customs.rejected", "rebate.exempted"), End.MANUAL, id="paid for nothing"
    ),
]


@pytest.mark.parametrize(("profile", "types", "end"), ENDS)
def test_a_case_ends(profile: str, types: tuple[str, ...], end: End) -> None:
    if profile == "national":
        types = tuple(type_ for type_ in types if type_ != "vehicle.deregistered")

    seen = status(tell(profile, *types, "message.skipped"))

    assert seen.end is end
    assert (seen.waiting_on is None) == (end is not End.MANUAL)
    if end in CLOSED:
        assert all(step.final or step.stage in {Stage.REFUSED, Stage.UNDONE} for step in seen.steps)


@pytest.mark.parametrize("types", [end.values[1] for end in ENDS], ids=[str(end.id) for end in ENDS])
def test_on_the_way_to_every_end_somebody_is_waited_for(types: tuple[str, ...]) -> None:
    for profile in ("tianjin", "national"):
        for length in range(len(types)):
            seen = status(tell(profile, *types[:length]))

            assert seen.end is not None or seen.waits
            for wait in seen.waits:
                assert wait.next_action.zh
                assert wait.who.en


@pytest.mark.parametrize(
    ("types", "kind", "agency", "matter"),
    [
        ((), "agency", "vehicle-registry", Matter.ENDORSEMENT),
        (PREPARED[:2], "agency", "licensing", Matter.DECISION),
        ((*PREPARED, "licence.correction_requested"), "enterprise", "licensing", Matter.CORRECTION),
        ((*PREPARED, "licence.granted"), "agency", "vehicle-registry", Matter.DECISION),
        ((*PREPARED, "licence.refused"), "agency", "customs", Matter.LAPSE),
        ((*PREPARED, "licence.refused", "customs.lapsed"), "agency", "tax-rebate", Matter.LAPSE),
        (REJECTED, "agency", "vehicle-registry", Matter.UNDO),
        ((*REJECTED, "vehicle.registration_restored"), "agency", "licensing", Matter.UNDO),
        (CLEARED, "agency", "vehicle-registry", Matter.CONFIRMATION),
        (EXPORTED, "agency", "tax-rebate", Matter.DECISION),
        ((*EXPORTED, "rebate.paid", "customs.returned"), "agency", "tax-rebate", Matter.UNDO),
        ((*EXPORTED, "rebate.lapsed"), "agency", "customs", Matter.NEWS),
        ((*PREPARED, "licence.granted", "customs.lapsed"), "agency", "licensing", Matter.NEWS),
    ],
)
def test_who_is_waited_for(types: tuple[str, ...], kind: str, agency: str, matter: Matter) -> None:
    seen = status(tell("tianjin", *types))

    found = {(wait.kind, wait.agency, wait.matter) for wait in seen.waits}
    assert seen.end is None
    assert (kind, agency, matter) in found


def test_the_enterprise_is_named_first_because_only_it_can_move_the_case() -> None:
    seen = status(tell("tianjin", *EXPORTED[:-2], "rebate.claim_accepted", "rebate.correction_requested"))

    assert [wait.kind for wait in seen.waits] == ["enterprise", "agency"]
    assert seen.waiting_on is not None
    assert seen.waiting_on.who == WHO["enterprise"]


def test_a_case_that_the_table_cannot_explain_is_shown_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    tianjin = ORDERS["tianjin"]
    no_undo = replace(tianjin, steps=tuple(replace(step, undone=()) for step in tianjin.steps))
    monkeypatch.setitem(VERSIONS, "no undo", {"tianjin": no_undo})
    rejected = tell("tianjin", *REJECTED, "rebate.lapsed")

    seen = status(replace(rejected, process_version="no undo"))

    assert seen.end is None
    assert seen.waiting_on is not None
    assert (seen.waiting_on.kind, seen.waiting_on.matter) == ("person", Matter.UNEXPLAINED)


def test_a_case_is_never_closed_while_a_step_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    tianjin = ORDERS["tianjin"]
    no_answer = replace(tianjin, steps=tuple(replace(step, answers=()) for step in tianjin.steps))
    monkeypatch.setitem(VERSIONS, "no exit", {"tianjin": no_answer})
    paid = tell("tianjin", *CLEARED, "rebate.claim_accepted", "rebate.paid")

    assert status(replace(paid, process_version="no exit")).end is None


def test_a_deregistration_that_never_began_lapses_with_the_licence() -> None:
    seen = status(tell("national", *PREPARED, "licence.refused"))

    assert seen.step(StepName.DEREGISTRATION).stage is Stage.LAPSED
