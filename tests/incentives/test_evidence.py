"""What other agencies tell is the ground of a claim: heard on the bus, shown with the fact, and asked again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.clock import ManualClock
from exportlane.runtime.testing import Caller, system, until
from incentives.main import service
from tests.agency.voices import Voice
from tests.incentives.given import OTHER, POLICY, USCC
from tests.incentives.running import GROUND, MORNING, OF_ENTRY, PAPER, Funds, bill, review_of
from tests.incentives.test_api_refusals import assert_no


async def _cleared(office: Funds, count: int, **more: Any) -> None:
    for number in range(count):
        await office.cleared(f"case-{number}", **more)


@pytest.mark.requirement("TZ-2b")
@pytest.mark.rule("INC-EXPORTS")
async def test_exports_are_counted_from_customs_less_what_was_returned(office: Funds) -> None:
    await _cleared(office, 3)
    await office.cleared("of-2024", on="2024-12-31")
    await office.cleared("of-another", uscc=OTHER)
    await office.cleared("of-nobody", uscc=None)
    await office.returned("case-0")
    await office.returned("never-heard-of")

    shown = (await office.exporter.get(f"/v1/subsidy-evidence/{USCC}/exports", year="2025")).json()
    forged = await office.submit(bill("a", "C2", "25000.00"), claimed_exports=3)
    honest = await office.submit(bill("a", "C2", "25000.00"), claimed_exports=2)
    modest = await office.submit(bill("b", "C2", "25000.00"), claimed_exports=1)

    assert (shown["vehicles"], shown["returned"], shown["first_filed_on"]) == (2, 1, "2023-04-01")
    assert shown["fact_id"]
    assert shown["as_of"]
    assert_no(forged, "export-count-differs", "/claimed_exports")
    assert (honest.json()["exports"], honest.json()["findings"]) == (2, [])
    assert modest.json()["findings"][0]["code"] == "export-count-differs"


@pytest.mark.requirement("TZ-2b")
@pytest.mark.parametrize(("first_filed_on", "granted"), [("2025-01-15", "20000.00"), ("2023-04-01", "0.00")])
async def test_three_hundred_exports_do_for_a_firm_that_was_filed_in_the_year(
    tmp_path: Path, first_filed_on: str, granted: str
) -> None:
    clock = ManualClock(MORNING)
    async with system(tmp_path, definitions={"incentives": service}, clock=clock) as run:
        office = Funds(run, clock)
        await office.filed(on=first_filed_on)
        await _cleared_at_once(office, 300)

        id_ = await office.reviewed(bill("a", "C2", "25000.00"))

        assert (await office.see(id_))["granted"] == granted


async def _cleared_at_once(office: Funds, count: int) -> None:
    for number in range(count - 1):
        data = _clearance()
        await office.voices["customs"].says(f"c-{number}", "customs.cleared.v1", data)
    await office.voices["customs"].says("c-last", "customs.cleared.v1", _clearance())

    async def counted() -> bool:
        answer = await office.officer.get(f"/v1/subsidy-evidence/{USCC}/exports", year="2025")
        return bool(answer.json()["vehicles"] == count)

    await until(counted, what=f"{count} exports")


def _clearance() -> dict[str, object]:
    return {
        "declaration_id": "D", "vin": "LSVAU033002221761", "declaration_no": "020220250000000017",
        "licence_no": "25-12-00001A", "cleared_on": "2025-05-01", "transport_mode": "ro-ro",
        "consignor_uscc": USCC,
    }  # fmt: skip


@pytest.mark.requirement("TZ-2b")
async def test_when_goods_come_back_after_the_payment_the_office_is_told_what_to_recover(
    office: Funds,
) -> None:
    await _cleared_at_once(office, 500)
    id_ = await office.approved(bill("a", "C2", "25000.00"))
    await office.done(id_, "pay", {"treasury_reference": "GK-1"})
    before = (await office.officer.get("/v1/subsidy-evidence/fallen")).json()["items"]
    await office.returned("c-7", on="2025-07-20")

    fallen = (await office.officer.get("/v1/subsidy-evidence/fallen")).json()["items"]
    order = {**GROUND, "amount": fallen[0]["to_recover"], "code": "returned_goods"}
    ordered = await office.done(id_, "order-recovery", order, who=office.supervisor)

    assert before == []
    assert [(row["exports_now"], row["granted"], row["to_recover"]) for row in fallen] == [
        (499, "20000.00", "20000.00")
    ]
    assert ordered["status"] == "recovery_ordered"


@pytest.mark.requirement("TZ-3a")
@pytest.mark.rule("INC-PREMIUM", "INC-EVIDENCE", "INC-OWN-EVIDENCE")
async def test_a_premium_counts_as_the_insurer_has_it_on_its_receipt(office: Funds) -> None:
    await office.premium("R-1", "1000000.00")
    await office.premium("R-2", "500.00", uscc=OTHER)
    await office.premium("R-3", "500.00", insurer="PICC")

    def premium(receipt: str, amount: str = "500.00") -> dict[str, Any]:
        return bill("a", "I1", amount, reference=receipt)  # the insurer is read from the receipt

    id_ = await office.approved(premium("R-1", "1000000.00"))
    more = await office.submit(premium("R-1", "1000000.01"))
    strange = await office.submit(premium("R-2"))
    late = await office.submit(bill("a", "I1", "500.00", reference="R-1", invoice={"paid_on": "2025-06-02"}))
    picc = await office.reviewed(premium("R-3"))

    shown = await office.see(id_)
    proof = shown["lines"][0]["proofs"][0]
    assert (shown["granted"], shown["lines"][0]["insurer"]) == ("800000.00", "SINOSURE")
    assert (proof["kind"], proof["values"]["amount_cny"]) == ("premium", "1000000.00")
    assert proof["fact_id"]
    assert proof["as_of"]
    assert_no(more, "premium-differs", "/lines/0/amount")
    assert_no(strange, "evidence-of-another", "/lines/0/reference")
    assert_no(late, "premium-differs", "/lines/0/paid_on")
    assert (await office.see(picc))["grants"][0]["code"] == "INSURER_NOT_SINOSURE"


async def test_a_line_that_nothing_proves_waits_for_the_fact_or_for_a_paper(office: Funds) -> None:
    id_ = await office.submitted(bill("a", "I1", "500.00", reference="R-9", insurer="SINOSURE"))
    await office.done(id_, "accept")
    review = review_of(await office.see(id_))

    waits = await office.do(id_, "review", review)
    taken = await office.done(id_, "accept-paper", {**PAPER, "line_id": "a"})
    by_paper = await office.done(id_, "review", review)
    other = await office.submitted(bill("b", "I1", "700.00", reference="R-10", insurer="SINOSURE"))
    await office.done(other, "accept")
    await office.premium("R-10", "700.00")
    by_fact = await office.done(other, "review", review_of(await office.see(other)))

    assert_no(waits, "evidence-missing", "/lines/0/eligible")
    assert taken["lines"][0]["paper"]["by"].endswith("li")
    assert (by_paper["granted"], by_fact["granted"]) == ("400.00", "560.00")


@pytest.mark.rule("INC-FAIR")
async def test_a_fair_is_what_the_catalogue_of_its_year_says(office: Funds) -> None:
    await office.fair("F-1", "key_overseas")
    await office.fair("F-2", "key_overseas", year=2024)
    await office.fair("F-3", "overseas")
    await office.fair("F-4", "key_overseas")
    withdrawn = {**OF_ENTRY, "fair_id": "F-4", "year": 2025, "reason": "Cancelled.", "on": "2025-06-30"}
    await office.says("registers", "exhibition.withdrawn.v1", "F-4-2025", **withdrawn)

    def stand(fair: str, kind: str = "key_overseas", item: str = "E1") -> dict[str, Any]:
        return bill("a", item, "125000.00", fair=fair, fair_kind=kind)

    listed = await office.submit(stand("F-1"))
    of_last_year = await office.submit(stand("F-2"))
    other_kind = await office.submit(stand("F-3"))
    gone = await office.submit(stand("F-4"))
    unknown_abroad = await office.submit(stand("F-9", "overseas", "E2"))

    assert (listed.json()["grants"][0]["granted"], listed.json()["grants"][0]["code"]) == (
        "100000.00",
        "CAP_UNIT",
    )
    assert_no(of_last_year, "fair-not-listed", "/lines/0/fair")
    assert_no(other_kind, "fair-kind-differs", "/lines/0/fair_kind")
    assert_no(gone, "fair-not-listed", "/lines/0/fair")
    assert unknown_abroad.json()["lines"][0]["findings"][0]["code"] == "fair-not-listed"
    paper = await office.do(listed.json()["id"], "accept-paper", {**PAPER, "line_id": "a"})
    assert paper.status_code == 200


async def test_a_paper_does_not_cure_what_a_register_contradicts(office: Funds) -> None:
    await office.fair("F-1", "key_overseas")
    id_ = await office.submitted(bill("a", "E1", "1000.00", fair="F-1", fair_kind="key_overseas"))
    withdrawn = {**OF_ENTRY, "fair_id": "F-1", "year": 2025, "reason": "Cancelled.", "on": "2025-06-30"}
    await office.says("registers", "exhibition.withdrawn.v1", "F-1-2025", **withdrawn)

    answer = await office.do(id_, "accept-paper", {**PAPER, "line_id": "a"})

    assert_no(answer, "paper-cannot-cure", "/line_id")


@pytest.mark.rule("INC-REPORT", "INC-HEDGE")
async def test_reports_and_hedges_count_as_their_registers_have_them(office: Funds) -> None:
    report = {
        "uscc": USCC, "insurer": "SINOSURE", "fee_cny": "6000.00", "paid_on": "2025-06-01", "receipt_no": "R",
        "valid_to": "2026-06-01",
    }  # fmt: skip
    for number, kind in (("B-1", "industry"), ("B-2", "credit")):
        await office.says(
            "credit-insurance", "insurance.report_issued.v1", number, report_no=number, type=kind, **report
        )
    hedge = {"hedge_no": "H-1", "uscc": USCC, "usd_amount": "3700000.00", "guarantor": "台州担保"}
    await office.says("credit-insurance", "hedge.guaranteed.v1", "H-1", **hedge, on="2025-06-06")
    dollars = {"id": "f", "item": "F1", "reference": "H-1", "paid_on": "2025-06-06"}

    right = await office.submit(
        bill("a", "I2", "6000.00", reference="B-1"), {**dollars, "hedged_usd": "3700000.00"}
    )
    credit = await office.submit(bill("a", "I2", "6000.00", reference="B-2"))
    dearer = await office.submit(bill("a", "I2", "6000.01", reference="B-1"))
    more = await office.submit({**dollars, "hedged_usd": "3700000.01"})

    assert [g["granted"] for g in right.json()["grants"]] == ["3000.00", "30000.00"]
    assert_no(credit, "report-differs", "/lines/0/reference")
    assert_no(dearer, "report-differs", "/lines/0/amount")
    assert_no(more, "hedge-differs", "/lines/0/hedged_usd")


@pytest.mark.requirement("TZ-6a")
@pytest.mark.rule("INC-CENTRE")
@pytest.mark.parametrize(
    ("vehicles", "decided", "code", "granted"),
    [
        (4999, "800000.00", "VEHICLES_BELOW_THRESHOLD", "0.00"),
        (5000, "800000.00", "GRANTED", "800000.00"),
        (9000, None, "DECISION_MISSING", "0.00"),
    ],
)
async def test_a_service_centre_gets_what_was_decided_when_it_has_served_five_thousand(
    office: Funds, vehicles: int, decided: str | None, code: str, granted: str
) -> None:
    centre = {**OF_ENTRY, "centre_id": "Z-1", "uscc": USCC, "year": 2025, "vehicles": vehicles}
    await office.says("registers", "service_centre.served.v1", "Z-1", **centre, months=12)
    await office.says(
        "registers", "service_centre.recognised.v1", "Z-1", **centre, decided_amount=decided, decision_no="D-1",
        decided_on="2025-06-30",
    )  # fmt: skip

    answer = await office.submit({"id": "p", "item": "P1", "reference": "Z-1", "paid_on": "2025-06-30"})

    grant = answer.json()["grants"][0]
    assert (grant["code"], grant["granted"]) == (code, granted)


@pytest.mark.requirement("TZ-6a")
async def test_the_award_of_a_centre_is_given_once_and_needs_its_recognition(office: Funds) -> None:
    centre = {**OF_ENTRY, "centre_id": "Z-1", "uscc": USCC, "year": 2025}
    await office.says("registers", "service_centre.served.v1", "Z-1", **centre, vehicles=6000, months=12)
    line = {"id": "p", "item": "P1", "reference": "Z-1", "paid_on": "2025-06-30"}
    asked = await office.exporter.get(f"/v1/subsidy-caps/{USCC}", policy=POLICY, year="2025")
    award = next(cap for cap in asked.json()["caps"] if cap["item"] == "P1")
    unknown = await office.submit({**line, "reference": "Z-9"})
    unrecognised = await office.submit(line)
    await office.says(
        "registers", "service_centre.recognised.v1", "Z-1", **centre, vehicles=6000, decided_amount="1000000.00",
        decision_no="D-1", decided_on="2025-06-30",
    )  # fmt: skip
    await office.done(unrecognised.json()["id"], "refuse", GROUND)

    await office.approved(line)
    again = await office.submit(line)
    cancelled = {
        **centre,
        "decision_no": "D-1",
        "code": "misuse",
        "reason": "It was not so.",
        "article": "第六条",
    }
    await office.says("registers", "service_centre.recognition_cancelled.v1", "Z-1", **cancelled)
    later = await office.submit(line)

    # Its vehicles suffice; what is missing is the recognition and the amount.
    assert (award["state"], award["remaining"], len(award["missing"])) == ("not_yet", "1000000.00", 2)
    assert_no(unknown, "centre-not-found", "/lines/0/reference")
    assert unrecognised.json()["grants"][0]["code"] == "NOT_RECOGNISED"
    assert again.json()["grants"][0]["code"] == "ONCE_ONLY"
    assert later.json()["grants"][0]["code"] == "NOT_RECOGNISED"


@pytest.mark.rule("INC-FACILITY", "INC-INVESTED")
async def test_warehouses_and_networks_stand_in_the_register_with_what_was_invested(office: Funds) -> None:
    for facility, kind in (("W-1", "warehouse"), ("A-1", "after_sales"), ("A-2", "after_sales")):
        await office.says(
            "registers", "facility.registered.v1", facility, **OF_ENTRY, facility_id=facility, uscc=USCC,
            kind=kind, country="KAZ", opened_on="2025-02-01",
        )  # fmt: skip
    spent = {
        "facility_id": "A-1",
        "uscc": USCC,
        "year": 2025,
        "country": "KAZ",
        "investment_usd": "1000000.00",
    }
    await office.says("registers", "facility.invested.v1", "A-1", **OF_ENTRY, **spent)
    closed = {"facility_id": "A-2", "uscc": USCC, "reason": "Given up.", "on": "2024-12-31"}
    await office.says("registers", "facility.closed.v1", "A-2", **OF_ENTRY, **closed)
    country = {
        "country": "KAZ",
        "access_standard": {},
        "risk": "low",
        "risk_as_of": "2025-01-01",
        "score": 80,
    }
    await office.says(
        "registers", "destination.assessed.v1", "KAZ", **OF_ENTRY, **country, belt_and_road=True, rcep=False
    )
    network = {"id": "n", "item": "A1", "project": "P-1", "paid_on": "2025-06-05", "reference": "A-1"}
    dollars = {**network, "investment_usd": "1000000.00", "country": "KAZ"}

    both = await office.submit(bill("w", "W1", "1200000.00", reference="W-1"), dollars)
    unknown = await office.submit(bill("w", "W1", "1000.00", reference="W-9"))
    kind = await office.submit(bill("w", "W1", "1000.00", reference="A-1"))
    elsewhere = await office.submit({**dollars, "country": "RUS"})
    more = await office.submit({**dollars, "investment_usd": "1000000.01"})
    gone = await office.submit({**dollars, "reference": "A-2"})

    assert [g["granted"] for g in both.json()["grants"]] == ["500000.00", "55000.00"]
    assert [p["kind"] for p in both.json()["lines"][1]["proofs"]] == ["facility", "invested", "destination"]
    assert unknown.json()["lines"][0]["findings"][0]["code"] == "facility-not-registered"
    assert_no(kind, "facility-differs", "/lines/0/reference")
    assert_no(elsewhere, "facility-differs", "/lines/0/country")
    assert_no(more, "investment-differs", "/lines/0/investment_usd")
    codes = [found["code"] for found in gone.json()["lines"][0]["findings"]]
    assert codes == ["facility-not-registered", "investment-not-confirmed"]


async def test_evidence_is_shown_with_its_fact_and_to_whom_it_belongs(office: Funds) -> None:
    await office.premium("R-1", "500.00")
    await office.fair("F-1", "key_overseas")

    own = (await office.exporter.get("/v1/subsidy-evidence", uscc=USCC, kind="premium", year="2025")).json()
    catalogue = (await office.exporter.get("/v1/subsidy-evidence", kind="fair")).json()
    strange = await office.stranger.get("/v1/subsidy-evidence", uscc=USCC)

    assert [(row["kind"], row["key"], bool(row["fact_id"])) for row in own["items"]] == [
        ("premium", "R-1", True)
    ]
    assert [row["values"]["fair_kind"] for row in catalogue["items"]] == ["key_overseas"]
    assert strange.status_code == 404


@pytest.mark.requirement("TZ-13a")
@pytest.mark.parametrize(
    ("paid_on", "code"),
    [("2025-01-01", "GRANTED"), ("2025-12-31", "GRANTED"), ("2024-12-31", "year-differs")],
)
async def test_expenses_of_the_year_of_the_policy_count_from_its_first_day_to_its_last(
    office: Funds, paid_on: str, code: str
) -> None:
    answer = await office.submit(bill("a", "O1", "1000.00", invoice={"paid_on": paid_on}))

    body = answer.json()
    assert body.get("code", body.get("grants", [{}])[0].get("code")) == code


@pytest.mark.requirement("TZ-12b")
async def test_what_licensing_decides_and_customs_announces_is_heard_on_the_bus_of_the_system(
    tmp_path: Path,
) -> None:
    async with system(tmp_path, beside=("incentives",)) as run:
        supervisor = run.client("licensing", "licensing", "supervisor")
        standing = f"/v1/filings/by-uscc/{USCC}"
        filing = await until(lambda: _filing(supervisor, standing), what="the filing of the firm")
        listing = {
            "list": "serious_dishonesty",
            "code": "court",
            "reason": "A judgement.",
            "valid_from": "2026-01-01",
        }
        seen = await supervisor.get(f"/v1/filings/{filing}")
        put = await supervisor.post(f"/v1/filings/{filing}/list", listing, version=seen.json()["version"])
        await Voice(run, "customs", run.services["incentives"].bus).says(
            "case-1", "customs.cleared.v1", {**_clearance(), "cleared_on": "2026-05-01"}
        )
        office = run.client("incentives", "incentives", "officer")

        async def known() -> dict[str, Any] | None:
            answer = await office.get(f"/v1/subsidy-evidence/{USCC}/exports", year="2026")
            shown: dict[str, Any] = answer.json()
            return shown if shown["listings"] and shown["vehicles"] and shown["first_filed_on"] else None

        shown = await until(known, what="the filing, the listing and the clearance")

    assert put.status_code == 200, put.text
    assert shown is not None
    assert (shown["listings"][0]["list"], shown["vehicles"]) == ("serious_dishonesty", 1)


async def _filing(caller: Caller, path: str) -> str | None:
    found: str | None = (await caller.get(path)).json()["filing_id"]
    return found
