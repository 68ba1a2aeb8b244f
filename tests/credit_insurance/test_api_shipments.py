"""Shipments, buyers' alerts and losses over REST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import OTHER_EXPORTER
from tests.credit_insurance.running import (
    BANK,
    BUYER,
    Desk,
    buyer_paper,
    code,
    days,
    facts,
    receipt_paper,
    shipment_paper,
)

GROUND = {"code": "not_covered", "reason": "The buyer disputes the quality.", "article": "保险法 第二十四条"}
WARN = {"level": "warn", "reason": "Payments come late."}
STOP = {"level": "stop", "reason": "The buyer is insolvent."}


@pytest.mark.requirement("TJ-8.1")
async def test_a_shipment_is_declared_under_a_policy_and_stands_on_the_case(desk: Desk) -> None:
    policy, case = await desk.insured(), await desk.opened()

    declared = await desk.declared(case, policy_id=policy["id"])

    shown = await desk.get(f"/v1/exports/{case}", by=desk.exporter)
    assert declared["shipment"]["policy_no"] == policy["policy_no"]
    assert facts(shown) == ["insurance.shipment_declared"]
    assert "value" not in shown["history"][0]["data"]


@pytest.mark.rule("INS-ONCE")
@pytest.mark.rule("INS-OWN-CASE")
async def test_a_case_is_declared_once_by_its_own_firm_and_while_its_goods_are_under_way(desk: Desk) -> None:
    policy = await desk.insured()
    own, returned = await desk.opened(), await desk.opened()
    others = await desk.opened(uscc=OTHER_EXPORTER)
    await desk.declared(own, policy_id=policy["id"])
    await desk.comes_back(returned)

    answers = {
        name: await desk.exporter.post("/v1/shipments", shipment_paper(case))
        for name, case in {"own": own, "returned": returned, "others": others, "nobody": "no-case"}.items()
    }

    assert {name: code(answer) for name, answer in answers.items()} == {
        "own": (409, "shipment_declared_already"),
        "returned": (409, "case_over"),
        "others": (422, "case_unknown"),
        "nobody": (422, "case_unknown"),
    }
    # Whose case it is cannot be told from the answer.
    assert answers["others"].json()["detail"].replace(others, "") == answers["nobody"].json()[
        "detail"
    ].replace("no-case", "")
    assert answers["others"].json()["field"] == "/case_id"


@pytest.mark.rule("INS-COVER")
@pytest.mark.parametrize(
    ("shipment", "policy", "expected"),
    [
        ({"value": "60000.01"}, {}, "buyer_limit_exceeded"),
        ({"buyer_id": "UZB-000001"}, {}, "buyer_limit_missing"),
        ({"currency": "EUR"}, {}, "currencies_differ"),
        ({"currency": "XAF"}, {}, "currency_without_rate"),
        ({"value": "0.00"}, {}, "amount_not_positive"),
        ({"due_on": days(-1)}, {}, "due_too_early"),
        ({"buyer_id": "NOBODY-1"}, {}, "buyer_unknown"),
        ({"policy_id": "no-policy"}, {}, "policy_unknown"),
        ({}, {"product": "overseas_investment", "facility": "Almaty", "country": "KAZ"}, "policy_not_meant"),
        ({}, {"product": "specific_contract", "contract_no": "ANOTHER"}, "policy_not_meant"),
        ({}, {"valid_from": days(1)}, "policy_not_live"),
    ],
)
async def test_what_the_policy_does_not_cover_is_refused_with_article_and_sentence(
    desk: Desk, shipment: dict[str, Any], policy: dict[str, Any], expected: str
) -> None:
    await desk.ok(desk.officer, "/v1/buyers", buyer_paper(buyer_id="UZB-000001", country="UZB"))
    insured, case = await desk.insured(**policy), await desk.opened()
    paper = {**shipment_paper(case, policy_id=insured["id"]), **shipment}

    answer = await desk.exporter.post("/v1/shipments", paper)

    assert code(answer) == (422, expected)
    assert answer.json()["article"]
    assert answer.json()["field"].startswith("/")


async def test_an_ended_policy_covers_no_new_shipment(desk: Desk) -> None:
    insured, case = await desk.insured(), await desk.opened()
    await desk.ok(desk.officer, f"/v1/policies/{insured['id']}/end", GROUND, verb=True)

    answer = await desk.exporter.post("/v1/shipments", shipment_paper(case, policy_id=insured["id"]))

    assert code(answer) == (422, "policy_not_live")


async def test_what_is_under_way_to_the_buyer_counts_and_what_was_paid_counts_no_more(desk: Desk) -> None:
    policy = await desk.insured(limit="25000.00")
    first, second, third = [await desk.opened() for _ in range(3)]
    await desk.declared(first, policy_id=policy["id"], value="15000.00")

    over = await desk.exporter.post(
        "/v1/shipments", shipment_paper(second, policy_id=policy["id"], value="10000.01")
    )
    await desk.declared(second, policy_id=policy["id"], value="10000.00")
    await desk.clears(first)
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(first, amount="15000.00"))
    again = await desk.declared(third, policy_id=policy["id"], value="15000.00")

    assert code(over) == (422, "buyer_limit_exceeded")
    assert "15000.00" in over.json()["detail"]
    assert again["shipment"]["value"] == "15000.00"


async def test_all_buyers_together_stay_within_the_insured_amount(desk: Desk) -> None:
    policy = await desk.insured(limit="100000.00")
    first, second = await desk.opened(), await desk.opened()
    await desk.declared(first, policy_id=policy["id"], value="60000.00")
    named = {"buyer_id": BUYER, "amount": "100000.00", "report_id": (await desk.reported())["id"]}
    await desk.ok(desk.officer, f"/v1/policies/{policy['id']}/limits", named, verb=True)
    lower = {"insured_amount": "70000.00", "valid_to": days(300), "reason": "Less is insured."}
    await desk.ok(desk.officer, f"/v1/policies/{policy['id']}/amend", lower, verb=True)

    answer = await desk.exporter.post(
        "/v1/shipments", shipment_paper(second, policy_id=policy["id"], value="10000.01")
    )

    assert code(answer) == (422, "insured_amount_exceeded")


@pytest.mark.rule("INS-WITHDRAW")
async def test_a_declaration_is_taken_back_while_nothing_rests_on_it_and_made_anew(desk: Desk) -> None:
    case, paid = await desk.opened(), await desk.opened()
    because = {"reason": "The buyer changed."}
    for each in (case, paid):
        await desk.declared(each)
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(paid))

    gone = await desk.ok(desk.exporter, f"/v1/exports/{case}/withdraw-shipment", because, verb=True)
    twice = await desk.exporter.post(f"/v1/exports/{case}/withdraw-shipment", because, version="*")
    used = await desk.exporter.post(f"/v1/exports/{paid}/withdraw-shipment", because, version="*")
    anew = await desk.declared(case, value="9000.00")

    assert (gone["shipment"], len(anew["former"])) == (None, 1)
    assert [code(twice), code(used)] == [(409, "shipment_missing"), (409, "shipment_in_use")]
    told = facts(await desk.get(f"/v1/exports/{case}"))
    assert told == [
        "insurance.shipment_declared", "insurance.shipment_withdrawn", "insurance.shipment_declared",
    ]  # fmt: skip


@pytest.mark.requirement("TJ-8.2")
async def test_an_alert_reaches_every_open_case_with_the_buyer_and_no_other(desk: Desk) -> None:
    open_, paid, undeclared = [await desk.opened() for _ in range(3)]
    await desk.declared(open_)
    await desk.declared(paid)
    await desk.clears(paid)
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(paid, amount="10000.00"))

    raised = await desk.ok(desk.officer, f"/v1/buyers/{BUYER}/alerts", WARN, verb=True)

    assert raised["alerts"][0]["cases"] == 1
    told = {case: facts(await desk.get(f"/v1/exports/{case}")) for case in (open_, paid, undeclared)}
    assert [case for case in told if "insurance.buyer_alerted" in told[case]] == [open_]
    assert (await desk.get("/v1/figures"))["buyers"]["alerted"] == {"warn": 1}


@pytest.mark.rule("INS-BUYER-STOP")
async def test_new_shipments_to_an_alerted_buyer_carry_the_warning_or_are_refused(desk: Desk) -> None:
    first, second, third = [await desk.opened() for _ in range(3)]
    await desk.ok(desk.officer, f"/v1/buyers/{BUYER}/alerts", WARN, verb=True)

    warned = await desk.declared(first)
    await desk.ok(desk.officer, f"/v1/buyers/{BUYER}/alerts", STOP, verb=True)
    stopped = await desk.exporter.post("/v1/shipments", shipment_paper(second))
    await desk.ok(desk.officer, f"/v1/buyers/{BUYER}/withdraw-alert", STOP, verb=True)
    allowed = await desk.declared(third)

    assert warned["shipment"]["warned"] == "Payments come late."
    assert code(stopped) == (422, "buyer_stopped")
    assert "insolvent" in stopped.json()["detail"]
    assert allowed["shipment"]["warned"] == "Payments come late."
    levels = [
        fact["data"]["level"]
        for fact in (await desk.get(f"/v1/exports/{first}"))["history"]
        if fact["type"] == "insurance.buyer_alerted.v1"
    ]
    assert levels == ["stop", "withdrawn"]


async def test_an_alert_of_a_level_stands_once_and_only_the_insurer_raises_it(desk: Desk) -> None:
    await desk.ok(desk.officer, f"/v1/buyers/{BUYER}/alerts", WARN, verb=True)

    twice = await desk.officer.post(f"/v1/buyers/{BUYER}/alerts", WARN, version="*")
    none = await desk.officer.post(f"/v1/buyers/{BUYER}/withdraw-alert", STOP, version="*")
    firm = await desk.exporter.post(f"/v1/buyers/{BUYER}/alerts", STOP, version="*")
    bank = await desk.bank.post(f"/v1/buyers/{BUYER}/alerts", STOP, version="*")
    again = await desk.officer.post("/v1/buyers", buyer_paper())

    assert [code(twice), code(none)] == [(409, "alert_stands"), (409, "no_such_alert")]
    assert [firm.status_code, code(bank), code(again)] == [403, (403, "another_desk"), (409, "conflict")]


@pytest.mark.requirement("TJ-8.1")
async def test_a_loss_goes_from_the_report_to_the_indemnity(desk: Desk) -> None:
    policy = await desk.insured()
    case = await desk.receivable(policy=policy["id"])

    loss = await desk.ok(desk.exporter, "/v1/losses", loss_paper(case))
    path = f"/v1/losses/{loss['id']}"
    await desk.ok(desk.officer, f"{path}/investigate", {"findings": "The buyer is bankrupt."}, verb=True)
    await desk.ok(desk.officer, f"{path}/accept", indemnity("9000.00"), verb=True)
    paid = await desk.ok(desk.officer, f"{path}/pay", verb=True)

    shown = await desk.get(f"/v1/exports/{case}")
    assert (paid["status"], paid["paid_to_bank"]) == ("paid", None)
    assert facts(shown)[1:] == [
        "insurance.claim_reported", "insurance.claim_decided", "insurance.claim_paid",
    ]  # fmt: skip
    assert shown["history"][-1]["data"]["paid_to"] == "exporter"
    assert (await desk.get("/v1/receivables"))["items"][0]["owed"] == "1000.00"
    assert (await desk.get(f"/v1/policies/{policy['id']}"))["indemnified"] == "9000.00"
    assert (await desk.get("/v1/figures"))["losses"][0]["indemnity_yuan"] == "63900.00"


@pytest.mark.rule("INS-LOSS")
async def test_a_loss_that_cannot_be_reported_is_refused(desk: Desk) -> None:
    policy = await desk.insured()
    owed = await desk.receivable(policy=policy["id"])
    uninsured = await desk.receivable()
    at_home = await desk.opened()
    await desk.declared(at_home, policy_id=policy["id"])
    others = await desk.opened(uscc=OTHER_EXPORTER)

    papers = [
        loss_paper(owed, cause="protracted_default"),
        loss_paper(owed, amount="10000.01"),
        loss_paper(owed, amount="0.00"),
        loss_paper(uninsured),
        loss_paper(at_home),
        loss_paper(others),
        loss_paper("no-case"),
    ]
    answers = [await desk.exporter.post("/v1/losses", paper) for paper in papers]
    await desk.ok(desk.exporter, "/v1/losses", loss_paper(owed))
    twice = await desk.exporter.post("/v1/losses", loss_paper(owed))

    assert [code(answer) for answer in (*answers, twice)] == [
        (422, "not_overdue"),
        (422, "loss_exceeds"),
        (422, "amount_not_positive"),
        (422, "not_insured"),
        (409, "receivable_left"),
        (422, "case_unknown"),
        (422, "case_unknown"),
        (409, "loss_open"),
    ]


@pytest.mark.rule("INS-INDEMNITY")
async def test_an_indemnity_is_at_most_the_cover_and_a_loss_is_refused_or_withdrawn(desk: Desk) -> None:
    policy = await desk.insured()
    cases = [await desk.receivable(policy=policy["id"]) for _ in range(2)]
    first, second = [await desk.ok(desk.exporter, "/v1/losses", loss_paper(case)) for case in cases]
    path = f"/v1/losses/{first['id']}"
    await desk.ok(desk.officer, f"{path}/investigate", {"findings": "Bankrupt."}, verb=True)

    too_much = await desk.officer.post(f"{path}/accept", indemnity("9000.01"), version="*")
    early = await desk.officer.post(f"{path}/pay", version="*")
    refused = await desk.ok(desk.officer, f"{path}/refuse", GROUND, verb=True)
    gone = await desk.ok(
        desk.exporter, f"/v1/losses/{second['id']}/withdraw", {"reason": "Paid after all."}, verb=True
    )
    anew = await desk.ok(desk.exporter, "/v1/losses", loss_paper(cases[0]))

    assert [code(too_much), code(early)] == [(422, "indemnity_exceeds"), (409, "move-not-allowed")]
    assert [refused["status"], gone["status"], anew["status"]] == ["refused", "withdrawn", "reported"]


async def test_an_accepted_loss_is_not_paid_when_the_buyer_has_paid_meanwhile(desk: Desk) -> None:
    policy = await desk.insured()
    case = await desk.receivable(policy=policy["id"])
    loss = await desk.ok(desk.exporter, "/v1/losses", loss_paper(case))
    path = f"/v1/losses/{loss['id']}"
    await desk.ok(desk.officer, f"{path}/investigate", {"findings": "Bankrupt."}, verb=True)
    await desk.ok(desk.officer, f"{path}/accept", indemnity("9000.00"), verb=True)
    await desk.ok(desk.officer, "/v1/receipts", receipt_paper(case, amount="5000.00"))

    answer = await desk.officer.post(f"{path}/pay", version="*")

    assert code(answer) == (409, "loss_exceeds")
    assert (await desk.ok(desk.officer, f"{path}/refuse", GROUND, verb=True))["status"] == "refused"


@pytest.mark.rule("INS-ASSIGNEE")
@pytest.mark.requirement("TJ-8.3")
async def test_an_indemnity_goes_to_the_assignee_and_repays_its_loan(desk: Desk) -> None:
    policy = await desk.insured()
    case = await desk.receivable(policy=policy["id"])
    loan = await desk.granted(case)
    await desk.ok(desk.bank, f"/v1/finances/{loan['id']}/draw", {"due_on": days(60)}, verb=True)
    loss = await desk.ok(desk.exporter, "/v1/losses", loss_paper(case))
    path = f"/v1/losses/{loss['id']}"
    await desk.ok(desk.officer, f"{path}/investigate", {"findings": "Bankrupt."}, verb=True)
    await desk.ok(desk.officer, f"{path}/accept", indemnity("9000.00"), verb=True)

    unassigned = await desk.officer.post(f"{path}/pay", version="*")
    rights = {"uscc": policy["uscc"], "policy_id": policy["id"], "bank_id": BANK, "case_id": case}
    await desk.ok(desk.exporter, "/v1/assignments", rights)
    paid = await desk.ok(desk.officer, f"{path}/pay", verb=True)

    assert code(unassigned) == (409, "rights_not_assigned")
    assert paid["paid_to_bank"] == BANK
    shown = await desk.get(f"/v1/finances/{loan['id']}", by=desk.bank)
    assert (shown["status"], shown["repaid"], shown["shares"]) == ("repaid", "8000.00", [])


async def test_the_indemnities_of_a_policy_stay_within_its_insured_amount(desk: Desk) -> None:
    policy = await desk.insured(limit="20000.00", insured_amount="20000.00")
    cases = [await desk.receivable(policy=policy["id"]) for _ in range(2)]
    paths = []
    for case in cases:
        loss = await desk.ok(desk.exporter, "/v1/losses", loss_paper(case))
        paths.append(f"/v1/losses/{loss['id']}")
        await desk.ok(desk.officer, f"{paths[-1]}/investigate", {"findings": "Bankrupt."}, verb=True)
        await desk.ok(desk.officer, f"{paths[-1]}/accept", indemnity("9000.00"), verb=True)
    await desk.ok(desk.officer, f"{paths[0]}/pay", verb=True)
    lower = {"insured_amount": "10000.00", "valid_to": days(300), "reason": "Less is insured."}
    below = await desk.officer.post(
        f"/v1/policies/{policy['id']}/amend", {**lower, "insured_amount": "8999.99"}, version="*"
    )
    await desk.ok(desk.officer, f"/v1/policies/{policy['id']}/amend", lower, verb=True)

    answer = await desk.officer.post(f"{paths[1]}/pay", version="*")

    assert code(below) == (422, "insured_amount_exceeded")
    assert code(answer) == (409, "insured_amount_exceeded")


def loss_paper(case: str, **changes: Any) -> dict[str, Any]:
    plain = {"uscc": "91120118MA06ABCD1Y", "case_id": case, "cause": "insolvency", "amount": "10000.00"}
    return {**plain, **changes}


def indemnity(amount: str) -> dict[str, str]:
    return {"indemnity": amount, "reason": "Nine tenths of the loss."}
