"""Every register over HTTP: entered, confirmed, found, put right, ended; and who may."""

from __future__ import annotations

from typing import Any

import pytest

from exportlane.contracts.registers import FACTS
from registers.domain.entry import Register
from tests.registers.given import BINHAI, FIRM, LUQIAO, PAPERS, SOURCE, firm, paper
from tests.registers.running import Office

FIRST_FACT = {
    "bases": "base.registered.v1",
    "suppliers": "supplier.registered.v1",
    "service-centres": "service_centre.registered.v1",
    "facilities": "facility.registered.v1",
    "exhibitions": "exhibition.listed.v1",
    "participations": "participation.recorded.v1",
    "destinations": "destination.assessed.v1",
    "target-countries": "target_country.named.v1",
    "trainings": "training.held.v1",
    "guidance": "guidance.given.v1",
    "contact-officers": "contact_officer.assigned.v1",
    "district-policies": "district_policy.drafted.v1",
    "payment-providers": "payment_provider.registered.v1",
    "fund-pools": "fund_pool.registered.v1",
    "promotions": "promotion.scheduled.v1",
}


async def test_what_commerce_enters_stands_at_once_is_found_and_told(office: Office) -> None:
    for register in Register:
        entry = await office.enter(office.commerce, register)

        told = await office.told(entry)
        listed = (await office.commerce.get(f"/v1/{register}")).json()["items"]
        assert [type_ for type_, _ in told] == [FIRST_FACT[register]]
        assert FACTS[told[0][0]].model_validate(told[0][1]).by == "registers/officer/wang"  # type: ignore[attr-defined]
        assert (told[0][1]["source"], told[0][1]["as_of"]) == (SOURCE["source"], SOURCE["as_of"])
        assert [item["id"] for item in listed] == [entry["id"]]
        plain = {
            name: value for name, value in PAPERS[register].items() if not isinstance(value, dict | list)
        }
        assert {name: entry["particulars"][name] for name in plain} == plain


KEPT = ["bases", "suppliers", "service-centres", "facilities", "fund-pools"]


async def test_what_a_district_enters_is_told_when_commerce_confirms_it(office: Office) -> None:
    for register in KEPT:
        entry = await office.enter(office.luqiao, register)
        before = await office.told(entry)

        confirmed = await office.done(office.colleague, entry, "confirm")

        assert (entry["status"], before) == ("entered", [])
        assert confirmed["status"] == "registered"
        assert [type_ for type_, _ in await office.told(entry)] == [FIRST_FACT[register]]
        assert [act["verb"] for act in confirmed["acts"]] == ["enter", "confirm"]


async def test_what_commerce_sends_back_is_put_right_and_confirmed(office: Office) -> None:
    entry = await office.enter(office.luqiao, "bases", services=[])

    returned = await office.done(office.commerce, entry, "return", reason="服务项目未填。")
    amended = await office.done(office.luqiao, entry, "amend", **paper("bases"))
    confirmed = await office.done(office.commerce, entry, "confirm", source="津商务〔2026〕3号")

    assert (returned["status"], amended["status"], confirmed["status"]) == (
        "returned",
        "entered",
        "registered",
    )
    assert [type_ for type_, _ in await office.told(entry)] == ["base.registered.v1"]


async def test_what_was_never_confirmed_is_withdrawn_and_nothing_is_told(office: Office) -> None:
    entry = await office.enter(office.luqiao, "suppliers")

    gone = await office.done(office.luqiao, entry, "withdraw", on="2026-11-20", reason="重复。")
    anew = await office.enter(office.luqiao, "suppliers")

    assert (gone["status"], await office.told(entry)) == ("withdrawn", [])
    assert anew["id"] != entry["id"]


async def test_a_confirmed_entry_is_put_right_by_commerce_and_told_again(office: Office) -> None:
    entry = await office.enter(office.luqiao, "suppliers")
    await office.done(office.commerce, entry, "confirm")

    by_district = await office.do(
        office.luqiao, entry, "amend", **paper("suppliers", name="路桥检测有限公司")
    )
    by_commerce = await office.do(
        office.commerce, entry, "amend", **paper("suppliers", name="路桥检测有限公司")
    )

    assert (by_district.status_code, by_district.json()["code"]) == (409, "confirmed_already")
    assert by_commerce.status_code == 200
    assert [data["name"] for _, data in await office.told(entry)] == ["路桥检测", "路桥检测有限公司"]


