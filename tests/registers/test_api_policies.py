"""District policies: drafted, reviewed by the rules of the WTO, published, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registers.given import paper
from tests.registers.running import Office

CLEAN: dict[str, Any] = {
    "export_contingent": False,
    "import_substitution": False,
    "opinion": "不以出口实绩为条件。",
}
PUBLICATION = {"document_no": "路政发〔2026〕8号", "valid_from": "2026-12-01", "valid_to": "2028-11-30"}


def measures(hangs_on: str) -> list[dict[str, object]]:
    return [{"text": "按出口额给予奖励", "benefit": True, "hangs_on": hangs_on}]


@pytest.mark.requirement("TJ-1.5")
@pytest.mark.rule("RGS-REVIEW")
async def test_a_clean_policy_is_reviewed_published_and_withdrawn(office: Office) -> None:
    entry = await office.enter(office.luqiao, "district-policies")

    await office.done(office.commerce, entry, "review", **CLEAN)
    published = await office.done(office.luqiao, entry, "publish", **PUBLICATION)
    gone = await office.done(office.luqiao, entry, "withdraw", on="2026-11-20", reason="新政策替代。")

    assert (published["status"], gone["status"]) == ("published", "withdrawn")
    assert [type_ for type_, _ in await office.told(entry)] == [
        f"district_policy.{verb}.v1" for verb in ("drafted", "reviewed", "published", "withdrawn")
    ]


@pytest.mark.requirement("TJ-1.5")
@pytest.mark.rule("RGS-WTO-1")
async def test_nothing_is_published_before_its_review(office: Office) -> None:
    entry = await office.enter(office.luqiao, "district-policies")

    answer = await office.do(office.luqiao, entry, "publish", **PUBLICATION)

    assert (answer.status_code, answer.json()["code"]) == (409, "wto_review_missing")
    assert "国办发〔2014〕29号" in answer.json()["article"]


@pytest.mark.requirement("TJ-1.5")
@pytest.mark.rule("RGS-WTO-2")
@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ({"export_contingent": True}, "export_contingent_subsidy"),
        ({"import_substitution": True}, "import_substitution_subsidy"),
    ],
)
async def test_a_prohibited_subsidy_is_not_published_until_the_draft_is_another_one(
    office: Office, flags: dict[str, bool], code: str
) -> None:
    entry = await office.enter(office.luqiao, "district-policies")
    await office.done(office.commerce, entry, "review", **CLEAN | flags)

    blocked = await office.do(office.luqiao, entry, "publish", **PUBLICATION)
    await office.done(office.luqiao, entry, "redraft", **paper("district-policies"))
    early = await office.do(office.luqiao, entry, "publish", **PUBLICATION)
    await office.done(office.commerce, entry, "review", **CLEAN)
    published = await office.do(office.luqiao, entry, "publish", **PUBLICATION)

    assert (blocked.status_code, blocked.json()["code"]) == (422, code)
    assert "art. 3.1" in blocked.json()["article"]
    assert (early.json()["code"], published.status_code) == ("wto_review_missing", 200)
    assert published.json()["policy"]["draft"] == 2


@pytest.mark.rule("RGS-REVIEW")
@pytest.mark.parametrize(
    ("hangs_on", "field"),
    [("export_performance", "/export_contingent"), ("domestic_goods", "/import_substitution")],
)
async def test_a_review_does_not_say_less_than_the_draft(office: Office, hangs_on: str, field: str) -> None:
    entry = await office.enter(office.luqiao, "district-policies", measures=measures(hangs_on))

    answer = await office.do(office.commerce, entry, "review", **CLEAN)

    assert (answer.json()["code"], answer.json()["field"]) == ("review_contradicts_draft", field)


async def test_who_wrote_a_draft_does_not_review_it(office: Office) -> None:
    entry = await office.enter(office.commerce, "district-policies")

    own = await office.do(office.commerce, entry, "review", **CLEAN)
    other = await office.do(office.colleague, entry, "review", **CLEAN)

    assert (own.json()["code"], other.status_code) == ("same_officer", 200)


async def test_a_publication_that_ends_before_it_begins_is_refused(office: Office) -> None:
    entry = await office.enter(office.luqiao, "district-policies")
    await office.done(office.commerce, entry, "review", **CLEAN)

    answer = await office.do(office.luqiao, entry, "publish", **PUBLICATION | {"valid_to": "2026-11-30"})

    assert (answer.json()["code"], answer.json()["field"]) == ("ends_before_it_begins", "/valid_to")


async def test_firms_see_a_policy_when_it_is_published(office: Office) -> None:
    entry = await office.enter(office.luqiao, "district-policies")
    await office.done(office.commerce, entry, "review", **CLEAN)
    await office.done(office.luqiao, entry, "publish", **PUBLICATION)

    listed = (await office.firm.get("/v1/district-policies")).json()["items"]

    assert [each["id"] for each in listed] == [entry["id"]]
