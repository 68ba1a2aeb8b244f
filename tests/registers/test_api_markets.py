"""Facilities abroad, fairs, destinations and the calendar: what feeds support and guides firms."""

from __future__ import annotations

import pytest

from tests.registers.given import FIRM, firm, paper
from tests.registers.running import Office


@pytest.mark.requirement("TJ-7.1", "TZ-6b")
async def test_a_firms_place_abroad_is_entered_by_it_confirmed_and_closed(office: Office) -> None:
    kinds = ("shop", "showroom", "warehouse", "forward_warehouse", "after_sales")
    for kind in kinds:
        entry = await office.enter(office.firm, "facilities", kind=kind)
        await office.done(office.commerce, entry, "confirm")

    abroad = (await office.commerce.get("/v1/facilities", country="KAZ", status="registered")).json()["items"]
    warehouses = (await office.commerce.get("/v1/facilities", kind="warehouse")).json()["items"]
    closed = await office.done(office.luqiao, warehouses[0], "close", on="2026-11-20", reason="合同到期。")
    told = await office.told(closed)

    assert {item["particulars"]["kind"] for item in abroad} == set(kinds)
    assert [type_ for type_, _ in told] == ["facility.registered.v1", "facility.closed.v1"]
    assert (told[0][1]["uscc"], told[0][1]["country"], told[0][1]["opened_on"]) == (FIRM, "KAZ", "2025-03-01")


@pytest.mark.requirement("TJ-7.1")
@pytest.mark.rule("RGS-YEAR")
async def test_what_was_invested_in_a_year_is_confirmed_by_commerce_and_told(office: Office) -> None:
    entry = await office.enter(office.commerce, "facilities")
    figure = {"year": 2025, "usd": "300000.00", "evidence": "审计报告1号"}
    await office.done(office.firm, entry, "report-investment", **figure | {"usd": "299999.99"})
    await office.done(office.firm, entry, "report-investment", **figure)

    await office.done(office.commerce, entry, "confirm-investment", year=2025)
    again = await office.do(office.firm, entry, "report-investment", **figure | {"usd": "1000000.00"})
    twice = await office.do(office.commerce, entry, "confirm-investment", year=2025)

    type_, data = (await office.told(entry))[-1]
    assert (type_, data["investment_usd"], data["country"]) == ("facility.invested.v1", "300000.00", "KAZ")
    assert (again.json()["code"], twice.json()["code"]) == ("year_reported_twice", "confirmed_already")


@pytest.mark.rule("RGS-YEAR")
async def test_an_investment_that_cannot_be_is_refused(office: Office) -> None:
    entry = await office.enter(office.commerce, "facilities")
    bare = await office.enter(office.commerce, "facilities", name="无备案仓", approval_no=None)
    figure = {"year": 2025, "usd": "1.00", "evidence": "x"}

    answers = [
        await office.do(office.firm, entry, "report-investment", **figure | {"year": 2027}),
        await office.do(office.firm, entry, "report-investment", **figure | {"year": 2019}),
        await office.do(office.firm, bare, "report-investment", **figure),
        await office.do(office.commerce, entry, "confirm-investment", year=2024),
    ]
    own = await office.done(office.commerce, entry, "report-investment", **figure)
    answers.append(await office.do(office.commerce, own, "confirm-investment", year=2025))
    negative = await office.do(office.firm, entry, "report-investment", **figure | {"usd": "-5.00"})

    assert [answer.json()["code"] for answer in answers] == [
        "day_in_future", "year_before_opening", "approval_missing", "year_not_reported", "same_officer",
    ]  # fmt: skip
    assert all(answer.json()["article"] for answer in answers)
    assert negative.json()["errors"][0]["field"] == "/usd"


@pytest.mark.requirement("TZ-1")
@pytest.mark.rule("RGS-FAIR")
async def test_a_fair_is_found_in_the_catalogue_of_its_year_and_in_no_other(office: Office) -> None:
    entry = await office.enter(office.commerce, "exhibitions")

    async def look(fair_id: str, year: int) -> tuple[bool, str, str | None]:
        found = (await office.firm.get("/v1/exhibitions/lookup", fair_id=fair_id, year=str(year))).json()
        assert found["article"]
        assert found["reason"].endswith(".")
        return found["listed"], found["code"], found["fair_kind"]

    listed, other_year, unknown = await look("F-1", 2025), await look("F-1", 2026), await look("F-9", 2025)
    await office.done(office.commerce, entry, "withdraw", on="2026-11-20", reason="停办。")
    withdrawn = await look("F-1", 2025)

    assert listed == (True, "fair_listed", "key_overseas")
    assert other_year == (False, "fair_not_listed", None)
    assert unknown == (False, "fair_not_listed", None)
    assert withdrawn == (False, "fair_withdrawn", "key_overseas")


@pytest.mark.requirement("TZ-1")
async def test_the_catalogue_of_a_year_has_all_kinds_of_fairs(office: Office) -> None:
    for number, kind in enumerate(("key_overseas", "overseas", "key_domestic", "domestic", "key_online")):
        await office.enter(office.commerce, "exhibitions", fair_id=f"F-{number}", fair_kind=kind)
    await office.enter(office.commerce, "exhibitions", fair_id="F-0", year=2026)

    of_2025 = (await office.firm.get("/v1/exhibitions", year="2025")).json()["items"]
    online = (await office.firm.get("/v1/exhibitions", kind="key_online")).json()["items"]

    assert (len(of_2025), [each["id"] for each in online]) == (5, ["fair-2025-F-4"])


