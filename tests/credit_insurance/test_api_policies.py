"""Policies, premiums and reports over REST: from the application to the last day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import EXPORTER
from tests.credit_insurance.running import (
    BUYER,
    Desk,
    code,
    days,
    facts,
    findings,
    policy_paper,
    report_paper,
)

GROUND = {"code": "bad_risk", "reason": "The risk is not borne.", "article": "保险法 第十五条"}
LATER = {"insured_amount": "90000.00", "valid_to": days(300), "reason": "Less is shipped."}


@pytest.mark.requirement("TJ-8.1")
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"product": "specific_contract", "contract_no": "TJ-KAZ-2026-117"},
        {"product": "overseas_investment", "facility": "Service point Almaty", "country": "KAZ"},
        {"product": "medium_long_term", "currency": "CNY"},
    ],
)
async def test_every_product_is_applied_for_quoted_and_issued(desk: Desk, changes: dict[str, Any]) -> None:
    issued = await desk.issued(**changes)

    shown = await desk.get(f"/v1/policies/{issued['id']}", by=desk.exporter)

    assert (shown["status"], shown["premium_cny"], facts(shown)) == (
        "issued", "12500.00", ["insurance.policy_issued"],
    )  # fmt: skip


@pytest.mark.rule("INS-INSURER")
@pytest.mark.rule("INS-PERIOD")
@pytest.mark.rule("INS-OBJECT")
@pytest.mark.rule("INS-CURRENCY")
@pytest.mark.rule("INS-AMOUNT")
@pytest.mark.parametrize(
    ("changes", "expected", "field"),
    [
        ({"insurer": "NOBODY"}, "insurer_unknown", "/insurer"),
        ({"currency": "XAF"}, "currency_without_rate", "/currency"),
        ({"insured_amount": "0.00"}, "amount_not_positive", "/insured_amount"),
        ({"valid_to": days(-31)}, "period_backwards", "/valid_to"),
        ({"product": "specific_contract"}, "object_missing", "/contract_no"),
        ({"product": "overseas_investment"}, "object_missing", "/facility"),
    ],
)
async def test_an_application_that_cannot_be_is_refused_by_name(
    desk: Desk, changes: dict[str, Any], expected: str, field: str
) -> None:
    answer = await desk.exporter.post("/v1/policies", policy_paper(**changes))

    assert code(answer) == (422, expected)
    assert answer.json()["field"] == field
    assert answer.json()["article"]
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"insured_amount": "-5.00"}, "/insured_amount"),
        ({"insured_amount": 5}, "/insured_amount"),
        ({"insured_amount": "5.001"}, "/insured_amount"),
        ({"currency": "dollars"}, "/currency"),
        ({"product": "life"}, "/product"),
        ({"uscc": "91120118MA06ABCD1X"}, "/uscc"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_what_is_misspelt_is_refused_with_its_place(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    answer = await desk.exporter.post("/v1/policies", policy_paper(**changes))

    assert code(answer) == (422, "validation-failed")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_firm_acts_for_itself_and_sees_its_own_policies_alone(desk: Desk) -> None:
    policy = await desk.issued()
    path = f"/v1/policies/{policy['id']}"

    in_its_name = await desk.stranger.post("/v1/policies", policy_paper())
    hidden = await desk.stranger.get(path)
    hidden_verb = await desk.stranger.post(f"{path}/withdraw", {"reason": "Not mine."}, version="*")

    assert code(in_its_name) == (403, "forbidden")
    assert [hidden.status_code, hidden_verb.status_code] == [404, 404]
    assert (await desk.get("/v1/policies", by=desk.stranger))["items"] == []
    assert len((await desk.get("/v1/policies", by=desk.exporter, status="issued"))["items"]) == 1


async def test_every_way_out_of_a_policy(desk: Desk) -> None:
    refused, withdrawn = [await desk.ok(desk.exporter, "/v1/policies", policy_paper()) for _ in range(2)]
    issued = await desk.issued()

    no = await desk.ok(desk.officer, f"/v1/policies/{refused['id']}/refuse", GROUND, verb=True)
    back = await desk.ok(
        desk.exporter, f"/v1/policies/{withdrawn['id']}/withdraw", {"reason": "Too dear."}, verb=True
    )
    ended = await desk.ok(desk.officer, f"/v1/policies/{issued['id']}/end", GROUND, verb=True)
    again = await desk.officer.post(f"/v1/policies/{issued['id']}/end", GROUND, version="*")

    assert [no["status"], back["status"], ended["status"]] == ["refused", "withdrawn", "ended"]
    assert code(again) == (409, "move-not-allowed")
    assert again.json()["article"]


async def test_a_policy_is_amended_and_told_anew(desk: Desk) -> None:
    issued = await desk.issued()
    path = f"/v1/policies/{issued['id']}"

    amended = await desk.ok(desk.officer, f"{path}/amend", LATER, verb=True)
    shown = await desk.get(path)

    assert (amended["insured_amount"], amended["amendments"][0]["reason"]) == ("90000.00", "Less is shipped.")
    assert facts(shown) == ["insurance.policy_issued"] * 2


async def test_the_number_of_a_policy_stands_for_one(desk: Desk) -> None:
    first = await desk.issued()
    second = await desk.ok(desk.exporter, "/v1/policies", policy_paper())
    path = f"/v1/policies/{second['id']}"
    await desk.ok(desk.officer, f"{path}/quote", {"premium_cny": "100.00"}, verb=True)

    answer = await desk.officer.post(f"{path}/issue", {"policy_no": first["policy_no"]}, version="*")

    assert code(answer) == (422, "policy_no_known")


async def test_a_policy_whose_period_is_over_is_not_issued_any_more(desk: Desk) -> None:
    old = await desk.ok(desk.exporter, "/v1/policies", policy_paper(valid_from=days(-60), valid_to=days(-1)))
    path = f"/v1/policies/{old['id']}"
    await desk.ok(desk.officer, f"{path}/quote", {"premium_cny": "100.00"}, verb=True)

    answer = await desk.officer.post(f"{path}/issue", {"policy_no": "SCH-OLD"}, version="*")

    assert code(answer) == (409, "policy_not_live")


@pytest.mark.requirement("TZ-3a")
async def test_a_premium_that_was_paid_is_told_with_its_insurer_in_yuan(desk: Desk) -> None:
    policy = await desk.issued()
    premium = await desk.ok(desk.officer, "/v1/premiums", premium_paper(policy))
    path = f"/v1/premiums/{premium['id']}"
    paid = {"receipt_no": "R-2026-7", "paid_on": days(0)}

    await desk.ok(desk.officer, f"{path}/pay", paid, verb=True)

    shown = await desk.get(path, by=desk.exporter)
    told = shown["history"][0]["data"]
    assert facts(shown) == ["insurance.premium_paid"]
    assert (told["insurer"], told["amount_cny"], told["uscc"]) == ("SINOSURE", "12500.00", EXPORTER)
    assert (await desk.get("/v1/figures"))["premiums"] == [
        {"insurer": "SINOSURE", "count": 1, "yuan": "12500.00"}
    ]


@pytest.mark.requirement("TZ-3a")
@pytest.mark.rule("INS-PREMIUM-INSURER")
@pytest.mark.rule("INS-FUTURE")
async def test_a_premium_of_another_insurer_or_of_no_policy_or_paid_twice_is_refused(desk: Desk) -> None:
    policy, other = await desk.issued(), await desk.issued(insurer="PICC")
    applied = await desk.ok(desk.exporter, "/v1/policies", policy_paper())
    first, second = [await desk.ok(desk.officer, "/v1/premiums", premium_paper(policy)) for _ in range(2)]
    paid = {"receipt_no": "R-2026-7", "paid_on": days(0)}
    await desk.ok(desk.officer, f"/v1/premiums/{first['id']}/pay", paid, verb=True)

    answers = [
        await desk.officer.post("/v1/premiums", premium_paper(other)),
        await desk.officer.post("/v1/premiums", premium_paper(applied)),
        await desk.officer.post("/v1/premiums", premium_paper({"id": "none"})),
        await desk.officer.post("/v1/premiums", premium_paper(policy, amount_cny="0.00")),
        await desk.officer.post(f"/v1/premiums/{second['id']}/pay", paid, version="*"),
        await desk.officer.post(
            f"/v1/premiums/{second['id']}/pay", {"receipt_no": "R-8", "paid_on": days(1)}, version="*"
        ),
    ]

    assert [code(answer) for answer in answers] == [
        (422, "insurer_differs"),
        (422, "policy_not_live"),
        (422, "policy_unknown"),
        (422, "amount_not_positive"),
        (422, "receipt_known"),
        (422, "date_in_future"),
    ]


async def test_an_invoice_is_cancelled_by_a_supervisor_and_stays_on_record(desk: Desk) -> None:
    premium = await desk.ok(desk.officer, "/v1/premiums", premium_paper(await desk.issued()))
    path = f"/v1/premiums/{premium['id']}"

    denied = await desk.officer.post(f"{path}/cancel", GROUND, version="*")
    cancelled = await desk.ok(desk.supervisor, f"{path}/cancel", GROUND, verb=True)
    late = await desk.officer.post(f"{path}/pay", {"receipt_no": "R-9", "paid_on": days(0)}, version="*")

    assert (denied.status_code, cancelled["status"]) == (403, "cancelled")
    assert code(late) == (409, "move-not-allowed")


@pytest.mark.requirement("TJ-8.2", "TZ-3b")
@pytest.mark.parametrize(
    ("paper", "rating"),
    [
        ({}, "B"),
        ({"type": "industry", "buyer_id": None, "about": "Used cars in Kazakhstan"}, None),
        ({"type": "bill_of_lading", "buyer_id": None, "about": "COSU6123456780"}, None),
    ],
)
async def test_a_report_is_issued_once_its_fee_is_paid(
    desk: Desk, paper: dict[str, Any], rating: str | None
) -> None:
    asked = await desk.ok(desk.exporter, "/v1/reports", report_paper(**paper))
    path = f"/v1/reports/{asked['id']}"

    answered = await desk.ok(desk.officer, f"{path}/answer", findings(rating=rating), verb=True)
    await desk.ok(desk.officer, f"{path}/pay", {"receipt_no": "F-1", "paid_on": days(0)}, verb=True)

    shown = await desk.get(path)
    assert answered["status"] == "answered"
    assert facts(shown) == ["insurance.report_requested", "insurance.report_issued"]
    told = shown["history"][1]["data"]
    assert (told["fee_cny"], told["rating"], told["insurer"]) == ("1200.00", rating, "SINOSURE")


@pytest.mark.rule("INS-REPORT-OBJECT")
async def test_a_report_on_nothing_or_with_a_wrong_answer_is_refused(desk: Desk) -> None:
    asked = await desk.ok(desk.exporter, "/v1/reports", report_paper())
    done = await desk.reported()
    path = f"/v1/reports/{asked['id']}"

    answers = [
        await desk.exporter.post("/v1/reports", report_paper(buyer_id=None)),
        await desk.exporter.post("/v1/reports", report_paper(type="industry", buyer_id=None)),
        await desk.exporter.post("/v1/reports", report_paper(buyer_id="NOBODY-1")),
        await desk.officer.post(f"{path}/answer", findings(rating=None), version="*"),
        await desk.officer.post(f"{path}/answer", findings(valid_to=days(400)), version="*"),
        await desk.officer.post(f"{path}/answer", findings(report_no=done["report_no"]), version="*"),
        await desk.officer.post(f"{path}/pay", {"receipt_no": "F-2", "paid_on": days(0)}, version="*"),
    ]

    assert [code(answer) for answer in answers] == [
        (422, "report_on_nothing"),
        (422, "report_on_nothing"),
        (422, "buyer_unknown"),
        (422, "rating_misplaced"),
        (422, "validity_wrong"),
        (422, "report_no_known"),
        (409, "move-not-allowed"),
    ]


async def test_a_report_is_refused_or_withdrawn(desk: Desk) -> None:
    first, second = [await desk.ok(desk.exporter, "/v1/reports", report_paper()) for _ in range(2)]
    because = {"reason": "Nothing is known."}

    refused = await desk.ok(desk.officer, f"/v1/reports/{first['id']}/refuse", because, verb=True)
    gone = await desk.ok(desk.exporter, f"/v1/reports/{second['id']}/withdraw", because, verb=True)

    assert [refused["status"], gone["status"]] == ["refused", "withdrawn"]


@pytest.mark.rule("INS-REPORT-VALID")
@pytest.mark.requirement("TJ-8.2")
async def test_a_limit_rests_on_a_credit_report_that_is_paid_valid_and_not_bad(desk: Desk) -> None:
    policy = await desk.issued()
    unpaid = await desk.ok(desk.exporter, "/v1/reports", report_paper())
    bad, good = await desk.reported(rating="D"), await desk.reported()

    answers = [
        await limit(desk, policy, unpaid["id"]),
        await limit(desk, policy, bad["id"]),
        await limit(desk, policy, "no-report"),
        await limit(desk, policy, good["id"], amount="100000.01"),
        await limit(desk, policy, good["id"], buyer="KAZ-000118"),
    ]
    taken = await limit(desk, policy, good["id"])

    assert [code(answer) for answer in answers] == [
        (422, "report_not_usable"),
        (422, "report_not_usable"),
        (422, "report_not_usable"),
        (422, "insured_amount_exceeded"),
        (422, "report_not_usable"),
    ]
    assert taken.json()["limits"] == [{"buyer_id": BUYER, "amount": "5000.00", "report_id": good["id"]}]


async def limit(
    desk: Desk, policy: dict[str, Any], report: str, *, amount: str = "5000.00", buyer: str = BUYER
) -> Any:
    named = {"buyer_id": buyer, "amount": amount, "report_id": report}
    return await desk.officer.post(f"/v1/policies/{policy['id']}/limits", named, version="*")


def premium_paper(policy: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {
        "policy_id": policy["id"], "insurer": "SINOSURE", "amount_cny": "12500.00", "due_on": days(20),
    }  # fmt: skip
    return {**plain, **changes}
