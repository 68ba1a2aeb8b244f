"""The compensations C1 to C22, each from its trigger to its end, through the REST API of a whole platform.

Each docstring is a row of `docs/compensations.md`. Undo runs in reverse, nothing is deleted, and where
an undo is refused or comes late a person is named with a day until which he decides.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.service import discover
from exportlane.runtime.testing import until
from tests.end_to_end.conftest import open_lane
from tests.end_to_end.papers import USCC, batch, inspection, today, vehicle
from tests.end_to_end.people import EXPORTER, Submitted, officer, supervisor
from tests.end_to_end.turning import Turning, turning
from tests.faults.wire import again, listening

REGISTRY, LICENSING, CUSTOMS, TAX = "vehicle-registry", "licensing", "customs", "tax-rebate"
REASON = {"reason": "As the file says."}
LICENCE_BY_HAND, CUSTOMS_BY_HAND = "licence.grant", "customs.release,customs.clear"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """The platform where officers do these verbs by hand, and the test moves the days."""

    def opened(by_hand: str = "") -> AbstractAsyncContextManager[Turning]:
        return turning(tmp_path, by_hand)

    return opened


def ground(code: str) -> dict[str, str]:
    return {"code": code, **REASON}


async def granted(turn: Turning, submitted: Submitted) -> None:
    await turn.entrance.reaches(LICENSING, submitted.lot, "accepted")
    await turn.act(officer(LICENSING), LICENSING, submitted.lot, "grant")


async def released(turn: Turning, submitted: Submitted) -> None:
    """Deregistered provisionally, and released by an officer."""
    await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
    await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
    await turn.entrance.reaches(LICENSING, submitted.lot, "used")


async def test_c01_a_licence_refused_or_withdrawn_leaves_the_registration_as_it_was(run: Any) -> None:
    """C1: Licence refused or withdrawn before a grant.

    Undone: nothing to undo; drafts lapse.
    End: refused, withdrawn.
    """
    async with run(LICENCE_BY_HAND) as turn:
        first, second = [await turn.entrance.submits(batch(vehicle())) for _ in range(2)]
        for submitted in (first, second):
            await turn.entrance.reaches(LICENSING, submitted.lot, "accepted")

        await turn.act(officer(LICENSING), LICENSING, first.lot, "refuse", ground("not_genuine"))
        await turn.act(EXPORTER, LICENSING, second.lot, "withdraw", REASON)

        await turn.ends(first.case, "refused")
        await turn.ends(second.case, "withdrawn")
        for submitted in (first, second):
            await turn.said(submitted.case, "customs.lapsed", "rebate.lapsed")
            await turn.never_said(submitted.case, "vehicle.deregistered", "vehicle.registration_restored")
            await turn.nothing_is_parked(submitted)


async def test_c02_a_licence_handed_back_before_the_deregistration_is_applied_for_anew(run: Any) -> None:
    """C2: Licence handed back, not deregistered.

    Undone: nothing in the registry; waits for a new licence.
    End: refund_paid.
    """
    async with run("vehicle.deregister") as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(REGISTRY, submitted.case, "deregistration_requested")

        await turn.act(EXPORTER, LICENSING, submitted.lot, "surrender", ground("other_port"))

        wait = await turn.waits(submitted.case, "enterprise", "renewal")
        assert wait["due_on"] is not None
        await turn.never_said(submitted.case, "vehicle.registration_restored", "licence.cancelled")

        await turn.act(EXPORTER, LICENSING, submitted.lot, "reapply", REASON)
        await turn.said(submitted.case, "licence.surrendered", "licence.reapplied", "licence.granted")
        await turn.acts_in_time(officer(REGISTRY), REGISTRY, submitted.case, "deregister")

        await turn.ends(submitted.case, "refund_paid")
        await turn.nothing_is_parked(submitted)


async def test_c03_a_barred_deregistration_waits_and_is_refused_only_when_nobody_lifts_the_bar(
    run: Any,
) -> None:
    """C3: Deregistration barred (第四十二条).

    Undone: the licence is held; lifted it goes on, refused it is cancelled.
    End: refund_paid, cancelled.
    """
    async with run(LICENCE_BY_HAND) as turn:
        lifted, refused = [await turn.entrance.submits(batch(vehicle())) for _ in range(2)]
        for submitted in (lifted, refused):
            await turn.entrance.reaches(REGISTRY, submitted.case, "pending_export")
            await turn.act(officer(REGISTRY), REGISTRY, submitted.case, "bars", {"bar": "mortgage"})
            await granted(turn, submitted)
            wait = await turn.waits(submitted.case, "enterprise", "block")
            assert wait["next_action"]["zh"].startswith("解除第四十二条")
            assert (await turn.stands(submitted.case))["licence"] == "done"

        await turn.removes(officer(REGISTRY), REGISTRY, lifted.case, "bars/mortgage")
        await turn.act(officer(REGISTRY), REGISTRY, refused.case, "refuse", ground("mortgage"))

        await turn.ends(lifted.case, "refund_paid")
        await turn.ends(refused.case, "cancelled")
        await turn.said(refused.case, "vehicle.deregistration_refused", "licence.cancelled", "customs.lapsed")
        await turn.nothing_is_parked(refused)


async def test_c04_papers_that_customs_sends_back_are_corrected_and_go_on(run: Any) -> None:
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


async def test_c05_what_customs_refuses_or_confiscates_is_restored_in_reverse(run: Any) -> None:
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


async def test_c06_an_exporter_who_gives_up_after_the_deregistration_has_the_vehicle_back(run: Any) -> None:
    """C6: The exporter gives up after the deregistration.

    Undone: licence cancelled, registration restored to 转让待出口.
    End: re_routed.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        one = vehicle()
        submitted = await turn.entrance.submits(batch(one))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.act(supervisor(LICENSING), LICENSING, submitted.lot, "cancel", ground("holder_asks"))

        await turn.ends(submitted.case, "re_routed")
        await turn.said(submitted.case, "licence.cancelled", "vehicle.registration_restored")
        again = await turn.entrance.submits(batch(one, destination_country="UZB"))
        await turn.entrance.reaches(CUSTOMS, again.lot, "submitted")
        await turn.nothing_is_parked(submitted)


