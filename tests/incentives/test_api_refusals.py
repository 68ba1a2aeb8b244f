"""Every no of the subsidy office through its API: a slug, an article, a sentence, and the field where there is one."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.incentives.given import OTHER
from tests.incentives.running import GROUND, PAPER, THINGS, Funds, bill, claim, review_of


def assert_no(answer: httpx.Response, code: str, field: str | None = None, status: int = 422) -> None:
    """It is refused by this code, with an article and a sentence, at this field."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["code"] == code, answer.text
    assert body["article"]
    assert body["detail"].endswith((".", ")", "。")) or len(body["detail"]) > 10
    assert body.get("field") == field


WRONG: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("year-not-covered", "/year", {}, {"year": 2026}),
    ("year-differs", "/lines/0/paid_on", {"invoice": {"paid_on": "2024-12-31"}}, {}),
    ("foreign-currency", "/lines/0/rate", {"invoice": {"currency": "USD"}}, {}),
    ("amount-not-positive", "/lines/0/amount", {"amount": "-5.00"}, {}),
    ("amount-not-positive", "/lines/0/amount", {"amount": "0.00"}, {}),
    (
        "amount-not-positive",
        "/lines/0/invoice/amount",
        {"amount": "5.00", "invoice": {"amount": "-1.00"}},
        {},
    ),
    ("amount-exceeds-invoice", "/lines/0/amount", {"amount": "100000.01"}, {}),
    ("unknown-item", "/lines/0/item", {"item": "Z9"}, {}),
    ("FIRM_NOT_OF_CITY", "/district", {}, {"district": "330106"}),
    ("unknown-policy", "/policy", {}, {"policy": "hangzhou-2025"}),
    ("export-count-differs", "/claimed_exports", {}, {"claimed_exports": 512}),
]


@pytest.mark.rule(
    "INC-YEAR", "INC-OWN-YEAR", "INC-CURRENCY", "INC-POSITIVE", "INC-INVOICED", "INC-CITY", "INC-EXPORTS"
)
@pytest.mark.parametrize(("code", "field", "line", "whole"), WRONG)
async def test_a_claim_that_cannot_be_true_is_refused_with_its_reason(
    office: Funds, code: str, field: str, line: dict[str, Any], whole: dict[str, Any]
) -> None:
    answer = await office.submit({**bill("a", "O1", "100000.00"), **_merged(line)}, **whole)

    assert_no(answer, code, field)


def _merged(line: dict[str, Any]) -> dict[str, Any]:
    if "invoice" not in line:
        return line
    return {**line, "invoice": bill("a", "O1", invoice=line["invoice"])["invoice"]}


async def test_a_foreign_fee_counts_at_the_rate_of_its_day(office: Funds) -> None:
    line = bill("a", "O1", invoice={"currency": "USD", "amount": "1000.00"}, rate="7.1234")

    id_ = await office.approved(line)

    assert (await office.see(id_))["granted"] == "3561.70"


async def test_two_lines_have_two_ids_and_a_fee_has_its_invoice(office: Funds) -> None:
    twice = await office.submit(bill("a"), bill("a"))
    bare = await office.submit({"id": "a", "item": "O1", "amount": "100.00", "paid_on": "2025-06-01"})

    assert_no(twice, "line-twice", "/lines/1/id")
    assert_no(bare, "invoice-missing", "/lines/0/invoice")


@pytest.mark.rule("INC-PAID-DAY")
async def test_a_line_does_not_move_its_invoice_into_the_days_of_the_policy(office: Funds) -> None:
    moved = await office.submit(bill("a", "O1", paid_on="2025-01-02", invoice={"paid_on": "2024-12-31"}))
    same = await office.submit(bill("a", "O1", paid_on="2025-06-01"))

    assert_no(moved, "paid-day-differs", "/lines/0/paid_on")
    assert same.status_code == 200, same.text


LOAN = {"item": "O4", "principal": "10000000.00", "disbursed_on": "2025-01-01", "repaid_on": "2025-06-01"}
HEDGE = {"item": "F1", "hedged_usd": "1000000.00", "paid_on": "2025-06-01", "reference": "H-1"}


