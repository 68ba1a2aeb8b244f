"""What holds a case up, what gives a step a second round, and what each of them leads to."""

from __future__ import annotations

import pytest

from exportlane.process import End, Matter, Stage, StepName, clocks, status
from tests.process.telling import CLEARED, EXPORTED, FIRST_DAY, PREPARED, TO_CUSTOMS, tell

GRANTED = (*PREPARED, "licence.granted")
RELEASED_NATIONALLY = (*GRANTED, "customs.accepted", "customs.released")
EARLY = (*TO_CUSTOMS, "licence.used", "customs.departed_origin_port", "rebate.claim_accepted")
PAID = (*EXPORTED, "rebate.approved", "rebate.paid")

HELD = [
    (
        (*PREPARED[:1], "vehicle.transfer_correction_requested"),
        "enterprise",
        Matter.TRANSFER_CORRECTION,
        "vehicle.transfer_accepted",
    ),
    ((*PREPARED, "licence.clock_paused"), "agency", Matter.STANDSTILL, "licence.clock_resumed"),
    ((*PREPARED, "licence.second_person_required"), "agency", Matter.SECOND_PERSON, "licence.granted"),
    ((*GRANTED, "licence.expired"), "enterprise", Matter.RENEWAL, "licence.reapplied"),
    ((*GRANTED, "licence.surrendered"), "enterprise", Matter.RENEWAL, "licence.reapplied"),
    (
        (*GRANTED, "vehicle.deregistration_blocked"),
        "enterprise",
        Matter.BLOCK,
        "vehicle.deregistration_unblocked",
    ),
    (
        (*GRANTED, "vehicle.deregistration_requested", "vehicle.deregistration_withdrawn"),
        "enterprise",
        Matter.REQUEST,
        "vehicle.deregistration_requested",
    ),
    ((*GRANTED, "vehicle.locked"), "person", Matter.LOCK, "vehicle.unlocked"),
    ((*GRANTED, "vehicle.deregistered", "vehicle.exit_overdue"), "person", Matter.EXIT, None),
    ((*TO_CUSTOMS[:-1], "customs.held"), "agency", Matter.HOLD, "customs.hold_lifted"),
    ((*TO_CUSTOMS[:-1], "customs.detained"), "agency", Matter.DETENTION, "customs.detention_lifted"),
    ((*TO_CUSTOMS, "customs.shut_out"), "enterprise", Matter.REBOOKING, "customs.amended"),
    ((*EXPORTED, "rebate.suspicion_raised"), "agency", Matter.SUSPICION, "rebate.suspicion_cleared"),
    ((*EXPORTED, "rebate.enquiry_sent"), "agency", Matter.ENQUIRY, "rebate.enquiry_answered"),
    ((*PAID, "rebate.clawback_ordered"), "enterprise", Matter.REPAYMENT, "rebate.offset"),
]


@pytest.mark.parametrize(("types", "kind", "matter", "settled"), HELD, ids=[str(row[2]) for row in HELD])
def test_whatever_holds_a_case_up_names_who_settles_it_and_goes_on_when_it_is_settled(
    types: tuple[str, ...], kind: str, matter: Matter, settled: str | None
) -> None:
    held = status(tell("tianjin", *types))

    assert (kind, matter) in {(wait.kind, wait.matter) for wait in held.waits}
    assert held.end is None
    for wait in held.waits:
        assert wait.next_action.zh
        assert wait.next_action.en
    if settled is not None:
        after = status(tell("tianjin", *types, settled))
        assert matter not in {wait.matter for wait in after.waits}
        assert after.end is not None or after.waits


@pytest.mark.parametrize(
    ("types", "forbidden"),
    [
        ((*GRANTED, "vehicle.deregistration_blocked"), "vehicle.deregistered"),
        ((*GRANTED, "vehicle.locked"), "vehicle.deregistered"),
        ((*TO_CUSTOMS[:-1], "customs.held"), "customs.released"),
        ((*TO_CUSTOMS[:-1], "customs.detained"), "customs.released"),
        ((*TO_CUSTOMS, "customs.shut_out"), "customs.cleared"),
        ((*EXPORTED, "rebate.suspicion_raised"), "rebate.approved"),
        ((*GRANTED, "licence.expired"), "licence.granted"),
        ((*GRANTED, "licence.expired"), "licence.used"),
        (GRANTED, "vehicle.deregistration_unblocked"),
        (TO_CUSTOMS, "customs.hold_lifted"),
        ((*CLEARED, "vehicle.exit_confirmed"), "vehicle.registration_revoked"),
        (CLEARED, "customs.shut_out"),
    ],
)
def test_nothing_goes_on_past_what_must_be_settled_first(types: tuple[str, ...], forbidden: str) -> None:
    seen = status(tell("tianjin", *types, forbidden))

    assert seen.end is End.MANUAL
    assert Matter.CONTRADICTION in {wait.matter for wait in seen.waits}