@pytest.mark.rule("RGS-IDENTITY")
async def test_putting_right_does_not_make_an_entry_about_somebody_else(office: Office) -> None:
    entry = await office.enter(office.commerce, "facilities")

    answer = await office.do(office.commerce, entry, "amend", **paper("facilities", country="UZB"))

    assert (answer.status_code, answer.json()["code"]) == (422, "identity_changed")
    assert answer.json()["field"] == "/particulars/country"


@pytest.mark.rule("RGS-TWICE")
async def test_the_same_thing_stands_once_and_the_answer_names_the_other(office: Office) -> None:
    for register in [each for each in Register if each not in {"trainings", "guidance"}]:
        first = await office.enter(office.commerce, register)

        again = await office.commerce.post(f"/v1/{register}", paper(register))

        assert (again.status_code, again.json()["code"]) == (409, "entered_already"), register
        assert first["id"] in again.json()["detail"]


async def test_a_move_that_the_table_does_not_have_changes_nothing(office: Office) -> None:
    entry = await office.enter(office.commerce, "bases")
    await office.done(office.commerce, entry, "close", on="2026-11-20", reason="规划调整。")

    again = await office.do(office.commerce, entry, "close", on="2026-11-20", reason="规划调整。")

    assert (again.status_code, again.json()["slug"]) == (409, "move-not-allowed")


ENDINGS = [
    ("bases", "close", "base.closed.v1"),
    ("suppliers", "close", "supplier.closed.v1"),
    ("service-centres", "close", "service_centre.closed.v1"),
    ("facilities", "close", "facility.closed.v1"),
    ("payment-providers", "close", "payment_provider.closed.v1"),
    ("fund-pools", "close", "fund_pool.closed.v1"),
    ("exhibitions", "withdraw", "exhibition.withdrawn.v1"),
    ("participations", "strike", "participation.struck.v1"),
    ("target-countries", "drop", "target_country.dropped.v1"),
    ("contact-officers", "relieve", "contact_officer.relieved.v1"),
    ("district-policies", "withdraw", "district_policy.withdrawn.v1"),
    ("promotions", "call-off", "promotion.called_off.v1"),
]