@pytest.mark.rule("INC-INVOICE")
@pytest.mark.parametrize("line", [LOAN, HEDGE], ids=["loan", "hedge"])
async def test_one_loan_and_one_hedge_serve_one_line_of_one_application(
    office: Funds, line: dict[str, Any]
) -> None:
    twice = await office.submit({**line, "id": "a"}, {**line, "id": "b"})
    first = await office.submitted({**line, "id": "a"})
    again = await office.submit({**line, "id": "a"})
    await office.done(first, "refuse", GROUND)
    freed = await office.submit({**line, "id": "a"})

    assert_no(twice, "evidence-used", "/lines/1/reference")
    assert_no(again, "evidence-used", "/lines/0/reference")
    assert freed.status_code == 200, freed.text


@pytest.mark.rule("INC-INVOICE")
async def test_one_premium_receipt_does_not_serve_two_invoices(office: Funds) -> None:
    await office.premium("R-1", "1000.00")
    halves = [bill(name, "I1", "1000.00", reference="R-1") for name in "ab"]

    assert_no(await office.submit(*halves), "evidence-used", "/lines/1/reference")


@pytest.mark.rule("INC-STANDARD")
async def test_a_trade_service_fee_is_not_claimed_without_the_markets_standard(office: Funds) -> None:
    bare = await office.submit(bill("a", "O2"))
    named = await office.submit(bill("a", "O2", market_standard="30000.00"))

    assert_no(bare, "market-standard-missing", "/lines/0/market_standard")
    assert named.status_code == 200, named.text


@pytest.mark.rule("INC-INVOICE")
async def test_one_invoice_serves_one_item_of_one_application_of_one_firm(office: Funds) -> None:
    await office.filed(OTHER)
    mine = bill("a", "O3")
    first = await office.submitted(mine)
    same = {**mine, "invoice": {**mine["invoice"], "number": f" {mine['invoice']['number'].lower()} "}}

    twice = await office.submit(mine, {**mine, "id": "b", "item": "W1", "reference": "F-1"})
    again = await office.submit({**same, "item": "W1", "reference": "F-1"})
    theirs = await office.stranger.post(THINGS, claim(mine, uscc=OTHER, district="331002"))
    by_another = await office.do(theirs.json()["id"], "submit", who=office.stranger)
    await office.done(first, "refuse", GROUND)
    freed = await office.do(theirs.json()["id"], "submit", who=office.stranger)

    assert_no(twice, "invoice-used", "/lines/1/invoice")
    assert_no(again, "invoice-used", "/lines/0/invoice")
    assert_no(by_another, "invoice-used", "/lines/0/invoice")
    assert first not in by_another.text
    assert "another firm" in by_another.json()["detail"]
    assert freed.status_code == 200, freed.text


async def test_an_e_invoice_is_the_same_whoever_is_said_to_have_written_it(office: Funds) -> None:
    number = "25332000000012345678"
    await office.submitted(bill("a", invoice={"number": number, "seller": "甲公司"}))

    answer = await office.submit(bill("b", invoice={"number": number, "seller": "乙公司"}))

    assert_no(answer, "invoice-used", "/lines/0/invoice")


@pytest.mark.rule("INC-ELIGIBLE")
async def test_a_review_says_something_of_every_line_and_cuts_with_a_reason(office: Funds) -> None:
    id_ = await office.submitted(bill("a"), bill("b"))
    await office.done(id_, "accept")
    whole = review_of(await office.see(id_))["lines"]

    missing = await office.do(id_, "review", {"lines": whole[:1]})
    unknown = await office.do(id_, "review", {"lines": [*whole, {**whole[0], "line_id": "z"}]})
    more = await office.do(id_, "review", {"lines": [{**whole[0], "eligible": "100000.01"}, whole[1]]})
    silent = await office.do(id_, "review", {"lines": [{**whole[0], "eligible": "1.00"}, whole[1]]})
    paper = await office.do(id_, "accept-paper", {**PAPER, "line_id": "z"})
    item = {"items": [{"code": "x", "sentence": "Missing.", "line_id": "z"}]}

    assert_no(missing, "line-not-reviewed", "/lines")
    assert_no(unknown, "unknown-line", "/lines")
    assert_no(more, "eligible-exceeds-claim", "/lines/0/eligible")
    assert_no(silent, "cut-without-reason", "/lines/0/reason")
    assert_no(paper, "unknown-line", "/line_id")
    assert_no(await office.do(id_, "request-correction", item), "unknown-line", "/items")