@pytest.mark.requirement("TJ-7.2")
async def test_a_summit_stands_in_the_calendar_is_held_and_counts_who_came(office: Office) -> None:
    summit = await office.enter(office.commerce, "promotions")
    await office.enter(office.commerce, "target-countries")

    held = await office.done(office.commerce, summit, "hold", firms=[FIRM, firm(1), FIRM], source="签到表")

    targets = (await office.firm.get("/v1/target-countries", year="2026")).json()["items"]
    assert (held["status"], (await office.told(summit))[-1][1]["firms"]) == ("held", 2)
    assert [each["particulars"]["country"] for each in targets] == ["KAZ"]


async def test_what_has_not_begun_was_not_held_and_who_came_has_a_code(office: Office) -> None:
    ahead = await office.enter(office.commerce, "promotions", from_on="2027-05-10", to_on="2027-05-12")
    past = await office.enter(office.commerce, "promotions")

    early = await office.do(office.commerce, ahead, "hold", firms=[], source="x")
    wrong = await office.do(office.commerce, past, "hold", firms=["91331004MA2A1B2C3X"], source="x")

    assert (early.json()["code"], wrong.json()["code"]) == ("day_in_future", "uscc_invalid")


@pytest.mark.requirement("TJ-7.2")
@pytest.mark.rule("RGS-FAIR")
async def test_a_firm_was_at_a_fair_that_the_catalogue_has(office: Office) -> None:
    fair = await office.enter(office.commerce, "exhibitions")
    there = await office.firm.post("/v1/participations", paper("participations"))
    unlisted = await office.firm.post("/v1/participations", paper("participations", fair_id="F-9"))
    await office.done(office.commerce, fair, "withdraw", on="2026-11-20", reason="停办。")
    late = await office.commerce.post("/v1/participations", paper("participations", uscc=firm(3)))

    assert there.status_code == 201
    assert (unlisted.json()["code"], late.json()["code"]) == ("fair_not_listed", "fair_withdrawn")
    assert unlisted.json()["field"] == "/particulars/fair_id"


@pytest.mark.requirement("TJ-7.3", "TZ-7")
async def test_a_destination_has_a_profile_with_access_risk_and_memberships(office: Office) -> None:
    await office.enter(office.commerce, "destinations")

    profile = (await office.firm.get("/v1/destinations/KAZ/profile")).json()
    unknown = (await office.firm.get("/v1/destinations/THA/profile")).json()
    nowhere = await office.firm.get("/v1/destinations/ZZZ/profile")

    assert (profile["zh"], profile["belt_and_road"], profile["rcep"]) == ("哈萨克斯坦", True, False)
    assert profile["profile"]["particulars"]["access_standard"]["max_age_years"] == 7
    assert (profile["score"], profile["rank"]) == (20 + 5 * 9 + 19, 1)
    assert (unknown["assessed"], unknown["rcep"], unknown["score"]) == (False, True, None)
    assert nowhere.status_code == 404


@pytest.mark.requirement("TJ-7.3")
@pytest.mark.rule("RGS-RANK")
async def test_destinations_are_ranked_by_size_structure_potential_and_risk(office: Office) -> None:
    small = {"yearly_units": 900, "structure_fit": 2, "potential": 2}
    big = {"yearly_units": 300000, "structure_fit": 5, "potential": 5}
    await office.enter(office.commerce, "destinations", country="KGZ", market=small, risk="high")
    await office.enter(
        office.commerce, "destinations", country="RUS", market=big, access_standard={"closed": True}
    )
    await office.enter(office.commerce, "destinations", country="ARE", market=big, risk="low")
    await office.enter(office.commerce, "destinations")

    ranked = (await office.firm.get("/v1/destinations/guidance")).json()

    order = [(each["country"], each["score"]) for each in ranked["items"]]
    assert order == [("ARE", 100), ("KAZ", 84), ("KGZ", 25), ("RUS", 0)]
    assert "第七条" in ranked["article"]


@pytest.mark.requirement("TZ-7")
@pytest.mark.rule("RGS-MEMBER")
async def test_a_membership_that_differs_from_the_table_names_its_document(office: Office) -> None:
    bare = await office.commerce.post("/v1/destinations", paper("destinations", rcep=True))
    proven = await office.commerce.post(
        "/v1/destinations",
        paper("destinations", rcep=True, membership_source="商务部公告2026年第1号（虚构）"),
    )

    assert (bare.json()["code"], bare.json()["field"]) == (
        "membership_unproven", "/particulars/membership_source",
    )  # fmt: skip
    assert (proven.status_code, proven.json()["particulars"]["rcep"]) == (201, True)


async def test_a_destination_is_assessed_again_and_told_again(office: Office) -> None:
    entry = await office.enter(office.commerce, "destinations")

    again = await office.done(office.commerce, entry, "reassess", **paper("destinations", risk="high"))
    other = await office.do(office.commerce, entry, "reassess", **paper("destinations", country="UZB"))

    assert (again["particulars"]["risk"], other.json()["code"]) == ("high", "identity_changed")
    assert [data["risk"] for _, data in await office.told(entry)] == ["moderate", "high"]