async def test_an_end_is_told_with_its_reason_and_the_entry_stays(office: Office) -> None:
    await office.enter(office.commerce, "exhibitions", fair_id="F-2")
    for register, verb, type_ in ENDINGS:
        changes = {"fair_id": "F-2"} if register == "participations" else {}
        entry = await office.enter(office.commerce, register, **changes)

        ended = await office.done(office.commerce, entry, verb, on="2026-11-19", reason="不再符合条件。")

        told = await office.told(entry)
        assert ended["ended_on"] == "2026-11-19"
        assert (told[-1][0], told[-1][1]["reason"]) == (type_, "不再符合条件。")
        assert (await office.commerce.get(f"/v1/{register}/{entry['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("register", "back"), [("exhibitions", "list-again"), ("target-countries", "name-again")]
)
async def test_what_was_taken_off_a_list_can_come_back(office: Office, register: str, back: str) -> None:
    verb = "withdraw" if register == "exhibitions" else "drop"
    entry = await office.enter(office.commerce, register)
    await office.done(office.commerce, entry, verb, on="2026-11-19", reason="停办。")

    again = await office.done(office.commerce, entry, back, reason="恢复举办。")

    assert again["status"] == entry["status"]
    assert [type_ for type_, _ in await office.told(entry)].count(FIRST_FACT[register]) == 2


@pytest.mark.rule("RGS-OWN")
async def test_a_district_writes_of_itself_only(office: Office) -> None:
    entry = await office.enter(office.luqiao, "bases")

    entered = await office.binhai.post("/v1/bases", paper("bases", name="另一基地"))
    closed = await office.do(office.binhai, entry, "withdraw", on="2026-11-20", reason="x")

    for answer in (entered, closed):
        assert (answer.status_code, answer.json()["slug"], answer.json()["code"]) == (
            403,
            "forbidden",
            "not_own",
        )
        assert "组织法" in answer.json()["article"]


async def test_a_city_writes_of_all_its_districts_and_not_of_another_city(office: Office) -> None:
    taizhou = office.client("district-331000", "officer", subject="he")

    own = await taizhou.post("/v1/bases", paper("bases"))
    other = await taizhou.post("/v1/bases", paper("bases", district=BINHAI))

    assert (own.status_code, other.status_code) == (201, 403)


async def test_a_firm_enters_its_own_place_abroad_and_nobody_elses(office: Office) -> None:
    own = await office.firm.post("/v1/facilities", paper("facilities"))
    other = await office.stranger.post("/v1/facilities", paper("facilities", name="另一仓"))

    assert (own.status_code, own.json()["status"]) == (201, "entered")
    assert (other.status_code, other.json()["code"]) == (403, "not_own")


async def test_no_district_of_which_the_registers_know_nothing_gets_in(office: Office) -> None:
    stray = office.client("district-999999", "officer")

    answers = [
        (await stray.post("/v1/bases", paper("bases"))).status_code,
        (await stray.get("/v1/bases")).status_code,
    ]

    assert answers == [403, 403]


async def test_only_commerce_confirms_lists_and_reviews(office: Office) -> None:
    base = await office.enter(office.luqiao, "bases")

    confirmed = await office.do(office.luqiao, base, "confirm")
    listed = await office.luqiao.post("/v1/exhibitions", paper("exhibitions"))

    assert (confirmed.status_code, listed.status_code) == (403, 403)


async def test_a_firm_sees_what_is_public_and_of_the_rest_its_own(office: Office) -> None:
    base = await office.enter(office.commerce, "bases")
    contact = await office.enter(office.commerce, "contact-officers")
    draft = await office.enter(office.luqiao, "district-policies")
    training = await office.enter(office.tax, "trainings")

    def path(entry: dict[str, Any]) -> str:
        return f"/v1/{entry['register']}/{entry['id']}"

    seen = [(await office.firm.get(path(each))).status_code for each in (base, contact, training, draft)]
    hidden = [
        (await office.stranger.get(path(each))).status_code for each in (base, contact, training, draft)
    ]
    lists = [
        len((await who.get(f"/v1/{register}")).json()["items"])
        for register in ("bases", "contact-officers", "district-policies")
        for who in (office.firm, office.stranger)
    ]
    assert (seen, hidden) == ([200, 200, 200, 404], [200, 404, 404, 404])
    assert lists == [1, 1, 1, 0, 0, 0]


async def test_an_entry_of_one_register_is_not_found_in_another(office: Office) -> None:
    base = await office.enter(office.commerce, "bases")

    answer = await office.commerce.get(f"/v1/suppliers/{base['id']}")

    assert answer.status_code == 404


async def test_a_register_is_filtered_sorted_and_paged(office: Office) -> None:
    for number in range(5):
        await office.enter(
            office.commerce, "suppliers", uscc=firm(number), kind="leasing" if number % 2 else "logistics"
        )

    leasing = (await office.commerce.get("/v1/suppliers", kind="leasing", district=LUQIAO)).json()
    first = (await office.commerce.get("/v1/suppliers", limit="2", sort="uscc")).json()
    rest = (await office.commerce.get("/v1/suppliers", limit="9", sort="uscc", cursor=first["next"])).json()

    assert len(leasing["items"]) == 2
    codes = [item["particulars"]["uscc"] for item in (*first["items"], *rest["items"])]
    assert codes == sorted(firm(number) for number in range(5))
    assert (await office.commerce.get("/v1/suppliers", colour="red")).status_code == 422


async def test_a_repeat_under_the_same_key_enters_nothing_more(office: Office) -> None:
    first = await office.commerce.post("/v1/guidance", paper("guidance"), key="k-1")
    again = await office.commerce.post("/v1/guidance", paper("guidance"), key="k-1")

    assert (first.json()["id"], again.headers["idempotency-replayed"]) == (again.json()["id"], "true")
    assert len((await office.commerce.get("/v1/guidance")).json()["items"]) == 1


async def test_an_old_version_is_not_decided_on(office: Office) -> None:
    entry = await office.enter(office.luqiao, "bases")
    await office.done(office.luqiao, entry, "amend", **paper("bases", services=["finance"]))

    stale = await office.commerce.post(f"/v1/bases/{entry['id']}/confirm", {}, version=1)
    bare = await office.commerce.post(f"/v1/bases/{entry['id']}/confirm", {})

    assert (stale.status_code, bare.status_code) == (412, 428)


FAULTS: list[tuple[str, str, Any, str]] = [
    ("bases", "district", "120199", "unknown_district"),
    ("facilities", "country", "KZ", "unknown_country"),
    ("facilities", "country", "XXX", "unknown_country"),
    ("promotions", "target_countries", ["ZZZ"], "unknown_country"),
    ("suppliers", "uscc", "91331004MA2A1B2C3X", "uscc_invalid"),
    ("suppliers", "uscc", "123", "uscc_invalid"),
    ("trainings", "firms", [FIRM, "91331004MA2A1B2C3X"], "uscc_invalid"),
    ("facilities", "opened_on", "2026-11-21", "day_in_future"),
    ("trainings", "held_on", "2027-01-01", "day_in_future"),
    ("guidance", "given_on", "2027-01-01", "day_in_future"),
    ("payment-providers", "settled_on", "2027-01-01", "day_in_future"),
    ("destinations", "risk_as_of", "2027-01-01", "day_in_future"),
    ("participations", "year", 2027, "day_in_future"),
    ("facilities", "opened_on", "0001-01-01", "day_out_of_range"),
    ("promotions", "to_on", "9999-12-31", "day_out_of_range"),
    ("participations", "booths", -1, "count_out_of_range"),
    ("exhibitions", "year", 1999, "count_out_of_range"),
    ("destinations", "market", {"yearly_units": -5}, "count_out_of_range"),
    ("destinations", "market", {"potential": 6}, "count_out_of_range"),
    ("destinations", "access_standard", {"max_age_years": -1}, "count_out_of_range"),
    ("promotions", "to_on", "2026-05-09", "ends_before_it_begins"),
    ("district-policies", "measures", [], "no_measures"),
    ("bases", "name", "  ", "blank_text"),
    ("guidance", "advice", "\t", "blank_text"),
]


@pytest.mark.rule(
    "RGS-DISTRICT", "RGS-COUNTRY", "RGS-USCC", "RGS-DAY", "RGS-FUTURE", "RGS-COUNT", "RGS-ORDER", "RGS-BLANK"
)
async def test_what_cannot_be_is_refused_with_its_place_and_article(office: Office) -> None:
    await office.enter(office.commerce, "exhibitions")
    for register, name, value, code in FAULTS:
        answer = await office.commerce.post(f"/v1/{register}", paper(register, **{name: value}))

        found = answer.json()
        assert (answer.status_code, found["slug"], found["code"]) == (422, "rule-violated", code), (
            register,
            name,
        )
        assert found["field"].startswith(f"/particulars/{name}")
        assert found["article"]
        assert found["detail"].endswith(".")


MALFORMED: list[tuple[str, str, Any]] = [
    ("bases", "services", ["swimming"]),
    ("bases", "colour", "red"),
    ("trainings", "held_on", "0.00"),
    ("bases", "name", ""),
    ("fund-pools", "size_cny", "-1.00"),
    ("fund-pools", "size_cny", 50000000.0),
    ("exhibitions", "fair_id", "a/b"),
    ("exhibitions", "fair_kind", "home"),
    ("facilities", "opened_on", 20250301),
    ("exhibitions", "year", "2025"),
    ("participations", "booths", "2"),
    ("participations", "booths", True),
    ("destinations", "market", {"potential": "4"}),
    ("destinations", "risk", "none"),
]


async def test_a_wrong_shape_is_refused_with_its_place(office: Office) -> None:
    for register, name, value in MALFORMED:
        answer = await office.commerce.post(f"/v1/{register}", paper(register, **{name: value}))

        assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed"), (register, name)
        assert answer.json()["errors"][0]["field"].startswith(f"/particulars/{name}")


async def test_a_source_that_is_blank_is_refused(office: Office) -> None:
    answer = await office.commerce.post("/v1/bases", paper("bases") | {"source": "  "})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "/source")


@pytest.mark.parametrize(
    ("day", "slug"), [("2026-11-21", "day_in_future"), ("0001-01-01", "day_out_of_range")]
)
async def test_an_entry_of_tomorrow_or_of_no_likely_day_is_refused(
    office: Office, day: str, slug: str
) -> None:
    answer = await office.commerce.post("/v1/bases", paper("bases") | {"as_of": day})

    assert (answer.json()["code"], answer.json()["field"]) == (slug, "/as_of")


@pytest.mark.rule("RGS-TWICE")
@pytest.mark.parametrize("register", ["trainings", "guidance"])
async def test_a_training_or_an_advice_is_counted_once(office: Office, register: str) -> None:
    await office.enter(office.commerce, register)

    again = await office.commerce.post(f"/v1/{register}", paper(register))

    assert (again.status_code, again.json()["code"]) == (409, "entered_already")
