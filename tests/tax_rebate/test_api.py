"""Officers, the enterprise and the gateway at the tax office's counter."""

from __future__ import annotations

import asyncio
from collections import Counter

import httpx

from tests.tax_rebate.conftest import (
    EXPORTER,
    OTHER_VIN,
    VIN,
    Office,
    a_claim,
    a_line,
    an_invoice,
    exempt,
    new_id,
    wrong,
)

ITEM = {"code": "bank_receipt", "sentence": "the foreign exchange receipt, please", "vin": VIN}
FORGED = {"code": "forged_invoice", "reason": "the invoice is forged", "article": "税收征收管理法 第六十六条"}

MALFORMED: list[tuple[dict[str, object], str]] = [
    ({"vin": "LSVAU03300222176I"}, "/lines/0/vin"),
    ({"vin": "LSVAU0330022217O1"}, "/lines/0/vin"),
    ({"hs_rebate_rate": 0.13}, "/lines/0/hs_rebate_rate"),
    ({"hs_rebate_rate": "13"}, "/lines/0/hs_rebate_rate"),
    ({"invoice": an_invoice(gross_amount=113000)}, "/lines/0/invoice/gross_amount"),
    ({"invoice": an_invoice(gross_amount="113000.001")}, "/lines/0/invoice/gross_amount"),
    ({"invoice": an_invoice(gross_amount="-1")}, "/lines/0/invoice/gross_amount"),
    ({"invoice": an_invoice(kind="receipt")}, "/lines/0/invoice/kind"),
    ({"invoice": an_invoice(seller_uscc="91310000MA1FL0000M")}, "/lines/0/invoice/seller_uscc"),
    ({"price": "1.00"}, "/lines/0/price"),
]
"""What is wrong with a paper, and where the answer points. One run walks all: a start takes half a second."""
NOT_ENTITLED: list[tuple[str, str]] = [
    ("enterprise", "exporter"),
    ("customs", "supervisor"),
    ("tax-rebate", "viewer"),
    ("customs", "service"),
    ("gateway", "officer"),
]


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["slug"]


class TestReceiving:
    async def test_a_claim_is_kept_until_its_vehicles_are_cleared(self, office: Office) -> None:
        body = a_claim()

        answer = await office.gateway.post("/v1/claims", body)

        assert answer.status_code == 201
        assert answer.headers["location"] == f"/v1/claims/{body['lot_id']}"
        assert answer.headers["etag"] == '"1"'
        assert (answer.json()["status"], answer.json()["claim_no"]) == ("received", None)
        assert (await office.see(str(body["lot_id"])))["history"] == []

    async def test_the_same_key_gets_the_first_answer_and_another_body_is_refused(
        self, office: Office
    ) -> None:
        body, key = a_claim(), new_id()

        first = await office.gateway.post("/v1/claims", body, key=key)
        again = await office.gateway.post("/v1/claims", body, key=key)
        other = await office.gateway.post("/v1/claims", a_claim(), key=key)

        assert (again.status_code, again.json()) == (201, first.json())
        assert slug(other) == (422, "idempotency-key-reused")

    async def test_one_lot_has_one_claim_and_one_case_one_lot(self, office: Office) -> None:
        lot, case = new_id(), new_id()
        await office.gateway.post("/v1/claims", a_claim(a_line(case), lot_id=lot))

        same_lot = await office.gateway.post("/v1/claims", a_claim(lot_id=lot))
        same_case = await office.gateway.post("/v1/claims", a_claim(a_line(case)))

        assert slug(same_lot) == (409, "conflict")
        assert slug(same_case) == (409, "conflict")
        assert lot in same_case.json()["detail"]

    async def test_a_vehicle_stands_once_in_a_claim(self, office: Office) -> None:
        answer = await office.gateway.post("/v1/claims", a_claim(a_line(), a_line()))

        assert slug(answer) == (422, "rule-violated")
        assert answer.json()["field"] == "/lines"

    async def test_an_unknown_profile_is_refused_with_those_that_exist(self, office: Office) -> None:
        answer = await office.gateway.post("/v1/claims", a_claim(profile="atlantis"))

        assert slug(answer) == (422, "unknown-profile")

    async def test_a_malformed_paper_is_refused_with_a_pointer(self, office: Office) -> None:
        for line, field in MALFORMED:
            answer = await office.gateway.post("/v1/claims", a_claim(a_line() | line))

            assert slug(answer) == (422, "validation-failed"), line
            assert [error["field"] for error in answer.json()["errors"]] == [field]

    async def test_only_the_gateway_and_officers_hand_claims_in(self, office: Office) -> None:
        for agency, role in NOT_ENTITLED:
            caller = office.caller(agency, role, uscc=EXPORTER)

            assert slug(await caller.post("/v1/claims", a_claim())) == (403, "forbidden"), (agency, role)