@pytest.mark.rule("INC-SECOND")
async def test_who_reviewed_does_not_approve(office: Funds) -> None:
    id_ = await office.publicised(bill())
    await office.over()

    answer = await office.do(id_, "approve")

    assert_no(answer, "same-person", status=409)


@pytest.mark.rule("INC-SECOND")
async def test_who_reviewed_does_not_approve_in_another_role_either(office: Funds) -> None:
    id_ = await office.publicised(bill())
    await office.over()
    same = office.caller("incentives", "supervisor", subject="li")
    other = office.caller("incentives", "supervisor", subject="zhao")

    alone = await office.do(id_, "approve-out-of-turn", {"reason": "The firm is waiting."}, who=same)
    two = await office.do(id_, "approve-out-of-turn", {"reason": "The firm is waiting."}, who=other)

    assert_no(alone, "same-person", status=409)
    assert two.status_code == 200, two.text


async def test_a_firm_is_asked_twice_at_most(office: Funds) -> None:
    id_ = await office.submitted(bill("a"))
    items = {"items": [{"code": "contract_missing", "sentence": "The contract is missing."}]}
    for _ in range(2):
        await office.done(id_, "request-correction", items)
        await office.done(id_, "supply-correction", {"lines": [bill("a")]}, who=office.exporter)

    answer = await office.do(id_, "request-correction", items)

    assert_no(answer, "asked-too-often")


async def test_nothing_is_publicised_where_the_rules_give_nothing(office: Funds) -> None:
    id_ = await office.reviewed(bill("a", "C2", "25000.00"))

    answer = await office.do(id_, "publicise", {})
    refused = await office.done(id_, "refuse", {**GROUND, "code": "EXPORTS_BELOW_THRESHOLD"})

    assert_no(answer, "nothing-to-grant")
    assert "EXPORTS_BELOW_THRESHOLD" in answer.json()["detail"]
    assert refused["outcome"]["remedy"]


@pytest.mark.rule("INC-SEAT")
async def test_a_line_that_the_calculator_cannot_read_is_named(office: Funds) -> None:
    answer = await office.submit(bill("a", "O1", vat_deductible="200000.00"))

    assert answer.status_code == 422, answer.text
    assert answer.json()["field"].startswith("/lines/0")
    assert answer.json()["article"]


async def test_money_is_paid_up_to_what_was_approved_and_comes_back_up_to_what_was_paid(
    office: Funds,
) -> None:
    id_ = await office.approved(bill())
    pay = {"treasury_reference": "GK-1"}
    ground = {**GROUND, "amount": "50000.01"}

    more = await office.do(id_, "pay", {**pay, "amount": "50000.01"})
    nothing = await office.do(id_, "pay", {**pay, "amount": "0.00"})
    tomorrow = await office.do(id_, "pay", {**pay, "paid_on": "2025-07-22"})
    before = await office.do(id_, "pay", {**pay, "paid_on": "2025-01-05"})
    unpaid = await office.do(id_, "release-rest", {"reason": "x"}, who=office.supervisor)
    await office.done(id_, "pay", {**pay, "amount": "20000.00"})
    too_late = await office.do(id_, "revoke-approval", GROUND, who=office.supervisor)
    released = await office.done(id_, "release-rest", {"reason": "The lease ended."}, who=office.supervisor)
    order = await office.do(id_, "order-recovery", ground, who=office.supervisor)

    assert_no(more, "payment-exceeds-approval", "/amount")
    assert_no(nothing, "amount-not-positive", "/amount")
    assert_no(tomorrow, "payment-in-future", "/paid_on")
    assert_no(before, "payment-before-approval", "/paid_on")
    assert_no(unpaid, "nothing-paid", status=409)
    assert_no(too_late, "already-paid", status=409)
    assert_no(order, "recovery-exceeds-payment", "/amount")
    assert (released["status"], released["released"], released["unpaid"]) == ("paid", "30000.00", "0.00")


