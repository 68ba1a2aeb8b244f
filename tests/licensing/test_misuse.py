"""Transport established the misuse of a car on the quota: its firm's filing is suspended, and its applications end."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.contracts.decision import Decided
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import until
from licensing.domain import Outcome
from licensing.filing import FilingStatus, suspend_for_misuse
from tests.licensing.firms import firm
from tests.licensing.given import EXPORTER, VINS
from tests.licensing.running import Authority

ARTICLE = "天津措施（征求意见稿）第二条"
OUTCOME = Outcome("road_use", "Three cameras saw it.", ARTICLE)


def established(uscc: str = EXPORTER) -> dict[str, object]:
    return {
        "unit_no": "ZB2026-1-00001", "grant_no": "ZB2026-1", "uscc": uscc, "vin": VINS[0], "code": "road_use",
        "reason": "Three cameras saw it.", "article": ARTICLE, "on": "2026-11-20", "by": "transport/supervisor/zhou",
    }  # fmt: skip


async def standing(authority: Authority, uscc: str = EXPORTER) -> dict[str, Any]:
    shown: dict[str, Any] = (await authority.officer.get(f"/v1/filings/by-uscc/{uscc}")).json()
    return shown


async def until_barred(authority: Authority) -> dict[str, Any]:
    async def barred() -> dict[str, Any] | None:
        shown = await standing(authority)
        return None if shown["may_apply"] else shown

    found = await until(barred, what="the suspension")
    assert found is not None
    return found


@pytest.mark.requirement("TJ-2.2")
async def test_the_firm_may_not_apply_any_more_and_what_is_undecided_is_refused(by_hand: Authority) -> None:
    application = await by_hand.received()
    async with by_hand.speaks("transport") as transport:
        await transport.says(new_id(), "quota.misuse_established.v1", established())
        shown = await until_barred(by_hand)
        ended = await by_hand.until_status(application["id"], "refused")

    assert (shown["status"], shown["code"]) == ("suspended", "filing_suspended")
    assert ended["outcome"]["code"] == "filing_suspended"
    filing = (await by_hand.officer.get(f"/v1/filings/{shown['filing_id']}")).json()
    assert filing["suspended"]["article"] == ARTICLE
    assert VINS[0] in filing["suspended"]["reason"]


async def test_what_is_heard_at_the_very_start_finds_the_firms_filing(by_hand: Authority) -> None:
    """The filings of the platform are taken over before anything is heard."""
    register = by_hand.service.policy.register

    shown = (await by_hand.officer.get("/v1/filings", limit="100")).json()["items"]

    assert {filing["uscc"] for filing in shown} == set(register)


async def test_a_firm_that_is_not_known_here_concerns_nobody(by_hand: Authority) -> None:
    async with by_hand.speaks("transport") as transport:
        await transport.says(new_id(), "quota.misuse_established.v1", established("91310000MA1FL0XX3R"))
        await transport.says(new_id(), "quota.misuse_established.v1", established())
        await until_barred(by_hand)

    parked = (await by_hand.supervisor.get("/v1/operations/parked")).json()["items"]
    assert parked == []


@pytest.mark.parametrize("status", [status for status in FilingStatus if status is not FilingStatus.FILED])
def test_what_is_not_on_the_register_stays_as_it_is(status: FilingStatus) -> None:
    filing = firm(status=status)

    answer = suspend_for_misuse(filing, OUTCOME)

    assert isinstance(answer, Decided)
    assert (answer.state, answer.facts) == (filing, ())
