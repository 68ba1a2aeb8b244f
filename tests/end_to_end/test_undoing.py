"""When a step fails, what was done before it is undone in reverse, because each agency hears the one after it."""

from __future__ import annotations

from itertools import pairwise

from tests.end_to_end.conftest import Lane, Opened
from tests.end_to_end.papers import OTHER_PORT, batch, vehicle
from tests.end_to_end.people import officer, supervisor
from tests.end_to_end.stories import (
    BY_HAND,
    EXPORTED,
    GRANTED,
    GRANTED_BY_HAND,
    LAPSED,
    ONE_PHASE,
    REQUESTED,
    TIANJIN,
    TWO_PHASES,
    UNDONE,
    UNDONE_NATIONAL,
)
from tests.faults.books import Row
from tests.faults.proof import Proof

GROUND = {"code": "holder_asks", "reason": "The holder gives the licence back."}
RESTORED = (*ONE_PHASE, "vehicle.registration_restored")


def caused_in_turn(proof: Proof, cases: tuple[str, ...], *types: str) -> None:
    """Each of these facts of the cases was caused by one of the type before it, and stands later."""
    for before, after in pairwise(types):
        causes = {fact["id"]: fact for fact in (proof.fact(case, before) for case in cases)}
        for case in cases:
            fact: Row = proof.fact(case, after)
            assert fact["causationid"] in causes, (before, after)
            assert causes[fact["causationid"]]["recordedtime"] <= fact["recordedtime"]


async def test_when_customs_refuses_after_the_deregistration_everything_is_undone_in_reverse(
    lane: Lane,
) -> None:
    elsewhere = {"customs_port": OTHER_PORT}
    submitted = await lane.entrance.submits(batch(vehicle(), vehicle(), declaration=elsewhere))

    proof = await lane.proven((submitted, UNDONE))

    cases = tuple(submitted.cases.values())
    caused_in_turn(
        proof,
        cases,
        "vehicle.transfer_pending_export",
        "licence.granted",
        "vehicle.deregistered",
        "customs.rejected",
        "vehicle.registration_restored",
        "licence.cancelled",
    )
    caused_in_turn(proof, cases, "customs.rejected", "rebate.lapsed")
    for case in cases:
        shown = await lane.entrance.case(case)
        assert {stage["step"]: stage["stage"] for stage in shown["stages"]} == {
            "licence": "undone", "deregistration": "undone", "customs": "refused", "rebate": "lapsed",
        }  # fmt: skip


async def test_when_customs_refuses_before_any_deregistration_the_licence_alone_is_undone(lane: Lane) -> None:
    elsewhere = {"customs_port": OTHER_PORT}
    submitted = await lane.entrance.submits(batch(vehicle(), profile="taizhou", declaration=elsewhere))

    proof = await lane.proven((submitted, UNDONE_NATIONAL))

    caused_in_turn(proof, (submitted.case,), "licence.granted", "customs.rejected", "licence.cancelled")


async def test_one_vehicle_that_may_not_be_deregistered_voids_the_licence_of_its_whole_lot(
    by_hand: Opened,
) -> None:
    async with by_hand("licence.grant") as lane:
        barred, *others = vehicle(), vehicle(), vehicle()
        submitted = await lane.entrance.submits(batch(others[0], barred, others[1]))
        case = submitted.cases[barred["vin"]]
        await lane.entrance.reaches("vehicle-registry", case, "pending_export")
        await lane.entrance.act(
            officer("vehicle-registry"), "vehicle-registry", case, "bars", {"bar": "seizure"}
        )
        await lane.entrance.reaches("licensing", submitted.lot, "accepted")
        await lane.entrance.act(officer("licensing"), "licensing", submitted.lot, "grant")
        await lane.entrance.reaches("vehicle-registry", case, "deregistration_blocked")
        for other in others:
            id_ = submitted.cases[other["vin"]]
            await lane.entrance.reaches("vehicle-registry", id_, "deregistered_provisional")
        refusal = {"code": "seizure", "reason": "The court keeps it."}
        await lane.entrance.act(officer("vehicle-registry"), "vehicle-registry", case, "refuse", refusal)

        sibling = TIANJIN.but(
            "re_routed",
            vehicle_registry=RESTORED,
            licensing=(*GRANTED_BY_HAND, "licence.cancelled"),
            customs=("customs.lapsed",),
            tax_rebate=LAPSED,
        )
        refused = sibling.but(
            "cancelled",
            vehicle_registry=(
                TWO_PHASES[0], *REQUESTED, "vehicle.deregistration_blocked", "vehicle.deregistration_refused",
            ),
        )  # fmt: skip
        told = {barred["vin"]: refused} | {other["vin"]: sibling for other in others}
        proof = await lane.proven((submitted, told))

        fact = proof.fact(case, "vehicle.deregistration_refused")
        for each in submitted.cases.values():
            assert proof.fact(each, "licence.cancelled")["causationid"] == fact["id"]
        caused_in_turn(
            proof, tuple(submitted.cases.values()), "licence.cancelled", "customs.lapsed", "rebate.lapsed"
        )