async def test_what_comes_back_fits_the_order(office: Funds) -> None:
    id_ = await office.approved(bill())
    await office.done(id_, "pay", {"treasury_reference": "GK-1"})
    await office.done(id_, "order-recovery", {**GROUND, "amount": "100.00"}, who=office.supervisor)
    back = {"amount": "100.01", "way": "cash", "on": "2025-07-21", "reference": "R"}

    more = await office.do(id_, "recover", back)
    later = await office.do(id_, "recover", {**back, "amount": "1.00", "on": "2025-07-22"})
    nobody = await office.do(id_, "recover", {**back, "amount": "1.00", "way": "offset"})
    await office.done(id_, "recover", {**back, "amount": "1.00"})
    lifted = await office.do(id_, "lift-recovery", {"reason": "x"}, who=office.supervisor)

    assert_no(more, "return-exceeds-order", "/amount")
    assert_no(later, "payment-in-future", "/on")
    assert_no(nobody, "no-such-creditor", "/against")
    assert_no(lifted, "recovery-begun", status=409)


async def test_a_debt_is_set_off_against_another_application(office: Funds) -> None:
    debtor = await office.approved(bill("a"))
    creditor = await office.approved(bill("b"))
    await office.done(debtor, "pay", {"treasury_reference": "GK-1"})
    await office.done(debtor, "order-recovery", {**GROUND, "amount": "100.00"}, who=office.supervisor)
    back = {"amount": "100.00", "way": "offset", "on": "2025-07-21", "reference": "R", "against": creditor}

    recovered = await office.done(debtor, "recover", back)
    other = await office.see(creditor)

    assert recovered["status"] == "recovered"
    assert (other["unpaid"], other["payments"][0]["offset_against"]) == ("49900.00", recovered["number"])


async def test_the_turn_of_an_earlier_application_is_kept(office: Funds) -> None:
    await office.publicised(bill("a", "O1", "1500000.00"))
    second = await office.publicised(bill("b", "O1", "1000000.00"))
    await office.over()

    waits = await office.do(second, "approve", who=office.second)
    by_officer = await office.do(second, "approve-out-of-turn", {"reason": "x"}, who=office.second)
    granted = await office.done(
        second, "approve-out-of-turn", {"reason": "Its bank asks."}, who=office.supervisor
    )

    assert_no(waits, "earlier-application-open", status=409)
    assert by_officer.status_code == 403
    assert granted["out_of_turn"] == "Its bank asks."


async def test_more_than_was_shown_to_the_public_is_shown_anew(office: Funds) -> None:
    first = await office.publicised(bill("a", "O1", "1500000.00"))
    await office.over()
    await office.done(first, "approve", who=office.second)
    id_ = await office.publicised(bill("b", "O1", "1000000.00"))
    await office.done(first, "revoke-approval", GROUND, who=office.supervisor)
    await office.run.move_to(office.clock.now().replace(month=9))

    answer = await office.do(id_, "approve", who=office.second)
    anew = await office.done(id_, "publicise", {})

    assert_no(answer, "publication-differs", status=409)
    assert anew["publication"]["total"] == "500000.00"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "-1.00"}, "amount-not-positive"),
        ({"item": "Z9"}, "unknown-item"),
        ({"policy": "x"}, "unknown-policy"),
    ],
)
async def test_a_budget_is_for_an_item_of_a_policy(office: Funds, changes: dict[str, str], code: str) -> None:
    plain = {"policy": "taizhou-2025", "year": 2025, "district": "all", "item": "all", "amount": "1.00"}

    answer = await office.supervisor.post("/v1/subsidy-budget", {**plain, "document_no": "D", **changes})

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("policy", "year", "code"),
    [("taizhou-2025", "2031", "year-not-covered"), ("hangzhou-2025", "2025", "unknown-policy")],
)
async def test_caps_are_asked_for_a_policy_and_one_of_its_years(
    office: Funds, policy: str, year: str, code: str
) -> None:
    answer = await office.officer.get(f"/v1/subsidy-caps/{OTHER}", policy=policy, year=year)

    assert_no(answer, code, "/year" if code == "year-not-covered" else "/policy")


async def test_money_is_text_and_a_name_that_is_misspelt_is_refused(office: Funds) -> None:
    number = await office.write({**bill(), "amount": 5.0})
    misspelt = await office.write({**bill(), "ammount": "5.00"})

    assert [answer.json()["slug"] for answer in (number, misspelt)] == ["validation-failed"] * 2
    assert number.json()["field"] == "/lines/0/amount"
