"""What other agencies are told of a destination, for a case and a purpose."""

from __future__ import annotations

import pytest

from exportlane.runtime.testing import Caller
from tests.registers.running import Office


async def look(caller: Caller, case_id: str, purpose: str) -> tuple[int, dict[str, object]]:
    body = {
        "resource": "destination_profile", "case_id": case_id, "purpose": purpose,
        "key": {"kind": "case_id", "value": case_id},
    }  # fmt: skip
    answer = await caller.post("/v1/sharing/lookups", body)
    return answer.status_code, answer.json()


@pytest.mark.requirement("TJ-7.3")
async def test_commerce_holds_the_declaration_of_conformity_against_the_profile(office: Office) -> None:
    await office.enter(office.commerce, "destinations")
    case, elsewhere = await office.a_case(), await office.a_case(country="THA")
    licensing = office.client("licensing", "officer")
    customs = office.client("customs", "officer")

    status, answer = await look(licensing, case, "licence_examination")
    unassessed, _ = await look(licensing, elsewhere, "licence_examination")
    stranger, _ = await look(customs, case, "customs_clearance")

    fields = answer["fields"]
    assert isinstance(fields, dict)
    assert (status, fields["country"], fields["risk"]) == (200, "KAZ", "moderate")
    assert fields["access_standard"]["max_age_years"] == 7
    assert (unassessed, stranger) == (404, 403)
