"""What is heard of a case: in whatever order it comes, once, and by the table that says what must be heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from credit_insurance.consumer import HEARS
from credit_insurance.domain import hearing
from credit_insurance.domain.exports import Export, Inflow, Pledge, Standing, Trace
from credit_insurance.domain.shipments import declared_once
from credit_insurance.main import service as definition
from exportlane.contracts import ALL_FACTS
from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.process.beside import heard_beside
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import System, system, until
from tests.credit_insurance.given import NOW, an_export
from tests.credit_insurance.running import VIN, Desk, days, facts, shipment_paper

TRACE = Trace("cleared", date(2026, 11, 20), "f-1", "customs")


def test_what_is_heard_is_what_must_be_heard() -> None:
    assert set(HEARS) == heard_beside("credit-insurance")


@pytest.mark.rule("INS-RECEIVABLE")
@pytest.mark.parametrize(
    ("before", "heard", "after"),
    [
        (Standing.OPENED, hearing.left, Standing.CLEARED),
        (Standing.CLEARED, hearing.came_back, Standing.RETURNED),
        (Standing.RETURNED, hearing.left, Standing.RETURNED),
        (Standing.OPENED, hearing.never_left, Standing.CANCELLED),
        (Standing.CLEARED, hearing.never_left, Standing.CANCELLED),
        (Standing.RETURNED, hearing.never_left, Standing.RETURNED),
        (Standing.CANCELLED, hearing.left, Standing.CLEARED),
    ],
)
def test_only_what_has_left_and_stayed_away_is_owed(before: Standing, heard: object, after: Standing) -> None:
    export = an_export(standing=before)

    state: Export = heard(export, TRACE).state  # type: ignore[operator]  # one of the functions above

    assert state.standing is after
    assert (state.receivable > 0) == (after is Standing.CLEARED)
    assert state.traces[-1] == TRACE


async def test_a_fact_that_comes_before_the_case_waits_for_it(desk: Desk) -> None:
    from exportlane.runtime.ids import new_id  # noqa: PLC0415  # only here

    case = new_id()
    cleared = {
        "declaration_id": "d-1", "vin": VIN, "declaration_no": "020220260000000017", "licence_no": "26-12-00001A",
        "cleared_on": days(0), "transport_mode": "rail",
    }  # fmt: skip
    await desk.customs.says(case, "customs.cleared.v1", dict(cleared))
    (parked,) = await desk.parked()
    opened = {
        "batch_id": "b-1", "lot_id": "l-1", "vin": VIN, "exporter_uscc": "91120118MA06ABCD1Y", "profile": "tianjin",
        "profile_version": "tianjin-2026.1", "process_version": "2026.1", "destination_country": "KAZ",
        "customs_port": "0202", "contract_no": "HT-1", "hs_code": "8703234990",
    }  # fmt: skip
    await desk.opens.says(case, "case.opened.v1", dict(opened))

    shown = await desk.until_export(case, "cleared")

    assert parked["state"] == "waiting"
    assert [trace["what"] for trace in shown["traces"]] == ["opened", "cleared"]


async def test_what_the_tax_office_counts_as_received_is_not_overdue_here(desk: Desk) -> None:
    late, deemed = await desk.receivable(due_on=days(0)), await desk.receivable(due_on=days(0))
    said = {"claim_id": "c-1", "vin": VIN, "deemed_reason": "export_credit_insurance"}
    await desk.tax.says(deemed, "rebate.forex_recorded.v1", dict(said))

    async def noted() -> bool:
        return bool((await desk.get(f"/v1/exports/{deemed}"))["deemed"])

    await until(noted, what="the reason of the tax office")
    rows = {row["case_id"]: row["deemed"] for row in (await desk.get("/v1/receivables"))["items"]}
    assert rows == {late: None, deemed: "export_credit_insurance"}


@pytest.mark.rule("INS-CASE-OVER")
@pytest.mark.parametrize("how", [*hearing.ENDS, "licence_revoked"])
def test_a_case_that_is_over_takes_its_declaration_back_and_says_how_it_ended(how: str) -> None:
    export = an_export(standing=Standing.OPENED, cleared_on=None)

    answer = hearing.over(export, replace(TRACE, what=how), now=NOW)

    (told,) = answer.facts
    assert (answer.state.standing, answer.state.shipment) == (Standing.CANCELLED, None)
    assert answer.state.former == (export.shipment,)
    assert told.type == "insurance.shipment_withdrawn.v1"
    assert told.data.model_dump()["code"] == how
    again = hearing.over(answer.state, replace(TRACE, what=how), now=NOW)
    assert (again.facts, again.state.former) == ((), (export.shipment,))


@pytest.mark.rule("INS-CASE-OVER")
@pytest.mark.parametrize(
    "resting",
    [
        {"assignee": "BOC"},
        {"loss_id": "loss-1"},
        {"indemnified": Decimal("1.00")},
        {"pledge": Pledge("f-1", "BOC", Decimal("1.00"))},
        {"inflows": (Inflow("r-1", Decimal("1.00"), "USD", date(2026, 11, 2)),)},
    ],
)
def test_a_declaration_on_which_something_rests_stays_for_that_and_is_under_way_no_more(
    resting: dict[str, Any],
) -> None:
    export = an_export(standing=Standing.OPENED, cleared_on=None, **resting)

    answer = hearing.over(export, replace(TRACE, what="licence_refused"), now=NOW)

    assert (answer.facts, answer.state.shipment) == ((), export.shipment)
    assert (export.alive, answer.state.alive) == (True, False)


@pytest.mark.parametrize("standing", [Standing.CLEARED, Standing.RETURNED, Standing.CANCELLED])
def test_goods_that_have_left_are_owed_whatever_is_said_of_the_licence_afterwards(standing: Standing) -> None:
    export = an_export(standing=standing)

    answer = hearing.over(export, replace(TRACE, what="licence_lapsed"), now=NOW)

    assert answer == Decided(replace(export, traces=(replace(TRACE, what="licence_lapsed"),)))


def test_a_case_that_is_over_without_a_declaration_is_declared_no_more() -> None:
    export = an_export(None, standing=Standing.OPENED, cleared_on=None)

    answer = hearing.over(export, replace(TRACE, what="licence_refused"), now=NOW)

    refused = declared_once(answer.state)
    assert answer.facts == ()
    assert refused is not None
    assert refused.slug == "case_over"


OVER = {
    "licence.refused.v1": "licence_refused",
    "licence.not_accepted.v1": "licence_not_accepted",
    "licence.withdrawn.v1": "licence_withdrawn",
    "licence.lapsed.v1": "licence_lapsed",
    "customs.lapsed.v1": "licence_revoked",
    "customs.rejected.v1": "customs_rejected",
    "customs.confiscated.v1": "customs_confiscated",
}


@pytest.mark.rule("INS-CASE-OVER")
@pytest.mark.parametrize(("type_", "how"), OVER.items())
async def test_whatever_ends_a_case_before_its_goods_are_released_frees_the_limit_of_its_buyer(
    desk: Desk, type_: str, how: str
) -> None:
    policy, case = await desk.insured(), await desk.opened()
    await desk.declared(case, policy_id=policy["id"])
    whole = {
        "application_id": "lot-1", "declaration_id": "d-1", "vin": VIN, "code": "licence_revoked",
        "reason": "It does not suffice.", "article": "行政许可法 第三十八条", "remedy": "复议",
    }  # fmt: skip
    said: dict[str, object] = {
        name: value for name, value in whole.items() if name in ALL_FACTS[type_].model_fields
    }
    speaker = desk.licensing if type_.startswith("licence") else desk.customs

    await speaker.says(case, type_, said)
    await speaker.repeats()

    shown = await desk.until_export(case, "cancelled")
    told = [fact for fact in shown["history"] if fact["type"] == "insurance.shipment_withdrawn.v1"]
    assert [fact["data"]["code"] for fact in told] == [how]
    assert (shown["shipment"], len(shown["former"])) == (None, 1)
    refused = await desk.exporter.post("/v1/shipments", shipment_paper(case, policy_id=policy["id"]))
    assert refused.json()["code"] == "case_over"


@pytest.fixture
async def later(tmp_path: Path) -> AsyncIterator[tuple[Desk, System]]:
    """The agency with a clock that can be moved."""
    clock = ManualClock(datetime.now(UTC))
    async with system(tmp_path, definitions={"credit-insurance": definition}, clock=clock) as running:
        made = Desk(running)
        await made.set_up()
        yield made, running


@pytest.mark.rule("INS-EXPIRE")
@pytest.mark.requirement("TJ-8.1")
async def test_a_policy_and_a_report_end_by_themselves_and_cover_nothing_new(
    later: tuple[Desk, System],
) -> None:
    desk, run = later
    policy = await desk.insured(valid_to=days(10))
    report = policy["limits"][0]["report_id"]
    old, new = await desk.opened(), await desk.opened()
    await desk.declared(old, policy_id=policy["id"])

    await run.move_to(datetime.now(UTC) + timedelta(days=11))

    ended = await desk.get(f"/v1/policies/{policy['id']}")
    assert (ended["status"], ended["ended"]["code"]) == ("expired", "policy_expired")
    assert facts(ended)[-1] == "insurance.policy_ended"
    refused = await desk.exporter.post("/v1/shipments", shipment_paper(new, policy_id=policy["id"]))
    assert refused.json()["code"] == "policy_not_live"
    # What was declared in its period stays insured.
    loss = {"uscc": policy["uscc"], "case_id": old, "cause": "insolvency", "amount": "1.00"}
    await desk.clears(old)
    assert (await desk.exporter.post("/v1/losses", loss)).status_code == 201
    await run.move_to(datetime.now(UTC) + timedelta(days=181))
    assert (await desk.get(f"/v1/reports/{report}"))["status"] == "expired"


@pytest.mark.requirement("TZ-9a")
async def test_an_overdue_receivable_is_listed_late_and_not_financed(later: tuple[Desk, System]) -> None:
    desk, run = later
    late, due = await desk.receivable(due_on=days(9)), await desk.receivable(due_on=days(10))
    consent = await desk.consented(late)

    await run.move_to(datetime.now(UTC) + timedelta(days=10))

    overdue = (await desk.get("/v1/receivables/overdue", by=desk.exporter))["items"]
    assert [(row["case_id"], row["overdue_days"]) for row in overdue] == [(late, 1)]
    assert {row["case_id"] for row in (await desk.get("/v1/receivables"))["items"]} == {late, due}
    paper = {
        "uscc": overdue[0]["uscc"], "bank_id": consent["bank_id"], "case_ids": [late], "amount": "1.00",
        "currency": "USD", "consent_id": consent["id"],
    }  # fmt: skip
    refused = await desk.exporter.post("/v1/finances", paper)
    assert (refused.status_code, refused.json()["code"]) == (409, "receivable_overdue")
    figures = await desk.get("/v1/figures")
    assert (figures["receivables"]["overdue"], figures["receivables"]["overdue_yuan"]) == (1, "71000.00")
    assert statutory_day(run.services["credit-insurance"].clock.now()).isoformat() == days(10)


@pytest.mark.rule("INS-CONSENT")
async def test_a_consent_counts_on_its_last_day_and_not_on_the_next(later: tuple[Desk, System]) -> None:
    desk, run = later
    case = await desk.receivable()
    await desk.consented(case, valid_to=days(5))
    statuses = []

    for day in (5, 6):
        await run.move_to(datetime.now(UTC) + timedelta(days=day))
        statuses.append((await desk.bank.post("/v1/evidence/looks", {"case_id": case})).status_code)

    assert statuses == [200, 403]
