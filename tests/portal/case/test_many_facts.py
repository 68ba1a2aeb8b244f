"""A case that went on for long: its facts come in parts, and the page is still made at once."""

from __future__ import annotations

import json
import re
import time

import pytest
import sqlalchemy as sa

from tests.gateway.batches import single
from tests.gateway.conftest import Alone, alone  # noqa: F401 - the fixture
from tests.gateway.signing_in.walking import browser_of, signed_in

MANY = 120


async def with_many_facts(alone: Alone) -> str:  # noqa: F811
    """A case at whose data others have looked again and again."""
    case_id: str = (await alone.client().post("/v1/cases", single(1))).json()["case_id"]
    look = {
        "resource": "registration_status", "fields": ["vin"], "by_agency": "customs", "by_subject": "wang",
        "purpose": "customs_clearance", "agreement": "SH-12", "answered": True,
    }  # fmt: skip
    statement = sa.text(
        "insert into timeline (id, case_id, agency, type, sequence, occurred_at, received_at, data) values "
        "(:id, :case_id, 'vehicle-registry', 'sharing.looked_up.v1', :sequence, :at, :at, :data)"
    )
    async with alone.entrance.database.transaction() as connection:
        for number in range(MANY):
            at = f"2026-03-02T{number // 60:02d}:{number % 60:02d}:00.000Z"
            row = {"id": f"look-{number:03d}", "case_id": case_id, "sequence": number + 1, "at": at}
            await connection.execute(statement, row | {"data": json.dumps(look)})
    return case_id


async def test_facts_come_fifty_at_a_time_and_each_once(alone: Alone) -> None:  # noqa: F811
    case_id = await with_many_facts(alone)

    async with browser_of(alone.system.apps["gateway"]) as browser:
        await signed_in(browser)
        parts = [(await browser.get(f"/cases/{case_id}")).text]
        for skip in (50, 100):
            assert f"skip={skip}" in parts[-1]
            parts.append((await browser.get(f"/cases/{case_id}/facts?skip={skip}")).text)
        whole = (await browser.get(f"/cases/{case_id}?facts=100")).text

    found = [_facts(part) for part in parts]
    assert [len(one) for one in found] == [50, 50, 21]
    assert len({one for part in found for one in part}) == MANY + 1
    assert "hx-get" not in parts[-1]
    assert _facts(whole) == found[0] + found[1]


def _facts(page: str) -> list[str]:
    return re.findall(r'<li id="f-([^"]+)"', page)


async def test_a_number_that_is_none_asks_for_the_usual_part(alone: Alone) -> None:  # noqa: F811
    case_id = await with_many_facts(alone)

    async with browser_of(alone.system.apps["gateway"]) as browser:
        await signed_in(browser)
        for odd in ("facts=-1", "facts=x", "facts=9999999", "facts=%EF%BC%91", "agency=nobody"):
            assert len(_facts((await browser.get(f"/cases/{case_id}?{odd}")).text)) == 50, odd


@pytest.mark.parametrize("part", ["", "/live"])
async def test_the_page_takes_less_than_300_milliseconds_of_a_processor(alone: Alone, part: str) -> None:  # noqa: F811
    case_id = await with_many_facts(alone)

    async with browser_of(alone.system.apps["gateway"]) as browser:
        await signed_in(browser)
        await browser.get(f"/cases/{case_id}{part}")
        spent = []
        for _ in range(5):
            started = time.process_time()
            await browser.get(f"/cases/{case_id}{part}")
            spent.append(time.process_time() - started)

    assert sorted(spent)[2] < 0.3