class TestDecidingByHand:
    async def test_an_officer_approves_and_notes_the_payment(self, by_hand: Office) -> None:
        claim = await by_hand.accepted(a_line(), a_line(vin=OTHER_VIN, invoice=exempt()))

        approved = await by_hand.officer.post(f"/v1/claims/{claim}/approve", version="*")
        paid = await by_hand.officer.post(f"/v1/claims/{claim}/pay", version=approved.headers["etag"])

        assert approved.json()["status"] == "approved"
        assert paid.json()["status"] == "paid"
        assert [line["outcome"] for line in paid.json()["lines"]] == ["paid", "exempt_no_refund"]

    async def test_an_act_names_the_version_that_it_was_decided_on(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        path = f"/v1/claims/{claim}/approve"

        assert slug(await by_hand.officer.post(path)) == (428, "precondition-required")
        assert slug(await by_hand.officer.post(path, version=1)) == (412, "stale-version")
        assert (await by_hand.see(claim))["status"] == "accepted"

    async def test_of_many_racing_decisions_exactly_one_wins(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        version = (await by_hand.see(claim))["version"]

        async def decide(number: int) -> int:
            verb, body = ("approve", None) if number % 2 else ("refuse", FORGED)
            answer = await by_hand.officer.post(f"/v1/claims/{claim}/{verb}", body, version=version)
            return answer.status_code

        statuses = Counter(await asyncio.gather(*(decide(number) for number in range(100))))

        assert statuses == {200: 1, 412: 99}
        assert len((await by_hand.see(claim))["history"]) == 2

    async def test_a_verb_that_the_status_does_not_allow_changes_nothing(self, by_hand: Office) -> None:
        claim, _ = await by_hand.receive()

        answer = await by_hand.officer.post(f"/v1/claims/{claim}/approve", version=1)

        assert slug(answer) == (409, "move-not-allowed")
        assert (await by_hand.see(claim))["version"] == 1

    async def test_what_does_not_add_up_cannot_be_approved(self, by_hand: Office) -> None:
        claim = await by_hand.accepted(a_line(invoice=wrong()))

        answer = await by_hand.officer.post(f"/v1/claims/{claim}/approve", version="*")

        assert slug(answer) == (422, "rule-violated")
        assert answer.json()["article"] == "国家税务总局公告2026年第5号"

    async def test_an_officer_rejects_with_reason_and_article(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()

        answer = await by_hand.officer.post(f"/v1/claims/{claim}/refuse", FORGED, version="*")

        assert answer.json()["status"] == "rejected"
        fact = (await by_hand.see(claim))["history"][-1]
        assert (fact["data"]["article"], fact["actor"]) == (FORGED["article"], "tax-rebate/officer/wu")

    async def test_the_supervisor_claws_back_and_an_officer_may_not(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        await by_hand.officer.post(f"/v1/claims/{claim}/approve", version="*")
        await by_hand.officer.post(f"/v1/claims/{claim}/pay", version="*")
        body = {"reason": "forged invoice", "vins": [VIN]}
        path = f"/v1/claims/{claim}/claw-back"

        denied = await by_hand.officer.post(path, body, version="*")
        nobody_asked = await by_hand.supervisor.post(path, {"reason": "why not"}, version="*")
        done = await by_hand.supervisor.post(path, body, version="*")

        assert slug(denied) == (403, "forbidden")
        assert slug(nobody_asked) == (422, "rule-violated")
        assert done.json()["status"] == "clawed_back"


class TestCorrection:
    async def test_an_officer_s_notice_is_answered_by_a_document(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()
        path = f"/v1/claims/{claim}"
        receipt = {"documents": [{"code": "bank_receipt", "reference": "FX-2026-9"}]}

        asked = await by_hand.officer.post(f"{path}/request-correction", {"items": [ITEM]}, version="*")
        hidden = await by_hand.stranger.post(f"{path}/supply-correction", receipt, version="*")
        empty = await by_hand.exporter.post(f"{path}/supply-correction", {}, version="*")
        answered = await by_hand.exporter.post(f"{path}/supply-correction", receipt, version="*")

        assert (asked.json()["status"], asked.json()["due_on"]) == ("correction_requested", None)
        assert slug(hidden) == (404, "not-found")
        assert slug(empty) == (422, "rule-violated")
        assert answered.json()["status"] == "accepted"
        assert answered.json()["due_on"] is not None

    async def test_a_notice_without_an_item_is_none(self, by_hand: Office) -> None:
        claim = await by_hand.accepted()

        answer = await by_hand.officer.post(
            f"/v1/claims/{claim}/request-correction", {"items": []}, version="*"
        )

        assert slug(answer) == (422, "validation-failed")
