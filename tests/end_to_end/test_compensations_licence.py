"""The compensations that begin with a licence or the firm that holds it, each from its trigger to its end.

They go through the REST API of a whole platform. Each docstring is a row of `docs/compensations.md`.
"""

from __future__ import annotations

import datetime as dt

from gateway.filing import REMEMBERED
from tests.end_to_end.papers import USCC, batch, inspection, today, vehicle
from tests.end_to_end.people import EXPORTER, officer, supervisor
from tests.end_to_end.turning import (
    CUSTOMS,
    CUSTOMS_BY_HAND,
    LICENCE_BY_HAND,
    LICENSING,
    REASON,
    REGISTRY,
    Turned,
    Turning,
    granted,
    ground,
    released,
    run,
)

__all__ = ["run"]


async def test_c01_a_licence_refused_or_withdrawn_leaves_the_registration_as_it_was(run: Turned) -> None:
    """C1: Licence refused or withdrawn before a grant.

    Undone: nothing of the steps; drafts lapse. A unit of the quota that was reserved for the car is released.
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


async def test_c02_a_licence_handed_back_before_the_deregistration_is_applied_for_anew(run: Turned) -> None:
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


async def test_c06_an_exporter_who_gives_up_after_the_deregistration_has_the_vehicle_back(
    run: Turned,
) -> None:
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


async def test_c07_a_licence_that_expires_after_the_deregistration_is_granted_anew(run: Turned) -> None:
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
        await turn.is_done(submitted.case, "deregistration")
        day = str(valid_to)
        lines = [{"vin": one["vin"], "inspection_report": inspection(date=day)}]
        await turn.act(EXPORTER, LICENSING, submitted.lot, "reapply", {**REASON, "lines": lines})
        await turn.said(submitted.case, "licence.expired", "licence.reapplied", "licence.granted")
        await turn.never_said(submitted.case, "vehicle.registration_restored")
        await turn.acts_in_time(officer(CUSTOMS), CUSTOMS, submitted.lot, "release")
        await turn.act(officer(CUSTOMS), CUSTOMS, submitted.lot, "clear")

        await turn.ends(submitted.case, "refund_paid")
        await turn.nothing_is_parked(submitted)


async def test_c07_without_a_new_licence_in_time_everything_is_undone(run: Turned) -> None:
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


async def test_c08_fewer_vehicles_than_licensed_go_on_a_new_licence(run: Turned) -> None:
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


async def test_c15_a_suspended_firm_loses_what_it_has_not_used_and_what_is_released_runs_on(
    run: Turned,
) -> None:
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
        turn.clock.advance(REMEMBERED)
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


async def test_c17_a_licence_got_by_a_forged_letter_is_revoked_and_all_undone(run: Turned) -> None:
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


async def test_c18_a_wrong_word_on_a_licence_takes_a_new_one_and_a_corrected_declaration(run: Turned) -> None:
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