async def test_c07_a_licence_that_expires_after_the_deregistration_is_granted_anew(run: Any) -> None:
    """C7: The licence expires unused after the deregistration.

    Undone: customs waits, a new licence; the deregistration stays provisional.
    End: refund_paid.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        one = vehicle()
        submitted = await turn.entrance.submits(batch(one))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
        valid_to = dt.date.fromisoformat((await turn.entrance.case(submitted.case))["licence_valid_to"])

        await turn.days_pass((valid_to - today()).days + 1)

        assert (await turn.waits(submitted.case, "enterprise", "renewal"))["due_on"] is not None
        assert (await turn.stands(submitted.case))["deregistration"] == "done"
        day = str(valid_to)
        lines = [{"vin": one["vin"], "inspection_report": inspection(date=day)}]
        await turn.act(EXPORTER, LICENSING, submitted.lot, "reapply", {**REASON, "lines": lines})
        await turn.said(submitted.case, "licence.expired", "licence.reapplied", "licence.granted")
        await turn.never_said(submitted.case, "vehicle.registration_restored")
        await turn.acts_in_time(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")

        await turn.ends(submitted.case, "refund_paid")
        await turn.nothing_is_parked(submitted)


async def test_c07_without_a_new_licence_in_time_everything_is_undone(run: Any) -> None:
    """C7: … and nobody applies for a new one in time.

    Undone: licence cancelled by the clock, registration restored.
    End: re_routed.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
        valid_to = dt.date.fromisoformat((await turn.entrance.case(submitted.case))["licence_valid_to"])

        await turn.days_pass((valid_to - today()).days + 1)
        wait = await turn.waits(submitted.case, "enterprise", "renewal")
        await turn.days_pass((dt.date.fromisoformat(wait["due_on"]) - valid_to).days)

        await turn.said(
            submitted.case, "licence.expired", "licence.cancelled", "vehicle.registration_restored"
        )
        await turn.ends(submitted.case, "re_routed")
        await turn.nothing_is_parked(submitted)


