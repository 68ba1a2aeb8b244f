"""The worked examples of the quota, Q1 to Q12, over HTTP; Q6 and Q12 are the registry's (its test_quota)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.transport.conftest import Transport, a_vin, refusal

Answer = tuple[int, str]
Example = Callable[[Transport], Awaitable[Answer]]


async def q1(office: Transport) -> Answer:
    """Grant 50, reserve 50, reserve one more."""
    grant = await office.allocated(50)
    for _ in range(50):
        await office.reserved(grant["id"])
    return refusal(await office.reserves(grant["id"], a_vin()))


async def q2(office: Transport) -> Answer:
    """Reserve, the purchase fails: released, available again."""
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])
    body = {"code": "purchase_failed", "reason": "The seller stepped back."}
    released = await office.does(f"units/{unit['id']}", "release", body, office.exporter)
    assert released.json()["past"][0]["how"] == "released"
    assert (await office.reserved(grant["id"]))["id"] == unit["id"]
    return released.status_code, released.json()["status"]


async def q3(office: Transport) -> Answer:
    """Reserve, the transfer is done: consumed."""
    grant = await office.allocated(1)
    unit = await office.consumed(grant["id"])
    return 200, unit["status"]


async def q4(office: Transport) -> Answer:
    """Consumed, and then the export fails: the unit never comes back."""
    grant = await office.allocated(1)
    unit = await office.consumed(grant["id"])
    body = {"code": "export_failed", "reason": "Customs rejected the car."}
    answer = await office.does(f"units/{unit['id']}", "release", body, office.exporter)
    assert await office.counts(grant["id"]) == {"consumed": 1}
    return refusal(answer)


async def q5(office: Transport) -> Answer:
    """Consumed, the owner asks for an update quota."""
    grant = await office.allocated(1)
    unit = await office.consumed(grant["id"])
    body = {"vin": unit["vin"], "reference": "GX-2026-1"}
    shown = (await office.exporter.post("/v1/update-quota-requests", body)).json()
    assert (shown["answer"], shown["refusal"]["article"]) == ("refused", "天津措施（征求意见稿）第二条")
    return 201, shown["refusal"]["code"]


async def q7(office: Transport) -> Answer:
    """Commerce lowers the amount below what is reserved and consumed."""
    grant = await office.allocated(5)
    await office.consumed(grant["id"])
    await office.reserved(grant["id"])
    body = {"amount": 1, "grounds": "The market has shrunk."}
    return refusal(await office.does(f"grants/{grant['id']}", "determine", body, office.commerce))


async def q8(office: Transport) -> Answer:
    """Commerce, and not transport, tries to allocate."""
    grant = await office.determined(50)
    answer = await office.does(f"grants/{grant['id']}", "allocate", {"units": 50}, office.commerce)
    return answer.status_code, answer.json()["slug"]


async def q9(office: Transport) -> Answer:
    """Transport allocates more than commerce determined."""
    grant = await office.determined(50)
    await office.does(f"grants/{grant['id']}", "allocate", {"units": 30})
    return refusal(await office.does(f"grants/{grant['id']}", "allocate", {"units": 21}))


async def q10(office: Transport) -> Answer:
    """A second unit for the same car."""
    grant = await office.allocated(2)
    unit = await office.reserved(grant["id"])
    return refusal(await office.reserves(grant["id"], unit["vin"]))


async def q11(office: Transport) -> Answer:
    """Misuse is proven on one car: unit revoked, the firm's others frozen pending the decision."""
    grant = await office.allocated(3)
    unit = await office.consumed(grant["id"])
    said = {"vin": unit["vin"], "code": "road_use", "reason": "Seen on the ring road."}
    misuse = (await office.officer.post("/v1/misuses", said)).json()
    frozen = refusal(await office.reserves(grant["id"], a_vin()))
    proposed = {"result": "established", "code": "road_use", "reason": "Three cameras saw it."}
    await office.does(f"misuses/{misuse['id']}", "propose", proposed)
    await office.does(f"misuses/{misuse['id']}", "confirm", None, office.second)
    assert (await office.unit(unit["id"]))["status"] == "revoked"
    return frozen


EXAMPLES: dict[str, tuple[Example, Answer]] = {
    "Q1": (q1, (409, "quota_exhausted")),
    "Q2": (q2, (200, "available")),
    "Q3": (q3, (200, "consumed")),
    "Q4": (q4, (409, "unit_consumed")),
    "Q5": (q5, (201, "no_update_quota")),
    "Q7": (q7, (422, "below_used")),
    "Q8": (q8, (403, "forbidden")),
    "Q9": (q9, (422, "above_determined")),
    "Q10": (q10, (409, "vin_has_unit")),
    "Q11": (q11, (409, "quota_frozen")),
}
"""By number: what is done, and the answer."""


@pytest.mark.requirement("TJ-2.1")
@pytest.mark.requirement("TJ-2.2")
@pytest.mark.requirement("TJ-2.3")
@pytest.mark.requirement("TJ-2.4")
@pytest.mark.parametrize("number", list(EXAMPLES))
async def test_each_worked_example_of_the_quota_is_answered_as_it_is_written(
    office: Transport, number: str
) -> None:
    example, expected = EXAMPLES[number]

    answer = await example(office)

    assert answer == expected
