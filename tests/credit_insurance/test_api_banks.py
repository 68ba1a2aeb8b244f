"""Rights, consents, evidence, loans, receipts and hedges over REST: what banks may do, and what they may not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import EXPORTER, OTHER_EXPORTER
from tests.credit_insurance.running import (
    BANK,
    CONTRACT,
    OTHER_BANK,
    Desk,
    code,
    consent_paper,
    days,
    facts,
    finance_paper,
    hedge_paper,
    receipt_paper,
)

NO = {"code": "no_credit", "reason": "The line of the firm is used up."}
BECAUSE = {"reason": "Agreed with the firm."}


def rights(policy: dict[str, Any], bank: str = BANK, **changes: Any) -> dict[str, Any]:
    return {"uscc": EXPORTER, "policy_id": policy["id"], "bank_id": bank, **changes}


@pytest.mark.rule("INS-ONE-ASSIGNEE")
@pytest.mark.requirement("TJ-8.3")
async def test_rights_are_with_one_bank_at_a_time_and_come_back_when_it_releases_them(desk: Desk) -> None:
    policy = await desk.insured()
    case = await desk.receivable(policy=policy["id"])
    whole = await desk.ok(desk.exporter, "/v1/assignments", rights(policy))

    again = await desk.exporter.post("/v1/assignments", rights(policy))
    other = await desk.exporter.post("/v1/assignments", rights(policy, OTHER_BANK))
    part = await desk.exporter.post("/v1/assignments", rights(policy, OTHER_BANK, case_id=case))
    path = f"/v1/assignments/{whole['id']}/release"
    strange = await desk.other_bank.post(path, BECAUSE, version="*")
    released = await desk.ok(desk.bank, path, BECAUSE, verb=True)
    single = await desk.ok(desk.exporter, "/v1/assignments", rights(policy, OTHER_BANK, case_id=case))
    now_whole = await desk.exporter.post("/v1/assignments", rights(policy))

    assert [code(answer) for answer in (again, other, part, now_whole)] == [
        (409, "rights_assigned_already")
    ] * 4
    assert code(strange) == (403, "another_desk")
    assert (released["status"], single["case_id"]) == ("released", case)
    told = facts(await desk.get(f"/v1/assignments/{whole['id']}", by=desk.bank))
    assert told == ["insurance.rights_assigned", "insurance.rights_released"]
    assert (await desk.get("/v1/figures"))["rights_assigned"] == [
        {"bank_id": OTHER_BANK, "count": 1, "whole_policies": 0}
    ]
    twice = await desk.bank.post(path, BECAUSE, version="*")
    assert code(twice) == (409, "move-not-allowed")


async def test_rights_of_nothing_or_of_others_are_not_assigned(desk: Desk) -> None:
    policy = await desk.insured()
    uninsured = await desk.receivable()
    papers = [
        rights({"id": "no-policy"}),
        rights(policy, "NO-BANK"),
        rights(policy, case_id=uninsured),
        rights(policy, case_id="no-case"),
    ]

    answers = [await desk.exporter.post("/v1/assignments", paper) for paper in papers]
    stranger = await desk.stranger.post("/v1/assignments", {**rights(policy), "uscc": OTHER_EXPORTER})
    insurer = await desk.officer.post("/v1/assignments", rights(policy))

    assert [code(answer) for answer in (*answers, stranger)] == [
        (422, "policy_unknown"),
        (422, "bank_unknown"),
        (422, "not_insured"),
        (422, "case_unknown"),
        (422, "policy_unknown"),
    ]
    assert insurer.status_code == 403


@pytest.mark.rule("INS-CONSENT")
@pytest.mark.requirement("TJ-9.2")
async def test_a_bank_sees_what_the_exporter_agreed_to_and_every_look_is_kept(desk: Desk) -> None:
    case = await desk.receivable()
    ask = {"case_id": case}

    before = await desk.bank.post("/v1/evidence/looks", ask)
    consent = await desk.consented(case)
    seen = await desk.bank.post("/v1/evidence/looks", ask)
    other = await desk.other_bank.post("/v1/evidence/looks", ask)
    await desk.ok(desk.exporter, f"/v1/consents/{consent['id']}/revoke", verb=True)
    after = await desk.bank.post("/v1/evidence/looks", ask)
    nowhere = await desk.bank.post("/v1/evidence/looks", {"case_id": "no-case"})

    assert [code(each) for each in (before, other, after, nowhere)] == [(403, "consent_missing")] * 4
    assert before.json()["article"]
    fields = seen.json()["fields"]
    assert set(fields) == {"licence", "clearance", "standing"}
    assert fields["clearance"][0]["on"] == days(0)
    assert fields["clearance"][0]["source"] == "customs"
    assert fields["licence"] == []
    looks = await desk.get("/v1/evidence/looks", by=desk.exporter, case_id=case)
    assert [(look["bank_id"], look["answered"]) for look in looks["items"]] == [
        (BANK, False), (OTHER_BANK, False), (BANK, True), (BANK, False),
    ]  # fmt: skip
    told = [fact["data"]["answered"] for fact in (await desk.get(f"/v1/exports/{case}"))["history"][1:]]
    assert told == [False, True, False, False]


async def test_all_fields_of_the_evidence_are_shown_when_all_are_agreed_to(desk: Desk) -> None:
    policy = await desk.insured()
    case = await desk.receivable(policy=policy["id"])
    await desk.licensing.says(case, "licence.granted.v1", licence(case))
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(case))
    every = ["case", "licence", "departure", "clearance", "standing", "contract", "receipts", "insurance"]
    await desk.consented(case, fields=every)

    async def licensed() -> bool:
        answer = await desk.bank.post("/v1/evidence/looks", {"case_id": case})
        return bool(answer.json()["fields"]["licence"])

    from exportlane.runtime.testing import until  # noqa: PLC0415  # only here

    await until(licensed, what="the licence")
    fields = (await desk.bank.post("/v1/evidence/looks", {"case_id": case})).json()["fields"]
    assert set(fields) == set(every)
    assert fields["contract"]["owed"] == "6000.00"
    assert fields["insurance"]["policy_no"] == policy["policy_no"]
    assert fields["receipts"] == [{"amount": "4000.00", "currency": "USD", "received_on": days(0)}]


async def test_a_consent_is_the_exporters_own_for_its_own_cases_and_has_an_end(desk: Desk) -> None:
    case, others = await desk.receivable(), await desk.opened(uscc=OTHER_EXPORTER)
    papers = [
        consent_paper(others),
        consent_paper(case, valid_to=days(-1)),
        consent_paper(case, valid_to=days(400)),
        consent_paper(case, bank="NO-BANK"),
    ]

    answers = [await desk.exporter.post("/v1/consents", paper) for paper in papers]
    officer = await desk.officer.post("/v1/consents", consent_paper(case))
    given = await desk.consented(case)
    path = f"/v1/consents/{given['id']}/revoke"
    strange = await desk.stranger.post(path, version="*")
    await desk.ok(desk.exporter, path, verb=True)
    twice = await desk.exporter.post(path, version="*")

    assert [code(answer) for answer in answers] == [
        (422, "case_unknown"),
        (422, "validity_wrong"),
        (422, "validity_wrong"),
        (422, "bank_unknown"),
    ]
    assert (officer.status_code, strange.status_code, code(twice)) == (403, 404, (409, "move-not-allowed"))
    told = facts(await desk.get(f"/v1/consents/{given['id']}"))
    assert told == ["finance.consented", "finance.consent_revoked"]


@pytest.mark.requirement("TJ-8.3", "TJ-9.2")
async def test_a_loan_is_asked_for_granted_drawn_and_repaid_by_receipts_and_the_firm(desk: Desk) -> None:
    first, second = await desk.receivable(), await desk.receivable()
    loan = await desk.granted(first, second, amount="12000.00")
    path = f"/v1/finances/{loan['id']}"
    drawn = await desk.ok(desk.bank, f"{path}/draw", {"due_on": days(60)}, verb=True)
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(first, amount="10000.00"))

    halfway = await desk.get(path, by=desk.bank)
    too_much = await desk.bank.post(f"{path}/repay", {"amount": "4000.01"}, version="*")
    repaid = await desk.ok(desk.bank, f"{path}/repay", {"amount": "4000.00"}, verb=True)

    assert loan["shares"] == [
        {"case_id": first, "amount": "8000.00"}, {"case_id": second, "amount": "4000.00"},
    ]  # fmt: skip
    assert (drawn["status"], halfway["repaid"]) == ("drawn", "8000.00")
    assert halfway["shares"] == [{"case_id": second, "amount": "4000.00"}]
    assert code(too_much) == (422, "repayment_exceeds")
    assert (repaid["status"], repaid["repaid"], repaid["shares"]) == ("repaid", "12000.00", [])
    assert facts(await desk.get(path)) == [
        "finance.requested", "finance.granted", "finance.drawn", "finance.repaid",
    ]  # fmt: skip


@pytest.mark.rule("INS-FINANCED-ONCE")
@pytest.mark.requirement("TJ-8.3")
async def test_a_receivable_is_financed_once(desk: Desk) -> None:
    case = await desk.receivable()
    both = [await desk.asked(case, bank=bank) for bank in (BANK, OTHER_BANK)]
    first = f"/v1/finances/{both[0]['id']}"
    await desk.ok(desk.bank, f"{first}/grant", {"amount": "5000.00"}, verb=True)

    grant = await desk.other_bank.post(
        f"/v1/finances/{both[1]['id']}/grant", {"amount": "1000.00"}, version="*"
    )
    consent = await desk.consented(case)
    asked = await desk.exporter.post("/v1/finances", finance_paper(case, consent=consent["id"]))
    refused = await desk.ok(desk.other_bank, f"/v1/finances/{both[1]['id']}/refuse", NO, verb=True)
    released = await desk.ok(desk.bank, f"{first}/release", BECAUSE, verb=True)
    anew = await desk.granted(case)

    assert [code(grant), code(asked)] == [(409, "receivable_financed")] * 2
    assert grant.json()["article"] == "民法典 第七百六十八条"
    assert [refused["status"], released["status"], anew["status"]] == ["refused", "released", "granted"]


@pytest.mark.rule("INS-ADVANCE")
async def test_what_cannot_be_financed_is_refused_by_name(desk: Desk) -> None:
    policy = await desk.insured()
    case, euros = await desk.receivable(), await desk.receivable(currency="EUR")
    at_home, late = await desk.opened(), await desk.receivable(due_on=days(0))
    others = await desk.opened(uscc=OTHER_EXPORTER)
    await desk.declared(at_home)
    pledged = await desk.receivable(policy=policy["id"])
    await desk.ok(desk.exporter, "/v1/assignments", rights(policy, OTHER_BANK))
    lost = await desk.receivable(policy=policy["id"])
    await desk.ok(desk.exporter, "/v1/losses", {
        "uscc": EXPORTER, "case_id": lost, "cause": "insolvency", "amount": "10000.00",
    })  # fmt: skip
    cases = [case, euros, at_home, late, pledged, lost]
    consent = (await desk.consented(*cases))["id"]
    papers = [
        finance_paper(case, consent=consent, amount="8000.01"),
        finance_paper(case, consent=consent, amount="0.00"),
        finance_paper(case, euros, consent=consent),
        finance_paper(at_home, consent=consent),
        finance_paper(pledged, consent=consent),
        finance_paper(lost, consent=consent),
        finance_paper(others, consent=consent),
        finance_paper("no-case", consent=consent),
        finance_paper(case, consent="no-consent"),
        finance_paper(case, consent=consent, bank=OTHER_BANK),
        finance_paper(case, consent=consent, bank="NO-BANK"),
    ]

    answers = [await desk.exporter.post("/v1/finances", paper) for paper in papers]

    assert [code(answer) for answer in answers] == [
        (422, "advance_exceeded"),
        (422, "amount_not_positive"),
        (422, "currencies_differ"),
        (409, "receivable_left"),
        (409, "rights_assigned_already"),
        (409, "loss_open"),
        (422, "case_unknown"),
        (422, "case_unknown"),
        (422, "consent_missing"),
        (422, "consent_missing"),
        (422, "bank_unknown"),
    ]
    assert all(answer.json()["article"] for answer in answers)


async def test_goods_that_came_back_before_the_money_went_out_end_the_loan(desk: Desk) -> None:
    case = await desk.receivable()
    loan = await desk.granted(case)
    path = f"/v1/finances/{loan['id']}"
    passed = await desk.bank.post(f"{path}/draw", {"due_on": days(-1)}, version="*")
    await desk.comes_back(case)

    draw = await desk.bank.post(f"{path}/draw", {"due_on": days(60)}, version="*")
    released = await desk.ok(desk.bank, f"{path}/release", BECAUSE, verb=True)

    assert [code(passed), code(draw)] == [(422, "due_too_early"), (409, "receivable_left")]
    assert released["status"] == "released"
    assert (await desk.get("/v1/receivables"))["items"] == []


async def test_goods_that_came_back_after_the_money_went_out_are_the_firms_to_repay(desk: Desk) -> None:
    case = await desk.receivable()
    loan = await desk.granted(case)
    path = f"/v1/finances/{loan['id']}"
    await desk.ok(desk.bank, f"{path}/draw", {"due_on": days(60)}, verb=True)
    await desk.comes_back(case)

    listed = await desk.get("/v1/exports", standing="returned", financed_by=BANK)
    repaid = await desk.ok(desk.bank, f"{path}/repay", {"amount": "8000.00"}, verb=True)

    assert [item["id"] for item in listed["items"]] == [case]
    assert repaid["status"] == "repaid"


@pytest.mark.rule("INS-BANK-ONLY")
async def test_who_acts_for_a_bank_decides_on_its_loans_and_on_nothing_else(desk: Desk) -> None:
    case = await desk.receivable()
    loan = await desk.asked(case)
    path = f"/v1/finances/{loan['id']}"
    amount = {"amount": "8000.00"}

    denied = [
        await desk.other_bank.post(f"{path}/grant", amount, version="*"),
        await desk.officer.post(f"{path}/grant", amount, version="*"),
        await desk.officer.post("/v1/evidence/looks", {"case_id": case}),
        await desk.bank.post("/v1/shipments", {**(await desk.get(f"/v1/exports/{case}"))["shipment"]}),
        await desk.bank.get("/v1/exports"),
        await desk.bank.get("/v1/policies"),
        await desk.bank.get("/v1/figures"),
        await desk.bank.post("/v1/receipts", receipt_paper(case, bank_id=OTHER_BANK)),
    ]
    withdrawn = await desk.ok(desk.exporter, f"{path}/withdraw", BECAUSE, verb=True)

    codes = [code(answer) for answer in denied]
    assert codes.pop(3) == (422, "validation-failed")
    assert codes == [(403, "another_desk")] * 7
    assert (await desk.other_bank.get(path)).status_code == 404
    assert (await desk.get("/v1/finances", by=desk.other_bank))["items"] == []
    assert withdrawn["status"] == "withdrawn"
    assert (await desk.bank.post("/v1/finances/no-loan/grant", amount, version="*")).status_code == 404


async def test_a_seat_is_taken_once_given_up_and_taken_anew(desk: Desk) -> None:
    seat = {"subject": "boc.zhao", "bank_id": OTHER_BANK}

    taken = await desk.supervisor.post("/v1/bank-seats", seat)
    officer = await desk.officer.post("/v1/bank-seats", seat)
    await desk.ok(desk.supervisor, "/v1/bank-seats/boc.zhao/end", verb=True)
    nobody = await desk.supervisor.post("/v1/bank-seats/boc.zhao/end", version="*")
    anew = await desk.ok(desk.supervisor, "/v1/bank-seats", seat)

    assert [code(taken), code(nobody)] == [(409, "seat_taken"), (409, "move-not-allowed")]
    assert (officer.status_code, anew["bank_id"]) == (403, OTHER_BANK)
    assert {bank["id"] for bank in (await desk.get("/v1/banks", by=desk.exporter))["items"]} == {
        BANK, OTHER_BANK,
    }  # fmt: skip


@pytest.mark.rule("INS-CONSERVED")
@pytest.mark.rule("INS-FOREX-CURRENCY")
async def test_a_receipt_that_cannot_be_is_refused_by_name(desk: Desk) -> None:
    case, others = await desk.receivable(), await desk.opened(uscc=OTHER_EXPORTER)
    known = receipt_paper(case, amount="1000.00")
    await desk.ok(desk.officer, "/v1/receipts", known)
    papers = [
        receipt_paper(case, receipt_no=known["receipt_no"]),
        receipt_paper(case, amount="9000.01"),
        receipt_paper(case, amount="0.00"),
        receipt_paper(case, currency="XAF"),
        receipt_paper(case, currency="CNY"),
        receipt_paper(case, received_on=days(1)),
        receipt_paper(others),
        receipt_paper("no-case"),
        receipt_paper(case, bank_id="NO-BANK"),
        receipt_paper(case, bank_id=None),
        receipt_paper(None, contract_no="NO-CONTRACT"),
        receipt_paper(None, contract_no=CONTRACT, amount="9000.01"),
    ]

    answers = [await desk.officer.post("/v1/receipts", paper) for paper in papers]

    assert [code(answer)[1] for answer in answers] == [
        "receipt_known", "receipt_exceeds", "amount_not_positive", "currency_without_rate", "settlement_missing",
        "date_in_future", "case_unknown", "case_unknown", "bank_unknown", "bank_unknown", "contract_unknown",
        "receipt_exceeds",
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert all(answer.json()["field"] and answer.json()["article"] for answer in answers)


async def test_money_that_came_before_the_contract_was_declared_counts_for_it(desk: Desk) -> None:
    case = await desk.opened()
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(case, amount="4000.00"))
    paper = {
        "uscc": EXPORTER, "case_id": case, "buyer_id": "KAZ-000117", "value": "3999.99", "currency": "USD",
        "payment": "tt", "due_on": days(10),
    }  # fmt: skip

    less = await desk.exporter.post("/v1/shipments", paper)
    euros = await desk.exporter.post("/v1/shipments", {**paper, "currency": "EUR"})
    await desk.declared(case, value="10000.00")
    await desk.clears(case)

    assert [code(less), code(euros)] == [(422, "receipt_exceeds"), (422, "currencies_differ")]
    assert (await desk.get("/v1/receivables"))["items"][0]["owed"] == "6000.00"


@pytest.mark.requirement("TZ-9a")
async def test_a_contract_in_dollars_is_paid_in_yuan_and_the_share_of_yuan_is_known(desk: Desk) -> None:
    case = await desk.receivable()
    in_yuan = receipt_paper(case, currency="CNY", amount="28400.00", settles="4000.00")
    in_dollars = receipt_paper(case, amount="6000.00")
    for paper in (in_yuan, in_dollars):
        await desk.ok(desk.bank, "/v1/receipts", {**paper, "bank_id": None})

    (row,) = (await desk.get("/v1/figures/settled-in-yuan", by=desk.exporter))["items"]

    assert (row["receipts"], row["received_yuan"], row["settled_in_yuan"], row["share"]) == (
        2, "71000.00", "28400.00", "0.4000",
    )  # fmt: skip
    assert (await desk.get("/v1/receivables"))["items"] == []
    told = [fact["data"] for fact in (await desk.get(f"/v1/exports/{case}"))["history"]][1:]
    assert [(each["amount"], each["currency"]) for each in told] == [
        ("28400.00", "CNY"), ("6000.00", "USD"),
    ]  # fmt: skip


async def test_a_receipt_for_a_contract_pays_its_cases_the_earliest_due_first(desk: Desk) -> None:
    later = await desk.receivable(value="7000.00", due_on=days(90))
    sooner = await desk.receivable(value="3000.00", due_on=days(30))

    paper = receipt_paper(None, contract_no=CONTRACT, amount="30000.01", currency="CNY", settles="5000.00")
    recorded = await desk.ok(desk.officer, "/v1/receipts", paper)

    assert [(part["case_id"], part["amount"], part["settles"]) for part in recorded["parts"]] == [
        (sooner, "18000.00", "3000.00"), (later, "12000.01", "2000.00"),
    ]  # fmt: skip
    (left,) = (await desk.get("/v1/receivables", uscc=EXPORTER))["items"]
    assert (left["case_id"], left["owed"]) == (later, "5000.00")


async def test_the_cases_of_a_contract_in_two_currencies_are_paid_one_by_one(desk: Desk) -> None:
    await desk.receivable()
    await desk.receivable(currency="EUR")

    answer = await desk.officer.post("/v1/receipts", receipt_paper(None, contract_no=CONTRACT))

    assert code(answer) == (422, "currencies_differ")


@pytest.mark.requirement("TZ-9b")
@pytest.mark.rule("INS-HEDGE")
async def test_a_guarantee_is_recorded_in_dollars_told_and_ended(desk: Desk) -> None:
    known = hedge_paper(guaranteed_on=days(0))  # the figures are those of this year
    hedge = await desk.ok(desk.officer, "/v1/hedges", known)
    papers = [
        hedge_paper(hedge_no=known["hedge_no"]),
        hedge_paper(usd_amount="0.00"),
        hedge_paper(guaranteed_on=days(1)),
        hedge_paper(due_on=days(-4)),
    ]

    answers = [await desk.officer.post("/v1/hedges", paper) for paper in papers]
    shown = await desk.get(f"/v1/hedges/{hedge['id']}", by=desk.exporter)
    ended = await desk.ok(desk.officer, f"/v1/hedges/{hedge['id']}/end", BECAUSE, verb=True)
    twice = await desk.officer.post(f"/v1/hedges/{hedge['id']}/end", BECAUSE, version="*")

    assert [code(answer) for answer in answers] == [
        (422, "hedge_no_known"),
        (422, "amount_not_positive"),
        (422, "date_in_future"),
        (422, "hedge_backwards"),
    ]
    assert (facts(shown), shown["history"][0]["data"]["usd_amount"]) == (["hedge.guaranteed"], "3700000.00")
    assert (ended["status"], code(twice)) == ("ended", (409, "move-not-allowed"))
    assert (await desk.get("/v1/figures"))["hedges"] == {"count": 1, "usd": "3700000.00"}


def licence(case: str) -> dict[str, Any]:
    return {
        "application_id": case, "vin": "LSVAU033002221761", "licence_no": "26-12-00001A",
        "exporter_uscc": EXPORTER, "issued_on": days(-20), "valid_to": days(30), "customs_port": "0202",
        "destination_country": "KAZ", "hs_code": "8703234990", "contract_no": CONTRACT, "quantity": 1,
        "vins": ["LSVAU033002221761"], "brand": "大众", "model_code": "SVW71611BM",
        "first_registration_date": "2022-03-14", "transfer_pending_export_date": days(-25),
    }  # fmt: skip