async def test_c08_fewer_vehicles_than_licensed_go_on_a_new_licence(run: Any) -> None:
    """C8: Fewer vehicles declared than licensed.

    Undone: licence handed back, new one for those that go; the others are restored.
    End: refund_paid, re_routed.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        goes, stays = vehicle(), vehicle()
        submitted = await turn.entrance.submits(batch(goes, stays))
        going, staying = submitted.cases[goes["vin"]], submitted.cases[stays["vin"]]
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
        fewer = {"vins": [goes["vin"]]}
        await turn.act(EXPORTER, CUSTOMS, submitted.lot, "declare-vehicles", fewer)
        await turn.said(going, "customs.held")

        await turn.act(EXPORTER, LICENSING, submitted.lot, "surrender", ground("fewer_vehicles"))
        await turn.act(EXPORTER, LICENSING, submitted.lot, "reapply", {**REASON, **fewer})

        await turn.ends(staying, "re_routed")
        await turn.said(staying, "licence.line_left_out", "vehicle.registration_restored")
        await turn.said(staying, "customs.lapsed", "rebate.lapsed")
        await turn.said(going, "customs.held", "customs.hold_lifted")
        await turn.acts_in_time(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")
        await turn.ends(going, "refund_paid")
        await turn.nothing_is_parked(submitted)


async def test_c09_goods_released_and_not_loaded_go_with_the_next_ship(run: Any) -> None:
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


async def test_c09_goods_that_nobody_books_anew_are_undone_by_the_clock(run: Any) -> None:
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
async def test_c10_a_refund_paid_early_for_goods_that_turned_round_is_clawed_back(run: Any) -> None:
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


async def test_c11_goods_that_come_back_cost_the_refund_and_stay_deregistered(run: Any) -> None:
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
        assert (await turn.stands(submitted.case))["deregistration"] == "done"


async def test_c12_a_rejected_claim_undoes_nothing(run: Any) -> None:
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


async def test_c13_a_refund_on_a_bad_invoice_is_recovered_or_set_off(run: Any) -> None:
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


async def test_c14_an_exit_that_is_not_confirmed_in_time_is_a_named_persons_matter(run: Any) -> None:
    """C14: The exit is not confirmed within 60 days.

    Undone: alarm; a named person has it restored or impounded.
    End: re_routed.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.days_pass(64)

        await turn.said(submitted.case, "vehicle.exit_overdue")
        person = await turn.waits(submitted.case, "person", "exit")
        assert person["who"]["en"] == "Head of the vehicle registry office"
        assert person["due_on"] is not None
        assert (await turn.risk(submitted.case, "exit_overdue"))["passed"]
        await turn.act(supervisor(REGISTRY), REGISTRY, submitted.case, "restore", ground("exit_overdue"))

        await turn.said(submitted.case, "vehicle.registration_restored", "licence.cancelled")
        await turn.ends(submitted.case, "re_routed")
        await turn.nothing_is_parked(submitted)


async def test_c15_a_suspended_firm_loses_what_it_has_not_used_and_what_is_released_runs_on(run: Any) -> None:
    """C15: Filing suspended or removed.

    Undone: undecided refused, unused revoked and undone, released runs on.
    End: refused, revoked, refund_paid.
    """
    async with run(f"{LICENCE_BY_HAND},{CUSTOMS_BY_HAND}") as turn:
        left, unused, undecided = [await turn.entrance.submits(batch(vehicle())) for _ in range(3)]
        await granted(turn, left)
        await released(turn, left)
        await granted(turn, unused)
        await turn.entrance.reaches(CUSTOMS, unused.lot, "submitted")
        await turn.entrance.reaches(LICENSING, undecided.lot, "accepted")

        await _suspends(turn, "negative_list")

        await turn.ends(unused.case, "revoked")
        await turn.said(unused.case, "licence.revoked", "vehicle.registration_restored")
        await turn.ends(undecided.case, "refused")
        late = await turn.entrance.ask(EXPORTER, "POST", "/v1/batches", json=batch(vehicle()))
        assert (late.status_code, late.json()["slug"]) == (409, "enterprise-not-filed")
        await turn.act(officer(CUSTOMS), CUSTOMS, left.lot, "clear")
        await turn.ends(left.case, "refund_paid")


