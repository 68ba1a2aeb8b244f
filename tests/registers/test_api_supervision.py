"""Training, advice, contact officers; and supervision of the districts' rebate work."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.runtime.testing import Caller
from tests.registers.given import BINHAI, FIRM, LUQIAO, firm, paper
from tests.registers.running import Office

ORDER = {"district": LUQIAO, "from_on": "2026-11-01", "to_on": "2026-11-20", "size": 2, "seed": "2026-11"}
FAULT = {"code": "late_review", "reason": "审核超期。", "article": "国家税务总局公告2012年第24号"}


async def decided(office: Office, *firms: str, on: str = "2026-11-03") -> list[str]:
    cases = [await office.a_case(uscc) for uscc in firms]
    for case in cases:
        await office.decide(case, on)
    return cases


async def act(
    office: Office, sample: dict[str, Any], path: str, who: Caller | None = None, **body: Any
) -> Any:
    newest = (await office.tax.get(f"/v1/rebate-samplings/{sample['id']}")).json()["version"]
    return await (who or office.tax).post(f"/v1/rebate-samplings/{sample['id']}/{path}", body, version=newest)


@pytest.mark.requirement("TJ-4.1")
@pytest.mark.rule("RGS-SAMPLE")
async def test_a_sample_of_a_districts_claims_can_be_drawn_again_by_its_seed(office: Office) -> None:
    cases = await decided(office, FIRM, firm(1), firm(2), firm(3))
    await decided(office, firm(4, BINHAI))
    await decided(office, firm(5), on="2026-10-31")

    first = (await office.tax.post("/v1/rebate-samplings", ORDER)).json()
    second = (await office.tax.post("/v1/rebate-samplings", ORDER)).json()
    same = (await office.luqiao.get(f"/v1/rebate-samplings/{first['id']}/redraw")).json()
    late = await decided(office, firm(6))
    changed = (await office.tax.get(f"/v1/rebate-samplings/{first['id']}/redraw")).json()

    drawn = [each["case_id"] for each in first["drawn"]]
    assert (first["population"], len(drawn), first["seed"]) == (4, 2, "2026-11")
    assert set(drawn) < set(cases)
    assert drawn == [each["case_id"] for each in second["drawn"]]
    assert (same["same"], same["population_changed"], same["drawn"]) == (True, False, drawn)
    assert (changed["population_changed"], changed["population_now"], len(late)) == (True, 5, 1)


async def test_a_seed_that_nobody_names_is_made_and_written_down(office: Office) -> None:
    await decided(office, FIRM)

    drawn = (
        await office.tax.post("/v1/rebate-samplings", {**ORDER, "seed": None, "district": "331000"})
    ).json()

    assert len(drawn["seed"]) == 16
    assert len(drawn["drawn"]) == 1


@pytest.mark.requirement("TJ-4.1")
@pytest.mark.rule("RGS-OPEN")
async def test_findings_are_written_down_put_right_and_the_check_concluded(office: Office) -> None:
    (case,) = await decided(office, FIRM)
    sample = (await office.tax.post("/v1/rebate-samplings", ORDER)).json()

    found = (await act(office, sample, "find", case_id=case, **FAULT)).json()
    listed = (await office.luqiao.get("/v1/rebate-samplings", open="yes")).json()["items"]
    early = await act(office, sample, "conclude")
    remedied = (await act(office, sample, "findings/1/remedy", outcome="rectified", answer="已补办。")).json()
    twice = await act(office, sample, "findings/1/remedy", outcome="explained", answer="x")
    missing = await act(office, sample, "findings/9/remedy", outcome="explained", answer="x")
    concluded = (await act(office, sample, "conclude")).json()
    after = await act(office, sample, "find", case_id=case, **FAULT)

    history = (await office.tax.get(f"/v1/rebate-samplings/{sample['id']}")).json()["history"]
    assert (found["findings"][0]["due_on"], [each["id"] for each in listed]) == ("2026-12-20", [sample["id"]])
    assert (early.json()["code"], twice.json()["code"], missing.json()["code"]) == (
        "findings_open", "finding_closed", "no_such_finding",
    )  # fmt: skip
    assert (remedied["findings"][0]["outcome"], concluded["status"]) == ("rectified", "concluded")
    assert after.json()["slug"] == "move-not-allowed"
    assert [fact["type"] for fact in history] == [
        f"supervision.{verb}.v1" for verb in ("sampled", "found", "remedied", "concluded")
    ]


async def test_a_sample_that_cannot_be_drawn_is_refused(office: Office) -> None:
    (case,) = await decided(office, FIRM)
    table = [
        ({"district": "999999"}, "unknown_district"),
        ({"from_on": "2026-11-21", "to_on": "2026-11-20"}, "ends_before_it_begins"),
        ({"to_on": "2026-11-21"}, "day_in_future"),
        ({"size": 0}, "count_out_of_range"),
        ({"size": 501}, "count_out_of_range"),
        ({"district": BINHAI}, "nothing_to_draw"),
    ]
    for changes, code in table:
        answer = await office.tax.post("/v1/rebate-samplings", ORDER | changes)

        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["article"]
    sample = (await office.tax.post("/v1/rebate-samplings", ORDER)).json()
    stray = await act(office, sample, "find", case_id="nobody", **FAULT)
    past = await act(office, sample, "find", case_id=case, **FAULT, due_on="2026-11-19")
    assert (stray.json()["code"], past.json()["code"]) == ("not_in_sample", "day_in_past")


async def test_only_the_tax_office_supervises_and_a_district_sees_its_own_samples(office: Office) -> None:
    await decided(office, FIRM)
    sample = (await office.tax.post("/v1/rebate-samplings", ORDER)).json()

    drawing = [
        (await who.post("/v1/rebate-samplings", ORDER)).status_code
        for who in (office.luqiao, office.commerce, office.firm)
    ]
    seen = [
        (await who.get(f"/v1/rebate-samplings/{sample['id']}")).status_code
        for who in (office.luqiao, office.binhai, office.firm)
    ]
    other = await office.binhai.get("/v1/rebate-samplings", district=LUQIAO)
    redrawn = await office.binhai.get(f"/v1/rebate-samplings/{sample['id']}/redraw")

    assert (drawing, seen) == ([403, 403, 403], [200, 404, 403])
    assert (other.status_code, redrawn.status_code) == (403, 404)


@pytest.mark.requirement("TJ-4.4")
async def test_a_training_is_recorded_with_who_came(office: Office) -> None:
    entry = await office.enter(office.tax, "trainings", firms=[FIRM, firm(1), FIRM])

    ((type_, data),) = await office.told(entry)

    assert (type_, data["authority"], data["firms"]) == ("training.held.v1", "tax", 2)


@pytest.mark.requirement("TJ-4.4")
async def test_a_firm_has_one_contact_officer_at_each_authority_who_is_named_in_no_fact(
    office: Office,
) -> None:
    tax = await office.enter(office.tax, "contact-officers")
    await office.enter(office.commerce, "contact-officers", authority="commerce")

    second = await office.tax.post("/v1/contact-officers", paper("contact-officers", officer="吴某"))
    seen = (await office.firm.get("/v1/contact-officers")).json()["items"]
    await office.done(office.tax, tax, "relieve", on="2026-11-20", reason="轮岗。")
    next_one = await office.tax.post("/v1/contact-officers", paper("contact-officers", officer="吴某"))

    assert (second.json()["code"], next_one.status_code) == ("entered_already", 201)
    assert {each["particulars"]["authority"] for each in seen} == {"tax", "commerce"}
    assert "周某" not in str(await office.told(tax))
    assert "0576" not in str(await office.told(tax))


@pytest.mark.requirement("TJ-4.4")
async def test_advice_to_a_firm_is_kept_and_its_words_stay_here(office: Office) -> None:
    entry = await office.enter(office.tax, "guidance")

    told = await office.told(entry)

    assert told[0][0] == "guidance.given.v1"
    assert "收汇" not in str(told)


async def test_an_authority_writes_for_itself(office: Office) -> None:
    tax_for_commerce = await office.tax.post("/v1/trainings", paper("trainings", authority="commerce"))
    district_for_tax = await office.luqiao.post("/v1/guidance", paper("guidance"))
    district = await office.luqiao.post("/v1/guidance", paper("guidance", authority="district"))

    answers = [tax_for_commerce, district_for_tax, district]
    assert [answer.status_code for answer in answers] == [403, 403, 201]
    assert tax_for_commerce.json()["code"] == "not_own"
