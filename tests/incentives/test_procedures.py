"""The office's own rules are data: another city is another file, and a file that is wrong stops the start."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from exportlane.policies.subsidies import subsidy_policy
from exportlane.runtime.settings import StartupRefused
from incentives.procedures.reading import read_procedures
from incentives.settings import IncentivesSettings, policy_from_settings
from tests.incentives.given import POLICY
from tests.incentives.running import bill, opened

SHIPPED = Path(__file__).parents[2] / "shared" / "exportlane" / "policies" / "subsidies"


def folder(tmp_path: Path, name: str, said: object) -> Path:
    place = tmp_path / "data-of-the-city"
    place.mkdir(parents=True, exist_ok=True)
    text = said if isinstance(said, str) else json.dumps(said)
    (place / f"{name}.json").write_text(text, encoding="utf-8")
    return place


def test_every_item_of_the_shipped_policy_that_a_register_can_prove_is_proven_by_one() -> None:
    _, procedures = read_procedures()
    items = procedures[POLICY].items

    assert set(items) <= set(subsidy_policy(POLICY).items)
    assert {name for name, needs in items.items() if needs.evidence} == {
        "E1", "E2", "E3", "I1", "I2", "W1", "P1", "A1", "F1",
    }  # fmt: skip


def test_what_a_city_leaves_out_is_the_usual(tmp_path: Path) -> None:
    place = folder(tmp_path, "elsewhere-2025", {"publication": {"workdays": 7, "article": "市办法"}})

    usual, procedures = read_procedures(place)

    there = procedures["elsewhere-2025"]
    assert (there.publication_workdays, usual.publication_workdays) == (7, 5)
    assert there.limits == usual.limits
    assert there.share_of("990001").city == Decimal("0.50")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "is no object"),
        ({"publication": {"workdays": 0, "article": "x"}}, "publication/workdays"),
        ({"share": {"city": "1.50", "article": "x"}}, "share/city"),
        ({"time_limits": {}}, "no time limit subsidy_acceptance"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_procedure_that_is_wrong_stops_the_start(tmp_path: Path, said: Any, words: str) -> None:
    with pytest.raises(StartupRefused, match=words):
        read_procedures(folder(tmp_path, "elsewhere-2025", said))


@pytest.mark.parametrize("setting", ["subsidy_policies", "subsidy_procedures"])
def test_a_folder_that_is_not_there_stops_the_start_with_the_name_of_the_setting(
    tmp_path: Path, setting: str
) -> None:
    settings = IncentivesSettings(**{setting: tmp_path / "nowhere"})

    with pytest.raises(StartupRefused, match=f"EXPORTLANE_{setting.upper()}"):
        policy_from_settings(settings)


def test_a_policy_that_is_wrong_stops_the_start(tmp_path: Path) -> None:
    settings = IncentivesSettings(subsidy_policies=folder(tmp_path, "broken-2025", {"name": "broken-2025"}))

    with pytest.raises(StartupRefused, match=r"broken-2025\.json"):
        policy_from_settings(settings)


@pytest.mark.requirement("TZ-13b", "TZ-13c")
async def test_a_made_up_city_needs_two_files_and_no_code(tmp_path: Path) -> None:
    policy = json.loads((SHIPPED / f"{POLICY}.json").read_text(encoding="utf-8"))
    policy |= {"name": "wulin-2025", "city": "9900"}
    text = json.dumps(policy).replace('"331004"', '"990004"')
    policies = folder(tmp_path / "one", "wulin-2025", text)
    procedures = folder(tmp_path / "two", "wulin-2025", {"share": {"city": "0.20", "article": "市财政体制"}})

    async with opened(tmp_path / "run", subsidy_policies=policies, subsidy_procedures=procedures) as office:
        line = bill("a", "O1", "1000.00")
        id_ = await office.submitted(line, policy="wulin-2025", district="990004")
        await office.done(id_, "accept-paper", {"reference": "A-1", "reason": "It has moved there."})
        shown = await office.see(id_)
        elsewhere = await office.submit(bill("b"), policy="wulin-2025", district="110101")

    assert (shown["granted"], shown["policy"]) == ("500.00", "wulin-2025")
    assert elsewhere.json()["code"] == "FIRM_NOT_OF_CITY"