def test_a_locked_vehicle_may_be_asked_for_and_is_deregistered_when_it_is_unlocked() -> None:
    types = (
        *RELEASED_NATIONALLY,
        "licence.used",
        "vehicle.locked?mortgage",
        "customs.cleared",
        "vehicle.deregistration_requested",
        "vehicle.deregistration_blocked?mortgage",
        "vehicle.unlocked?mortgage",
        "vehicle.deregistration_unblocked?mortgage",
        "vehicle.deregistered",
    )

    seen = tell("national", *types)

    assert seen.slices["vehicle-registry"].impossible == ()
    assert status(seen).step(StepName.DEREGISTRATION).final


def test_a_hold_of_one_ground_stands_while_that_of_another_is_lifted() -> None:
    two = tell("tianjin", *TO_CUSTOMS[:-1], "customs.held?licence_expired", "customs.held?vehicle_locked")

    one = tell(
        "tianjin",
        *TO_CUSTOMS[:-1],
        "customs.held?licence_expired",
        "customs.held?vehicle_locked",
        "customs.hold_lifted?licence_expired",
    )

    assert len(two.slices["customs"].held) == 2
    assert [held.code for held in one.slices["customs"].held] == ["vehicle_locked"]
    assert status(one).step(StepName.CUSTOMS).stage is Stage.HELD


def test_a_licence_that_expired_is_granted_anew_and_the_deregistration_stays_provisional() -> None:
    expired = tell("tianjin", *GRANTED, "vehicle.deregistered", "licence.expired")
    renewed = tell(
        "tianjin",
        *GRANTED,
        "vehicle.deregistered",
        "licence.expired",
        "licence.reapplied",
        "licence.accepted",
        "licence.granted",
    )

    assert status(expired).step(StepName.LICENCE).stage is Stage.HELD
    assert status(expired).step(StepName.DEREGISTRATION).stage is Stage.DONE
    assert status(renewed).step(StepName.LICENCE).stage is Stage.DONE
    licence = next(clock for clock in clocks(renewed) if clock.limit.matter == "licence")
    assert (licence.since - FIRST_DAY.date()).days == 7
    assert (licence.stopped - FIRST_DAY.date()).days == 8  # type: ignore[operator]


def test_a_licence_that_was_given_up_after_it_expired_is_cancelled_and_everything_undone() -> None:
    given_up = tell(
        "tianjin",
        *GRANTED,
        "vehicle.deregistered",
        "licence.expired",
        "licence.cancelled",
        "vehicle.registration_restored",
        "customs.lapsed",
        "rebate.lapsed",
    )

    assert status(given_up).end is End.RE_ROUTED


def test_a_release_that_was_heard_after_the_last_day_makes_the_licence_used() -> None:
    types = (*GRANTED, "vehicle.deregistered", "licence.expired", "licence.reinstated", "licence.used")

    seen = status(tell("tianjin", *types))

    assert seen.step(StepName.LICENCE).stage is Stage.DONE
    assert seen.end is None


def test_goods_that_were_shut_out_go_with_the_next_ship() -> None:
    types = (
        *TO_CUSTOMS,
        "licence.used",
        "customs.shut_out",
        "licence.reinstated",
        "customs.resubmitted",
        "customs.accepted",
        "customs.released",
        "licence.used",
        "customs.cleared",
        "vehicle.exit_confirmed",
        "rebate.claim_accepted",
        "rebate.paid",
    )

    assert status(tell("tianjin", *types)).end is End.REFUND_PAID


def test_an_early_claim_falls_when_the_departure_is_reversed_and_one_not_begun_waits() -> None:
    paid = tell("tianjin", *EARLY, "rebate.paid", "customs.departure_reversed", "customs.shut_out")
    under_way = tell("tianjin", *EARLY, "customs.departure_reversed")
    not_begun = tell("tianjin", *EARLY[:-1], "customs.departure_reversed")

    assert ("tax-rebate", Matter.UNDO) in {(w.agency, w.matter) for w in status(paid).waits}
    assert ("tax-rebate", Matter.LAPSE) in {(w.agency, w.matter) for w in status(under_way).waits}
    assert "tax-rebate" not in {wait.agency for wait in status(not_begun).waits}


