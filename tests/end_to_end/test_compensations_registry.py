"""The compensations that begin in the register of vehicles, each from its trigger to its end.

They go through the REST API of a whole platform. Each docstring is a row of `docs/compensations.md`.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tests.end_to_end.papers import USCC, batch, today, vehicle
from tests.end_to_end.people import officer, supervisor
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


async def test_c03_a_barred_deregistration_waits_and_is_refused_only_when_nobody_lifts_the_bar(
    run: Turned,
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
            await turn.is_done(submitted.case, "licence")

        await turn.removes(officer(REGISTRY), REGISTRY, lifted.case, "bars/mortgage")
        await turn.act(officer(REGISTRY), REGISTRY, refused.case, "refuse", ground("mortgage"))

        await turn.ends(lifted.case, "refund_paid")
        await turn.ends(refused.case, "cancelled")
        await turn.said(refused.case, "vehicle.deregistration_refused", "licence.cancelled", "customs.lapsed")
        await turn.nothing_is_parked(refused)


async def test_c14_an_exit_that_is_not_confirmed_in_time_is_a_named_persons_matter(run: Turned) -> None:
    """C14: The exit is not confirmed within 60 days.

    Undone: alarm; a named person has it restored or impounded.
    End: re_routed.
    """
    async with run(CUSTOMS_BY_HAND) as turn:
        submitted = await turn.entrance.submits(batch(vehicle()))
        await turn.entrance.reaches(CUSTOMS, submitted.lot, "submitted")

        await turn.days_pass(72)  # sixty, and the longest holidays after the last of them

        await turn.said(submitted.case, "vehicle.exit_overdue")
        person = await turn.waits(submitted.case, "person", "exit")
        assert person["who"]["en"] == "Head of the vehicle registry office"
        assert person["due_on"] is not None
        assert (await turn.risk(submitted.case, "exit_overdue"))["passed"]
        await turn.act(supervisor(REGISTRY), REGISTRY, submitted.case, "restore", ground("exit_overdue"))

        await turn.said(submitted.case, "vehicle.registration_restored", "licence.cancelled")
        await turn.ends(submitted.case, "re_routed")
        await turn.nothing_is_parked(submitted)


@pytest.mark.rule("C16")
async def test_c16_a_vehicle_found_stolen_is_held_at_once_and_its_licence_revoked(run: Turned) -> None:
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


@pytest.mark.rule("C19")
async def test_c19_a_vehicle_driven_at_home_is_locked_and_its_licence_revoked(run: Turned) -> None:
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


async def test_c22_a_temporary_plate_that_expires_is_reissued_once(run: Turned) -> None:
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
