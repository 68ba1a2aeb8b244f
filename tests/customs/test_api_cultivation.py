"""The cultivation list through the API: stages, criteria, who may do what."""

from __future__ import annotations

from typing import Any

import pytest

from customs.domain.cultivation import CRITERIA
from tests.agency.office import OTHER_EXPORTER
from tests.customs.given import EXPORTER
from tests.customs.running import Office, facts

FIRM = {"exporter_uscc": EXPORTER, "exporter_name": "天津示范汽车出口有限公司", "contact": "zhao"}
PATH = "/v1/aeo-cultivation"
EVERYTHING = [one.code for one in CRITERIA]


async def do(office: Office, entry: dict[str, Any], verb: str, body: object = None) -> Any:
    return await office.officer.post(f"{PATH}/{entry['id']}/{verb}", body, version="*")


@pytest.mark.requirement("TJ-5.3")
async def test_a_firm_is_listed_coached_applies_and_is_certified(alone: Office) -> None:
    entry = (await alone.officer.post(PATH, FIRM)).json()
    early = await do(alone, entry, "coach", {"met": ["records"], "note": "A long way."})
    open_ = await do(alone, entry, "apply")
    await do(alone, entry, "coach", {"met": EVERYTHING})
    await do(alone, entry, "apply")
    failed = await do(alone, entry, "not-passed", {"reason": "Premises."})
    await do(alone, entry, "apply")
    done = await do(alone, entry, "certify", {"certificate_no": "AEO-CN-1"})
    late = await do(alone, entry, "coach", {"met": EVERYTHING})

    shown = (await alone.exporter.get(f"{PATH}/{entry['id']}")).json()
    assert (early.json()["stage"], failed.json()["stage"]) == ("coached", "coached")
    assert (open_.status_code, open_.json()["code"]) == (422, "criteria_open")
    assert "高级认证" in open_.json()["article"]
    assert (done.json()["stage"], late.status_code) == ("certified", 409)
    assert facts(shown) == [
        f"aeo.{what}" for what in (
            "candidate_listed", "coached", "coached", "applied", "coached", "applied", "certified",
        )
    ]  # fmt: skip
    assert shown["notes"] == ["A long way.", "Premises."]


async def test_a_firm_stands_on_the_list_once_and_may_come_back_after_it_was_dropped(alone: Office) -> None:
    first = (await alone.officer.post(PATH, FIRM)).json()
    twice = await alone.officer.post(PATH, FIRM)
    dropped = await do(alone, first, "drop", {"code": "gave_up", "reason": "No longer exports."})
    again = await alone.officer.post(PATH, FIRM)

    assert (twice.status_code, twice.json()["code"]) == (409, "already_listed")
    assert (dropped.json()["stage"], again.status_code) == ("dropped", 201)
    listed = (await alone.officer.get(PATH, stage="candidate")).json()["items"]
    assert [entry["id"] for entry in listed] == [again.json()["id"]]


async def test_an_unknown_criterion_is_refused(alone: Office) -> None:
    entry = (await alone.officer.post(PATH, FIRM)).json()

    answer = await do(alone, entry, "coach", {"met": ["luck"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_criterion")


@pytest.mark.requirement("TJ-5.3")
async def test_a_firm_sees_its_own_entry_and_decides_nothing(alone: Office) -> None:
    entry = (await alone.officer.post(PATH, FIRM)).json()
    await alone.officer.post(PATH, {**FIRM, "exporter_uscc": OTHER_EXPORTER})

    own = (await alone.exporter.get(PATH)).json()["items"]
    foreign = await alone.stranger.get(f"{PATH}/{entry['id']}")
    criteria = (await alone.exporter.get(f"{PATH}/criteria")).json()["items"]
    denied = [
        await alone.exporter.post(PATH, FIRM),
        await alone.exporter.post(f"{PATH}/{entry['id']}/apply", version="*"),
        await alone.gateway.post(PATH, FIRM),
    ]

    assert [one["id"] for one in own] == [entry["id"]]
    assert foreign.status_code == 404
    assert [one["code"] for one in criteria] == EVERYTHING
    assert {answer.status_code for answer in denied} == {403}