async def _suspends(turn: Turning, code: str) -> None:
    filing = await turn.entrance.get(officer(LICENSING), f"/v1/licensing/filings/by-uscc/{USCC}")
    path = f"/v1/licensing/filings/{filing['filing_id']}"
    match = {"if-match": f'"{(await turn.entrance.get(officer(LICENSING), path))["version"]}"'}
    who, body = supervisor(LICENSING), ground(code)
    answer = await turn.entrance.ask(who, "POST", f"{path}/suspend", json=body, headers=match)
    assert answer.status_code == 200, answer.text


@pytest.mark.rule("C16")
async def test_c16_a_vehicle_found_stolen_is_held_at_once_and_its_licence_revoked(run: Any) -> None:
    """C16: Stolen, seized or mortgaged found late.

    Undone: register locked, customs holds, unused licence revoked; after release a named person.
    End: manual.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        before, after = [await turn.entrance.submits(batch(vehicle())) for _ in range(2)]
        await turn.entrance.reaches(CUSTOMS, before.lot, "submitted")
        await released(turn, after)

        for submitted in (before, after):
            await turn.act(officer(REGISTRY), REGISTRY, submitted.case, "bars", {"bar": "stolen"})

        await turn.said(before.case, "vehicle.locked", "licence.revoked", "vehicle.registration_restored")
        await turn.said(before.case, "vehicle.locked", "customs.rejected")
        await turn.ends(before.case, "manual")
        person = await turn.waits(before.case, "person", "lock")
        assert person["who"]["zh"] == "车辆管理所负责人"
        assert person["due_on"] is not None
        await turn.said(after.case, "vehicle.locked")
        await turn.act(officer(CUSTOMS), CUSTOMS, after.lot, "clear")
        await turn.said(after.case, "vehicle.exit_confirmed")
        await turn.never_said(after.case, "licence.revoked", "vehicle.registration_restored")
        await turn.ends(after.case, "manual")
        assert (await turn.waits(after.case, "person", "lock"))["due_on"] is not None


async def test_c17_a_licence_got_by_a_forged_letter_is_revoked_and_all_undone(run: Any) -> None:
    """C17: Forged letter or inspection found after the grant.

    Undone: revoked (行政许可法 第六十九条), undone as in C5.
    End: revoked.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.act(supervisor(LICENSING), LICENSING, submitted.lot, "revoke", ground("forged_letter"))

        (fact,) = await turn.said(submitted.case, "licence.revoked")
        assert "第六十九条" in fact["data"]["article"]
        await turn.said(submitted.case, "licence.revoked", "vehicle.registration_restored")
        await turn.ends(submitted.case, "revoked")
        await turn.nothing_is_parked(submitted)


