"""A city's support is data: another city is another file, a change is a new version, a fault has its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from exportlane.law.subsidies import BadClaim, Estimate, Expense, Firm, SubsidyPolicy, estimate, read_policy
from exportlane.policies.subsidies import (
    BadSubsidyData,
    UnknownSubsidyPolicy,
    check_folder,
    subsidy_policies,
    subsidy_policy,
    with_file,
)

HERE = Path(__file__).parent
MADE_UP = (HERE / "made_up_city.json").read_text(encoding="utf-8")
FIRM = Firm(uscc="91310000MA1FL0000N", district="990101", exports_in_year=101)
DAY = date(2026, 8, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "liangcheng-2026.json").write_text(MADE_UP, encoding="utf-8")
    return tmp_path


@pytest.fixture
def city(folder: Path) -> SubsidyPolicy:
    return subsidy_policy("liangcheng-2026", folder=folder)


def spend(item: str, id_: str | None = None, **fields: Any) -> Expense:
    money = {name: Decimal(value) if isinstance(value, str) and value[:1].isdecimal() else value
             for name, value in fields.items()}  # fmt: skip
    return Expense(id=id_ or item, item=item, paid_on=DAY, **money)


def granted(found: Estimate) -> list[tuple[str, str]]:
    return [(str(grant.granted), grant.code) for grant in found.grants]


@pytest.mark.requirement("TZ-13b", "TZ-13c")
def test_a_third_city_needs_a_file_and_no_code(city: SubsidyPolicy) -> None:
    lines = [
        spend("FAIR", fair="spring", fair_kind="overseas", amount="100001.00"),
        spend("FAIR", "again", fair="spring", amount="100000.00"),
        spend("TRUCKING", amount="7999.99"),
        spend("TRUCKING", "long", amount="80000.00"),
        spend("LOAN", principal="1000000.00", disbursed_on=date(2026, 7, 2), repaid_on=date(2026, 7, 20)),
        spend("ABROAD", investment_usd="50000.00", country="KAZ"),
        spend("ABROAD", "more", investment_usd="0.01", country="KAZ"),
        spend("HEDGE", hedged_usd="2600000.00"),
        spend("STAR"),
        spend("STAR", "twice"),
    ]

    found = estimate(city, 2026, FIRM, lines)

    assert granted(found) == [
        ("45000.00", "GRANTED"),
        ("5000.00", "CAP_UNIT"),
        ("999.00", "GRANTED"),
        ("3000.00", "CAP_ITEM"),
        ("1000.00", "GRANTED"),
        ("0.00", "INVESTMENT_BELOW_TIER"),
        ("10000.00", "GRANTED"),
        ("9000.00", "CAP_ITEM"),
        ("20000.00", "CAP_ITEM"),
        ("0.00", "ONCE_ONLY"),
    ]
    assert all(grant.article.startswith("梁城办法第") for grant in found.grants)


def test_its_own_group_cap_its_own_districts_and_its_own_dates_hold(city: SubsidyPolicy) -> None:
    fairs = [spend("FAIR", f"{n}", fair=f"fair-{n}", amount="100000.00") for n in range(2)]
    early = Expense(id="early", item="TRUCKING", paid_on=date(2026, 6, 30), amount=Decimal("100.00"))
    south = Firm(uscc=FIRM.uscc, district="990103")

    assert granted(estimate(city, 2026, FIRM, fairs)) == [("45000.00", "GRANTED"), ("15000.00", "CAP_MOVING")]
    assert granted(estimate(city, 2026, FIRM, [early])) == [("0.00", "NOT_IN_PERIOD")]
    assert granted(estimate(city, 2026, south, fairs[:1])) == [("0.00", "FIRM_NOT_OF_CITY")]
    assert granted(estimate(city, 2030, FIRM, [])) == []


def test_a_policy_without_an_end_counts_its_groups_by_year_or_in_all(folder: Path) -> None:
    whole = subsidy_policy("liangcheng-2026", readings={"PERIOD": "policy"}, folder=folder)
    used = estimate(whole, 2026, FIRM, [spend("FAIR", fair="a", amount="100000.00")]).used

    assert used.amounts["9901:MOVING:liangcheng-2026"] == Decimal("45000.00")


def test_a_yearly_rate_of_the_data_counts(city: SubsidyPolicy) -> None:
    found = estimate(city, 2026, FIRM, [spend("FAIR", fair="a", amount="1000.00", currency="EUR")])

    assert granted(found) == [("3600.00", "GRANTED")]
    with pytest.raises(BadClaim, match="no rate of 2026 for USD"):
        estimate(city, 2026, FIRM, [spend("FAIR", fair="a", amount="1000.00", currency="USD")])


def test_one_file_alone_can_be_taken_beside_the_shipped_ones() -> None:
    known = with_file("mine.json", MADE_UP)

    assert set(known) == {"liangcheng-2026", "taizhou-2025"}
    assert known["liangcheng-2026"].source == "mine.json"


def test_a_folder_adds_to_the_shipped_policies_and_names_what_there_is(folder: Path) -> None:
    assert set(subsidy_policies(folder)) == {"taizhou-2025", "liangcheng-2026"}
    assert check_folder(folder) == ()
    with pytest.raises(UnknownSubsidyPolicy, match="there are taizhou-2025"):
        subsidy_policy("liangcheng-2026")


@pytest.mark.requirement("TZ-13c")
def test_a_new_version_is_a_new_file_whose_days_follow(tmp_path: Path) -> None:
    text = json.dumps(subsidy_policy("taizhou-2025").data, ensure_ascii=False, indent=1)
    later = text.replace("taizhou-2025", "taizhou-2026").replace('"2025-', '"2026-')
    raised = later.replace('"status": "expired"', '"status": "draft"').replace('"0.80"', '"0.90"')
    (tmp_path / "taizhou-2026.json").write_text(raised, encoding="utf-8")
    firm = Firm(uscc=FIRM.uscc, district="331004", first_filed_on=date(2023, 4, 1))
    booth = Expense(id="1", item="O3", paid_on=date(2026, 3, 1), amount=Decimal("100.00"))

    found = estimate(subsidy_policy("taizhou-2026", folder=tmp_path), 2026, firm, [booth])

    assert granted(found) == [("90.00", "GRANTED")]


def test_the_shipped_policy_has_no_fault_under_any_reading(tmp_path: Path) -> None:
    assert check_folder(tmp_path) == ()
    assert list(subsidy_policy("taizhou-2025").items) == [
        "E1", "E2", "E3", "C1", "C2", "I1", "I2", "O1", "O2", "O3", "O4", "W1", "P1", "A1", "F1",
    ]  # fmt: skip
    assert all(item.article and item.text for item in subsidy_policy("taizhou-2025").items.values())
    assert len(subsidy_policy("taizhou-2025").countries["rcep"].codes) == 14


def without(*place: str | int) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for step in place[:-1]:
            inner = inner[step]
        del inner[place[-1]]

    return change


def put(value: Any, *place: str | int) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value

    return change


FAULTS: list[tuple[Callable[[dict[str, Any]], None], str, str]] = [
    (without("items", "FAIR", "article"), '"FAIR"', "article is missing"),
    (without("items", "FAIR", "formula"), '"FAIR"', "formula is missing"),
    (without("valid_from"), "{", "valid_from is missing"),
    (put("x", "items", "FAIR", "artcle"), '"artcle"', "there is no 'artcle' here"),
    (put(0.45, "items", "FAIR", "formula", "rate"), '"rate": 0.45', "a rate is a fraction as text"),
    (put("45", "items", "FAIR", "formula", "rate"), '"rate": "45"', "45 is above 1"),
    (put("half", "items", "FAIR", "formula", "rate"), '"rate": "half"', "a rate is a fraction"),
    (put("magic", "items", "FAIR", "formula", "kind"), '"kind": "magic"', "is none of share, interest"),
    (put("50000", "items", "FAIR", "unit", "cap"), '"cap": "50000"', "two decimals"),
    (put("booth", "items", "FAIR", "unit", "by"), '"by": "booth"', "is none of fair"),
    (put("month", "items", "HEDGE", "cap", "per"), '"per": "month"', "is none of year"),
    (put("0.00", "items", "HEDGE", "formula", "unit_usd"), '"unit_usd": "0.00"', "above 0.00"),
    (put(["FAIR", "BOAT"], "groups", "MOVING", "members"), '"BOAT"', "there is no 'BOAT'"),
    (put(["nowhere"], "items", "ABROAD", "formula", "uplift", "lists"), '"formula"', "no list of countries"),
    (put([], "items", "ABROAD", "formula", "tiers"), '"tiers": []', "tiers rise"),
    (put("2026-06-30", "valid_to"), '"valid_to"', "before it begins"),
    (put("2026-13-01", "valid_from"), '"2026-13-01"', "there is no day"),
    (put("soon", "status"), '"soon"', "is none of in_force"),
    (put("weekly", "switches", "PERIOD", "chosen"), '"weekly"', "has no reading 'weekly'"),
    (put({"switch": "U99"}, "general", "rounding", "to"), '"to"', "there is no switch 'U99'"),
    (put("year", "groups", "MOVING", "cap", "per"), '"PERIOD"', "nothing here is read by the switch"),
    (put("week", "switches", "PERIOD", "readings", "policy", "value"), '"policy"', "read as policy"),
    (put("KAZAKHSTAN", "countries", "neighbours", "codes", 0), '"KAZAKHSTAN"', "is not written like"),
    (put("MNG", "countries", "neighbours", "codes", 0), '"codes"', "stands there twice"),
    (put("1", "items", "STAR", "conditions", 0, "at_least"), '"at_least": "1"', "a whole number"),
    (put("no", "items", "STAR", "conditions", 0, "inclusive"), '"inclusive": "no"', "true or false"),
    (without("items", "STAR", "cap"), '"STAR"', "a fixed sum has a cap"),
    (put({}, "items"), '"items": {}', "a policy supports something"),
    (put([], "items"), '"items": []', "an object is meant"),
    (put({}, "districts"), '"districts"', "a list is meant"),
    (put("26", "general", "currency", "yearly_rates"), '"yearly_rates": "26"', "an object is meant"),
    (put({"26": {}}, "general", "currency", "yearly_rates"), '"26": {}', "is no year"),
    (put({"zh": "a", "en": "b"}, "switches", "PERIOD", "readings", ""), '"PERIOD"', "a reading has a name"),
    (put("?", "switches", "PERIOD"), '"PERIOD": "?"', "an object is meant"),
    (put("another-2026", "name"), '"another-2026"', "is called another-2026.json"),
]  # fmt: skip


@pytest.mark.requirement("TZ-13c")
@pytest.mark.parametrize(("change", "line", "sentence"), FAULTS, ids=[row[2] for row in FAULTS])
def test_a_fault_in_the_data_is_named_with_file_and_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], line: str, sentence: str
) -> None:
    data = json.loads(MADE_UP)
    change(data)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    (tmp_path / "liangcheng-2026.json").write_text(text, encoding="utf-8")

    found = check_folder(tmp_path)

    said = next(one for one in found if sentence in one)
    file, number, _ = said.split(":", 2)
    assert file == "liangcheng-2026.json"
    assert line in text.splitlines()[int(number) - 1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "mine.json:1: this is no JSON"),
        ('{"name": "a",\n"name": "b"}', "mine.json:2: 'name' stands here a second time"),
        ("[]", "mine.json:1: a policy is an object"),
        ("x" * 1_000_001, "mine.json:1: a policy has 1000000 characters"),
    ],
)
def test_what_is_no_policy_file_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadSubsidyData, match=sentence):
        with_file("mine.json", text)


def test_two_policies_of_one_city_whose_days_overlap_are_a_fault(folder: Path) -> None:
    later = MADE_UP.replace("liangcheng-2026", "liangcheng-2027").replace('"2026-07-01"', '"2027-01-01"')
    (folder / "liangcheng-2027.json").write_text(later, encoding="utf-8")

    (said,) = check_folder(folder)

    assert said == (
        "liangcheng-2027.json:7: liangcheng-2027 begins on 2027-01-01, but liangcheng-2026 of the same city holds "
        "without an end: the dates overlap"
    )


def test_a_policy_that_is_read_twice_is_the_same() -> None:
    data = json.loads(MADE_UP)

    assert read_policy(data) == read_policy(json.loads(MADE_UP))


def test_tiers_may_stand_without_an_uplift() -> None:
    data = json.loads(MADE_UP)
    del data["items"]["ABROAD"]["formula"]["uplift"]

    found = estimate(
        read_policy(data), 2026, FIRM, [spend("ABROAD", investment_usd="60000.00", country="KAZ")]
    )

    assert granted(found) == [("8000.00", "GRANTED")]
