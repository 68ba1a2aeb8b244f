"""The whole way of a claim over the tax office's counter, and every refusal that it can give."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from exportlane.runtime.testing import until
from tests.agency.office import OTHER_EXPORTER
from tests.tax_rebate.conftest import (
    EXPORTER,
    OTHER_VIN,
    VIN,
    Office,
    a_claim,
    a_line,
    a_vin,
    an_invoice,
    cleared,
    exempt,
    new_id,
    wrong,
)

SUSPECTED = {"suspicions": [{"code": "seller_unknown", "sentence": "nobody knows the seller"}]}
LETTER = {"enquiry_no": "H-2026-1", "to_office": "国家税务总局上海市税务局"}
REASON = {"reason": "looked into"}
GROUND = {"code": "no_documents", "reason": "the documents are missing"}
THREE = {
    "documents": [
        {"code": code, "reference": "REF"}
        for code in ("sale_contract", "transport_document", "broker_agreement")
    ]
}
DEAR = {"fob_amount": "50000.00", "fob_currency": "CNY"}
"""With an invoice of 100,000 twice the FOB price."""


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", answer.json()["slug"])


async def do(
    office: Office, claim: str, verb: str, body: object = None, by: str = "officer"
) -> httpx.Response:
    return await getattr(office, by).post(f"/v1/claims/{claim}/{verb}", body, version="*")


async def status(office: Office, claim: str, verb: str, body: object = None, by: str = "officer") -> str:
    answer = await do(office, claim, verb, body, by)
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["status"]
    return found


async def paid(office: Office, *lines: dict[str, object], **changed: object) -> str:
    claim = await office.accepted(*(lines or (a_line(vin=a_vin()),)), **changed)
    assert await status(office, claim, "approve") == "approved"
    assert await status(office, claim, "send-to-treasury") == "treasury_sent"
    assert await status(office, claim, "pay") == "paid"
    return claim


class TestTheWay:
    async def test_checked_approved_sent_to_the_treasury_paid(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()

        assert await status(by_hand, claim, "check") == "auto_checked"
        assert await status(by_hand, claim, "approve") == "approved"
        assert (await by_hand.see(claim))["payable"] == "13000.00"
        assert await status(by_hand, claim, "send-to-treasury") == "treasury_sent"
        shown = (await do(by_hand, claim, "pay")).json()

        assert (shown["status"], shown["payable"]) == ("paid", "0.00")
        assert shown["lines"][0]["declaration_item"] == "020220260000000017001"

    async def test_a_suspicion_a_letter_and_its_answer(self, by_hand: Office) -> None:
        claim = await by_hand.accepted(a_line(**DEAR))

        assert code(await do(by_hand, claim, "approve")) == (422, "under_suspicion")
        assert await status(by_hand, claim, "check") == "under_investigation"
        assert await status(by_hand, claim, "send-enquiry", LETTER) == "under_investigation"
        assert code(await do(by_hand, claim, "send-enquiry", LETTER)) == (422, "enquiry_known")
        assert code(await do(by_hand, claim, "clear-suspicion", REASON)) == (409, "enquiry_open")
        answer = {"enquiry_no": "H-2026-1", "finding": "in_order"}
        assert await status(by_hand, claim, "record-answer", answer) == "under_investigation"
        assert code(await do(by_hand, claim, "record-answer", answer)) == (422, "enquiry_unknown")
        assert await status(by_hand, claim, "clear-suspicion", REASON) == "auto_checked"
        assert await status(by_hand, claim, "approve") == "approved"

    async def test_fraud_is_found_by_the_supervisor(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        assert await status(by_hand, claim, "raise-suspicion", SUSPECTED) == "under_investigation"

        denied = await do(by_hand, claim, "find-fraud", REASON)

        assert code(denied) == (403, "forbidden")
        assert await status(by_hand, claim, "find-fraud", REASON, "supervisor") == "rejected"
        assert (await by_hand.see(claim))["class_review"] == 4

    async def test_vehicles_of_one_claim_end_in_four_ways(self, by_hand: Office) -> None:
        vins = [a_vin() for _ in range(4)]
        lines = [a_line(vin=vin) for vin in vins[:3]]
        claim = await by_hand.accepted(*lines, a_line(vin=vins[3], invoice=exempt()))

        await status(by_hand, claim, "refuse", {**GROUND, "vins": [vins[0]]})
        unknown = await do(by_hand, claim, "refuse", {**GROUND, "vins": [vins[0]]})
        await status(by_hand, claim, "tax", {**GROUND, "vins": [vins[1]]})
        shown = (await do(by_hand, claim, "approve")).json()

        assert code(unknown) == (422, "vehicle_unknown")
        assert [line["outcome"] for line in shown["lines"]] == [
            "rejected", "taxed", "refund", "exempt_no_refund",
        ]  # fmt: skip
        history = (await by_hand.see(claim))["history"]
        assert {fact["type"] for fact in history} == {
            "rebate.claim_accepted.v1", "rebate.rejected.v1", "rebate.taxed.v1",
            "rebate.approved.v1", "rebate.exempted.v1",
        }  # fmt: skip

    async def test_ordered_back_set_off_and_the_rest_paid(self, by_hand: Office) -> None:
        debtor = await paid(by_hand)
        creditor = await by_hand.accepted(a_line(vin=a_vin(), invoice=an_invoice()))
        order = {"code": "no_forex", "reason": "no receipt"}

        assert await status(by_hand, debtor, "order-claw-back", order) == "clawback_ordered"
        early = await do(by_hand, debtor, "set-off", {"against": creditor}, "supervisor")
        itself = await do(by_hand, debtor, "set-off", {"against": debtor}, "supervisor")
        nobody = await do(by_hand, debtor, "set-off", {"against": new_id()}, "supervisor")
        await status(by_hand, creditor, "approve")
        assert await status(by_hand, debtor, "set-off", {"against": creditor}, "supervisor") == "offset"

        assert {code(each) for each in (early, itself, nobody)} == {(422, "offset_not_possible")}
        kept = await by_hand.see(creditor)
        assert (kept["payable"], kept["set_off"][0]["claim_id"]) == ("0.00", debtor)
        assert await status(by_hand, creditor, "pay") == "paid"

    async def test_a_claim_is_withdrawn_and_its_vehicle_and_invoice_claimed_anew(
        self, by_hand: Office
    ) -> None:
        line = a_line()
        first, _ = await by_hand.receive(line)

        second = await by_hand.gateway.post("/v1/claims", a_claim({**line, "case_id": new_id()}))
        assert await status(by_hand, first, "withdraw", REASON, "exporter") == "withdrawn"
        third = await by_hand.gateway.post("/v1/claims", a_claim({**line, "case_id": new_id()}))
        fourth = await by_hand.gateway.post("/v1/claims", a_claim({**line, "case_id": new_id()}))

        assert code(second) == (409, "vin_in_live_claim")
        assert third.status_code == 201
        assert code(fourth) == (409, "vin_in_live_claim")
        assert third.json()["id"] in fourth.json()["detail"]


class TestDuties:
    async def test_documents_and_receipts(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        forex = {"amount": "9800.00", "currency": "USD", "received_on": "2026-11-20"}

        missing = await do(by_hand, claim, "file-documents", {"documents": THREE["documents"][:2]})
        half = await do(by_hand, claim, "record-forex", {"currency": "USD"}, "exporter")
        odd = await do(by_hand, claim, "record-forex", {**forex, "currency": "XAF"}, "exporter")
        future = await do(by_hand, claim, "record-forex", {**forex, "received_on": "2099-01-01"}, "exporter")

        assert [code(each) for each in (missing, half, odd, future)] == [
            (422, "documents_missing"),
            (422, "forex_incomplete"),
            (422, "currency_without_rate"),
            (422, "date_in_future"),
        ]
        assert await status(by_hand, claim, "file-documents", THREE, "exporter") == "accepted"
        assert await status(by_hand, claim, "record-forex", forex, "exporter") == "accepted"
        shown = await by_hand.see(claim)
        assert (shown["filed_on"] is not None, shown["forex"]["currency"]) == (True, "USD")

    async def test_a_changed_class_is_checked_at_the_decision(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()

        assert await status(by_hand, claim, "change-class", {"rebate_class": 4}) == "accepted"
        assert code(await do(by_hand, claim, "approve")) == (422, "in_question")
        assert (
            await status(by_hand, claim, "record-forex", {"deemed_reason": "export_credit_insurance"})
            == "accepted"
        )
        assert await status(by_hand, claim, "approve") == "approved"

    @pytest.mark.rule("TAX-ONE-NOTICE")
    async def test_no_more_than_two_corrections(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        items = {"items": [{"code": "other", "sentence": "one more paper"}]}
        papers = {"documents": [{"code": "other", "reference": "REF"}]}

        for _ in range(2):
            assert await status(by_hand, claim, "request-correction", items) == "correction_requested"
            assert await status(by_hand, claim, "supply-correction", papers, "exporter") == "accepted"

        assert code(await do(by_hand, claim, "request-correction", items)) == (422, "too_many_corrections")


class TestTheCounter:
    @pytest.mark.rule("TAX-ONCE")
    async def test_an_invoice_stands_in_one_live_claim(self, by_hand: Office) -> None:
        invoice = an_invoice()
        first, _ = await by_hand.receive(a_line(invoice=invoice))

        other = a_line(vin=OTHER_VIN, invoice=invoice)
        second = await by_hand.gateway.post("/v1/claims", a_claim(other, exporter_uscc=OTHER_EXPORTER))

        assert code(second) == (409, "invoice_used_twice")
        assert second.json()["field"] == "/lines/0/invoice/number"
        assert second.json()["article"]
        assert first in second.json()["detail"]

    async def test_of_two_racing_claims_with_one_invoice_one_is_taken(self, by_hand: Office) -> None:
        invoice = an_invoice()
        bodies = [a_claim(a_line(vin=a_vin(), invoice=invoice)) for _ in range(8)]

        answers = await asyncio.gather(*(by_hand.gateway.post("/v1/claims", body) for body in bodies))

        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [201] + [409] * 7

    async def test_a_corrected_invoice_must_be_free_too(self, by_hand: Office) -> None:
        taken = an_invoice()
        await by_hand.receive(a_line(invoice=taken))
        claim = await by_hand.accepted(a_line(vin=OTHER_VIN, invoice=wrong()))
        items = {"items": [{"code": "invoice_amount", "sentence": "it does not add up", "vin": OTHER_VIN}]}
        await status(by_hand, claim, "request-correction", items)

        async def supply(invoice: dict[str, object]) -> httpx.Response:
            body = {"invoices": [{"vin": OTHER_VIN, "invoice": invoice}]}
            return await do(by_hand, claim, "supply-correction", body, "exporter")

        used, future = await supply(taken), await supply(an_invoice(date="2099-01-01"))
        strange = await do(
            by_hand,
            claim,
            "supply-correction",
            {"invoices": [{"vin": VIN, "invoice": an_invoice()}]},
            "exporter",
        )
        empty = await do(by_hand, claim, "supply-correction", {}, "exporter")
        right = an_invoice()

        assert [code(each) for each in (used, future, strange, empty)] == [
            (422, "invoice_used_twice"),
            (422, "date_in_future"),
            (422, "vehicle_unknown"),
            (422, "item_not_answered"),
        ]
        assert (await supply(right)).json()["status"] == "accepted"
        again = await by_hand.gateway.post("/v1/claims", a_claim(a_line(vin=a_vin(), invoice=right)))
        assert code(again) == (409, "invoice_used_twice")

    async def test_what_cannot_be_right_is_refused(self, office: Office) -> None:
        twice = an_invoice()
        bodies: dict[str, dict[str, Any]] = {
            "date_in_future": a_claim(a_line(invoice=an_invoice(date="2099-01-01"))),
            "currency_without_rate": a_claim(a_line(fob_amount="1.00", fob_currency="XAF")),
            "invoice_used_twice": a_claim(a_line(invoice=twice), a_line(vin=OTHER_VIN, invoice=twice)),
            "vin_twice": a_claim(a_line(), a_line()),
        }

        for expected, body in bodies.items():
            answer = await office.gateway.post("/v1/claims", body)
            assert code(answer) == (422, expected)
            assert answer.json()["article"]
            assert answer.json()["field"].startswith("/lines")

    async def test_a_version_that_does_not_exist_is_refused_and_one_that_does_is_kept(
        self, office: Office
    ) -> None:
        unknown = await office.gateway.post("/v1/claims", a_claim(profile_version="tianjin-1999.1"))
        old = await office.gateway.post("/v1/claims", a_claim(profile_version="tianjin-2024.2"))
        new = await office.gateway.post("/v1/claims", a_claim(a_line(vin=OTHER_VIN)))

        assert (unknown.json()["slug"], unknown.json()["field"]) == ("unknown-profile", "/profile_version")
        assert old.json()["profile_version"] == "tianjin-2024.2"
        assert new.json()["profile_version"] == "tianjin-2026.1"


class TestSubmitting:
    async def test_a_vehicle_that_never_left_is_not_claimed(self, by_hand: Office) -> None:
        claim, _ = await by_hand.receive()

        answer = await do(by_hand, claim, "submit", {}, "exporter")

        assert code(answer) == (422, "no_departure")
        assert answer.json()["article"] == "增值税法 第三十三条"

    @pytest.mark.requirement("TZ-8b")
    async def test_under_the_scheme_the_claim_begins_early(self, by_hand: Office) -> None:
        eligible, (one,) = await by_hand.receive()
        barred, (two,) = await by_hand.receive(a_line(vin=OTHER_VIN), rebate_class=3)
        left = {"declaration_id": "lot", "departure_port": "0202", "exit_port": "4227", "on": "2026-11-20"}

        async with by_hand.customs() as customs:
            await customs.says(one, "customs.departed_origin_port.v1", {**left, "vin": VIN})
            await customs.says(two, "customs.departed_origin_port.v1", {**left, "vin": OTHER_VIN})
            await customs.says(two, "customs.cleared.v1", cleared(OTHER_VIN))
            await by_hand.until_status(barred, "accepted")
            await _until_noted(by_hand, eligible)

        scheme = {"departure_port_scheme": True}
        assert await status(by_hand, eligible, "submit", scheme, "exporter") == "accepted"
        assert code(await do(by_hand, barred, "submit", scheme, "exporter"))[1] == "move-not-allowed"

    @pytest.mark.requirement("TZ-8b")
    async def test_who_is_not_eligible_is_told_why(self, by_hand: Office) -> None:
        claim, (case,) = await by_hand.receive(rebate_class=3, departure_port_scheme=True)
        left = {"declaration_id": "lot", "departure_port": "0202", "exit_port": "4227", "on": "2026-11-20"}

        async with by_hand.customs() as customs:
            await customs.says(case, "customs.departed_origin_port.v1", {**left, "vin": VIN})
            await _until_noted(by_hand, claim)
        answer = await do(by_hand, claim, "submit", {}, "exporter")

        assert code(answer) == (422, "scheme_not_eligible")
        assert answer.json()["article"] == "财税〔2024〕31号"


async def _until_noted(office: Office, claim: str) -> None:
    async def noted() -> bool:
        return (await office.see(claim))["lines"][0]["early"] is not None

    await until(noted, what="the departure")


class TestAverages:
    @pytest.mark.requirement("TJ-4.1", "TJ-4.2", "TJ-4.3")
    async def test_the_figures_of_the_month(self, by_hand: Office) -> None:
        decided = await by_hand.accepted(district="滨海新区")
        await status(by_hand, decided, "approve")
        still = await by_hand.accepted(a_line(vin=OTHER_VIN), rebate_class=3)
        suspected = await by_hand.accepted(a_line(vin=a_vin()), rebate_class=3)
        await status(by_hand, suspected, "raise-suspicion", SUSPECTED)

        answer = await by_hand.officer.get("/v1/claims/averages", profile="tianjin", by="class")

        groups = {group["group"]: group for group in answer.json()["groups"]}
        assert set(groups) == {"all", "1", "3"}
        assert (groups["1"]["n"], groups["1"]["average"]) == (1, {"exact": "0", "display": "0.00"})
        assert (groups["3"]["n"], groups["3"]["average"]) == (0, None)
        assert groups["all"]["within"] is True
        assert still in [each["id"] for each in groups["3"]["open"]]
        assert [each["rebate_class"] for each in groups["all"]["suspected"]] == [3]
        by_district = await by_hand.officer.get(
            "/v1/claims/averages", profile="tianjin", period="quarter", by="district"
        )
        assert {each["group"] for each in by_district.json()["groups"]} == {"all", "滨海新区", "unknown"}

    async def test_questions_that_make_no_sense(self, office: Office) -> None:
        async def asked(**query: str) -> tuple[int, str]:
            answer = await office.officer.get("/v1/claims/averages", **query)
            return answer.status_code, answer.json()["slug"]

        assert await asked(profile="atlantis") == (422, "unknown-profile")
        assert await asked(profile="tianjin", on="2099-01-01") == (400, "bad-request")
        assert await asked(profile="tianjin", period="decade") == (422, "validation-failed")
        assert await asked() == (422, "validation-failed")

    async def test_an_exporter_does_not_see_them(self, office: Office) -> None:
        own = office.caller("enterprise", "exporter", uscc=EXPORTER)

        answer = await own.get("/v1/claims/averages", profile="tianjin")

        assert answer.status_code == 403