async def test_c18_a_wrong_word_on_a_licence_takes_a_new_one_and_a_corrected_declaration(run: Any) -> None:
    """C18: A typing error after the grant.

    Undone: the licence is superseded, the declaration corrected; the old facts stay.
    End: refund_paid.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")
        old = (await turn.entrance.case(submitted.case))["licence_no"]

        right = {"contract_no": "TJGR-2026-0919"}
        await turn.act(EXPORTER, LICENSING, submitted.lot, "request-reissue", {**right, **REASON})

        await turn.said(submitted.case, "licence.granted", "licence.superseded", "licence.granted")
        item = {"code": "contract_no", "sentence": "The contract is not that of the licence."}
        asked = {"items": [item]}
        await turn.acts_in_time(officer(CUSTOMS), CUSTOMS, submitted.lot, "request-correction", asked)
        await turn.act(EXPORTER, CUSTOMS, submitted.lot, "supply-correction", right)
        await turn.acts_in_time(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")

        await turn.ends(submitted.case, "refund_paid")
        assert (await turn.entrance.case(submitted.case))["licence_no"] != old
        await turn.nothing_is_parked(submitted)


@pytest.mark.rule("C19")
async def test_c19_a_vehicle_driven_at_home_is_locked_and_its_licence_revoked(run: Any) -> None:
    """C19: Quota misuse: road use, sale at home.

    Undone: locked, licence revoked, registration restored; a named person unlocks.
    End: revoked.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        seen = {"code": "road_use", **REASON}
        await turn.act(officer(REGISTRY), REGISTRY, submitted.case, "report-misuse", seen)

        await turn.said(submitted.case, "vehicle.misuse_reported", "vehicle.locked", "licence.revoked")
        await turn.ends(submitted.case, "manual")
        assert (await turn.waits(submitted.case, "person", "lock"))["due_on"] is not None
        filing = await turn.entrance.get(officer(LICENSING), f"/v1/licensing/filings/by-uscc/{USCC}")
        assert filing["status"] == "suspended"
        await turn.removes(officer(REGISTRY), REGISTRY, submitted.case, "locks/misuse")
        await turn.ends(submitted.case, "revoked")


async def test_c20_repeats_change_nothing_and_a_contradiction_is_for_a_person(run: Any) -> None:
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
        bar = {"bar": "seizure"}
        await turn.act(officer(REGISTRY), REGISTRY, national.case, "bars", bar)
        await turn.act(officer(CUSTOMS), CUSTOMS, national.lot, "clear")
        await turn.waits(national.case, "enterprise", "block")
        deceit = {"code": "deceit", **REASON}
        await turn.act(supervisor(REGISTRY), REGISTRY, national.case, "revoke", deceit)
        await turn.ends(national.case, "manual")
        person = await turn.waits(national.case, "person", "bar")
        assert person["due_on"] is not None
        await turn.never_said(national.case, "licence.revoked", "customs.cancelled")


async def test_c21_an_agency_that_is_down_catches_up_and_its_clock_goes_on(tmp_path: Path) -> None:
    """C21: An agency is down.

    Undone: papers and facts wait for it, it catches up; its own clock goes on.
    End: refund_paid.
    """
    everybody = discover()
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


async def test_c22_a_temporary_plate_that_expires_is_reissued_once(run: Any) -> None:
    """C22: The temporary plate expires before the port.

    Undone: reissued once, or on a truck; a flag only.
    End: refund_paid.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        plated = vehicle(temp_plate_valid_to=str(today() + dt.timedelta(5)))
        submitted = await turn.entrance.submits(batch(plated))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.days_pass(7)

        await turn.said(submitted.case, "vehicle.temp_plate_expired")
        assert (await turn.risk(submitted.case, "temp_plate"))["passed"]
        insured = str(today() + dt.timedelta(60))
        plate = {"temp_plate_no": "津A12345", "insurance_valid_to": insured}
        await turn.act(officer(REGISTRY), REGISTRY, submitted.case, "reissue-plate", plate)
        await turn.said(submitted.case, "vehicle.temp_plate_expired", "vehicle.temp_plate_reissued")
        again_ = await _refused(turn, submitted.case, "reissue-plate", plate)
        assert again_ in {409, 422}
        await released(turn, submitted)
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")
        await turn.ends(submitted.case, "refund_paid")


async def _refused(turn: Turning, vehicle_id: str, verb: str, body: dict[str, str]) -> int:
    path = f"/v1/{REGISTRY}/vehicles/{vehicle_id}"
    match = {"if-match": f'"{(await turn.entrance.get(officer(REGISTRY), path))["version"]}"'}
    answer = await turn.entrance.ask(officer(REGISTRY), "POST", f"{path}/{verb}", json=body, headers=match)
    return answer.status_code