def test_a_refund_that_was_paid_early_is_clawed_back_and_the_case_undone() -> None:
    types = (
        *EARLY,
        "rebate.paid",
        "customs.departure_reversed",
        "customs.shut_out",
        "rebate.clawback_ordered",
        "rebate.clawed_back",
        "customs.cancelled",
        "vehicle.registration_restored",
        "licence.cancelled",
    )

    seen = [status(tell("tianjin", *types[:length])).end for length in range(len(types) - 1)]

    assert set(seen) == {None}
    assert status(tell("tianjin", *types)).end is End.CANCELLED


def test_an_early_exemption_that_lost_its_goods_is_for_a_person() -> None:
    types = (*EARLY, "rebate.exempted", "customs.departure_reversed", "customs.cancelled")

    assert status(tell("tianjin", *types)).end is End.MANUAL


@pytest.mark.parametrize(
    ("profile", "types", "end"),
    [
        (
            "tianjin",
            (
                *PREPARED[:1],
                "licence.application_submitted",
                "vehicle.transfer_refused",
                "licence.refused",
                "customs.lapsed",
                "rebate.lapsed",
            ),
            End.REFUSED,
        ),
        (
            "tianjin",
            (*GRANTED, "vehicle.transfer_lifted", "licence.cancelled", "customs.lapsed", "rebate.lapsed"),
            End.CANCELLED,
        ),
        (
            "tianjin",
            (
                *GRANTED,
                "vehicle.deregistered",
                "vehicle.locked",
                "licence.revoked",
                "vehicle.registration_restored",
                "customs.lapsed",
                "rebate.lapsed",
            ),
            End.MANUAL,
        ),
        (
            "tianjin",
            (
                *GRANTED,
                "vehicle.misuse_reported",
                "licence.revoked",
                "customs.lapsed",
                "rebate.lapsed",
            ),
            End.REVOKED,
        ),
        (
            "tianjin",
            (
                *GRANTED,
                "vehicle.deregistered",
                "vehicle.registration_revoked",
                "licence.revoked",
                "customs.lapsed",
                "rebate.lapsed",
            ),
            End.REVOKED,
        ),
        (
            "tianjin",
            (
                *GRANTED,
                "vehicle.deregistered",
                "licence.surrendered",
                "licence.line_left_out",
                "vehicle.registration_restored",
                "customs.lapsed",
                "rebate.lapsed",
            ),
            End.RE_ROUTED,
        ),
        (
            "national",
            (
                *GRANTED,
                "customs.accepted",
                "customs.detained",
                "customs.confiscated",
                "licence.cancelled",
                "rebate.lapsed",
            ),
            End.CANCELLED,
        ),
        ("tianjin", (*EXPORTED, "rebate.taxed"), End.CLOSED_NO_REFUND),
        ("tianjin", (*EXPORTED, "rebate.withdrawn"), End.CLOSED_NO_REFUND),
        ("tianjin", (*PAID, "rebate.clawback_ordered", "rebate.offset"), End.CLAWED_BACK),
        (
            "national",
            (*RELEASED_NATIONALLY, "licence.used", "customs.cleared", "vehicle.locked"),
            None,
        ),
        (
            "national",
            (
                *RELEASED_NATIONALLY,
                "licence.used",
                "customs.cleared",
                "rebate.claim_accepted",
                "rebate.paid",
                "vehicle.locked",
            ),
            End.MANUAL,
        ),
        (
            "national",
            (
                *RELEASED_NATIONALLY,
                "licence.used",
                "customs.cleared",
                "vehicle.registration_revoked",
                "rebate.claim_accepted",
                "rebate.paid",
            ),
            End.MANUAL,
        ),
        ("tianjin", (*GRANTED, "licence.expired", "customs.cleared"), End.MANUAL),
    ],
)
def test_how_it_ends(profile: str, types: tuple[str, ...], end: End | None) -> None:
    assert status(tell(profile, *types)).end is end


def test_a_holder_who_gives_up_after_the_deregistration_may_export_the_vehicle_another_way() -> None:
    given_up = (
        *TO_CUSTOMS[:-1],
        "licence.cancelled?holder_asks",
        "vehicle.registration_restored",
        "customs.rejected?licence_cancelled",
        "rebate.lapsed",
    )
    refused = (*given_up[:-2], "customs.rejected?goods_differ", "rebate.lapsed")

    assert status(tell("tianjin", *given_up)).end is End.RE_ROUTED
    assert status(tell("tianjin", *refused)).end is End.CANCELLED
