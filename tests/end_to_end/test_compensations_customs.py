"""The compensations that begin at customs or with the goods, each from its trigger to its end.

They go through the REST API of a whole platform. Each docstring is a row of `docs/compensations.md`.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tests.end_to_end.papers import batch, today, vehicle
from tests.end_to_end.people import EXPORTER, officer, supervisor
from tests.end_to_end.turning import (
    CUSTOMS,
    CUSTOMS_BY_HAND,
    LICENSING,
    REASON,
    Turned,
    ground,
    run,
)

__all__ = ["run"]


async def test_c04_papers_that_customs_sends_back_are_corrected_and_go_on(run: Turned) -> None:
    """C4: Customs returns the papers.

    Undone: corrected and handed in again.
    End: refund_paid.
    """
    async with run() as turn:
        misnamed = vehicle(goods_name="大众汽车牌1.5L小客车")
        submitted = await turn.entrance.submits(batch(misnamed))
        wait = await turn.waits(submitted.case, "enterprise", "correction")
        assert wait["agency"] == CUSTOMS

        lines = [{"vin": misnamed["vin"], "goods_name": "旧大众汽车牌1.5L小客车"}]
        await turn.act(EXPORTER, CUSTOMS, submitted.lot, "supply-correction", {"lines": lines})

        await turn.ends(submitted.case, "refund_paid")
        await turn.said(
            submitted.case, "customs.returned_for_correction", "customs.resubmitted", "customs.cleared"
        )


async def test_c05_what_customs_refuses_or_confiscates_is_restored_in_reverse(run: Turned) -> None:
    """C5: Customs refuses for good, or confiscates.

    Undone: restored (locked when confiscated), licence cancelled.
    End: cancelled; locked: a named person.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        refused, seized = [await turn.entrance.submits(batch(vehicle())) for _ in range(2)]
        for submitted in (refused, seized):
            await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.act(officer(CUSTOMS), CUSTOMS, refused.lot, "refuse", ground("goods_differ"))
        await turn.act(supervisor(CUSTOMS), CUSTOMS, seized.lot, "detain", ground("smuggling"))
        assert (await turn.waits(seized.case, "agency", "detention"))["agency"] == CUSTOMS
        await turn.act(supervisor(CUSTOMS), CUSTOMS, seized.lot, "confiscate", ground("smuggling"))

        await turn.ends(refused.case, "cancelled")
        await turn.said(
            refused.case, "customs.rejected", "vehicle.registration_restored", "licence.cancelled"
        )
        await turn.ends(seized.case, "manual")
        await turn.said(seized.case, "customs.confiscated", "vehicle.registration_restored", "vehicle.locked")
        await turn.said(seized.case, "vehicle.registration_restored", "licence.cancelled")
        person = await turn.waits(seized.case, "person", "lock")
        assert (person["who"]["zh"], person["late"]) == ("车辆管理所负责人", False)
        assert person["due_on"] is not None
        await turn.nothing_is_parked(refused)


async def test_c09_goods_released_and_not_loaded_go_with_the_next_ship(run: Turned) -> None:
    """C9: Released and not loaded (退关).

    Undone: write-off taken back, booked anew, released again.
    End: refund_paid.
    """
    async with run("customs.clear") as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(LICENSING, submitted.lot, "used")

        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "shut-out", REASON)

        assert (await turn.waits(submitted.case, "enterprise", "rebooking"))["due_on"] is not None
        await turn.said(submitted.case, "licence.used", "licence.reinstated")
        rebooked = {"ground": "transport_changed", "vessel": "X8300", **REASON}
        await turn.act(EXPORTER, CUSTOMS, submitted.lot, "request-amendment", rebooked)
        await turn.said(
            submitted.case, "customs.shut_out", "customs.amended", "customs.released", "licence.used"
        )
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")

        await turn.ends(submitted.case, "refund_paid")
        await turn.nothing_is_parked(submitted)


async def test_c09_goods_that_nobody_books_anew_are_undone_by_the_clock(run: Turned) -> None:
    """C9: … and nobody books them anew in time.

    Undone: declaration cancelled by the clock, everything undone.
    End: cancelled.
    """
    async with run("customs.clear") as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(LICENSING, submitted.lot, "used")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "shut-out", REASON)
        wait = await turn.waits(submitted.case, "enterprise", "rebooking")

        await turn.days_pass((dt.date.fromisoformat(wait["due_on"]) - today()).days + 1)

        await turn.said(
            submitted.case, "customs.cancelled", "vehicle.registration_restored", "licence.cancelled"
        )
        await turn.ends(submitted.case, "cancelled")


@pytest.mark.rule("C10")
@pytest.mark.requirement("TZ-8b")
async def test_c10_a_refund_paid_early_for_goods_that_turned_round_is_clawed_back(run: Turned) -> None:
    """C10: Paid early from the port of departure, goods not exported.

    Undone: refund ordered back and clawed back.
    End: clawed_back.
    """
    async with run("customs.clear") as turn:
        scheme = {
            "departure_port_scheme": True,
            "transport_mode": "2",
            "declaration": {"departure_port": "0202", "port_of_exit": "4227"},
        }
        submitted = await turn.entrance.submits(batch(vehicle(), **scheme))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "released")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "depart-origin")
        await turn.said(
            submitted.case, "customs.departed_origin_port", "rebate.claim_accepted", "rebate.paid"
        )

        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "reverse-departure", REASON)

        await turn.said(submitted.case, "rebate.clawback_ordered", "rebate.clawed_back")
        await turn.said(submitted.case, "customs.departure_reversed", "rebate.clawed_back")
        rebooked = {"ground": "transport_changed", "vessel": "X8300", **REASON}
        await turn.act(EXPORTER, CUSTOMS, submitted.lot, "request-amendment", rebooked)
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "released")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")
        await turn.ends(submitted.case, "clawed_back")
        await turn.nothing_is_parked(submitted)


async def test_c11_goods_that_come_back_cost_the_refund_and_stay_deregistered(run: Turned) -> None:
    """C11: Goods return after the export (退运).

    Undone: claw-back and certificate; the deregistration stays final.
    End: returned.
    """
    async with run() as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.ends(submitted.case, "refund_paid")

        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "return", REASON)

        await turn.said(
            submitted.case,
            "customs.returned",
            "rebate.clawback_ordered",
            "rebate.clawed_back",
            "rebate.certificate_issued",
        )
        await turn.ends(submitted.case, "returned")
        await turn.is_done(submitted.case, "deregistration")
