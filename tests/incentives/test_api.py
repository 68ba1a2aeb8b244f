"""The way of an application through the API: from a draft to money paid and, where it must, back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.incentives.given import POLICY, USCC
from tests.incentives.running import (
    AFTER_PUBLICATION,
    GROUND,
    PAPER,
    THINGS,
    Funds,
    bill,
    claim,
    opened,
    review_of,
)


async def test_rent_is_claimed_shown_granted_and_paid_in_two_parts(office: Funds) -> None:
    id_ = await office.approved(bill("a", "O1", "100000.00"))

    first = await office.done(id_, "pay", {"amount": "20000.00", "treasury_reference": "GK-1"})
    second = await office.done(id_, "pay", {"treasury_reference": "GK-2"})

    assert (first["status"], second["status"], second["paid"]) == ("approved", "paid", "50000.00")
    shown = await office.see(id_)
    types = [fact["type"] for fact in shown["history"]]
    assert [name.removeprefix("subsidy.").removesuffix(".v1") for name in types if "clock" not in name] == [
        "submitted", "accepted", "reviewed", "publicised", "approved", "paid", "paid",
    ]  # fmt: skip
    assert shown["history"][-1]["data"]["complete"] is True


@pytest.mark.requirement("TZ-4")
async def test_every_step_of_the_computation_is_told_with_its_article_and_the_cap_that_cut(
    office: Funds,
) -> None:
    id_ = await office.approved(bill("a", "O1", "1200000.00"), bill("b", "O3", "600000.00"))

    grants = (await office.see(id_))["grants"]

    assert [(g["granted"], g["code"]) for g in grants] == [("600000.00", "GRANTED"), ("400000.00", "CAP_G2")]
    assert all(step["article"] and step["zh"] and step["en"] for g in grants for step in g["steps"])
    assert grants[1]["steps"][-1]["cut_by"] == "CAP_G2"


@pytest.mark.requirement("TZ-12a")
@pytest.mark.rule("INC-SHARE")
@pytest.mark.parametrize(
    ("fraction", "city", "county"),
    [("0.50", "25000.01", "25000.00"), ("0.30", "15000.00", "35000.01"), ("0.00", "0.00", "50000.01")],
)
async def test_city_and_county_share_a_payment_by_the_table_of_the_district(
    tmp_path: Path, fraction: str, city: str, county: str
) -> None:
    shipped = json.loads((files("incentives.procedures") / "taizhou-2025.json").read_text(encoding="utf-8"))
    shipped["shares"]["331004"] = {"city": fraction, "article": "市与区的财政体制文件"}
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "taizhou-2025.json").write_text(json.dumps(shipped), encoding="utf-8")
    async with opened(tmp_path / "data", subsidy_procedures=tables) as office:
        id_ = await office.approved(bill("a", "O1", "100000.01"))

        paid = (await office.done(id_, "pay", {"treasury_reference": "GK-1"}))["payments"][0]

    assert (paid["amount"], paid["city"], paid["county"]) == ("50000.01", city, county)
    assert paid["share_article"] == "市与区的财政体制文件"


@pytest.mark.requirement("TZ-12b")
@pytest.mark.rule("INC-LIST-SUBMIT", "INC-LIST-PAY")
async def test_the_list_of_dishonest_firms_is_asked_at_submission_and_again_at_payment(office: Funds) -> None:
    id_ = await office.approved(bill())
    await office.listed("2025-07-10")

    at_payment = await office.do(id_, "pay", {"treasury_reference": "GK-1"})
    at_submission = await office.submit(bill())
    await office.delisted("2025-07-20")
    after = await office.do(id_, "pay", {"treasury_reference": "GK-1", "paid_on": "2025-07-21"})

    assert at_payment.json()["code"] == "DISHONEST_AT_PAYMENT"
    assert at_submission.json()["code"] == "DISHONEST_AT_SUBMISSION"
    assert "第十二条" in at_payment.json()["article"]
    assert after.status_code == 200, after.text


async def test_a_payment_of_a_day_on_which_the_firm_was_listed_is_refused_later_too(office: Funds) -> None:
    id_ = await office.approved(bill())
    await office.listed("2025-07-10", "2025-07-18")

    answer = await office.do(id_, "pay", {"treasury_reference": "GK-1", "paid_on": "2025-07-15"})

    assert answer.json()["code"] == "DISHONEST_AT_PAYMENT"


async def test_a_batch_pays_row_by_row_and_a_repeat_pays_nobody_twice(office: Funds) -> None:
    first = await office.approved(bill("a", "O1", "10000.00"))
    await office.run.move_to(AFTER_PUBLICATION)
    drafted = await office.written(bill("b", "O1", "20000.00"))
    rows = [{"application_id": id_, "treasury_reference": "GK-9"} for id_ in (first, drafted, "nothing")]

    answer = await office.officer.post(f"{THINGS}/pay-batch", {"rows": rows}, key="day-1")
    again = await office.officer.post(f"{THINGS}/pay-batch", {"rows": rows}, key="day-1")

    results = answer.json()["results"]
    assert [row["status"] for row in results] == [200, 409, 404]
    assert results[1]["problem"]["code"] == "move-not-allowed"
    assert again.json() == answer.json()
    assert (await office.see(first))["paid"] == "5000.00"


async def test_money_comes_back_and_the_budget_says_where_it_stands(office: Funds) -> None:
    paid = await office.approved(bill("a", "O1", "100000.00"))
    await office.done(paid, "pay", {"treasury_reference": "GK-1"})
    await office.done(paid, "order-recovery", {**GROUND, "amount": "30000.00"}, who=office.supervisor)
    ordered = await office.see(paid)
    part = {"amount": "10000.00", "way": "cash", "on": "2025-07-21", "reference": "GK-R1"}
    await office.done(paid, "recover", part)
    await office.done(paid, "recover", {**part, "amount": "20000.00", "reference": "GK-R2"})
    await office.submitted(bill("b", "C1", "8000.00"))

    budget = await _budget(office)

    assert ordered["recoveries"][0]["due_on"]
    assert (await office.see(paid))["status"] == "recovered"
    assert [
        (r["item"], r["forecast"], r["committed"], r["paid"], r["recovered"]) for r in budget["rows"]
    ] == [
        ("C1", "4000.00", "0.00", "0.00", "0.00"),
        ("O1", "0.00", "0.00", "50000.00", "30000.00"),
    ]


async def _budget(office: Funds) -> dict[str, Any]:
    answer = await office.officer.get("/v1/subsidy-budget", policy=POLICY, year="2025")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_a_budget_that_is_exceeded_warns_and_does_not_block(office: Funds) -> None:
    line = {
        "policy": POLICY,
        "year": 2025,
        "district": "331004",
        "item": "O1",
        "document_no": "台财〔2025〕1号",
    }
    set_aside = await office.supervisor.post("/v1/subsidy-budget", {**line, "amount": "40000.00"})
    id_ = await office.approved(bill("a", "O1", "100000.00"))

    budget = await _budget(office)
    raised = await office.supervisor.post("/v1/subsidy-budget", {**line, "amount": "60000.00"})

    assert (set_aside.status_code, raised.json()["version"]) == (201, 2)
    assert (await office.see(id_))["status"] == "approved"
    assert budget["rows"][0]["left"] == "-10000.00"
    assert "40000.00 was set aside" in budget["warnings"][0]
    assert (await _budget(office))["warnings"] == []


@pytest.mark.requirement("TZ-12a")
async def test_a_firm_sees_what_it_has_used_and_what_it_has_not(office: Funds) -> None:
    await office.approved(bill("a", "O1", "400000.00"))
    await office.submitted(bill("b", "C1", "10000.00"))

    caps = (await office.exporter.get(f"/v1/subsidy-caps/{USCC}", policy=POLICY, year="2025")).json()
    strange = await office.stranger.get(f"/v1/subsidy-caps/{USCC}", policy=POLICY, year="2025")

    by_item = {cap["item"]: cap for cap in caps["caps"]}
    assert (by_item["O1"]["used"], by_item["O1"]["remaining"]) == ("200000.00", "800000.00")
    assert (by_item["O3"]["used"], by_item["O3"]["remaining"]) == ("0.00", "800000.00")
    assert by_item["C1"]["pending"] == "5000.00"
    assert "W1" in caps["unused"]
    assert "O1" not in caps["unused"]
    assert strange.status_code == 404


async def test_a_firm_sees_its_own_applications_only(office: Funds) -> None:
    id_ = await office.submitted(bill())

    codes = [(await who.get(f"{THINGS}/{id_}")).status_code for who in (office.exporter, office.stranger)]
    lists = [len((await who.get(THINGS)).json()["items"]) for who in (office.exporter, office.stranger)]
    for_another = await office.stranger.post(THINGS, claim())
    meddled = await office.stranger.post(f"{THINGS}/{id_}/withdraw", {"reason": "x"}, version=2)

    assert (codes, lists) == ([200, 404], [1, 0])
    assert (for_another.status_code, meddled.status_code) == (403, 404)


@pytest.mark.rule("INC-PUBLIC-DAYS", "INC-PUBLIC-END")
async def test_what_is_to_be_granted_is_public_for_five_working_days_and_objections_are_answered(
    office: Funds,
) -> None:
    id_ = await office.reviewed(bill())
    short = await office.do(id_, "publicise", {"workdays": 4})
    shown = await office.done(id_, "publicise", {})
    public = (await office.stranger.get("/v1/subsidy-publications")).json()["items"]
    early = await office.do(id_, "approve", who=office.second)
    noted = await office.stranger.post(
        f"/v1/subsidy-publications/{id_}/objections", {"by": "王某", "reason": "It has no office there."}
    )
    await office.run.move_to(datetime(2025, 7, 8, 15, 59, tzinfo=UTC))
    last_minute = await office.do(id_, "approve", who=office.second)
    await office.run.move_to(datetime(2025, 7, 8, 16, 0, tzinfo=UTC))
    late = await office.stranger.post(
        f"/v1/subsidy-publications/{id_}/objections", {"by": "李某", "reason": "Too late."}
    )
    unanswered = await office.do(id_, "approve", who=office.second)
    answer = {"objection_no": noted.json()["objection_no"], "answer": "We went there.", "upheld": False}
    await office.done(id_, "answer-objection", answer)
    twice = await office.do(id_, "answer-objection", answer)
    unknown = await office.do(id_, "answer-objection", {**answer, "objection_no": "BT-9"})
    approved = await office.done(id_, "approve", who=office.second)

    assert short.json()["code"] == "publication-too-short"
    # 2025-07-01 is a Tuesday: the fifth working day after it is the 8th.
    assert (shown["publication"]["first"], shown["publication"]["last"]) == ("2025-07-01", "2025-07-08")
    assert [(row["total"], row["items"]) for row in public] == [("50000.00", {"O1": "50000.00"})]
    assert [a.json()["code"] for a in (early, last_minute)] == ["publication-runs", "publication-runs"]
    assert (late.json()["code"], unanswered.json()["code"]) == ("publication-over", "objection-open")
    assert (twice.json()["code"], unknown.json()["code"]) == ("objection-answered", "unknown-objection")
    assert (noted.status_code, approved["status"]) == (201, "approved")
    assert "王某" not in str((await office.exporter.get(f"{THINGS}/{id_}")).json())


async def test_an_objection_that_is_upheld_sends_it_back_to_the_review(office: Funds) -> None:
    id_ = await office.publicised(bill())
    noted = await office.stranger.post(
        f"/v1/subsidy-publications/{id_}/objections", {"by": "王某", "reason": "Half of it is a flat."}
    )

    body = {"objection_no": noted.json()["objection_no"], "answer": "So it is.", "upheld": True}
    upheld = await office.done(id_, "answer-objection", body)
    again = await office.done(id_, "review", review_of(upheld, a="50000.00"))

    assert (upheld["status"], upheld["publication"]) == ("accepted", None)
    assert again["granted"] == "25000.00"


async def test_a_notice_is_answered_with_new_lines_and_the_turn_stays(office: Funds) -> None:
    id_ = await office.submitted(bill("a"))
    other = await office.submitted(bill("b"))
    items = {"items": [{"code": "contract_missing", "sentence": "The contract is missing.", "line_id": "a"}]}

    asked = await office.done(id_, "request-correction", items)
    answer = await office.done(
        id_, "supply-correction", {"lines": [bill("c", "C1", "8000.00")]}, who=office.exporter
    )

    assert (asked["status"], asked["asked"][0]["article"]) == (
        "correction",
        "本办程序规则：一次性告知全部需补正内容",
    )
    assert (answer["status"], answer["turn"], answer["lines"][0]["id"]) == ("submitted", 1, "c")
    assert (await office.see(other))["turn"] == 2


async def test_a_clock_warns_and_people_decide(office: Funds) -> None:
    id_ = await office.submitted(bill())

    await office.run.move_to(datetime(2025, 7, 8, 2, tzinfo=UTC))
    await office.run.move_to(datetime(2025, 7, 20, 2, tzinfo=UTC))

    shown = await office.see(id_)
    assert (shown["status"], shown["due_on"]) == ("submitted", "2025-07-08")
    last = [fact["type"] for fact in shown["history"]][-2:]
    assert last == ["clock.due_soon.v1", "clock.breached.v1"]
    assert "own rule" in shown["history"][-1]["data"]["article"].lower()


@pytest.mark.parametrize(
    "elsewhere", ["91120118MA06ABCD1Y", "91331081MA2A1B2C3C"], ids=["Tianjin", "Wenling"]
)
async def test_a_firm_whose_code_names_another_city_or_county_proves_its_seat(
    office: Funds, elsewhere: str
) -> None:
    await office.filed(elsewhere)
    mover = office.caller("enterprise", "exporter", uscc=elsewhere)
    written = await mover.post(THINGS, claim(uscc=elsewhere))
    id_ = written.json()["id"]
    submitted = await office.done(id_, "submit", who=mover)

    early = await office.do(id_, "accept")
    await office.done(id_, "accept-paper", PAPER)
    accepted = await office.done(id_, "accept")

    assert submitted["findings"][0]["code"] == "seat-not-proven"
    assert early.json()["code"] == "seat-not-proven"
    assert (accepted["status"], accepted["seat_paper"]["reference"]) == ("accepted", "A-1")


async def test_a_code_of_the_city_itself_says_nothing_of_the_district(office: Funds) -> None:
    of_city = "91331000MA2A1B2C32"
    await office.filed(of_city)
    written = await office.caller("enterprise", "exporter", uscc=of_city).post(THINGS, claim(uscc=of_city))

    submitted = await office.done(written.json()["id"], "submit")

    assert submitted["findings"] == []


async def test_the_estimate_of_a_firm_is_what_it_is_granted_later(office: Funds) -> None:
    lines = [bill("a", "O1", "400000.00"), bill("b", "C1", "30000.00")]
    firm = {"uscc": USCC, "district": "331004", "first_filed_on": "2023-04-01", "exports_in_year": 0}
    asked = [
        {"id": one["id"], "item": one["item"], "amount": one["invoice"]["amount"], "paid_on": "2025-06-01"}
        for one in lines
    ]
    body = {"policy": POLICY, "year": 2025, "firm": firm, "expenses": asked}

    foretold = await office.exporter.post("/v1/subsidies/estimate", body)
    id_ = await office.approved(*lines)

    assert foretold.status_code == 200, foretold.text
    assert [g["granted"] for g in foretold.json()["grants"]] == [
        g["granted"] for g in (await office.see(id_))["grants"]
    ]
