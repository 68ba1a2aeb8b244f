"""The same on real servers: a mixed load through PostgreSQL and Kafka, one process for each service."""

from __future__ import annotations

import pytest

from exportlane.runtime.testing import until
from tests.end_to_end.papers import Document, batch, inspection, invoice, vehicle
from tests.end_to_end.people import EXPORTER, Entrance, officer, supervisor
from tests.end_to_end.stories import NATIONAL, TIANJIN, UNDONE
from tests.faults.hops import every_hop_is_reachable
from tests.faults.standing import RealLane, platform
from tests.faults.standing import lane as real

__all__ = ["platform", "real"]

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(180)]

CORRECTED = TIANJIN.but(
    licensing=(
        "licence.application_submitted", "licence.correction_requested", "licence.correction_supplied",
        "licence.granted", "licence.used",
    ),
    tax_rebate=(
        "rebate.claim_accepted", "rebate.correction_requested", "rebate.correction_supplied", "rebate.approved",
        "rebate.paid",
    ),
)  # fmt: skip


async def test_a_mixed_load_ends_as_it_must_and_every_hop_of_it_can_be_drawn(real: RealLane) -> None:
    lacking = vehicle(inspection_report=None, invoice=invoice(gross_amount="65500.00"))
    corrected = await real.load.hand_in((lambda: batch(lacking), CORRECTED))
    await real.load.rounds(3)

    vin, people = lacking["vin"], real.entrance
    await people.reaches("licensing", corrected.lot, "correction_requested")
    report = {"lines": [{"vin": vin, "inspection_report": inspection()}]}
    await people.act(EXPORTER, "licensing", corrected.lot, "supply-correction", report)
    await people.reaches("tax-rebate", corrected.lot, "correction_requested")
    right = {"invoices": [{"vin": vin, "invoice": invoice()}]}
    await people.act(EXPORTER, "tax-rebate", corrected.lot, "supply-correction", right)

    proof = await real.load.proven()
    assert len(proof.by_case) == 25
    assert await every_hop_is_reachable(people, proof) > proof.facts


REVOKED = UNDONE.but(
    "revoked",
    licensing=("licence.application_submitted", "licence.granted", "licence.revoked"),
    customs=("customs.returned_for_correction", "customs.rejected"),
)
PAID_BACK = ("rebate.clawback_ordered", "rebate.clawed_back")
RETURNED = NATIONAL.but(
    "returned",
    customs=(*NATIONAL.facts["customs"], "customs.returned"),
    tax_rebate=(*NATIONAL.facts["tax-rebate"], *PAID_BACK, "rebate.certificate_issued"),
)
CLAWED_BACK = NATIONAL.but("clawed_back", tax_rebate=(*NATIONAL.facts["tax-rebate"], *PAID_BACK))


@pytest.mark.slow
async def test_in_each_order_what_went_wrong_is_undone_over_a_real_log(real: RealLane) -> None:
    people, load = real.entrance, real.load
    unnamed = {"goods_name": "大众汽车牌1.5L小客车"}  # without 旧: customs sends the papers back
    forged = await load.hand_in((lambda: batch(vehicle(**unnamed)), REVOKED))
    back = await load.hand_in((lambda: batch(vehicle(), profile="taizhou"), RETURNED))
    bad = await load.hand_in((lambda: batch(vehicle(), profile="national"), CLAWED_BACK))
    await load.rounds(1)

    letter = {"code": "forged_letter", "reason": "The issuer knows nothing of it."}
    await people.reaches("customs", forged.lot, "returned_for_correction")
    await people.act(supervisor("licensing"), "licensing", forged.lot, "revoke", letter)
    await people.reaches("tax-rebate", back.lot, "paid")
    await people.act(officer("customs"), "customs", back.lot, "return", {"reason": "The buyer refused it."})
    await people.reaches("tax-rebate", bad.lot, "paid")
    invoice_ = {"code": "bad_invoice", "reason": "The invoice was never issued."}
    await people.act(supervisor("tax-rebate"), "tax-rebate", bad.lot, "order-claw-back", invoice_)
    await people.act(
        supervisor("tax-rebate"), "tax-rebate", bad.lot, "claw-back", {"reason": "It was paid back."}
    )

    await load.proven()


async def test_the_registry_looks_a_licence_up_through_the_gateway(real: RealLane) -> None:
    people = real.entrance
    case = (await people.submits(batch(vehicle()))).case
    await people.ended([case])
    before = await people.thing("vehicle-registry", case)

    after = await people.act(officer("vehicle-registry"), "vehicle-registry", case, "refresh-materials")

    assert after["sharing_down"] is None
    assert after["licence"]["seen_at"] > before["licence"]["seen_at"]
    look = await until(lambda: looked_up(people, case), limit=30, what="the look on the timeline")
    assert look["data"]["by_agency"] == "vehicle-registry"
    assert look["data"]["answered"] is True


async def looked_up(people: Entrance, case: str) -> Document | None:
    facts = await people.timeline(case)
    return next((fact for fact in facts if fact["type"] == "sharing.looked_up.v1"), None)


async def test_a_former_owner_is_read_by_an_officer_and_by_nobody_who_has_the_table(real: RealLane) -> None:
    people, name = real.entrance, "王小明"
    case = (await people.submits(batch(vehicle()))).case
    await people.reaches("vehicle-registry", case, "deregistered")
    path = f"/v1/vehicle-registry/vehicles/{case}/former-owner"
    owner = {
        "kind": "person",
        "name": name,
        "identity_no": "11010519491231002X",
        "address": None,
        "phone": None,
    }

    given = await people.ask(EXPORTER, "POST", path, json=owner)

    assert given.status_code == 201, given.text
    assert await people.get(officer("vehicle-registry"), path, purpose="audit") == owner
    rows = [
        row
        for table in ("former_owners", "ledger", "idempotency")
        for row in await real.books.read("vehicle-registry", table)
    ]
    assert len(rows) > 1
    assert not any(name in str(row) or owner["identity_no"] in str(row) for row in rows)
