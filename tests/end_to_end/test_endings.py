"""Every way in which a case can end, from the exporter's submission to the last fact."""

from __future__ import annotations

import pytest

from exportlane.runtime.testing import until
from tests.end_to_end.conftest import Lane, Opened
from tests.end_to_end.papers import batch, bought_privately, near_scrapping, vehicle
from tests.end_to_end.people import EXPORTER, OPERATOR, officer
from tests.end_to_end.stories import (
    BY_HAND,
    EXEMPT,
    EXPORTED,
    PAID,
    REFUSED,
    REJECTED_CLAIM,
    REQUESTED,
    TWO_PHASES,
    WITHDRAWN,
)  # fmt: skip


@pytest.mark.parametrize("profile", ["tianjin", "taizhou", "national"])
async def test_a_case_with_all_papers_ends_with_the_refund_paid(lane: Lane, profile: str) -> None:
    submitted = await lane.entrance.submits(batch(vehicle(), vehicle(), profile=profile))

    proof = await lane.proven((submitted, PAID[profile]))

    for case in submitted.cases.values():
        shown = await lane.entrance.case(case)
        assert shown["rebate"] is None  # the gateway's own operator need not know it
        assert (await lane.entrance.get(EXPORTER, f"/v1/cases/{case}"))["rebate"] == {
            "amount": "6500.00",
            "currency": "CNY",
        }
        assert shown["licence_no"]
        assert shown["declaration_no"]
        assert shown["proof_no"]
        assert [(stage["stage"], stage["final"]) for stage in shown["stages"]] == [("done", True)] * 4
    assert proof.facts == 2 * sum(map(len, PAID[profile].facts.values()))


@pytest.mark.parametrize("profile", ["tianjin", "national"])
async def test_a_vehicle_bought_privately_is_exported_exempt_and_nothing_is_refunded(
    lane: Lane, profile: str
) -> None:
    submitted = await lane.entrance.submits(batch(bought_privately(), profile=profile))

    await lane.proven((submitted, EXEMPT[profile]))


async def test_a_rejected_claim_closes_the_case_and_brings_no_vehicle_back(by_hand: Opened) -> None:
    async with by_hand("rebate.decide") as lane:
        submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
        await lane.entrance.reaches("tax-rebate", submitted.lot, "accepted")

        ground = {"code": "invoice_false", "reason": "The invoice was never issued."}
        await lane.entrance.act(officer("tax-rebate"), "tax-rebate", submitted.lot, "refuse", ground)

        await lane.proven((submitted, REJECTED_CLAIM))


async def test_a_vehicle_near_scrapping_gets_no_licence_and_nothing_else_begins(lane: Lane) -> None:
    submitted = await lane.entrance.submits(batch(vehicle(), near_scrapping()))

    proof = await lane.proven((submitted, REFUSED))

    for case in submitted.cases.values():
        refused = proof.fact(case, "licence.refused")
        assert proof.fact(case, "customs.lapsed")["causationid"] in {
            proof.fact(other, "licence.refused")["id"] for other in submitted.cases.values()
        }
        assert "scrapping_within_year" in refused["data"]


async def test_an_application_withdrawn_before_the_decision_ends_the_case(by_hand: Opened) -> None:
    async with by_hand("licence.grant") as lane:
        submitted = await lane.entrance.submits(batch(vehicle(), vehicle()))
        await lane.entrance.reaches("licensing", submitted.lot, "accepted")

        reason = {"reason": "The buyer has gone."}
        await lane.entrance.act(EXPORTER, "licensing", submitted.lot, "withdraw", reason)

        await lane.proven((submitted, WITHDRAWN))


async def test_officers_can_decide_every_step_by_hand(by_hand: Opened) -> None:
    async with by_hand("all") as lane:
        people, submitted = lane.entrance, await lane.entrance.submits(batch(vehicle(), vehicle()))
        lot, cases = submitted.lot, list(submitted.cases.values())

        await people.reaches("licensing", lot, "accepted")
        await people.act(officer("licensing"), "licensing", lot, "grant")
        for case in cases:
            await people.reaches("vehicle-registry", case, "deregistration_requested")
            await people.act(officer("vehicle-registry"), "vehicle-registry", case, "deregister")
        await people.reaches("customs", lot, "submitted")
        for verb in ("accept", "release", "clear"):
            await people.act(officer("customs"), "customs", lot, verb)
        await people.reaches("tax-rebate", lot, "accepted")
        for verb in ("approve", "pay"):
            await people.act(officer("tax-rebate"), "tax-rebate", lot, verb)

        waited = BY_HAND["tianjin"].but(
            vehicle_registry=(TWO_PHASES[0], *REQUESTED, *TWO_PHASES[1:]),
            customs=("customs.submitted", *EXPORTED),
        )
        proof = await lane.proven((submitted, waited))
        decided = {
            row["type"].removesuffix(".v1"): row["actor"]
            for case in cases
            for told in proof.by_case[case].values()
            for row in told
        }
        by_rule = {type_ for type_, actor in decided.items() if actor == "rule"}
        waiting = {"licence.accepted", "vehicle.materials_waived", "customs.submitted", REQUESTED[0]}
        assert by_rule - waiting == {"licence.used", "vehicle.exit_confirmed", "rebate.claim_accepted"}
        assert decided["licence.granted"].startswith("licensing/officer/")
        assert decided["rebate.paid"].startswith("tax-rebate/officer/")


@pytest.mark.requirement("TZ-11")
async def test_what_people_see_of_a_running_case_names_who_is_waited_for(by_hand: Opened) -> None:
    async with by_hand("licence.grant") as lane:
        submitted = await lane.entrance.submits(batch(vehicle()))
        await lane.entrance.reaches("licensing", submitted.lot, "accepted")

        async def waits_for_licensing() -> bool:
            waiting = (await lane.entrance.case(submitted.case))["status"]["waiting_on"]
            return (waiting["kind"], waiting["agency"], waiting["step"]) == ("agency", "licensing", "licence")

        # The view hears of the endorsement a moment after licensing does.
        await until(waits_for_licensing, what="the view waits for licensing")
        running = await lane.entrance.get(OPERATOR, "/v1/cases", status="running")
        assert [item["id"] for item in running["items"]] == [submitted.case]

        await lane.entrance.act(officer("licensing"), "licensing", submitted.lot, "grant")
        await lane.proven((submitted, BY_HAND["tianjin"]))