async def test_a_licence_cancelled_while_customs_holds_the_declaration_stops_the_goods(
    by_hand: Opened,
) -> None:
    async with by_hand("customs.release,customs.clear") as lane:
        submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
        await lane.entrance.reaches("customs", submitted.lot, "submitted")
        await lane.entrance.act(officer("customs"), "customs", submitted.lot, "accept")

        await lane.entrance.act(supervisor("licensing"), "licensing", submitted.lot, "cancel", GROUND)

        stopped = UNDONE.but(
            "re_routed", customs=("customs.submitted", "customs.accepted", "customs.rejected")
        )
        proof = await lane.proven((submitted, stopped))
        cases = tuple(submitted.cases.values())
        caused_in_turn(proof, cases, "licence.cancelled", "customs.rejected", "rebate.lapsed")
        for case in cases:
            assert '"licence_cancelled"' in proof.fact(case, "customs.rejected")["data"]


async def test_goods_released_and_shut_out_give_the_licence_and_the_registration_back(
    by_hand: Opened,
) -> None:
    async with by_hand("customs.clear") as lane:
        submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
        await lane.entrance.reaches("customs", submitted.lot, "released")
        await lane.entrance.reaches("licensing", submitted.lot, "used")

        ground = {"code": "shut_out", "reason": "The train left without them."}
        await lane.entrance.act(supervisor("customs"), "customs", submitted.lot, "cancel", ground)

        shut_out = UNDONE.but(
            licensing=(*GRANTED, "licence.used", "licence.cancelled"),
            customs=(*EXPORTED[:2], "customs.cancelled"),
        )
        proof = await lane.proven((submitted, shut_out))
        cases = tuple(submitted.cases.values())
        caused_in_turn(
            proof, cases, "customs.cancelled", "vehicle.registration_restored", "licence.cancelled"
        )


async def test_goods_that_come_back_after_the_payment_cost_the_refund(lane: Lane) -> None:
    submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
    await lane.entrance.ended(submitted.cases.values(), limit=30)

    reason = {"reason": "The buyer refused them."}
    await lane.entrance.act(officer("customs"), "customs", submitted.lot, "return", reason)

    returned = TIANJIN.but(
        "returned",
        customs=(*EXPORTED, "customs.returned"),
        tax_rebate=(
            *TIANJIN.facts["tax-rebate"],
            "rebate.clawback_ordered",
            "rebate.clawed_back",
            "rebate.certificate_issued",
        ),
    )
    await lane.entrance.reaches("tax-rebate", submitted.lot, "clawed_back")
    proof = await lane.proven((submitted, returned))
    caused_in_turn(proof, tuple(submitted.cases.values()), "customs.cleared", "rebate.paid")
    for case in submitted.cases.values():
        back = proof.fact(case, "rebate.clawed_back")
        assert back["causationid"] == proof.fact(case, "customs.returned")["id"]
        assert '"6500.00"' in back["data"]


async def test_a_deregistration_refused_after_the_vehicle_has_left_is_for_a_named_person(
    by_hand: Opened,
) -> None:
    async with by_hand("licence.grant") as lane:
        submitted = await lane.entrance.submits(batch(vehicle(), profile="national"))
        await lane.entrance.reaches("licensing", submitted.lot, "accepted")
        bar = {"bar": "mortgage"}
        await lane.entrance.act(officer("vehicle-registry"), "vehicle-registry", submitted.case, "bars", bar)
        await lane.entrance.act(officer("licensing"), "licensing", submitted.lot, "grant")
        await lane.entrance.reaches("vehicle-registry", submitted.case, "deregistration_blocked")
        refusal = {"code": "mortgage", "reason": "The bank does not give it free."}
        await lane.entrance.act(
            officer("vehicle-registry"), "vehicle-registry", submitted.case, "refuse", refusal
        )

        refused = BY_HAND["national"].but(
            "manual",
            vehicle_registry=(
                TWO_PHASES[0], *REQUESTED, "vehicle.deregistration_blocked",
                "vehicle.deregistration_refused",
            ),
        )  # fmt: skip
        await lane.proven((submitted, refused))
        waiting = (await lane.entrance.case(submitted.case))["status"]["waiting_on"]
        assert (waiting["kind"], waiting["agency"]) == ("person", "vehicle-registry")
        assert waiting["who"]["zh"] == "车辆管理所负责人"
