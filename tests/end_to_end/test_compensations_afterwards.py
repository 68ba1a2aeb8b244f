"""The compensations of the tax office, and those of the platform itself, each from its trigger to its end.

They go through the REST API of a whole platform. Each docstring is a row of `docs/compensations.md`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import on_the_way, until
from tests.end_to_end.conftest import open_lane
from tests.end_to_end.papers import batch, vehicle
from tests.end_to_end.people import officer, supervisor
from tests.end_to_end.turning import (
    CUSTOMS,
    LICENSING,
    REASON,
    REGISTRY,
    TAX,
    Turned,
    Turning,
    ground,
    run,
)
from tests.faults.wire import again, listening

__all__ = ["run"]


async def test_c12_a_rejected_claim_undoes_nothing(run: Turned) -> None:
    """C12: The rebate is rejected, or taxed as a sale at home.

    Undone: nothing upstream.
    End: closed_no_refund.
    """
    async with run("rebate.decide") as turn:
        rejected, taxed = [await turn.entrance.submits(batch(vehicle())) for _ in range(2)]
        for submitted in (rejected, taxed):
            await turn.entrance.reaches(TAX, submitted.lot, "accepted")

        await turn.act(officer(TAX), TAX, rejected.lot, "refuse", ground("invoice_false"))
        await turn.act(officer(TAX), TAX, taxed.lot, "tax", ground("documents_missing"))

        for submitted in (rejected, taxed):
            await turn.ends(submitted.case, "closed_no_refund")
            await turn.never_said(submitted.case, "licence.cancelled", "vehicle.registration_restored")
        await turn.said(taxed.case, "rebate.taxed")


async def test_c13_a_refund_on_a_bad_invoice_is_recovered_or_set_off(run: Turned) -> None:
    """C13: Claw-back: bad invoice, no forex, fraud.

    Undone: paid back, or set off against the next refund.
    End: clawed_back.
    """
    async with run("rebate.pay") as turn:
        paid_back, set_off, next_one = [await turn.entrance.submits(batch(vehicle())) for _ in range(3)]
        for submitted in (paid_back, set_off):
            await turn.entrance.reaches(TAX, submitted.lot, "approved")
            await turn.act(officer(TAX), TAX, submitted.lot, "pay")
            await turn.ends(submitted.case, "refund_paid")
            bad = ground("bad_invoice")
            await turn.act(supervisor(TAX), TAX, submitted.lot, "order-claw-back", bad)
            assert (await turn.waits(submitted.case, "enterprise", "repayment"))["agency"] == TAX

        await turn.act(supervisor(TAX), TAX, paid_back.lot, "claw-back", REASON)
        await turn.entrance.reaches(TAX, next_one.lot, "approved")
        await turn.act(supervisor(TAX), TAX, set_off.lot, "set-off", {"against": next_one.lot})

        await turn.ends(paid_back.case, "clawed_back")
        await turn.said(set_off.case, "rebate.clawback_ordered", "rebate.offset")
        await turn.ends(set_off.case, "clawed_back")


async def test_c20_repeats_change_nothing_and_a_contradiction_is_for_a_person(run: Turned) -> None:
    """C20: A duplicate, late or contradicting fact.

    Undone: heard once; late ones wait their turn; a contradiction is parked with both.
    End: manual.
    """
    async with run("customs.clear") as turn:
        bus = turn.lane.system.services[CUSTOMS].bus
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(LICENSING, submitted.lot, "used")
        async with listening(bus) as heard:
            await until(lambda: len(heard.seen) >= 5)
            await turn.all_is_heard()
            facts = await turn.entrance.timeline(submitted.case)

            await bus.publish([again(message) for message in reversed(heard.seen)])

            await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")
            await turn.ends(submitted.case, "refund_paid")
            after = await turn.entrance.timeline(submitted.case)
        assert after[: len(facts)] == facts
        assert len({fact["id"] for fact in after}) == len(after)
        await turn.nothing_is_parked(submitted)

        # The goods are gone; that the registry revokes what they left on contradicts it, and nothing is undone.
        national = await turn.entrance.submits(batch(vehicle(), profile="national"))
        await turn.entrance.reaches(CUSTOMS, national.lot, "released")
        await turn.all_is_heard()
        bar = {"bar": "seizure"}
        await turn.act(officer(REGISTRY), REGISTRY, national.case, "bars", bar)
        await turn.act(officer(CUSTOMS), CUSTOMS, national.lot, "clear")
        await turn.waits(national.case, "enterprise", "block")
        await turn.all_is_heard()
        deceit = {"code": "deceit", **REASON}
        await turn.act(supervisor(REGISTRY), REGISTRY, national.case, "revoke", deceit)
        await turn.ends(national.case, "manual")
        person = await turn.waits(national.case, "person", "bar")
        assert person["due_on"] is not None
        await turn.never_said(national.case, "licence.revoked", "customs.cancelled")


@pytest.mark.requirement("TJ-6.3")
async def test_c21_an_agency_that_is_down_catches_up_and_its_clock_goes_on(tmp_path: Path) -> None:
    """C21: An agency is down.

    Undone: papers and facts wait for it, it catches up; its own clock goes on.
    End: refund_paid.
    """
    everybody = on_the_way()
    without = {name: service for name, service in everybody.items() if name != LICENSING}
    clock = ManualClock(dt.datetime.now(dt.UTC))
    async with open_lane(tmp_path, "all", clock=clock, definitions=without) as lane:
        submitted = await lane.entrance.submits(batch(vehicle()))
        down = Turning(lane, clock)
        await down.said(submitted.case, "vehicle.transfer_pending_export")
        await down.never_said(submitted.case, "licence.application_submitted")

    clock.advance(dt.timedelta(days=1))
    async with open_lane(tmp_path, "all", clock=clock, definitions=everybody) as lane:
        up = Turning(lane, clock)
        await up.ends(submitted.case, "refund_paid")
        await up.said(submitted.case, "licence.application_submitted", "licence.granted", "customs.cleared")
        await up.nothing_is_parked(submitted)
